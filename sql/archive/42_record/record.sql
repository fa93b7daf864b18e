-- A record is content in its context: one photograph that is filed in two cases belongs to two records. An image belongs
-- to the records of its entries that are in their catalogues today.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_record(
    catalogue text, external_id text, series text, record_no text, contract_no text
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN lookalike_internal.number_key(record_no) IS NULL AND lookalike_internal.number_key(contract_no) IS NULL
        THEN format('entry %s:%s', catalogue, external_id)
    ELSE concat_ws(', ', nullif(btrim(series), ''),
                   CASE WHEN lookalike_internal.number_key(record_no) IS NOT NULL THEN 'record ' || btrim(record_no) END,
                   CASE WHEN lookalike_internal.number_key(contract_no) IS NOT NULL THEN 'contract ' || btrim(contract_no) END)
    END;
COMMENT ON FUNCTION lookalike_internal.describe_record(text, text, text, text, text) IS
    'The record of an entry in words: series, record number and contract number, or its catalogue and id.';

CREATE OR REPLACE VIEW lookalike_internal.image_record AS
SELECT l.image_id, e.entry_id,
       lookalike_internal.record_key(e.catalogue_id, e.external_id, e.series, e.record_no, e.contract_no) COLLATE "C" AS record,
       lookalike_internal.describe_record(c.name, e.external_id, e.series, e.record_no, e.contract_no) COLLATE "C" AS name
FROM lookalike_internal.entry_image l
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = l.entry_id AND e.missing_since IS NULL
LEFT JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id;
COMMENT ON VIEW lookalike_internal.image_record IS 'The records of images: one row for each image and entry that is still in its catalogue.';
COMMENT ON COLUMN lookalike_internal.image_record.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.image_record.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike_internal.image_record.record IS 'Key of the record; two entries with the same key belong to one record.';
COMMENT ON COLUMN lookalike_internal.image_record.name IS 'The record in words.';

CREATE OR REPLACE VIEW lookalike_internal.judged_record AS
SELECT d.record_a AS record, d.record_b AS other_record, d.decision = 'same record' AS is_same, d.decision_id
FROM lookalike_internal.standing_record_decision d
WHERE NOT EXISTS (SELECT FROM lookalike_internal.standing_record_decision later
                  WHERE later.record_a = d.record_a AND later.record_b = d.record_b AND later.decision_id > d.decision_id)
UNION ALL
SELECT d.record_b, d.record_a, d.decision = 'same record', d.decision_id
FROM lookalike_internal.standing_record_decision d
WHERE NOT EXISTS (SELECT FROM lookalike_internal.standing_record_decision later
                  WHERE later.record_a = d.record_a AND later.record_b = d.record_b AND later.decision_id > d.decision_id);
COMMENT ON VIEW lookalike_internal.judged_record IS 'The latest decision about each pair of records, once for each of the two.';
COMMENT ON COLUMN lookalike_internal.judged_record.record IS 'Key of one record.';
COMMENT ON COLUMN lookalike_internal.judged_record.other_record IS 'Key of the other record.';
COMMENT ON COLUMN lookalike_internal.judged_record.is_same IS 'Whether both are the same record.';
COMMENT ON COLUMN lookalike_internal.judged_record.decision_id IS 'Number of the decision.';

-- Images stand for each other in their cluster; outside clusters, if they have the same pixels. Each record of such a
-- group is counted once, or 50,000 blank pages would be compared with each other. An image that has no other image
-- beside it is a last copy, and that says enough.
--
-- With `gone` null, each image is looked at as if it alone were gone; else these images, as if all of them were gone.
-- `of_clusters` names the groups to look at, and `of_pictures` those outside clusters; null means all. The planner puts the
-- body into the queries around it, and drops conditions that do not apply.
CREATE OR REPLACE FUNCTION lookalike_internal.lost_records(of_clusters integer[], of_pictures bytea[], gone bigint[])
    RETURNS TABLE (image_id bigint, record text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    WITH going AS MATERIALIZED (
        SELECT DISTINCT g.image_id FROM unnest(lost_records.gone) AS g (image_id)
    ), picture AS MATERIALIZED (
        SELECT i.pixel_digest, -min(i.image_id) AS group_id, count(*) FILTER (WHERE i.missing_since IS NULL) AS present
        FROM lookalike_internal.image i
        LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
        WHERE of_pictures IS NULL OR i.pixel_digest = ANY (of_pictures)
        GROUP BY i.pixel_digest
        HAVING count(*) > 1 AND bool_or(m.image_id IS NULL)
    ), seen AS (
        SELECT m.cluster_id::bigint AS group_id, m.image_id, true AS is_asked
        FROM lookalike_internal.cluster_member m
        WHERE of_clusters IS NULL OR m.cluster_id = ANY (of_clusters)
        UNION ALL
        SELECT p.group_id, i.image_id,
               p.present > (i.missing_since IS NULL)::integer
                   AND NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = i.image_id)
        FROM picture p
        JOIN lookalike_internal.image i ON i.pixel_digest = p.pixel_digest
    ), bearer AS MATERIALIZED (
        SELECT DISTINCT s.group_id, s.image_id, s.is_asked, r.record, t.image_id IS NOT NULL AND g.image_id IS NULL AS stays
        FROM seen s
        JOIN lookalike_internal.image_record r ON r.image_id = s.image_id
        LEFT JOIN lookalike_internal.staying_image t ON t.image_id = s.image_id
        LEFT JOIN going g ON g.image_id = s.image_id
    ), counted AS MATERIALIZED (
        SELECT b.*,
               count(*) FILTER (WHERE b.stays) OVER (PARTITION BY b.group_id, b.record) AS staying
        FROM bearer b
    ), same_record AS MATERIALIZED (
        -- Of each record: how many images stay in records that are the same, and one of them.
        SELECT o.group_id, j.record, count(DISTINCT o.image_id) AS staying, min(o.image_id) AS one_id
        FROM lookalike_internal.judged_record j JOIN bearer o ON o.record = j.other_record
        WHERE j.is_same AND o.stays
        GROUP BY o.group_id, j.record
    )
    SELECT b.image_id, b.record
    FROM counted b
    LEFT JOIN same_record o ON o.group_id = b.group_id AND o.record = b.record
    WHERE b.is_asked AND b.staying = b.stays::integer
      AND (o.staying > 1 OR o.one_id <> b.image_id) IS NOT TRUE
      AND (lost_records.gone IS NULL OR b.image_id IN (SELECT g.image_id FROM going g));
END;
COMMENT ON FUNCTION lookalike_internal.lost_records(integer[], bytea[], bigint[]) IS
    'Images, and those of their records to which no other image of the same picture belongs that stays. A record that a person decided is the same counts as that record.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_lost(names text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format('No other file that stays belongs to %s. Nobody has decided that a file that stays belongs to the same record.',
              lookalike_internal.list_briefly(names, '; ', 'other records'));
COMMENT ON FUNCTION lookalike_internal.describe_lost(text[]) IS
    'Says in words which records would be left without a picture.';

-- For a few images: each call is planned again, so that the planner sees how few they are.
CREATE OR REPLACE FUNCTION lookalike_internal.lost_among(image_ids bigint[])
    RETURNS TABLE (image_id bigint, record text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    clusters integer[] := ARRAY(
        SELECT DISTINCT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (image_ids));
    pictures bytea[] := ARRAY(
        SELECT DISTINCT i.pixel_digest FROM lookalike_internal.image i
        WHERE i.image_id = ANY (image_ids)
          AND NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = i.image_id));
BEGIN
    RETURN QUERY SELECT l.image_id, l.record FROM lookalike_internal.lost_records(clusters, pictures, image_ids) l;
END
$$;
COMMENT ON FUNCTION lookalike_internal.lost_among(bigint[]) IS
    'The rows of lost_records() for these images, as if all of them were gone.';

-- Clusters with several records, of which at least one was never compared with another of the cluster by a person. Nothing is
-- materialized, so that a condition on the cluster reaches the tables.
CREATE OR REPLACE VIEW lookalike_internal.undecided_record AS
SELECT h.cluster_id, min(h.image_id) AS image_id
FROM (
    SELECT m.cluster_id, r.record, min(i.image_id) AS image_id, count(*) OVER (PARTITION BY m.cluster_id) AS records
    FROM lookalike_internal.image_record r
    JOIN lookalike_internal.cluster_member m ON m.image_id = r.image_id
    JOIN lookalike_internal.present_image i ON i.image_id = r.image_id
    GROUP BY m.cluster_id, r.record
) h
WHERE h.records > 1
  AND NOT EXISTS (
      SELECT FROM lookalike_internal.judged_record j
      JOIN lookalike_internal.image_record o ON o.record = j.other_record
      JOIN lookalike_internal.cluster_member m ON m.image_id = o.image_id
      JOIN lookalike_internal.present_image i ON i.image_id = o.image_id
      WHERE j.record = h.record AND m.cluster_id = h.cluster_id)
GROUP BY h.cluster_id;
COMMENT ON VIEW lookalike_internal.undecided_record IS 'Clusters in which people have not compared every record with another one, one row for each cluster.';
COMMENT ON COLUMN lookalike_internal.undecided_record.cluster_id IS 'The cluster.';
COMMENT ON COLUMN lookalike_internal.undecided_record.image_id IS 'An image that belongs to a record which nobody has compared.';
