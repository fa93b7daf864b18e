CREATE OR REPLACE FUNCTION lookalike_internal.drop_refuted() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    -- In two steps, because either picture may have the lower number.
    DELETE FROM lookalike_internal.candidate c
    USING lookalike_internal.pair_decision d, lookalike_internal.image i, lookalike_internal.image o
    WHERE d.decision = 'not a duplicate'
      AND i.pixel_digest = d.pixel_digest_a AND c.image_id_a = i.image_id
      AND o.image_id = c.image_id_b AND o.pixel_digest = d.pixel_digest_b;
    DELETE FROM lookalike_internal.candidate c
    USING lookalike_internal.pair_decision d, lookalike_internal.image i, lookalike_internal.image o
    WHERE d.decision = 'not a duplicate'
      AND i.pixel_digest = d.pixel_digest_a AND c.image_id_b = i.image_id
      AND o.image_id = c.image_id_a AND o.pixel_digest = d.pixel_digest_b;
END
$$;
COMMENT ON FUNCTION lookalike_internal.drop_refuted() IS
    'Deletes the pairs that people decided are not duplicates from the queue of proving; one step of propose_copies.';
