SELECT name, root FROM lookalike_internal.collection ORDER BY name
