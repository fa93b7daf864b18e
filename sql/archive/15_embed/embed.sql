-- Embedding, as the loader calls it:
--   start_embedding (30_cluster, as it asks for clusters) -> for each page: read_unembedded, COPY into pg_temp.embedded,
--   store_embedded -> finish_embedding.

CREATE OR REPLACE FUNCTION lookalike_internal.drop_embeddings() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    TRUNCATE lookalike_internal.embedding, lookalike_internal.embedding_part;
END
$$;
COMMENT ON FUNCTION lookalike_internal.drop_embeddings() IS
    'Deletes all embeddings. The next embedding makes them again with the '
    'model in use, and the next proving looks for copies again.';

CREATE OR REPLACE FUNCTION lookalike_internal.add_model(
    name text, path text, sha256 bytea, input_size integer, mean real[], std real[], output text,
    projection bytea, provenance text
) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_model integer;
BEGIN
    SELECT m.model_id INTO this_model FROM lookalike_internal.model m
    WHERE m.name = add_model.name
      AND (m.sha256, m.input_size, m.mean, m.std, m.output, m.projection) IS NOT DISTINCT FROM
          (add_model.sha256, add_model.input_size, add_model.mean, add_model.std, add_model.output,
           add_model.projection);
    IF FOUND THEN
        UPDATE lookalike_internal.model m SET path = add_model.path
        WHERE m.model_id = this_model AND m.path IS DISTINCT FROM add_model.path;
        RETURN this_model;
    END IF;
    -- Another model has this name now. Its embeddings cannot be compared with those of the old model.
    IF EXISTS (SELECT FROM lookalike_internal.model m WHERE m.name = add_model.name AND m.is_in_use) THEN
        PERFORM lookalike_internal.drop_embeddings();
    END IF;
    INSERT INTO lookalike_internal.model AS m (
        name, path, sha256, input_size, mean, std, output, projection, provenance)
    VALUES (add_model.name, add_model.path, add_model.sha256, add_model.input_size, add_model.mean,
            add_model.std, add_model.output, add_model.projection, add_model.provenance)
    ON CONFLICT (name) DO UPDATE SET
        path = excluded.path, sha256 = excluded.sha256, input_size = excluded.input_size,
        mean = excluded.mean, std = excluded.std, output = excluded.output,
        projection = excluded.projection, provenance = excluded.provenance
    RETURNING m.model_id INTO this_model;
    RETURN this_model;
END
$$;
COMMENT ON FUNCTION lookalike_internal.add_model(text, text, bytea, integer, real[], real[], text, bytea, text) IS
    'Adds a model, or puts it in the place of a known model of the same name; returns its number.';

CREATE OR REPLACE FUNCTION lookalike.use_model(name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.model m WHERE m.name = use_model.name) THEN
        RAISE EXCEPTION 'model "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = lookalike_internal.did_you_mean(name, ARRAY(SELECT m.name FROM lookalike_internal.model m ORDER BY m.name))
                         || 'lookalike model list lists them; lookalike model add adds one.';
    END IF;
    IF EXISTS (SELECT FROM lookalike_internal.model m WHERE m.is_in_use AND m.name <> use_model.name) THEN
        -- Vectors of two models cannot be compared.
        PERFORM lookalike_internal.drop_embeddings();
        UPDATE lookalike_internal.model m SET is_in_use = false WHERE m.is_in_use;
    END IF;
    UPDATE lookalike_internal.model m SET is_in_use = true WHERE m.name = use_model.name AND NOT m.is_in_use;
END
$$;
COMMENT ON FUNCTION lookalike.use_model(text) IS
    'Takes a model into use. Deletes the embeddings of another model; the next embedding makes them again.';

CREATE OR REPLACE FUNCTION lookalike_internal.store_embedded() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stored bigint;
BEGIN
    INSERT INTO lookalike_internal.embedding (pixel_digest, embedding)
    SELECT n.pixel_digest, n.embedding FROM pg_temp.embedded n WHERE n.part = 0
    ON CONFLICT (pixel_digest) DO NOTHING;
    GET DIAGNOSTICS stored = ROW_COUNT;
    INSERT INTO lookalike_internal.embedding_part (pixel_digest, part, embedding)
    SELECT n.pixel_digest, n.part, n.embedding FROM pg_temp.embedded n WHERE n.part > 0
    ON CONFLICT (pixel_digest, part) DO NOTHING;
    TRUNCATE pg_temp.embedded;
    RETURN stored;
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_embedded() IS
    'Stores the rows of pg_temp.embedded (pixel_digest, part: 0 for the whole, embedding). Returns the number of embedded '
    'pictures.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_embedding(run_id bigint, unread bigint) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counts jsonb;
BEGIN
    PERFORM lookalike_internal.index_embeddings();
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.embedding');
    PERFORM lookalike_internal.normalise_scores();
    SELECT jsonb_build_object('pictures', count(*), 'unread', unread) INTO counts
    FROM lookalike_internal.embedding;
    PERFORM lookalike_internal.finish_run(run_id, counts);
    PERFORM lookalike_internal.release_stage_lock('embed');
    RETURN counts;
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_embedding(bigint, bigint) IS
    'Ends embedding: builds the index if it was dropped, computes what '
    'score normalisation needs, and returns the counts.';

-- Some pictures (a face before a plain wall) are similar to very many, so their similarities say less.
-- hubness is how similar a picture is to unrelated pictures, and is subtracted from its similarities.
-- The background sample is the first pictures by digest, which is as good as a random choice. Pictures
-- that are similar enough to be copies are left out.
CREATE OR REPLACE FUNCTION lookalike_internal.normalise_scores() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF lookalike.get_setting('score_normalisation') = 'off' THEN
        UPDATE lookalike_internal.embedding e SET hubness = NULL WHERE e.hubness IS NOT NULL;
        RETURN;
    END IF;
    WITH background AS MATERIALIZED (
        SELECT e.pixel_digest, e.embedding FROM lookalike_internal.embedding e ORDER BY e.pixel_digest LIMIT 1000
    )
    UPDATE lookalike_internal.embedding e
    SET hubness = (
        SELECT coalesce(avg(s.similarity), 0)
        FROM (SELECT lookalike.cosine_similarity(b.embedding, e.embedding) AS similarity
              FROM background b
              WHERE b.pixel_digest <> e.pixel_digest
                AND lookalike.cosine_similarity(b.embedding, e.embedding) <= 0.9
              ORDER BY 1 DESC LIMIT 3) s)
    WHERE e.hubness IS NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.normalise_scores() IS
    'Computes for new embeddings how similar they are to a background sample, if setting score_normalisation is on.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_model_in_use()
    RETURNS TABLE (name text, path text, input_size integer, mean real[], std real[], output text,
                   projection bytea)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT m.name, m.path, m.input_size, m.mean, m.std, m.output, m.projection
    FROM lookalike_internal.model m WHERE m.is_in_use;
END;
COMMENT ON FUNCTION lookalike_internal.read_model_in_use() IS 'The model in use, with what the loader needs to run it.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_sample(most integer) RETURNS TABLE (root text, path text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    -- The first pictures by digest: as good as a random choice, and the same each time.
    SELECT c.root, s.path
    FROM (SELECT DISTINCT ON (i.pixel_digest) i.pixel_digest, i.collection_id, i.path
          FROM lookalike_internal.image i
          JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
          WHERE i.missing_since IS NULL AND f.quality >= lookalike.get_setting('low_quality')::real
          ORDER BY i.pixel_digest, i.collection_id, i.path LIMIT most) s
    JOIN lookalike_internal.collection c ON c.collection_id = s.collection_id;
END;
COMMENT ON FUNCTION lookalike_internal.read_sample(integer) IS
    'Files of so many pictures of the archive, as good as a random choice.';
