-- An audit that finds nothing else adds no row, so that an audit can be run again and changes nothing.
-- SECURITY DEFINER: snapshots count all images, also those that the caller may not see, and no role may write to them.
CREATE OR REPLACE FUNCTION lookalike.take_snapshot() RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
    SET work_mem = '256MB'
AS $$
#variable_conflict use_column
DECLARE
    this_audit integer;
    last_audit integer;
    is_new boolean;
BEGIN
    PERFORM lookalike_internal.lock_stage('snapshot');
    CALL lookalike.refresh_facts();
    SELECT max(a.audit_id) INTO last_audit FROM lookalike_internal.audit a;
    CREATE TEMP TABLE new_figure ON COMMIT DROP AS
    SELECT r.site, r.sector, r.jurisdiction, r.collection, f.format, f.year, f.class, f.is_restricted, f.images, f.bytes,
           f.duplicates, f.duplicate_bytes, f.releasable_images, f.releasable_bytes, r.cost_per_byte_year, r.currency
    FROM (
        SELECT f.collection_id, f.format, f.year, f.class, h.image_id IS NOT NULL AS is_restricted,
               count(*) AS images, sum(f.byte_size)::bigint AS bytes,
               count(*) FILTER (WHERE f.is_duplicate) AS duplicates,
               coalesce(sum(f.byte_size) FILTER (WHERE f.is_duplicate), 0)::bigint AS duplicate_bytes,
               count(*) FILTER (WHERE f.is_releasable) AS releasable_images,
               coalesce(sum(f.byte_size) FILTER (WHERE f.is_releasable), 0)::bigint AS releasable_bytes
        FROM lookalike_internal.image_fact f
        LEFT JOIN (SELECT DISTINCT i.image_id FROM lookalike_internal.hidden_image i) h ON h.image_id = f.image_id
        WHERE NOT f.is_missing
        GROUP BY 1, 2, 3, 4, 5
    ) f
    JOIN lookalike_internal.collection_rate r ON r.collection_id = f.collection_id;
    CREATE TEMP TABLE seen ON COMMIT DROP AS
    SELECT coalesce(i.image_id, o.image_id) AS image_id, i.collection_id, i.path, i.sha256, CASE WHEN i.image_id IS NOT NULL THEN i.missing_since IS NOT NULL END AS is_missing,
           CASE WHEN i.missing_since IS NULL THEN m.cluster_id END AS cluster_id,
           o.image_id IS NOT NULL AS was_known, o.collection_id AS old_collection_id, o.path AS old_path, o.sha256 AS old_sha256,
           o.is_missing AS was_missing, o.cluster_id AS old_cluster_id
    FROM lookalike_internal.image i
    LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
    FULL JOIN lookalike_internal.audited_image o ON o.image_id = i.image_id
    WHERE (i.image_id, i.collection_id, i.path, i.sha256, i.missing_since IS NOT NULL, CASE WHEN i.missing_since IS NULL THEN m.cluster_id END)
          IS DISTINCT FROM (o.image_id, o.collection_id, o.path, o.sha256, o.is_missing, o.cluster_id);

    is_new := last_audit IS NULL
        OR EXISTS (SELECT FROM pg_temp.seen)
        OR EXISTS (SELECT FROM (TABLE pg_temp.new_figure EXCEPT SELECT s.site, s.sector, s.jurisdiction, s.collection, s.format, s.year,
                       s.class, s.is_restricted, s.images, s.bytes, s.duplicates, s.duplicate_bytes, s.releasable_images,
                       s.releasable_bytes, s.cost_per_byte_year, s.currency
                   FROM lookalike_internal.audit_snapshot s WHERE s.audit_id = last_audit) d)
        OR (SELECT count(*) FROM pg_temp.new_figure)
           <> (SELECT count(*) FROM lookalike_internal.audit_snapshot s WHERE s.audit_id = last_audit);
    IF NOT is_new THEN
        UPDATE lookalike_internal.audit SET confirmed_at = clock_timestamp() WHERE audit_id = last_audit;
        this_audit := last_audit;
    ELSE
        INSERT INTO lookalike_internal.audit (taken_at, confirmed_at) VALUES (clock_timestamp(), clock_timestamp())
        RETURNING audit_id INTO this_audit;
        INSERT INTO lookalike_internal.audit_snapshot (
            audit_id, site, sector, jurisdiction, collection, format, year, class, is_restricted, images, bytes, duplicates,
            duplicate_bytes, releasable_images, releasable_bytes, cost_per_byte_year, currency)
        SELECT this_audit, n.* FROM pg_temp.new_figure n;
        -- All that the first snapshot sees was there before.
        IF last_audit IS NOT NULL THEN
            INSERT INTO lookalike_internal.image_change (audit_id, image_id, change, collection, path, old_path, cluster_id)
            SELECT this_audit, s.image_id, v.change, c.name, coalesce(s.path, s.old_path),
                   CASE v.change WHEN 'moved' THEN s.old_path END,
                   CASE v.change WHEN 'left' THEN s.old_cluster_id WHEN 'went' THEN s.old_cluster_id ELSE s.cluster_id END
            FROM pg_temp.seen s
            LEFT JOIN lookalike_internal.collection c ON c.collection_id = coalesce(s.collection_id, s.old_collection_id)
            CROSS JOIN LATERAL (VALUES
                ('came', NOT s.was_known AND NOT s.is_missing),
                ('changed', s.was_known AND s.sha256 <> s.old_sha256),
                ('moved', s.was_known AND (s.path <> s.old_path OR s.collection_id <> s.old_collection_id)),
                ('went', s.was_known AND NOT s.was_missing AND coalesce(s.is_missing, true)),
                ('returned', s.was_missing AND NOT s.is_missing),
                ('joined', s.cluster_id IS DISTINCT FROM s.old_cluster_id AND s.cluster_id IS NOT NULL),
                ('left', s.cluster_id IS DISTINCT FROM s.old_cluster_id AND s.old_cluster_id IS NOT NULL AND NOT s.is_missing)
            ) AS v (change, is_so)
            WHERE v.is_so;
        END IF;
        DELETE FROM lookalike_internal.audited_image o USING pg_temp.seen s WHERE s.image_id = o.image_id AND s.path IS NULL;
        INSERT INTO lookalike_internal.audited_image AS o (image_id, collection_id, cluster_id, is_missing, sha256, path)
        SELECT s.image_id, s.collection_id, s.cluster_id, s.is_missing, s.sha256, s.path FROM pg_temp.seen s WHERE s.path IS NOT NULL
        ON CONFLICT (image_id) DO UPDATE
        SET collection_id = excluded.collection_id, cluster_id = excluded.cluster_id, is_missing = excluded.is_missing,
            sha256 = excluded.sha256, path = excluded.path;
        PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.audited_image');
    END IF;
    DROP TABLE pg_temp.new_figure, pg_temp.seen;
    RETURN this_audit;
END
$$;
COMMENT ON FUNCTION lookalike.take_snapshot() IS
    'Keeps the figures as they are now, and what has changed since the last snapshot (views audit_snapshot and image_change), and returns the number of the snapshot. If nothing is another than at the last snapshot, it returns the number of that one. Each audit ends with it.';
