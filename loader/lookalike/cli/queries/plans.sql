SELECT p.plan_id, p.name, p.state, p.proposed_by, coalesce(p.approved_by, '') AS approved_by,
       count(q.image_id) AS images, coalesce(sum(q.byte_size), 0) AS bytes,
       count(*) FILTER (WHERE q.state = 'withheld') AS withheld,
       count(*) FILTER (WHERE q.state = 'moved') AS moved
FROM lookalike_internal.quarantine_plan p
LEFT JOIN lookalike_internal.quarantine_item q USING (plan_id)
GROUP BY p.plan_id ORDER BY p.plan_id
