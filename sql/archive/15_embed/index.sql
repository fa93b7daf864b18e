-- A function, because the index is dropped and built again where most embeddings are new.
-- SECURITY DEFINER: only the owner of a table may index it, and a loader owns no table.
CREATE OR REPLACE FUNCTION lookalike_internal.index_embeddings() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
BEGIN
    IF to_regclass('lookalike_internal.embedding_embedding_idx') IS NULL THEN
        EXECUTE format(
            'CREATE INDEX embedding_embedding_idx ON lookalike_internal.embedding'
            ' USING hnsw (embedding %I.halfvec_cosine_ops)',
            (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
             WHERE e.extname = 'vector'));
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.index_embeddings() IS
    'Builds the HNSW index of the embeddings if it is not there.';

CREATE OR REPLACE FUNCTION lookalike_internal.drop_embedding_index() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
BEGIN
    DROP INDEX IF EXISTS lookalike_internal.embedding_embedding_idx;
END
$$;
COMMENT ON FUNCTION lookalike_internal.drop_embedding_index() IS
    'Drops the HNSW index of the embeddings before many are added; index_embeddings() builds it again.';

SELECT lookalike_internal.index_embeddings();
