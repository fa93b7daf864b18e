SELECT count(*) FILTER (WHERE checked_at IS NULL) AS never, min(checked_at)::date::text AS oldest
FROM lookalike_detail.fixity
