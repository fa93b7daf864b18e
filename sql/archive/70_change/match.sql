-- Steps after matches come, change or go: holds, clusters, then proposals, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_match_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Holds and restrictions: a composite of a held picture is held. The lock comes first: a session may be placing the hold.
    IF EXISTS (SELECT FROM new_row n WHERE n.proof = 'part of') THEN
        PERFORM lookalike_internal.take_guard_lock();
        PERFORM lookalike_internal.cover_versions((
            SELECT array_agg(n.inner_image_id) FROM new_row n WHERE n.proof = 'part of'));
        PERFORM lookalike_internal.cover_restricted((
            SELECT array_agg(n.inner_image_id) FROM new_row n WHERE n.proof = 'part of'));
    END IF;

    -- Clusters.
    INSERT INTO lookalike_internal.unclustered (image_id)
    SELECT n.image_id_a FROM new_row n WHERE n.is_accepted
    UNION SELECT n.image_id_b FROM new_row n WHERE n.is_accepted;

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT n.image_id_a FROM new_row n UNION SELECT n.image_id_b FROM new_row n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_match_insert() IS 'Records the composites that come under a hold, and queues the images of new matches to be clustered and classified.';
CREATE OR REPLACE TRIGGER match_insert_trigger AFTER INSERT ON lookalike_internal.match
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_match_insert();
COMMENT ON TRIGGER match_insert_trigger ON lookalike_internal.match IS 'Takes the steps after matches come.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_match_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Holds and restrictions: a composite of a held picture is held. The lock comes first: a session may be placing the hold.
    IF EXISTS (SELECT FROM new_row n WHERE n.proof = 'part of') THEN
        PERFORM lookalike_internal.take_guard_lock();
        PERFORM lookalike_internal.cover_versions((
            SELECT array_agg(n.inner_image_id) FROM new_row n WHERE n.proof = 'part of'));
        PERFORM lookalike_internal.cover_restricted((
            SELECT array_agg(n.inner_image_id) FROM new_row n WHERE n.proof = 'part of'));
    END IF;

    -- Clusters.
    WITH old_edge AS (
        SELECT o.image_id_a, o.image_id_b, o.phash_256_distance FROM old_row o WHERE o.is_accepted
    ), new_edge AS (
        SELECT n.image_id_a, n.image_id_b, n.phash_256_distance FROM new_row n WHERE n.is_accepted
    ), changed AS (
        (TABLE old_edge EXCEPT TABLE new_edge) UNION ALL (TABLE new_edge EXCEPT TABLE old_edge)
    )
    INSERT INTO lookalike_internal.unclustered (image_id)
    SELECT c.image_id_a FROM changed c UNION SELECT c.image_id_b FROM changed c;

    -- Classes. EXECUTE, as in image.sql.
    EXECUTE $query$
        INSERT INTO lookalike_internal.unclassified (image_id)
        SELECT e.image_id
        FROM new_row n JOIN old_row o USING (image_id_a, image_id_b)
        CROSS JOIN LATERAL (VALUES (n.image_id_a), (n.image_id_b)) AS e (image_id)
        WHERE n IS DISTINCT FROM o $query$;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_match_update() IS 'Records the composites that come under a hold, and queues the images of changed matches to be clustered and classified.';
CREATE OR REPLACE TRIGGER match_update_trigger AFTER UPDATE ON lookalike_internal.match
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_match_update();
COMMENT ON TRIGGER match_update_trigger ON lookalike_internal.match IS 'Takes the steps after matches change.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_match_delete() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    alone bigint[];
BEGIN
    -- Clusters.
    INSERT INTO lookalike_internal.unclustered (image_id)
    SELECT o.image_id_a FROM old_row o WHERE o.is_accepted
    UNION SELECT o.image_id_b FROM old_row o WHERE o.is_accepted;

    -- Proposals. An image that loses a match may have no match left, and so may all members of its cluster. Stage
    -- prove looks for their copies again, and looks at pairs that it skipped as connected.
    IF EXISTS (SELECT FROM old_row o WHERE o.proof = 'part of' OR (o.is_accepted AND o.proof IS NOT NULL)) THEN
        WITH lost AS (
            SELECT o.image_id_a AS image_id FROM old_row o
            WHERE o.proof = 'part of' OR (o.is_accepted AND o.proof IS NOT NULL)
            UNION SELECT o.image_id_b FROM old_row o
            WHERE o.proof = 'part of' OR (o.is_accepted AND o.proof IS NOT NULL)
        )
        SELECT array_agg(l.image_id) INTO alone
        FROM (
            SELECT l.image_id FROM lost l
            UNION
            SELECT m.image_id
            FROM lost l
            JOIN lookalike_internal.cluster_member c ON c.image_id = l.image_id
            JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id
        ) l;
        DELETE FROM lookalike_internal.proposed p USING lookalike_internal.image i
        WHERE i.image_id = ANY (alone) AND p.pixel_digest = i.pixel_digest;
        UPDATE lookalike_internal.match m SET proof = NULL
        WHERE m.image_id_a = ANY (alone) AND m.proof = 'connected';
    END IF;

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT o.image_id_a FROM old_row o UNION SELECT o.image_id_b FROM old_row o;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_match_delete() IS
    'Queues the images of lost matches to be clustered and classified, and makes stage prove look for their copies again.';
CREATE OR REPLACE TRIGGER match_delete_trigger AFTER DELETE ON lookalike_internal.match
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_match_delete();
COMMENT ON TRIGGER match_delete_trigger ON lookalike_internal.match IS 'Takes the steps after matches go.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_match_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Clusters.
    INSERT INTO lookalike_internal.unclustered (image_id)
    SELECT m.image_id FROM lookalike_internal.cluster_member m;
    DELETE FROM lookalike_internal.cut_match;

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT k.image_id FROM lookalike_internal.retention_class k;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_match_truncate() IS 'Queues all members of clusters to be clustered, and all classified images to be classified again.';
CREATE OR REPLACE TRIGGER match_truncate_trigger AFTER TRUNCATE ON lookalike_internal.match
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_match_truncate();
COMMENT ON TRIGGER match_truncate_trigger ON lookalike_internal.match IS 'Takes the steps after all matches go.';
