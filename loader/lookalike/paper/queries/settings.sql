SELECT name AS setting, value, default_value AS "default" FROM lookalike.setting WHERE value <> default_value ORDER BY name
