SELECT name FROM lookalike.collection ORDER BY name LIMIT 1000
