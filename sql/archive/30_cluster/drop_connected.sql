-- The most similar pairs are proven first. A later pair need not be compared if earlier proofs have
-- connected the two images: for each of twenty-five copies of a picture, one proof is enough.
CREATE OR REPLACE FUNCTION lookalike_internal.drop_connected(turn integer) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM lookalike_internal.candidate c
    USING lookalike_internal.cluster_member a, lookalike_internal.cluster_member b
    WHERE c.turn = drop_connected.turn AND c.turn > 1 AND c.image_id_a = a.image_id
      AND b.image_id = c.image_id_b AND b.cluster_id = a.cluster_id;
    RETURN (SELECT count(*) FROM lookalike_internal.candidate c WHERE c.turn = drop_connected.turn);
END
$$;
COMMENT ON FUNCTION lookalike_internal.drop_connected(integer) IS
    'Deletes the pairs of a turn whose images are now in one cluster, and returns how many pairs are left.';
