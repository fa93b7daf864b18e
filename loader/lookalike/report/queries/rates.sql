SELECT value, duplication_rate
FROM lookalike.duplication_summary
WHERE dimension = 'DIMENSION'
ORDER BY redundant_bytes DESC, images DESC, value COLLATE "C"
LIMIT 20
