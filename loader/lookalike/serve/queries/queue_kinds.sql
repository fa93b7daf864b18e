SELECT q.kind, count(*) AS cases
FROM lookalike.review_queue q
GROUP BY q.kind
ORDER BY max(q.priority) DESC
