-- On a composite, the edges of a picture may be faint, as those of a dark frame on black film. Its proof takes it for a crop
-- then. Two other pictures beside it, each at a place of its own, show that the whole is a composite. And what lies within the
-- place of a picture that is a part is a part, too: a crop of that picture has no edge of its own on the composite.
CREATE OR REPLACE FUNCTION lookalike_internal.recognise_parts(threshold integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WITH whole AS (
        SELECT DISTINCT p.image_id_a + p.image_id_b - p.inner_image_id AS image_id
        FROM pg_temp.proven p
        WHERE p.page IS NULL AND (p.proof = 'part of' OR (p.proof = 'proven' AND p.relation ~ '\mcropped\M'))
    ), placed AS MATERIALIZED (
        SELECT w.image_id AS whole_id, m.image_id_a, m.image_id_b, m.proof,
               box(point(m.x, m.y), point(m.x + m.width, m.y + m.height)) AS place
        FROM whole w
        CROSS JOIN LATERAL (
            SELECT * FROM lookalike_internal.match a WHERE a.image_id_a = w.image_id
            UNION ALL SELECT * FROM lookalike_internal.match b WHERE b.image_id_b = w.image_id
        ) m
        WHERE m.page IS NULL AND m.inner_image_id <> w.image_id
          AND (m.proof = 'part of' OR (m.proof = 'proven' AND m.relation ~ '\mcropped\M'))
    )
    UPDATE lookalike_internal.match m
    SET proof = 'part of', relation = 'part of', derived_image_id = NULL,
        is_accepted = lookalike_internal.is_accepted(
            m.has_same_pixels, m.found_by, m.phash_256_distance, 'part of', threshold,
            lookalike_internal.get_decision(m.image_id_a, m.image_id_b))
    FROM placed c
    WHERE c.proof = 'proven' AND m.image_id_a = c.image_id_a AND m.image_id_b = c.image_id_b
      AND (EXISTS (
          SELECT FROM placed x
          WHERE x.whole_id = c.whole_id AND x.proof = 'part of' AND lookalike_internal.lies_within(c.place, x.place))
        OR EXISTS (
          SELECT FROM placed x
          JOIN placed y ON y.whole_id = x.whole_id AND y.proof = 'part of'
          WHERE x.whole_id = c.whole_id AND x.proof = 'part of'
            AND lookalike_internal.lie_apart(x.place, y.place)
            AND lookalike_internal.lie_apart(c.place, x.place)
            AND lookalike_internal.lie_apart(c.place, y.place)));
END
$$;
COMMENT ON FUNCTION lookalike_internal.recognise_parts(integer) IS
    'Of the composites in pg_temp.proven, takes the pictures for parts that their proofs took for crops, where two other '
    'pictures lie beside them or another part covers them; one step of store_proofs.';

CREATE OR REPLACE FUNCTION lookalike_internal.lie_apart(a box, b box) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce(area(a # b), 0) <= 0.1 * least(area(a), area(b));
COMMENT ON FUNCTION lookalike_internal.lie_apart(box, box) IS
    'Whether two places on a picture share at most a tenth of the smaller one.';

CREATE OR REPLACE FUNCTION lookalike_internal.lies_within(a box, b box) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce(area(a # b), 0) >= 0.9 * area(a);
COMMENT ON FUNCTION lookalike_internal.lies_within(box, box) IS
    'Whether at least nine tenths of place a on a picture lie within place b.';
