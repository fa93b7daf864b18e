SELECT name, value, description
FROM lookalike.setting
ORDER BY name
