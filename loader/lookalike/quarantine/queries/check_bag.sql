-- A bag does not lie in a collection, and carries no file to a folder that is known to be in another jurisdiction.
SELECT lookalike_internal.check_destination(%(folder)s),
       lookalike_internal.refuse_crossing(array_agg(q.image_id), j.jurisdiction, format('folder "%%s"', %(folder)s::text))
FROM lookalike_internal.jurisdiction_of(%(folder)s) AS j (jurisdiction)
LEFT JOIN lookalike_internal.quarantine_item q ON q.plan_id = %(plan_id)s AND j.jurisdiction IS NOT NULL AND q.state <> 'withheld'
GROUP BY j.jurisdiction
