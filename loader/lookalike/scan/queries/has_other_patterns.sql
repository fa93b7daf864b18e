-- A scan of a version without patterns left out no file. A first scan gives no row.
SELECT this.settings #> '{limits,exclude}' <> coalesce(last.settings #> '{limits,exclude}', '[]')
FROM lookalike_internal.run this
CROSS JOIN LATERAL (
    SELECT r.settings FROM lookalike_internal.run r
    WHERE r.collection_id = this.collection_id AND r.stage = 'scan' AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1
) last
WHERE this.run_id = %s
