-- A member may be proven against another member only. Then its relation to the archival master is not known yet.
CREATE OR REPLACE FUNCTION lookalike_internal.propose_masters() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposed bigint;
BEGIN
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by)
    SELECT DISTINCT least(r.first_of_pixels, r.master_id), greatest(r.first_of_pixels, r.master_id), 'cluster'
    FROM lookalike_internal.rank_members() r
    WHERE r.first_of_pixels <> r.master_id AND r.pixel_digest <> r.master_pixel_digest
      AND NOT EXISTS (
          SELECT FROM lookalike_internal.match m
          WHERE m.image_id_a = least(r.first_of_pixels, r.master_id)
            AND m.image_id_b = greatest(r.first_of_pixels, r.master_id)
            AND m.proof <> 'connected')
    ON CONFLICT (image_id_a, image_id_b) DO NOTHING;
    GET DIAGNOSTICS proposed = ROW_COUNT;
    RETURN proposed;
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_masters() IS
    'Proposes each member of a cluster as a pair with its archival master, unless stage prove has looked at the pair. Returns how many pairs these are.';
