-- What a plan leaves out, in words: propose_quarantine and propose_transfer say it.
CREATE OR REPLACE FUNCTION lookalike_internal.list_paths(image_ids bigint[]) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT string_agg(format('"%s"', s.path), ', ' ORDER BY s.place)
           || CASE WHEN cardinality(image_ids) > 5 THEN format(' and %s more', cardinality(image_ids) - 5) ELSE '' END
    FROM (SELECT i.path, row_number() OVER (ORDER BY i.collection_id, i.path) AS place
          FROM lookalike_internal.image i WHERE i.image_id = ANY (image_ids)
          ORDER BY i.collection_id, i.path LIMIT 5) s);
COMMENT ON FUNCTION lookalike_internal.list_paths(bigint[]) IS 'The paths of the first five of these images, and how many more there are.';

-- Only errors count all images that the reader may see.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_proposed(guarded bigint[], who text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT format('%s %s of %s images, ', who, cardinality(guarded), n.images)
           || CASE WHEN guarded = '{}' THEN 'apart from those that are in a plan already.'
                   ELSE format('and all of these are guarded: %s.', lookalike_internal.list_paths(guarded)) END
           || CASE WHEN n.unclassified > 0 THEN format(' Images that have no class yet: %s.', n.unclassified) ELSE '' END
    FROM (
        SELECT count(*) AS images, count(*) FILTER (WHERE k.image_id IS NULL) AS unclassified
        FROM lookalike_internal.present_image i
        LEFT JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id
        WHERE lookalike_internal.sees_restricted()
           OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id)
    ) n);
COMMENT ON FUNCTION lookalike_internal.describe_proposed(bigint[], text) IS
    'Says in an error that nothing can go into a plan: of how many images who proposes how many, which of these are guarded, and how many images have no class yet.';

CREATE OR REPLACE FUNCTION lookalike_internal.warn_of_left_out(guarded bigint[], proposed bigint) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF cardinality(guarded) > 0 THEN
        RAISE NOTICE 'left out % of % proposed images, because of guards: %',
            cardinality(guarded), proposed, lookalike_internal.list_paths(guarded)
            USING HINT = 'SELECT path, guard, reason FROM lookalike_detail.guarded_image shows why.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.warn_of_left_out(bigint[], bigint) IS
    'Tells the person who proposes a plan how many of the proposed images are left out, and which.';
