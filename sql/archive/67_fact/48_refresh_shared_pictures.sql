CREATE OR REPLACE FUNCTION lookalike_internal.refresh_shared_pictures(images bigint[], clusters integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    these_places constant jsonb := (
        SELECT coalesce(jsonb_object_agg(p.place_id, jsonb_build_array(p.site, p.jurisdiction)), '{}') FROM lookalike_internal.place p);
    relinked bigint[];
BEGIN
    WITH gone AS (DELETE FROM lookalike_internal.relinked_image RETURNING image_id)
    SELECT array_agg(DISTINCT g.image_id) INTO relinked FROM gone g;
    IF images IS NOT NULL AND relinked IS NOT NULL THEN
        images := images || relinked;
        clusters := clusters || ARRAY(
            SELECT f.cluster_id FROM lookalike_internal.image_fact f
            WHERE f.image_id = ANY (relinked) AND f.cluster_id IS NOT NULL);
    END IF;
    -- A site that is declared counts for all pictures of its collections.
    IF NOT EXISTS (SELECT FROM lookalike_internal.place_state s WHERE s.places = these_places) THEN
        images := NULL;
        clusters := NULL;
        INSERT INTO lookalike_internal.place_state (places) VALUES (these_places)
        ON CONFLICT (is_only) DO UPDATE SET places = excluded.places;
    ELSIF images = '{}' AND clusters = '{}' THEN
        RETURN;
    END IF;
    PERFORM lookalike_internal.write_facts(
        'lookalike_internal.shared_picture', 'picture_id, place_id',
        'lookalike_internal.list_shared_pictures($1, $2)',
        '$1 IS NULL OR f.cluster_id = ANY ($2) OR f.picture_id IN (SELECT -u FROM unnest($1) u)',
        images, clusters, NULL);
END
$$;
COMMENT ON FUNCTION lookalike_internal.refresh_shared_pictures(bigint[], integer[]) IS
    'Brings shared_picture up to date for these images and clusters, or for all; one step of refresh_facts.';
