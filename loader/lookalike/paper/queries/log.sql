SELECT action AS what, count(*) AS events, min(happened_at)::date AS first, max(happened_at)::date AS last,
       count(*) FILTER (WHERE outcome NOT IN ('success', 'begun')) AS "did not succeed"
FROM lookalike_detail.event_log GROUP BY action ORDER BY action
