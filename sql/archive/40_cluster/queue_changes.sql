-- Remembers the images whose accepted matches change: all that the next clustering looks at.
CREATE OR REPLACE FUNCTION lookalike.queue_changes() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lookalike.unclustered (image_id)
        SELECT n.image_id_a FROM new_match n WHERE n.accepted
        UNION SELECT n.image_id_b FROM new_match n WHERE n.accepted;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO lookalike.unclustered (image_id)
        SELECT o.image_id_a FROM old_match o WHERE o.accepted
        UNION SELECT o.image_id_b FROM old_match o WHERE o.accepted;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH old_edge AS (
            SELECT o.image_id_a, o.image_id_b, o.phash_256_distance FROM old_match o WHERE o.accepted
        ), new_edge AS (
            SELECT n.image_id_a, n.image_id_b, n.phash_256_distance FROM new_match n WHERE n.accepted
        ), changed AS (
            (TABLE old_edge EXCEPT TABLE new_edge) UNION ALL (TABLE new_edge EXCEPT TABLE old_edge)
        )
        INSERT INTO lookalike.unclustered (image_id)
        SELECT c.image_id_a FROM changed c UNION SELECT c.image_id_b FROM changed c;
    ELSE  -- TRUNCATE
        INSERT INTO lookalike.unclustered (image_id)
        SELECT m.image_id FROM lookalike.cluster_member m;
        DELETE FROM lookalike.cut_match;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.queue_changes() IS
    'Queues the images of accepted matches that came, went or changed for the next clustering.';

CREATE OR REPLACE TRIGGER match_insert_trigger AFTER INSERT ON lookalike.match
    REFERENCING NEW TABLE AS new_match
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_changes();
CREATE OR REPLACE TRIGGER match_update_trigger AFTER UPDATE ON lookalike.match
    REFERENCING OLD TABLE AS old_match NEW TABLE AS new_match
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_changes();
CREATE OR REPLACE TRIGGER match_delete_trigger AFTER DELETE ON lookalike.match
    REFERENCING OLD TABLE AS old_match
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_changes();
CREATE OR REPLACE TRIGGER match_truncate_trigger AFTER TRUNCATE ON lookalike.match
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_changes();
COMMENT ON TRIGGER match_insert_trigger ON lookalike.match IS 'Queues the images of new matches for the next clustering.';
COMMENT ON TRIGGER match_update_trigger ON lookalike.match IS 'Queues the images of changed matches for the next clustering.';
COMMENT ON TRIGGER match_delete_trigger ON lookalike.match IS 'Queues the images of matches that are gone for the next clustering.';
COMMENT ON TRIGGER match_truncate_trigger ON lookalike.match IS 'Queues all members of clusters for the next clustering.';
