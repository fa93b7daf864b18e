-- The public views, and the functions that guards, policies and decisions call.

-- Few rows: they begin with the decisions of people.
CREATE OR REPLACE VIEW lookalike_internal.settled_rights AS
SELECT coalesce(m.cluster_id, -i.image_id) AS group_id, d.statements AS digest
FROM lookalike_internal.standing_decision d
JOIN lookalike_internal.present_image i ON i.pixel_digest = d.pixel_digest_a
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
WHERE d.decision = 'rights settled';
COMMENT ON VIEW lookalike_internal.settled_rights IS 'Statements about rights that a person found settled, each with the groups of the picture.';
COMMENT ON COLUMN lookalike_internal.settled_rights.group_id IS 'Number of the cluster, or that of the image with a minus before it.';
COMMENT ON COLUMN lookalike_internal.settled_rights.digest IS 'Digest of the statements.';

CREATE OR REPLACE VIEW lookalike_detail.rights_conflict AS
SELECT CASE WHEN d.group_id > 0 THEN d.group_id::integer END AS cluster_id,
       d.field,
       d.is_conflict,
       d.severity,
       d.statements,
       d.explanation,
       d.different_values,
       CASE WHEN d.is_conflict THEN (d.group_id, d.digest) IN (SELECT s.group_id, s.digest FROM lookalike_internal.settled_rights s)
           END AS is_settled,
       i.path,
       c.name AS collection,
       d.image_id
FROM lookalike_internal.rights_differences(NULL, NULL) d
JOIN lookalike_internal.image i ON i.image_id = d.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
WHERE d.is_shown;
COMMENT ON VIEW lookalike_detail.rights_conflict IS 'Differences about rights between entries about copies of one picture and the copies themselves: one row for each field of a cluster, or of an image without copies. Harmless differences are here too, with is_conflict false.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.cluster_id IS 'The cluster; null for an image without copies.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.field IS 'rights category (of all statements of one entry or file together), rights statement, licence, rights holder, web statement, licensor, licence reference, territory, period or embargo.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.is_conflict IS 'Whether the statements really disagree.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.severity IS 'high where categories, licences or holders contradict each other, one licence has ended and another has not, or an embargoed picture is published or free; medium where terms or pages differ and cannot be compared, places or times overlap, or a statement that could not be read stands against a free one; null where there is no conflict.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.statements IS 'The statements with their sources: the entries, and in how many images each is embedded; at most five values.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.explanation IS 'The conflict in words, or why there is no conflict.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.different_values IS 'How many different values there are, harmless differences aside.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.is_settled IS 'Whether a person decided that exactly these statements are settled; null where there is no conflict.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.path IS 'Path of the first image that has a statement.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.collection IS 'The collection of that image.';
COMMENT ON COLUMN lookalike_detail.rights_conflict.image_id IS 'Number of that image, for record_decision.';

-- Few rows: they begin with the decisions of people.
CREATE OR REPLACE VIEW lookalike_internal.settled_metadata AS
SELECT coalesce(m.cluster_id, -i.image_id) AS group_id, s.digest
FROM lookalike_internal.standing_decision d
JOIN lookalike_internal.present_image i ON i.pixel_digest = d.pixel_digest_a
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
CROSS JOIN LATERAL string_to_table(d.statements, ' ') AS s (digest)
WHERE d.decision = 'metadata settled';
COMMENT ON VIEW lookalike_internal.settled_metadata IS 'Statements about pictures that people settled, by groups: a decision about one image settles them for the images of its cluster.';
COMMENT ON COLUMN lookalike_internal.settled_metadata.group_id IS 'The group: its cluster, or the number of an image without copies, with a minus.';
COMMENT ON COLUMN lookalike_internal.settled_metadata.digest IS 'Digest of the statements of one field, as in metadata_differences().';

-- Groups in which somebody found a caption wrong: only for these it is worth to compare the captions that remain.
CREATE OR REPLACE VIEW lookalike_internal.corrected_group AS
SELECT DISTINCT coalesce(m.cluster_id, -l.image_id) AS group_id
FROM lookalike_internal.wrong_caption w
JOIN lookalike_internal.entry_image l ON l.entry_id = w.entry_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = l.image_id;
COMMENT ON VIEW lookalike_internal.corrected_group IS 'Groups in which a person found a caption wrong.';
COMMENT ON COLUMN lookalike_internal.corrected_group.group_id IS 'The group: its cluster, or the number of an image without copies, with a minus.';

CREATE OR REPLACE VIEW lookalike_detail.metadata_conflict AS
SELECT CASE WHEN d.group_id > 0 THEN d.group_id::integer END AS cluster_id,
       d.field,
       d.is_conflict,
       d.severity,
       d.statements,
       d.explanation,
       d.different_values,
       i.path,
       c.name AS collection,
       d.image_id,
       CASE WHEN d.is_conflict THEN
           (d.group_id, d.digest) IN (SELECT s.group_id, s.digest FROM lookalike_internal.settled_metadata s)
               OR d.field IN ('title', 'description')
                  AND d.group_id IN (SELECT g.group_id FROM lookalike_internal.corrected_group g)
                  AND lookalike_internal.is_caption_settled(d.group_id, d.field) END AS is_settled
FROM lookalike_internal.metadata_differences(NULL, NULL, NULL) d
JOIN lookalike_internal.image i ON i.image_id = d.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id;
COMMENT ON VIEW lookalike_detail.metadata_conflict IS 'Differences about the picture between entries about its copies and the copies themselves: one row for each field of a cluster, or of an image without copies. Harmless differences are here too, with is_conflict false.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.cluster_id IS 'The cluster; null for an image without copies.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.field IS 'title, creator, date, description or credit line.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.is_conflict IS 'Whether the statements really disagree.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.severity IS 'medium for creator and date, low for the others; null where there is no conflict.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.statements IS 'The statements with their sources: the entries, and in how many images each is embedded; at most five values.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.explanation IS 'The conflict in words, or why there is no conflict.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.different_values IS 'How many different values there are, harmless differences aside.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.path IS 'Path of the first image that has a statement.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.collection IS 'The collection of that image.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.image_id IS 'Number of that image.';
COMMENT ON COLUMN lookalike_detail.metadata_conflict.is_settled IS 'Whether a person decided that exactly these statements are settled, or, for titles and descriptions, that captions are wrong, so that those that remain agree; null where there is no conflict.';

CREATE OR REPLACE FUNCTION lookalike_internal.open_rights_conflicts(of_clusters integer[], of_images bigint[])
    RETURNS TABLE (image_id bigint, severity text, fields text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    WITH conflicting AS MATERIALIZED (
        SELECT d.group_id, CASE WHEN bool_or(d.severity = 'high') THEN 'high' ELSE 'medium' END AS severity,
               string_agg(d.field, ', ' ORDER BY d.field COLLATE "C") AS fields
        FROM lookalike_internal.rights_differences(of_clusters, of_images) d
        WHERE d.is_conflict
          AND (d.group_id, d.digest) NOT IN (SELECT s.group_id, s.digest FROM lookalike_internal.settled_rights s)
        GROUP BY d.group_id
    )
    SELECT i.image_id, g.severity, g.fields
    FROM conflicting g
    JOIN lookalike_internal.cluster_member m ON m.cluster_id = g.group_id
    JOIN lookalike_internal.present_image i ON i.image_id = m.image_id
    UNION ALL
    SELECT -g.group_id, g.severity, g.fields
    FROM conflicting g
    WHERE g.group_id < 0;
END;
COMMENT ON FUNCTION lookalike_internal.open_rights_conflicts(integer[], bigint[]) IS
    'The images of groups with a rights conflict that nobody has settled, with the highest severity of its fields.';

-- The same for has_rights_conflict and for guards. The setting says which conflicts count there.
CREATE OR REPLACE FUNCTION lookalike_internal.is_guarded_severity(severity text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN severity = 'high'
    OR EXISTS (SELECT FROM lookalike_internal.setting s WHERE s.name = 'guarded_severity' AND s.value = 'medium');
COMMENT ON FUNCTION lookalike_internal.is_guarded_severity(text) IS
    'Whether a rights conflict of this severity guards its images, by setting guarded_severity.';

CREATE OR REPLACE VIEW lookalike_detail.conflicted_image AS
SELECT o.image_id, o.severity, o.fields FROM lookalike_internal.open_rights_conflicts(NULL, NULL) o;
COMMENT ON VIEW lookalike_detail.conflicted_image IS 'Images with a rights conflict that nobody has settled. The conflict may be about a copy of the image. Setting guarded_severity says whether medium conflicts guard their images, as high ones always do.';
COMMENT ON COLUMN lookalike_detail.conflicted_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.conflicted_image.severity IS 'How serious the conflict is: high if one of the fields is, else medium.';
COMMENT ON COLUMN lookalike_detail.conflicted_image.fields IS 'The fields of rights_conflict in conflict.';

CREATE OR REPLACE FUNCTION lookalike_internal.open_metadata_conflicts(of_clusters integer[], of_images bigint[])
    RETURNS TABLE (image_id bigint)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    SELECT coalesce(m.image_id, -d.group_id)
    FROM (SELECT DISTINCT d.group_id
          FROM lookalike_internal.metadata_differences(of_clusters, of_images, '{creator,date}') d
          WHERE d.is_conflict
            AND (d.group_id, d.digest) NOT IN (SELECT s.group_id, s.digest FROM lookalike_internal.settled_metadata s)) d
    LEFT JOIN lookalike_internal.cluster_member m ON m.cluster_id = d.group_id
    LEFT JOIN lookalike_internal.image i ON i.image_id = m.image_id
    WHERE i.missing_since IS NULL;
END;
COMMENT ON FUNCTION lookalike_internal.open_metadata_conflicts(integer[], bigint[]) IS
    'The images of groups that disagree about the creator or the date, where nobody has settled it.';

CREATE OR REPLACE VIEW lookalike_detail.metadata_conflicted_image AS
SELECT o.image_id FROM lookalike_internal.open_metadata_conflicts(NULL, NULL) o;
COMMENT ON VIEW lookalike_detail.metadata_conflicted_image IS 'Images whose copies or entries disagree about the creator or the date, where nobody has settled it. Titles nearly always differ, so they do not count.';
COMMENT ON COLUMN lookalike_detail.metadata_conflicted_image.image_id IS 'Number of the image.';

-- For a few images: each call is planned again, so that the planner sees how few they are.
CREATE OR REPLACE FUNCTION lookalike.conflicted_among(of_images bigint[])
    RETURNS TABLE (image_id bigint, severity text, fields text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    clusters integer[] := ARRAY(
        SELECT DISTINCT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (of_images));
BEGIN
    RETURN QUERY
    SELECT o.image_id, o.severity, o.fields
    FROM lookalike_internal.open_rights_conflicts(clusters, of_images) o
    WHERE o.image_id = ANY (of_images);
END
$$;
COMMENT ON FUNCTION lookalike.conflicted_among(bigint[]) IS
    'The rows of conflicted_image for these images. A few images take milliseconds.';

CREATE OR REPLACE FUNCTION lookalike.rights_statements(image_id bigint) RETURNS text
    LANGUAGE plpgsql STABLE STRICT
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    clusters integer[] := ARRAY(
        SELECT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = rights_statements.image_id);
BEGIN
    RETURN (SELECT min(d.digest)
            FROM lookalike_internal.rights_differences(clusters, ARRAY[image_id]) d
            WHERE d.is_conflict);
END
$$;
COMMENT ON FUNCTION lookalike.rights_statements(bigint) IS
    'Digest of the statements about the rights of an image and its copies; null where they are not in conflict. A decision that settles the conflict settles these statements only.';

CREATE OR REPLACE FUNCTION lookalike_internal.metadata_statements(image_id bigint) RETURNS text
    LANGUAGE plpgsql STABLE STRICT
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    clusters integer[] := ARRAY(
        SELECT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = metadata_statements.image_id);
BEGIN
    RETURN (SELECT string_agg(d.digest, ' ' ORDER BY d.field COLLATE "C")
            FROM lookalike_internal.metadata_differences(clusters, ARRAY[image_id], NULL) d
            WHERE d.is_conflict);
END
$$;
COMMENT ON FUNCTION lookalike_internal.metadata_statements(bigint) IS
    'Digests of the statements about an image and its copies that are in conflict, one for each field; null without a conflict. A decision that settles the conflict settles these statements only.';
