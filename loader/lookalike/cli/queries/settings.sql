SELECT name, value, default_value, description FROM lookalike_detail.setting ORDER BY name
