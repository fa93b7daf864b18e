-- Steps after images come into a cluster or leave one: guards, holds, lineage, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_cluster_member_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    -- Holds and restrictions: the cluster of a held picture is held, and that of a restricted one is restricted.
    PERFORM lookalike_internal.cover_versions((SELECT array_agg(n.image_id) FROM new_row n));
    PERFORM lookalike_internal.cover_restricted((SELECT array_agg(n.image_id) FROM new_row n));
    INSERT INTO lookalike_internal.untraced (image_id) SELECT n.image_id FROM new_row n;
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT n.image_id FROM new_row n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_cluster_member_insert() IS
    'Withholds approved quarantines that clusters forbid, records the versions that come under a hold, and queues new members to be traced and classified.';
CREATE OR REPLACE TRIGGER cluster_member_insert_trigger AFTER INSERT ON lookalike_internal.cluster_member
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_cluster_member_insert();
COMMENT ON TRIGGER cluster_member_insert_trigger ON lookalike_internal.cluster_member IS 'Takes the steps after images come into a cluster.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_cluster_member_loss() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    -- Holds and restrictions: the cluster that an image goes to.
    IF TG_OP = 'UPDATE' THEN
        PERFORM lookalike_internal.cover_versions((SELECT array_agg(n.image_id) FROM new_row n));
        PERFORM lookalike_internal.cover_restricted((SELECT array_agg(n.image_id) FROM new_row n));
    END IF;
    INSERT INTO lookalike_internal.untraced (image_id)
    SELECT o.image_id FROM old_row o
    UNION
    SELECT min(m.image_id) FROM lookalike_internal.cluster_member m
    WHERE m.cluster_id IN (SELECT o.cluster_id FROM old_row o)
    GROUP BY m.cluster_id;
    -- A member that stays brings its whole cluster into the classification.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT o.image_id FROM old_row o
    UNION
    SELECT min(m.image_id) FROM lookalike_internal.cluster_member m
    WHERE m.cluster_id IN (SELECT o.cluster_id FROM old_row o)
    GROUP BY m.cluster_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_cluster_member_loss() IS
    'Withholds approved quarantines of images that left the cluster of their original, records the versions that come under a hold, and queues the members that left or stay to be traced and classified.';
CREATE OR REPLACE TRIGGER cluster_member_update_trigger AFTER UPDATE ON lookalike_internal.cluster_member
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_cluster_member_loss();
COMMENT ON TRIGGER cluster_member_update_trigger ON lookalike_internal.cluster_member IS 'Takes the steps after images go to another cluster.';
CREATE OR REPLACE TRIGGER cluster_member_delete_trigger AFTER DELETE ON lookalike_internal.cluster_member
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_cluster_member_loss();
COMMENT ON TRIGGER cluster_member_delete_trigger ON lookalike_internal.cluster_member IS 'Takes the steps after images leave a cluster.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_cluster_member_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT k.image_id FROM lookalike_internal.retention_class k;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_cluster_member_truncate() IS
    'Withholds approved quarantines that the loss of clusters forbids, and queues all classified images to be classified again.';
CREATE OR REPLACE TRIGGER cluster_member_truncate_trigger AFTER TRUNCATE ON lookalike_internal.cluster_member
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_cluster_member_truncate();
COMMENT ON TRIGGER cluster_member_truncate_trigger ON lookalike_internal.cluster_member IS 'Takes the steps after all clusters lose their members.';
