SELECT authority, action, collection, count(*) AS images, count(guard) AS guarded, min(due_on) AS since
FROM lookalike_detail.disposal_due
GROUP BY authority, action, collection ORDER BY since, authority, collection
