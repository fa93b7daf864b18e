SELECT c.name FROM lookalike.collection c ORDER BY c.name LIMIT 1000
