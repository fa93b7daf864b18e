SELECT name, value, lookalike.get_setting_default(name) AS "default", description
FROM lookalike_internal.setting ORDER BY name
