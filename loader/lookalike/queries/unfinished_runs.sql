SELECT stage, collection.name, started_at::timestamp(0)::text
FROM lookalike_internal.run
LEFT JOIN lookalike_internal.collection USING (collection_id)
WHERE state = 'running'
ORDER BY run_id
