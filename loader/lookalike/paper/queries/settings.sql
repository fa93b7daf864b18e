SELECT name AS setting, value, default_value AS "default" FROM lookalike_detail.setting WHERE value <> default_value ORDER BY name
