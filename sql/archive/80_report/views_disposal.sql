CREATE OR REPLACE VIEW lookalike_detail.disposal_due AS
SELECT r.path,
       r.due_on,
       r.due_authority AS authority,
       r.due_action AS action,
       r.disposition,
       r.guard,
       r.collection,
       r.class,
       r.reason,
       r.byte_size,
       r.image_id
FROM lookalike_detail.retention_classification r
WHERE r.due_on <= (SELECT lookalike_internal.get_as_of());
COMMENT ON VIEW lookalike_detail.disposal_due IS 'Images whose period under a disposal authority has ended by the day of the last classification. Nothing happens by itself: people decide, and guards outrank authorities.';
COMMENT ON COLUMN lookalike_detail.disposal_due.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.disposal_due.due_on IS 'Since when the image is due.';
COMMENT ON COLUMN lookalike_detail.disposal_due.authority IS 'Code of the disposal authority; several are joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.disposal_due.action IS 'The action of the authority: review, transfer or set aside.';
COMMENT ON COLUMN lookalike_detail.disposal_due.disposition IS 'The disposition that the policy in use proposes, as in retention_classification.';
COMMENT ON COLUMN lookalike_detail.disposal_due.guard IS 'The guards that keep the image from leaving, joined by commas; null without a guard.';
COMMENT ON COLUMN lookalike_detail.disposal_due.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.disposal_due.class IS 'The retention class of the image.';
COMMENT ON COLUMN lookalike_detail.disposal_due.reason IS 'The reason of the class, in words.';
COMMENT ON COLUMN lookalike_detail.disposal_due.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.disposal_due.image_id IS 'Number of the image.';
