SELECT name, root FROM lookalike.collection ORDER BY name
