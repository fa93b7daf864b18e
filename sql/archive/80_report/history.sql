CREATE OR REPLACE VIEW lookalike.audit_snapshot AS
SELECT s.audit_id,
       a.taken_at,
       s.site,
       s.sector,
       s.jurisdiction,
       s.collection,
       s.format,
       s.year::integer AS year,
       s.class,
       s.images,
       s.bytes,
       s.duplicates,
       s.duplicate_bytes,
       s.releasable_images,
       s.releasable_bytes,
       trim_scale(s.bytes * s.cost_per_byte_year) AS cost_per_year,
       trim_scale(s.duplicate_bytes * s.cost_per_byte_year) AS duplicate_cost_per_year,
       trim_scale(s.releasable_bytes * s.cost_per_byte_year) AS releasable_cost_per_year,
       s.currency,
       s.is_restricted,
       a.audit_id = (SELECT max(l.audit_id) FROM lookalike_internal.audit l) AS is_last,
       a.confirmed_at
FROM lookalike_internal.audit_snapshot s
JOIN lookalike_internal.audit a ON a.audit_id = s.audit_id;
COMMENT ON VIEW lookalike.audit_snapshot IS 'The figures after each audit, for trends: one row for each audit, collection, format, year and class. An audit that found nothing else has no rows of its own.';
COMMENT ON COLUMN lookalike.audit_snapshot.audit_id IS 'Number of the snapshot; a later one is higher.';
COMMENT ON COLUMN lookalike.audit_snapshot.taken_at IS 'When the audit ended.';
COMMENT ON COLUMN lookalike.audit_snapshot.site IS 'Site of the collection at that time; null where nobody had declared it.';
COMMENT ON COLUMN lookalike.audit_snapshot.sector IS 'Sector of that site.';
COMMENT ON COLUMN lookalike.audit_snapshot.jurisdiction IS 'Jurisdiction of the collection at that time.';
COMMENT ON COLUMN lookalike.audit_snapshot.collection IS 'Name of the collection.';
COMMENT ON COLUMN lookalike.audit_snapshot.format IS 'Format of the images.';
COMMENT ON COLUMN lookalike.audit_snapshot.year IS 'Year in which the pictures were made; null if it is not known.';
COMMENT ON COLUMN lookalike.audit_snapshot.class IS 'Retention class; null before images are classified.';
COMMENT ON COLUMN lookalike.audit_snapshot.images IS 'How many images there were.';
COMMENT ON COLUMN lookalike.audit_snapshot.bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike.audit_snapshot.duplicates IS 'How many were duplicates, by clusters alone.';
COMMENT ON COLUMN lookalike.audit_snapshot.duplicate_bytes IS 'Bytes of the duplicates.';
COMMENT ON COLUMN lookalike.audit_snapshot.releasable_images IS 'How many policy, decisions and guards would have let go.';
COMMENT ON COLUMN lookalike.audit_snapshot.releasable_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike.audit_snapshot.cost_per_year IS 'What all these bytes cost a year, at the price of that time.';
COMMENT ON COLUMN lookalike.audit_snapshot.duplicate_cost_per_year IS 'What the duplicates cost.';
COMMENT ON COLUMN lookalike.audit_snapshot.releasable_cost_per_year IS 'What the releasable images cost.';
COMMENT ON COLUMN lookalike.audit_snapshot.currency IS 'Currency of the costs.';
COMMENT ON COLUMN lookalike.audit_snapshot.is_restricted IS 'Whether these images were restricted at that time. Roles that do not see restricted images see no such rows while there is a restriction.';
COMMENT ON COLUMN lookalike.audit_snapshot.is_last IS 'Whether this is the last snapshot.';
COMMENT ON COLUMN lookalike.audit_snapshot.confirmed_at IS 'When an audit last found nothing else.';

CREATE OR REPLACE VIEW lookalike.image_change AS
SELECT c.audit_id,
       a.taken_at AS noticed_at,
       c.change,
       c.image_id,
       c.collection,
       c.path,
       c.old_path,
       c.cluster_id
FROM lookalike_internal.image_change c
JOIN lookalike_internal.audit a ON a.audit_id = c.audit_id;
COMMENT ON VIEW lookalike.image_change IS 'What each audit found to be another than the audit before: one row for each image and change. WHERE audit_id > 7 gives all since audit 7.';
COMMENT ON COLUMN lookalike.image_change.audit_id IS 'Number of the snapshot that found it. The first snapshot has no rows: all was there before.';
COMMENT ON COLUMN lookalike.image_change.noticed_at IS 'When that snapshot was taken.';
COMMENT ON COLUMN lookalike.image_change.change IS 'came, changed (other bytes), moved (another path), went (missing or forgotten), returned, joined (a cluster) or left (a cluster).';
COMMENT ON COLUMN lookalike.image_change.image_id IS 'Number of the image; it may have been forgotten since.';
COMMENT ON COLUMN lookalike.image_change.collection IS 'Collection of the image; null for a collection that was forgotten.';
COMMENT ON COLUMN lookalike.image_change.path IS 'Path of the image, relative to the folder of its collection.';
COMMENT ON COLUMN lookalike.image_change.old_path IS 'For an image that moved, the path before.';
COMMENT ON COLUMN lookalike.image_change.cluster_id IS 'The cluster that the image joined or left; for other changes, the cluster in which it is, or was when it went.';
