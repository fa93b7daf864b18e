-- Tracing, as the loader calls it:
--   start_lineage -> for each page: read_untraced, store_lineage for each cluster -> finish_lineage.

CREATE OR REPLACE FUNCTION lookalike_internal.start_lineage() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.lock_stage('lineage', 'session');
    -- An image that left all clusters has no lineage.
    DELETE FROM lookalike_internal.lineage l
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = l.image_id);
    DELETE FROM lookalike_internal.untraced u
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = u.image_id);
    RETURN lookalike_internal.start_run('lineage', '{}');
END
$$;
COMMENT ON FUNCTION lookalike_internal.start_lineage() IS
    'Starts stage lineage for this session, and returns the number of the run.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_untraced() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT count(DISTINCT m.cluster_id)
    FROM lookalike_internal.untraced u
    JOIN lookalike_internal.cluster_member m ON m.image_id = u.image_id);
COMMENT ON FUNCTION lookalike_internal.count_untraced() IS 'How many clusters wait to be traced.';

-- The first of the files with the same pixels stands for all. A lossy file comes before a lossless one: a lossless
-- file with the pixels of a lossy file was saved from it. What lies in a bin comes last.
CREATE OR REPLACE FUNCTION lookalike_internal.read_untraced(after_cluster integer, most integer)
    RETURNS TABLE (
        cluster_id integer, image_id bigint, root text, path text, pixel_digest bytea, is_first boolean, holds text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT m.cluster_id, i.image_id, c.root, i.path, i.pixel_digest,
           row_number() OVER (
               PARTITION BY m.cluster_id, i.pixel_digest
               ORDER BY lookalike_internal.is_discarded(c.root || '/' || i.path), i.is_lossless,
                        i.captured_at NULLS LAST, lookalike_internal.count_traces(i) DESC,
                        i.modified_at, i.collection_id, i.path) = 1,
           CASE WHEN bool_or(c.holds = 'masters') OVER (PARTITION BY m.cluster_id, i.pixel_digest) THEN 'masters'
                WHEN bool_and(c.holds IS NOT DISTINCT FROM 'derivatives')
                         OVER (PARTITION BY m.cluster_id, i.pixel_digest) THEN 'derivatives' END
    FROM (
        SELECT DISTINCT m.cluster_id
        FROM lookalike_internal.untraced u
        JOIN lookalike_internal.cluster_member m ON m.image_id = u.image_id
        WHERE m.cluster_id > after_cluster
        ORDER BY m.cluster_id
        LIMIT most
    ) w
    JOIN lookalike_internal.cluster_member m ON m.cluster_id = w.cluster_id
    JOIN lookalike_internal.image i ON i.image_id = m.image_id AND i.missing_since IS NULL
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    ORDER BY m.cluster_id, i.pixel_digest, i.image_id;
END;
COMMENT ON FUNCTION lookalike_internal.read_untraced(integer, integer) IS
    'The present members of the next clusters that wait to be traced, after a cluster, with their files. is_first marks the file that stands for all files with its pixels; holds is what people declared that the collections of these files hold.';

-- The arrays describe the members as they were read. If the cluster has changed since, nothing is stored, and it
-- stays in the queue.
CREATE OR REPLACE FUNCTION lookalike_internal.store_lineage(
    run_id bigint, cluster_id integer, image_ids bigint[], pixel_digests bytea[], parents bigint[],
    relations text[], evidences text[], certainties real[], root_id bigint, is_certain boolean
) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    are_same boolean;
BEGIN
    PERFORM FROM lookalike_internal.cluster_member m
    WHERE m.cluster_id = store_lineage.cluster_id FOR KEY SHARE;
    SELECT NOT EXISTS (
        (SELECT i.image_id, i.pixel_digest
         FROM lookalike_internal.cluster_member m
         JOIN lookalike_internal.image i ON i.image_id = m.image_id AND i.missing_since IS NULL
         WHERE m.cluster_id = store_lineage.cluster_id
         EXCEPT
         SELECT t.image_id, t.pixel_digest FROM unnest(image_ids, pixel_digests) t (image_id, pixel_digest))
        UNION ALL
        (SELECT t.image_id, t.pixel_digest FROM unnest(image_ids, pixel_digests) t (image_id, pixel_digest)
         EXCEPT
         SELECT i.image_id, i.pixel_digest
         FROM lookalike_internal.cluster_member m
         JOIN lookalike_internal.image i ON i.image_id = m.image_id AND i.missing_since IS NULL
         WHERE m.cluster_id = store_lineage.cluster_id)
    ) INTO are_same;
    IF NOT are_same THEN
        RETURN false;
    END IF;
    DELETE FROM lookalike_internal.untraced u
    USING lookalike_internal.cluster_member m
    WHERE m.cluster_id = store_lineage.cluster_id AND u.image_id = m.image_id;
    DELETE FROM lookalike_internal.lineage l
    USING lookalike_internal.cluster_member m
    WHERE m.cluster_id = store_lineage.cluster_id AND l.image_id = m.image_id;
    INSERT INTO lookalike_internal.lineage (
        image_id, parent_image_id, relation, evidence, certainty, is_root, is_certain, run_id)
    SELECT t.image_id, t.parent, t.relation, t.evidence, t.certainty, t.image_id = root_id,
           store_lineage.is_certain, store_lineage.run_id
    FROM unnest(image_ids, parents, relations, evidences, certainties)
        AS t (image_id, parent, relation, evidence, certainty);
    RETURN true;
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_lineage(bigint, integer, bigint[], bytea[], bigint[], text[], text[], real[], bigint, boolean) IS
    'Stores the lineage of a cluster, one array element for each present member. Returns false, and stores nothing, if the cluster has changed since it was read.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_lineage(run_id bigint) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counts jsonb;
BEGIN
    SELECT jsonb_build_object(
        'clusters', count(*), 'certain', count(*) FILTER (WHERE l.is_certain),
        'unread', lookalike_internal.count_untraced())
    INTO counts FROM lookalike_internal.lineage l WHERE l.is_root;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.lineage');
    PERFORM lookalike_internal.finish_run(run_id, counts);
    PERFORM lookalike_internal.release_stage_lock('lineage');
    RETURN counts;
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_lineage(bigint) IS
    'Ends stage lineage and returns the counts: clusters with a lineage, how many have a certain root, and how many clusters hold a file that could not be read.';

CREATE OR REPLACE FUNCTION lookalike_internal.store_traces(
    run_id bigint, image_ids bigint[], qualities smallint[], subsamplings text[], earlier_qualities smallint[],
    document_ids text[], original_document_ids text[], derived_from_document_ids text[], larger_thumbnails boolean[],
    empty_levels real[], clipped real[]
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO lookalike_internal.image_trace AS o (
        image_id, jpeg_quality, subsampling, earlier_jpeg_quality, run_id,
        document_id, original_document_id, derived_from_document_id, thumbnail_shows_more,
        empty_levels, clipped)
    SELECT t.image_id, t.quality, t.subsampling, t.earlier_quality, store_traces.run_id,
           t.document_id, t.original_document_id, t.derived_from_document_id, t.larger_thumbnail,
           t.empty, t.clipped_share
    FROM unnest(image_ids, qualities, subsamplings, earlier_qualities,
                document_ids, original_document_ids, derived_from_document_ids, larger_thumbnails,
                store_traces.empty_levels, store_traces.clipped)
        AS t (image_id, quality, subsampling, earlier_quality,
              document_id, original_document_id, derived_from_document_id, larger_thumbnail,
              empty, clipped_share)
    ON CONFLICT (image_id) DO UPDATE SET
        jpeg_quality = excluded.jpeg_quality, subsampling = excluded.subsampling,
        earlier_jpeg_quality = excluded.earlier_jpeg_quality, run_id = excluded.run_id,
        document_id = excluded.document_id, original_document_id = excluded.original_document_id,
        derived_from_document_id = excluded.derived_from_document_id,
        thumbnail_shows_more = excluded.thumbnail_shows_more,
        empty_levels = excluded.empty_levels, clipped = excluded.clipped;
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_traces(bigint, bigint[], smallint[], text[], smallint[], text[], text[], text[], boolean[], real[], real[]) IS
    'Stores what the files of a cluster show of their past.';
