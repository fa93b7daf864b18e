-- The pairs that are worth proving, beside those that match by hash. For each new picture they are
-- images like a mirrored, turned or inverted copy of it, like it without a border, like a panel or a
-- page of it, or with an embedding like that of the picture or of a part; and images of which it is like
-- a panel or a page. A pair proposed twice keeps the stronger proposal.

CREATE OR REPLACE FUNCTION lookalike_internal.count_unproposed() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT count(DISTINCT i.pixel_digest)
    FROM lookalike_internal.image i
    LEFT JOIN lookalike_internal.proposed p ON p.pixel_digest = i.pixel_digest
    LEFT JOIN lookalike_internal.embedding e ON e.pixel_digest = i.pixel_digest
    WHERE i.missing_since IS NULL
      AND p.is_embedded IS DISTINCT FROM (e.pixel_digest IS NOT NULL));
COMMENT ON FUNCTION lookalike_internal.count_unproposed() IS
    'How many pictures wait until copies of them are looked for.';

CREATE OR REPLACE FUNCTION lookalike_internal.propose_variants(radius integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
    SET enable_hashjoin = off
    SET enable_seqscan = off
AS $$
BEGIN
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by, variant)
    SELECT DISTINCT ON (1, 2) least(q.image_id, n.image_id), greatest(q.image_id, n.image_id), 'variant', v.variant
    FROM pg_temp.probe q
    CROSS JOIN LATERAL lookalike.phash_variants(q.phash, q.phash_flips) v
    CROSS JOIN LATERAL (
        SELECT r.image_id FROM lookalike_internal.representative r
        WHERE lookalike.within(r.phash, v.phash, propose_variants.radius) AND r.image_id <> q.image_id
        LIMIT 20
    ) n
    WHERE q.region = 'full' AND q.is_new
    ORDER BY 1, 2, v.variant
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        found_by = excluded.found_by, variant = excluded.variant
    WHERE c.found_by IN ('code', 'embedding', 'detail');
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_variants(integer) IS
    'Proposes images like a mirrored, turned or inverted copy of the '
    'pictures in pg_temp.probe; one step of propose_copies.';

CREATE OR REPLACE FUNCTION lookalike_internal.propose_contents(radius integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET enable_hashjoin = off
    SET enable_seqscan = off
AS $$
DECLARE
    low_quality real := lookalike.get_setting('low_quality')::real;
BEGIN
    -- The picture within its border against all others, and the whole picture against others within their borders.
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by)
    SELECT DISTINCT least(q.image_id, n.image_id), greatest(q.image_id, n.image_id), 'content'
    FROM pg_temp.probe q
    CROSS JOIN LATERAL (
        SELECT f.image_id FROM lookalike_internal.fingerprint f
        JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
        WHERE lookalike.within(f.phash, q.phash, propose_contents.radius)
          AND f.image_id <> q.image_id AND i.pixel_digest <> q.pixel_digest
          AND (q.region = 'content' OR f.region = 'content')
          AND f.quality >= low_quality AND f.image_id = lookalike.image_of(i.pixel_digest)
        LIMIT 20
    ) n
    WHERE q.is_new
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET found_by = excluded.found_by
    WHERE c.found_by IN ('code', 'embedding', 'detail');
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_contents(integer) IS
    'Proposes images like the pictures in pg_temp.probe where one of the two has a border; one step of propose_copies.';

CREATE OR REPLACE FUNCTION lookalike_internal.propose_embeddings(neighbours integer, similarity double precision)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    is_normalised boolean := lookalike.get_setting('score_normalisation') = 'on';
    -- Embeddings do not tell the forms of one series apart, and turned scans have other 64-bit hashes. So, of the
    -- pictures that embeddings find, those are proposed whose 256-bit hashes are the nearest.
    looked_at CONSTANT integer := 64;
    alike CONSTANT integer := 32;
    near CONSTANT integer := 80;  -- bits; hashes of other pictures differ in some 128
    most integer := CASE WHEN neighbours > 0 THEN greatest(neighbours + 1, looked_at) ELSE 1 END;
BEGIN
    PERFORM set_config('hnsw.ef_search', least(greatest(4 * neighbours, looked_at), 1000)::text, true);
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by, similarity)
    SELECT DISTINCT ON (1, 2) least(f.image_id, f.other_id), greatest(f.image_id, f.other_id), 'embedding', f.similarity
    FROM (
        SELECT q.image_id, g.image_id AS other_id, n.similarity, n.place, d.bits,
               row_number() OVER (PARTITION BY q.image_id ORDER BY d.bits, n.place) AS hash_place
        FROM pg_temp.probe q
        JOIN lookalike_internal.embedding e ON e.pixel_digest = q.pixel_digest
        CROSS JOIN LATERAL lookalike.nearest_pictures(e.embedding, most)
            WITH ORDINALITY AS n(pixel_digest, similarity, hubness, place)
        JOIN lookalike_internal.fingerprint g ON g.image_id = lookalike.image_of(n.pixel_digest) AND g.region = 'full'
        CROSS JOIN LATERAL (SELECT lookalike.hamming_distance(g.phash_256, q.phash_256) AS bits) d
        WHERE q.region = 'full' AND n.pixel_digest <> q.pixel_digest
          AND CASE WHEN is_normalised
                   THEN n.similarity - (coalesce(e.hubness, 0) + coalesce(n.hubness, 0)) / 2 >= propose_embeddings.similarity - 0.45
                   ELSE n.similarity >= propose_embeddings.similarity END
    ) f
    WHERE f.place <= neighbours + 1 OR (f.bits <= near AND f.hash_place <= alike)
    ORDER BY 1, 2, f.similarity DESC
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        similarity = excluded.similarity,
        found_by = CASE c.found_by WHEN 'detail' THEN 'embedding' ELSE c.found_by END;
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_embeddings(integer, double precision) IS
    'Proposes the images whose embeddings are most similar to those of the pictures in pg_temp.probe, and of the next '
    'ones those whose 256-bit hashes are near; one step of propose_copies.';

CREATE OR REPLACE FUNCTION lookalike_internal.propose_details(neighbours integer, similarity double precision)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    PERFORM set_config('hnsw.ef_search', '64', true);
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by, similarity, part)
    SELECT DISTINCT ON (1, 2) least(b.image_id, b.other_id), greatest(b.image_id, b.other_id), 'detail',
           b.similarity, CASE WHEN b.image_id < b.other_id THEN b.part ELSE -b.part END
    FROM (
        SELECT f.image_id, lookalike.image_of(f.pixel_digest) AS other_id, f.similarity, f.part
        FROM (
            -- Each picture with the part most similar to it; of these, the most similar.
            SELECT d.*, row_number() OVER (PARTITION BY d.image_id ORDER BY d.similarity DESC, d.pixel_digest) AS place
            FROM (
                SELECT DISTINCT ON (q.image_id, n.pixel_digest) q.image_id, n.pixel_digest, p.part, n.similarity
                FROM pg_temp.probe q
                JOIN lookalike_internal.embedding_part p ON p.pixel_digest = q.pixel_digest
                CROSS JOIN LATERAL lookalike.nearest_pictures(p.embedding, 20) n
                WHERE q.region = 'full' AND n.pixel_digest <> q.pixel_digest
                  AND n.similarity >= propose_details.similarity
                ORDER BY q.image_id, n.pixel_digest, n.similarity DESC
            ) d
        ) f
        WHERE f.place <= neighbours
    ) b
    WHERE b.other_id IS NOT NULL
    ORDER BY 1, 2, b.similarity DESC
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET part = excluded.part
    WHERE c.part IS NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_details(integer, double precision) IS
    'Proposes the images whose embeddings are most similar to a part of the '
    'pictures in pg_temp.probe; one step of propose_copies.';

CREATE OR REPLACE FUNCTION lookalike_internal.propose_next(after bytea, batch_size integer) RETURNS bytea
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    last_digest bytea;
BEGIN
    CREATE TEMP TABLE picture ON COMMIT DROP AS
    SELECT DISTINCT ON (i.pixel_digest) i.pixel_digest, i.image_id, e.pixel_digest IS NOT NULL AS is_embedded,
           p.pixel_digest IS NULL AS is_new
    FROM lookalike_internal.image i
    LEFT JOIN lookalike_internal.proposed p ON p.pixel_digest = i.pixel_digest
    LEFT JOIN lookalike_internal.embedding e ON e.pixel_digest = i.pixel_digest
    WHERE i.missing_since IS NULL AND i.pixel_digest > after
      AND p.is_embedded IS DISTINCT FROM (e.pixel_digest IS NOT NULL)
    ORDER BY i.pixel_digest, i.collection_id, i.path
    LIMIT batch_size;
    -- What hashes propose does not change when an embedding comes.
    CREATE TEMP TABLE probe ON COMMIT DROP AS
    SELECT n.pixel_digest, f.image_id, f.region, f.phash, f.phash_flips, f.phash_256, n.is_new
    FROM pg_temp.picture n
    JOIN lookalike_internal.fingerprint f ON f.image_id = n.image_id
    WHERE f.quality >= lookalike.get_setting('low_quality')::real;
    ANALYZE pg_temp.probe;

    PERFORM lookalike_internal.propose_variants(lookalike.get_setting('variant_radius')::integer);
    PERFORM lookalike_internal.propose_contents(lookalike.get_setting('match_radius')::integer);
    PERFORM lookalike_internal.propose_panels(lookalike.get_setting('match_radius')::integer);
    PERFORM lookalike_internal.propose_pages(lookalike.get_setting('match_radius')::integer);
    PERFORM lookalike_internal.propose_embeddings(lookalike.get_setting('embedding_neighbours')::integer,
                                         lookalike.get_setting('embedding_similarity')::double precision);
    PERFORM lookalike_internal.propose_details(lookalike.get_setting('detail_neighbours')::integer,
                                      lookalike.get_setting('detail_similarity')::double precision);
    -- Delete pairs that have been compared already, or need no proof.
    DELETE FROM lookalike_internal.candidate c USING lookalike_internal.match m
    WHERE m.image_id_a = c.image_id_a AND m.image_id_b = c.image_id_b
      AND (m.has_same_pixels OR m.proof IN ('proven', 'part of')
           -- What was compared as a whole may still be a panel or a page, or lie in a part that is now known.
           OR (m.proof IS NOT NULL AND c.panel IS NULL AND c.page IS NULL AND c.part IS NULL));

    INSERT INTO lookalike_internal.proposed AS p (pixel_digest, is_embedded)
    SELECT n.pixel_digest, n.is_embedded FROM pg_temp.picture n
    ON CONFLICT (pixel_digest) DO UPDATE SET is_embedded = excluded.is_embedded;
    DELETE FROM lookalike_internal.embedding_part e USING pg_temp.picture n WHERE n.pixel_digest = e.pixel_digest;
    SELECT n.pixel_digest INTO last_digest FROM pg_temp.picture n ORDER BY n.pixel_digest DESC LIMIT 1;
    DROP TABLE pg_temp.picture, pg_temp.probe;
    RETURN last_digest;
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_next(bytea, integer) IS
    'Looks for copies of the next pictures after a digest, and returns the last digest, or null when no picture is '
    'left; one step of propose_copies.';

-- No SET clause here: a procedure with a SET clause may not commit, and each step must be kept.
CREATE OR REPLACE PROCEDURE lookalike.propose_copies(batch_size integer DEFAULT 500)
    LANGUAGE plpgsql
AS $$
DECLARE
    waiting bigint := lookalike_internal.count_unproposed();
    done bigint := 0;
    last_digest bytea := '';
BEGIN
    DELETE FROM lookalike_internal.proposed p
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = p.pixel_digest);
    COMMIT;
    LOOP
        last_digest := lookalike_internal.propose_next(last_digest, batch_size);
        EXIT WHEN last_digest IS NULL;
        COMMIT;
        done := least(done + batch_size, waiting);
        RAISE NOTICE 'looked for copies of % of % pictures', done, waiting
            USING DETAIL = pg_catalog.format('%s/%s', done, waiting);
    END LOOP;
    -- Pairs that match by hash are proven, too: not all pictures that look alike are the same.
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by)
    SELECT m.image_id_a, m.image_id_b, m.found_by
    FROM lookalike_internal.match m
    WHERE m.proof IS NULL AND NOT m.has_same_bytes AND NOT m.has_same_pixels
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET found_by = excluded.found_by;
    PERFORM lookalike_internal.drop_refuted();
    PERFORM lookalike_internal.find_hubs();
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.candidate');
    COMMIT;
END
$$;
COMMENT ON PROCEDURE lookalike.propose_copies(integer) IS
    'Adds the pairs of new pictures that are to be proven on the pixels to table candidate. Commits after each batch; '
    'can be stopped and called again.';
