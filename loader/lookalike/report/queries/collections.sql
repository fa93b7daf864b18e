-- What was scanned, and when last to its end.
SELECT c.name,
       c.root,
       max(r.finished_at) AS scanned_at,
       coalesce(bool_or(r.state = 'running'), false) AS is_unfinished
FROM lookalike_internal.collection c
LEFT JOIN lookalike_internal.run r ON r.collection_id = c.collection_id AND r.stage = 'scan'
GROUP BY c.collection_id, c.name, c.root
ORDER BY c.name COLLATE "C"
