-- What the facts are. Each function works them out for some images, or for all if its arguments are null, from the tables of
-- the stages. The images of a cluster must all be given, or no image of it. No pinned search_path, so that the planner
-- puts the bodies into the queries around them.

CREATE OR REPLACE FUNCTION lookalike_internal.list_conflicts(of_clusters integer[], of_images bigint[])
    RETURNS TABLE (kind text, group_id bigint, field text, image_id bigint, severity text, is_settled boolean,
                   different_values bigint, statements text, explanation text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    SELECT 'rights', d.group_id, d.field, d.image_id, d.severity,
           (d.group_id, d.digest) IN (SELECT s.group_id, s.digest FROM lookalike_internal.settled_rights s), d.different_values, d.statements, d.explanation
    FROM lookalike_internal.compare_rights(of_clusters, of_images, true) d
    WHERE d.is_conflict
    UNION ALL
    SELECT 'metadata', d.group_id, d.field, d.image_id, d.severity,
           (d.group_id, d.digest) IN (SELECT s.group_id, s.digest FROM lookalike_internal.settled_metadata s)
               OR d.field IN ('title', 'description')
                  AND d.group_id IN (SELECT g.group_id FROM lookalike_internal.corrected_group g)
                  AND lookalike_internal.is_caption_settled(d.group_id, d.field),
           d.different_values, d.statements, d.explanation
    FROM lookalike_internal.compare_metadata(of_clusters, of_images, NULL, true) d
    WHERE d.is_conflict;
END;
COMMENT ON FUNCTION lookalike_internal.list_conflicts(integer[], bigint[]) IS
    'The rows of conflict_fact for these clusters and for images outside clusters, or for all.';

CREATE OR REPLACE FUNCTION lookalike_internal.has_relation(relation text, part text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(strpos(', ' || relation || ',', ', ' || part || ',') > 0, false);
COMMENT ON FUNCTION lookalike_internal.has_relation(text, text) IS
    'Whether a list of relations, joined by commas, has this one. False for no list.';

-- Reads conflict_fact, which is refreshed first. Nothing is materialized, because that would keep the query on one core.
CREATE OR REPLACE FUNCTION lookalike_internal.list_image_facts(of_images bigint[], of_clusters integer[], of_pictures bytea[])
    RETURNS SETOF lookalike_internal.image_fact
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    WITH head AS (
        SELECT c.cluster_id, c.images, c.image_id AS counted_image_id, k.image_id AS master_image_id
        FROM lookalike_internal.counted_image c
        LEFT JOIN (
            SELECT m.cluster_id, min(m.image_id) AS image_id
            FROM lookalike_internal.retention_class k
            JOIN lookalike_internal.cluster_member m ON m.image_id = k.image_id
            JOIN lookalike_internal.present_image i ON i.image_id = k.image_id
            WHERE k.class = 'archival master' AND (of_clusters IS NULL OR m.cluster_id = ANY (of_clusters))
            GROUP BY m.cluster_id
        ) k ON k.cluster_id = c.cluster_id
        WHERE of_clusters IS NULL OR c.cluster_id = ANY (of_clusters)
    ), entry AS (
        SELECT l.image_id, count(*)::integer AS entries, min(e.date_from) AS created_from
        FROM lookalike_internal.entry_image l
        JOIN lookalike_internal.catalogue_entry e ON e.entry_id = l.entry_id AND e.missing_since IS NULL
        WHERE of_images IS NULL OR l.image_id = ANY (of_images)
        GROUP BY l.image_id
    ), disputed AS (
        SELECT f.group_id, bool_or(f.kind = 'rights') AS in_rights, bool_or(f.kind = 'metadata') AS in_metadata,
               bool_or(f.kind = 'rights' AND lookalike_internal.is_guarded_severity(f.severity)) AS guards
        FROM lookalike_internal.conflict_fact f
        WHERE NOT f.is_settled
          AND (of_clusters IS NULL OR f.group_id = ANY (lookalike_internal.group_ids(of_clusters, of_images)))
        GROUP BY f.group_id
    ), guard AS (
        SELECT g.image_id, bool_or(g.guard = 'legal hold') AS is_held, bool_or(g.guard = 'human decision') AS is_kept,
               bool_or(g.guard = 'vital record') AS is_vital, bool_or(g.guard = 'last copy') AS is_last_copy,
               bool_or(g.guard = 'unique content') AS has_unique_content, bool_or(g.guard = 'other record') AS is_only_of_record
        FROM lookalike_internal.list_guards(of_images, of_clusters, of_pictures) g
        GROUP BY g.image_id
    ), stated AS (
        SELECT i.image_id, i.collection_id, i.byte_size, m.cluster_id, coalesce(h.images, 1) AS cluster_size, h.master_image_id,
               coalesce(n.entries, 0) AS entries,
               extract(year FROM coalesce(n.created_from, (i.captured_at AT TIME ZONE 'UTC')::date))::smallint AS year,
               i.missing_since IS NOT NULL AS is_missing,
               i.missing_since IS NULL AND m.cluster_id IS NOT NULL AND h.counted_image_id <> i.image_id AS is_duplicate,
               CASE WHEN h.master_image_id = i.image_id THEN NULL
                    WHEN o.sha256 = i.sha256 THEN 'identical file'
                    WHEN o.pixel_digest = i.pixel_digest THEN 'identical image'
                    WHEN e.is_accepted THEN e.relation END AS relation,
               g.*, i.format, left(i.path, -strpos(reverse(i.path), '/')) AS folder,
               CASE WHEN n.created_from IS NOT NULL THEN 'catalogue'
                    WHEN i.captured_at IS NOT NULL THEN 'file' END AS year_source,
               coalesce(k.is_other_record, false) AS is_other_record, k.class,
               CASE WHEN k.disposition = 'review' AND d.decision IS NOT NULL
                    THEN replace(d.decision, 'keep', 'retain') ELSE k.disposition END AS disposition,
               coalesce(x.in_rights, false) AS has_rights_conflict, coalesce(x.in_metadata, false) AS has_metadata_conflict,
               EXISTS (SELECT FROM lookalike_internal.publication p WHERE p.pixel_digest = i.pixel_digest) AS is_published,
               i.missing_since IS NULL AND (v.image_id IS NOT NULL OR coalesce(x.guards, false)) AS is_guarded
        FROM lookalike_internal.image i
        LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
        LEFT JOIN head h ON h.cluster_id = m.cluster_id
        LEFT JOIN lookalike_internal.image o ON o.image_id = h.master_image_id
        LEFT JOIN lookalike_internal.match e
          ON e.image_id_a = least(i.image_id, h.master_image_id) AND e.image_id_b = greatest(i.image_id, h.master_image_id)
         AND h.master_image_id IS NOT NULL
        LEFT JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id
        LEFT JOIN lookalike.image_decision d ON d.image_id = i.image_id
        LEFT JOIN entry n ON n.image_id = i.image_id
        LEFT JOIN disputed x ON x.group_id = coalesce(m.cluster_id, -i.image_id)
        LEFT JOIN guard v ON v.image_id = i.image_id
        CROSS JOIN LATERAL (SELECT i.missing_since IS NULL AND coalesce(v.is_held, false) AS is_held,
                                   i.missing_since IS NULL AND coalesce(v.is_kept, false) AS is_kept,
                                   i.missing_since IS NULL AND coalesce(v.is_vital, false) AS is_vital,
                                   i.missing_since IS NULL AND coalesce(v.is_last_copy, false) AS is_last_copy,
                                   i.missing_since IS NULL AND coalesce(v.has_unique_content, false) AS has_unique_content,
                                   i.missing_since IS NULL AND coalesce(v.is_only_of_record, false) AS is_only_of_record) g
        WHERE of_images IS NULL OR i.image_id = ANY (of_images)
    )
    SELECT s.image_id, s.collection_id, s.byte_size, s.cluster_id, s.cluster_size, s.master_image_id, s.entries, s.year,
           s.is_missing, coalesce(s.master_image_id = s.image_id, false), s.is_duplicate,
           NOT s.is_missing AND NOT s.is_guarded AND coalesce(s.disposition IN ('quarantine', 'transfer'), false),
           lookalike_internal.has_relation(s.relation, 'identical file'), lookalike_internal.has_relation(s.relation, 'identical image'),
           lookalike_internal.has_relation(s.relation, 're-encoded'), lookalike_internal.has_relation(s.relation, 'resized'),
           lookalike_internal.has_relation(s.relation, 'cropped'), lookalike_internal.has_relation(s.relation, 'bordered'),
           lookalike_internal.has_relation(s.relation, 'rotated'), lookalike_internal.has_relation(s.relation, 'mirrored'),
           lookalike_internal.has_relation(s.relation, 'negative'), lookalike_internal.has_relation(s.relation, 'toned'),
           lookalike_internal.has_relation(s.relation, 'edited'),
           s.is_guarded, s.is_held, s.is_kept, s.is_vital, s.is_last_copy, s.has_unique_content, s.is_only_of_record,
           s.has_rights_conflict, s.has_metadata_conflict, s.is_published, s.is_other_record, s.format, s.folder, s.year_source, s.class,
           CASE WHEN s.disposition = 'quarantine' AND s.is_guarded THEN 'retain' ELSE s.disposition END
    FROM stated s;
END;
COMMENT ON FUNCTION lookalike_internal.list_image_facts(bigint[], integer[], bytea[]) IS
    'The rows of image_fact for these images, with their clusters and the pictures of those outside clusters, or for all.';

-- Reads image_fact, which is refreshed first.
CREATE OR REPLACE FUNCTION lookalike_internal.list_cluster_facts(of_clusters integer[])
    RETURNS SETOF lookalike_internal.cluster_fact
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    SELECT f.cluster_id, count(*)::integer, count(DISTINCT f.collection_id)::integer, sum(f.byte_size)::bigint,
           count(*) FILTER (WHERE f.is_duplicate)::integer, coalesce(sum(f.byte_size) FILTER (WHERE f.is_duplicate), 0)::bigint,
           min(f.image_id) FILTER (WHERE NOT f.is_duplicate),
           count(*) FILTER (WHERE f.is_releasable)::integer, coalesce(sum(f.byte_size) FILTER (WHERE f.is_releasable), 0)::bigint,
           min(f.master_image_id), min(f.master_image_id) IS NOT NULL,
           bool_or(f.has_rights_conflict), bool_or(f.has_metadata_conflict)
    FROM lookalike_internal.image_fact f
    WHERE f.cluster_id IS NOT NULL AND NOT f.is_missing
      AND (of_clusters IS NULL OR f.cluster_id = ANY (of_clusters))
    GROUP BY f.cluster_id;
END;
COMMENT ON FUNCTION lookalike_internal.list_cluster_facts(integer[]) IS 'The rows of cluster_fact for these clusters, or for all.';

CREATE OR REPLACE FUNCTION lookalike_internal.list_pair_facts(of_images bigint[])
    RETURNS SETOF lookalike_internal.pair_fact
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    SELECT CASE WHEN p.is_ordered THEN a.image_id ELSE b.image_id END, CASE WHEN p.is_ordered THEN b.image_id ELSE a.image_id END,
           CASE WHEN p.is_ordered THEN a.collection_id ELSE b.collection_id END,
           CASE WHEN p.is_ordered THEN b.collection_id ELSE a.collection_id END,
           CASE WHEN m.is_accepted AND x.image_id_a IS NULL THEN k.cluster_id END,
           m.is_accepted,
           lookalike_internal.has_relation(m.relation, 'identical file'), lookalike_internal.has_relation(m.relation, 'identical image'),
           lookalike_internal.has_relation(m.relation, 're-encoded'), lookalike_internal.has_relation(m.relation, 'resized'),
           lookalike_internal.has_relation(m.relation, 'cropped'), lookalike_internal.has_relation(m.relation, 'bordered'),
           lookalike_internal.has_relation(m.relation, 'rotated'), lookalike_internal.has_relation(m.relation, 'mirrored'),
           lookalike_internal.has_relation(m.relation, 'negative'), lookalike_internal.has_relation(m.relation, 'toned'),
           lookalike_internal.has_relation(m.relation, 'edited'),
           m.proof, m.found_by
    FROM lookalike_internal.match m
    JOIN lookalike_internal.present_image a ON a.image_id = m.image_id_a
    JOIN lookalike_internal.present_image b ON b.image_id = m.image_id_b
    LEFT JOIN lookalike_internal.cluster_member k ON k.image_id = m.image_id_a
    LEFT JOIN lookalike_internal.cut_match x ON x.image_id_a = m.image_id_a AND x.image_id_b = m.image_id_b
    CROSS JOIN LATERAL (SELECT (a.collection_id, a.path) < (b.collection_id, b.path) AS is_ordered) p
    WHERE (of_images IS NULL OR m.image_id_a = ANY (of_images) OR m.image_id_b = ANY (of_images))
      AND (m.is_accepted OR m.proof IS DISTINCT FROM 'part of')
      AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id IN (m.image_id_a, m.image_id_b));
END;
COMMENT ON FUNCTION lookalike_internal.list_pair_facts(bigint[]) IS
    'The rows of pair_fact of which one side is among these images, or all. They are the rows of duplicate_pair.';
