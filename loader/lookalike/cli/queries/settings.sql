SELECT name, value, default_value, description FROM lookalike.setting ORDER BY name
