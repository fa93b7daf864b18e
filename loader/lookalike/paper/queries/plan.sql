-- A plan, with the policy in use and those that gave its images their classes.
SELECT p.*,
       (SELECT string_agg(format('%%s, version %%s%%s', v.name, v.version, CASE WHEN v.is_in_use THEN ' (in use)' END), '; '
                          ORDER BY v.policy_id)
        FROM lookalike_detail.policy_version v
        WHERE v.is_in_use
           OR EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                      JOIN lookalike_internal.retention_class k ON k.image_id = q.image_id
                      WHERE q.plan_id = p.plan_id AND k.policy_id = v.policy_id)) AS policies
FROM lookalike_detail.quarantine_plan p
WHERE p.plan_id = %(plan_id)s
