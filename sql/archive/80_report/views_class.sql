-- The class of each image, and what is proposed for it.
CREATE OR REPLACE VIEW lookalike.retention_classification AS
SELECT i.path,
       k.class,
       k.reason,
       c.name AS collection,
       k.rule,
       format('%s, version %s', p.name, p.version) AS policy,
       o.path AS derived_from_path,
       m.cluster_id,
       i.byte_size,
       i.image_id,
       CASE WHEN s.disposition = 'quarantine' AND g.image_id IS NOT NULL THEN 'retain' ELSE s.disposition END AS disposition,
       k.authority,
       CASE WHEN o.sha256 = i.sha256 AND k.derivation IS NOT NULL THEN 'same fixity' ELSE k.derivation END AS derivation,
       g.guard,
       i.frame_count,
       i.not_compared,
       k.is_other_record,
       k.due_on,
       k.due_authority,
       k.due_action
FROM lookalike_internal.retention_class k
JOIN lookalike_internal.image i ON i.image_id = k.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
JOIN lookalike_internal.retention_policy p ON p.policy_id = k.policy_id
LEFT JOIN lookalike_internal.image o ON o.image_id = k.derived_from_image_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = k.image_id
LEFT JOIN (
    SELECT l.image_id, string_agg(DISTINCT l.guard, ', ' ORDER BY l.guard) AS guard
    FROM lookalike.guarded_image l GROUP BY l.image_id
) g ON g.image_id = k.image_id
LEFT JOIN lookalike.image_decision d ON d.image_id = k.image_id
-- What a person decided is not to be reviewed any more.
CROSS JOIN LATERAL (
    SELECT CASE WHEN k.disposition <> 'review' OR d.decision IS NULL THEN k.disposition
                WHEN d.decision = 'keep' THEN 'retain' ELSE d.decision END AS disposition
) s
WHERE i.missing_since IS NULL;
COMMENT ON VIEW lookalike.retention_classification IS 'The retention class of every image, with its rule, policy and reason.';
COMMENT ON COLUMN lookalike.retention_classification.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike.retention_classification.class IS 'archival master, derivative, identical copy, archival copy of a published image, original undetermined, possible duplicate, unique or unclassified.';
COMMENT ON COLUMN lookalike.retention_classification.reason IS 'The reason in words.';
COMMENT ON COLUMN lookalike.retention_classification.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike.retention_classification.rule IS 'Rule of the policy that gave the class.';
COMMENT ON COLUMN lookalike.retention_classification.policy IS 'Policy and version.';
COMMENT ON COLUMN lookalike.retention_classification.derived_from_path IS 'Path of the image that it is a copy or derivative of.';
COMMENT ON COLUMN lookalike.retention_classification.cluster_id IS 'The cluster of the image; null without copies.';
COMMENT ON COLUMN lookalike.retention_classification.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike.retention_classification.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.retention_classification.disposition IS 'The proposed disposition: retain, transfer, quarantine or review. Where a person decided to keep or to quarantine an image, review becomes retain or quarantine. For a guarded image, quarantine becomes retain.';
COMMENT ON COLUMN lookalike.retention_classification.authority IS 'The authority for the disposition, such as a retention schedule.';
COMMENT ON COLUMN lookalike.retention_classification.derivation IS 'How it derives from that image, where bytes or pixels prove it: isFormatOf or isVersionOf (Dublin Core); same fixity where the two have the same bytes.';
COMMENT ON COLUMN lookalike.retention_classification.guard IS 'The guards that keep the image from leaving, joined by commas; null without a guard.';
COMMENT ON COLUMN lookalike.retention_classification.frame_count IS 'How many frames or pages the file holds. Previews are not counted.';
COMMENT ON COLUMN lookalike.retention_classification.not_compared IS 'What the file holds that was not compared, in words, such as layers; null where everything was compared. Such a file is identical only to a file of the same bytes.';
COMMENT ON COLUMN lookalike.retention_classification.is_other_record IS 'Whether it belongs to a record to which no image of a better rank belongs.';
COMMENT ON COLUMN lookalike.retention_classification.due_on IS 'The day on which the period of the disposal authority ends; null without an authority, where the date to count from is not known, and for images that are kept for good.';
COMMENT ON COLUMN lookalike.retention_classification.due_authority IS 'Code of the disposal authority in force: the one that the rule names, or else the one of the series; several are joined by semicolons.';
COMMENT ON COLUMN lookalike.retention_classification.due_action IS 'The action of that authority: retain, review, transfer or set aside.';
