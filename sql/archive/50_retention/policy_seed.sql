-- The default policy. A release that changes it adds a version. An archive that uses the version before it takes
-- the new version into use.
DO $do$
DECLARE
    seeded integer;
    before integer := lookalike.policy_in_use();
BEGIN
    seeded := lookalike_internal.store_policy('default',
        'One archival master a cluster, the original by the lineage, is kept, and with it one copy of just the pixels that were published. Identical copies of one record may be quarantined, derivatives and possible duplicates are reviewed. Where the original is undetermined, people decide.',
        $json$[
        {"name": "not_matched", "priority": 10, "predicate": "NOT is_matched",
         "class": "unclassified", "disposition": "review", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "original_undetermined", "priority": 15, "predicate": "NOT is_original_known AND NOT has_same_bytes",
         "class": "original undetermined", "disposition": "review", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "best_evidence", "priority": 20, "predicate": "cluster_size > 1 AND rank = 1",
         "class": "archival master", "disposition": "retain", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "other_capture", "priority": 25, "predicate": "is_other_capture",
         "class": "other capture", "disposition": "retain", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "published_pixels", "priority": 30, "predicate": "cluster_size > 1 AND is_published_rendition AND NOT has_same_pixels",
         "class": "archival copy of a published image", "disposition": "retain", "authority": "lookalike default",
         "reason": "Just these pixels were published, and no better file has them. {evidence}"},
        {"name": "published_source", "priority": 35, "predicate": "cluster_size > 1 AND is_published_pixels AND NOT has_same_pixels",
         "class": "derivative", "disposition": "retain", "authority": "lookalike default",
         "reason": "A crop or another rendition of it was published, and no better file has its pixels. {evidence}"},
        {"name": "held_copy", "priority": 40, "predicate": "has_same_pixels AND is_on_hold",
         "class": "identical copy", "disposition": "retain", "authority": "lookalike default",
         "reason": "{evidence} It is on legal hold."},
        {"name": "kept_copy", "priority": 50, "predicate": "has_same_pixels AND is_kept",
         "class": "identical copy", "disposition": "retain", "authority": "lookalike default",
         "reason": "{evidence} A reviewer decided to keep it."},
        {"name": "conflicting_copy", "priority": 60, "predicate": "has_same_pixels AND has_rights_conflict",
         "class": "identical copy", "disposition": "review", "authority": "lookalike default",
         "reason": "{evidence} The rights stated for it and its copies contradict each other."},
        {"name": "other_record", "priority": 65, "predicate": "has_same_pixels AND is_other_record",
         "class": "identical copy", "disposition": "retain", "authority": "lookalike default",
         "reason": "{evidence} It belongs to another record: {other_records}."},
        {"name": "same_bytes", "priority": 70, "predicate": "has_same_bytes",
         "class": "identical copy", "disposition": "quarantine", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "same_pixels", "priority": 80, "predicate": "has_same_pixels",
         "class": "identical copy", "disposition": "quarantine", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "kept_derivative", "priority": 90, "predicate": "cluster_size > 1 AND (is_on_hold OR is_kept)",
         "class": "derivative", "disposition": "retain", "authority": "lookalike default",
         "reason": "{evidence} It is on legal hold, or a reviewer decided to keep it."},
        {"name": "accepted_match", "priority": 100, "predicate": "cluster_size > 1",
         "class": "derivative", "disposition": "review", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "possible_match", "priority": 110, "predicate": "is_possible_duplicate",
         "class": "possible duplicate", "disposition": "review", "authority": "lookalike default",
         "reason": "{evidence}"},
        {"name": "no_match", "priority": 120, "predicate": "cluster_size = 1",
         "class": "unique", "disposition": "retain", "authority": "lookalike default",
         "reason": "{evidence}"}
        ]$json$,
        'installation');
    IF before IS NULL OR before <> seeded AND EXISTS (
        SELECT FROM lookalike_internal.retention_policy p JOIN lookalike_internal.policy_application a USING (policy_id)
        WHERE p.policy_id = before AND p.name = 'default' AND a.applied_by = 'installation'
          AND a.application_id = (SELECT max(l.application_id) FROM lookalike_internal.policy_application l)
    ) THEN
        INSERT INTO lookalike_internal.policy_application (policy_id, applied_by) VALUES (seeded, 'installation');
    END IF;
END
$do$;
