CREATE OR REPLACE VIEW lookalike_detail.policy_version AS
SELECT p.name,
       p.version,
       p.policy_id = lookalike.policy_in_use() AS is_in_use,
       (SELECT count(*) FROM lookalike_internal.retention_rule r WHERE r.policy_id = p.policy_id) AS rules,
       p.description,
       p.created_by,
       p.created_at,
       a.applied_by,
       a.applied_at,
       p.policy_id
FROM lookalike_internal.retention_policy p
LEFT JOIN LATERAL (
    SELECT l.applied_by, l.applied_at FROM lookalike_internal.policy_application l
    WHERE l.policy_id = p.policy_id ORDER BY l.application_id DESC LIMIT 1
) a ON true;
COMMENT ON VIEW lookalike_detail.policy_version IS 'The versions of all retention policies.';
COMMENT ON COLUMN lookalike_detail.policy_version.name IS 'Name of the policy.';
COMMENT ON COLUMN lookalike_detail.policy_version.version IS 'Its version.';
COMMENT ON COLUMN lookalike_detail.policy_version.is_in_use IS 'Whether classifications use this version.';
COMMENT ON COLUMN lookalike_detail.policy_version.rules IS 'How many rules it has.';
COMMENT ON COLUMN lookalike_detail.policy_version.description IS 'Summary of the policy in words.';
COMMENT ON COLUMN lookalike_detail.policy_version.created_by IS 'Name of the person who added it; installation for the default policy.';
COMMENT ON COLUMN lookalike_detail.policy_version.created_at IS 'When it was added.';
COMMENT ON COLUMN lookalike_detail.policy_version.applied_by IS 'Name of the person who last took it into use; null if it was never in use.';
COMMENT ON COLUMN lookalike_detail.policy_version.applied_at IS 'When it was last taken into use.';
COMMENT ON COLUMN lookalike_detail.policy_version.policy_id IS 'Number of the version, for diff_policy and apply_policy.';

CREATE OR REPLACE VIEW lookalike_detail.policy_rule AS
SELECT p.name AS policy,
       p.version,
       r.priority,
       r.name AS rule,
       r.predicate,
       r.class,
       r.disposition,
       r.authority,
       r.reason,
       p.policy_id
FROM lookalike_internal.retention_rule r
JOIN lookalike_internal.retention_policy p ON p.policy_id = r.policy_id;
COMMENT ON VIEW lookalike_detail.policy_rule IS 'The rules of all versions of policies. For an image, the rule with the lowest priority whose predicate is true applies.';
COMMENT ON COLUMN lookalike_detail.policy_rule.policy IS 'Name of the policy.';
COMMENT ON COLUMN lookalike_detail.policy_rule.version IS 'Its version.';
COMMENT ON COLUMN lookalike_detail.policy_rule.priority IS 'Place of the rule in the policy; lower numbers come first.';
COMMENT ON COLUMN lookalike_detail.policy_rule.rule IS 'Name of the rule.';
COMMENT ON COLUMN lookalike_detail.policy_rule.predicate IS 'The condition of the rule, on the columns of classification_evidence.';
COMMENT ON COLUMN lookalike_detail.policy_rule.class IS 'The class that the rule gives.';
COMMENT ON COLUMN lookalike_detail.policy_rule.disposition IS 'The proposed disposition: retain, transfer, quarantine or review.';
COMMENT ON COLUMN lookalike_detail.policy_rule.authority IS 'The authority for the disposition, such as a retention schedule.';
COMMENT ON COLUMN lookalike_detail.policy_rule.reason IS 'Template of the reason; {column} stands for a column of classification_evidence.';
COMMENT ON COLUMN lookalike_detail.policy_rule.policy_id IS 'Number of the policy version.';
