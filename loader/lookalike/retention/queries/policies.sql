SELECT policy_id, name, version, is_in_use, rules, description, created_by,
       created_at, applied_by, applied_at
FROM lookalike_detail.policy_version
ORDER BY name, version
