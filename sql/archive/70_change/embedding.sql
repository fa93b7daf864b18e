-- All embeddings go when another model comes into use. Stage prove then looks for copies again.
CREATE OR REPLACE FUNCTION lookalike_internal.after_embedding_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Prove.
    UPDATE lookalike_internal.proposed p SET is_embedded = false WHERE p.is_embedded;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_embedding_truncate() IS
    'Makes stage prove look for copies again when all embeddings go.';
CREATE OR REPLACE TRIGGER embedding_truncate_trigger AFTER TRUNCATE ON lookalike_internal.embedding
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_embedding_truncate();
COMMENT ON TRIGGER embedding_truncate_trigger ON lookalike_internal.embedding IS 'Takes the steps after all embeddings go.';
