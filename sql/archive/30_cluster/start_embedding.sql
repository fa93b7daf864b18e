-- One picture of a cluster is enough for the network: the others are connected with it already. So the network runs last,
-- on what nothing else connects. It is a largest one: an original is seldom smaller than its copies.

CREATE OR REPLACE FUNCTION lookalike_internal.start_embedding(OUT run_id bigint, OUT waiting bigint)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
BEGIN
    PERFORM lookalike_internal.lock_stage('embed', 'session');
    run_id := lookalike_internal.start_run('embed', (
        SELECT jsonb_build_object('model', m.name, 'sha256', encode(m.sha256, 'hex'))
        FROM lookalike_internal.model m WHERE m.is_in_use));
    DELETE FROM lookalike_internal.embedding e
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = e.pixel_digest);
    DELETE FROM lookalike_internal.embedding_part e
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = e.pixel_digest);
    DROP TABLE IF EXISTS pg_temp.unembedded, pg_temp.embedded;
    CREATE TEMP TABLE embedded (LIKE lookalike_internal.embedding_part);
    CREATE TEMP TABLE unembedded AS
    SELECT DISTINCT ON (p.pixel_digest) p.pixel_digest, c.root, i.path
    FROM (
        -- A picture that is in no cluster stands for itself.
        SELECT (array_agg(i.pixel_digest ORDER BY i.width::bigint * i.height DESC, i.pixel_digest))[1] AS pixel_digest
        FROM lookalike_internal.image i
        JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
        LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
        LEFT JOIN lookalike_internal.embedding e ON e.pixel_digest = i.pixel_digest
        WHERE i.missing_since IS NULL AND f.quality >= lookalike.get_setting('low_quality')::real
        GROUP BY m.cluster_id, CASE WHEN m.cluster_id IS NULL THEN i.pixel_digest END
        HAVING count(e.pixel_digest) = 0
    ) p
    JOIN lookalike_internal.image i ON i.pixel_digest = p.pixel_digest AND i.missing_since IS NULL
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    ORDER BY p.pixel_digest, i.collection_id, i.path;
    CREATE INDEX ON pg_temp.unembedded (pixel_digest);
    SELECT count(*) INTO waiting FROM pg_temp.unembedded;
    -- It takes less time to build the index over all embeddings than to add most of them one by one.
    IF waiting > greatest(20000, (SELECT c.reltuples FROM pg_class c
                                  WHERE c.oid = 'lookalike_internal.embedding'::regclass)) THEN
        PERFORM lookalike_internal.drop_embedding_index();
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.start_embedding() IS
    'Starts embedding for this session, and returns how many pictures wait for it: one of each cluster of which no picture is '
    'embedded, and those in no cluster. Flat pictures do not wait.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_unembedded(after bytea, most integer)
    RETURNS TABLE (pixel_digest bytea, root text, path text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT u.pixel_digest, u.root, u.path FROM pg_temp.unembedded u
    WHERE u.pixel_digest > after ORDER BY u.pixel_digest LIMIT most;
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_unembedded(bytea, integer) IS
    'The next pictures that wait to be embedded, in the order of their digests, with one file of each.';
