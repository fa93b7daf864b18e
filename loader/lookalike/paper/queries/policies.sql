SELECT name AS policy, version, CASE WHEN is_in_use THEN 'yes' ELSE '' END AS "in use", rules, applied_by AS "applied by",
       applied_at::date AS "applied on"
FROM lookalike_detail.policy_version WHERE applied_at IS NOT NULL OR is_in_use ORDER BY policy_id
