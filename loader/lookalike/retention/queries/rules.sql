SELECT rule, priority, predicate, class, disposition, authority, reason
FROM lookalike_detail.policy_rule
WHERE policy_id = %s
ORDER BY priority
