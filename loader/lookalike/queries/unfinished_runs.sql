SELECT stage, collection.name, started_at::timestamp(0)::text
FROM lookalike.run
LEFT JOIN lookalike.collection USING (collection_id)
WHERE state = 'running'
ORDER BY run_id
