SELECT name, value, description
FROM lookalike_internal.setting
ORDER BY name
