-- Files that plans set aside, each as it was found when it was last looked for.
SELECT f.image_id, f.place, f.folder, f.path, f.sha256, f.byte_size, f.modified_at, k.outcome
FROM lookalike_internal.fixity_file f
JOIN lookalike_internal.quarantine_item q ON q.image_id = f.image_id AND q.state = 'moved'
LEFT JOIN lookalike_internal.fixity_check k
    ON k.image_id = f.image_id AND k.place = f.place AND k.sha256 = f.sha256 AND k.checked_at > q.changed_at
WHERE f.place = 'quarantine' AND f.image_id > %(last)s
ORDER BY f.image_id LIMIT %(limit)s
