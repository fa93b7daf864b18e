-- Steps after a cluster is described again: facts. Its image in the middle, or whether it is chained, may be another.
CREATE OR REPLACE FUNCTION lookalike_internal.after_cluster_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike_internal.unrefreshed (image_id)
    SELECT u.image_id
    FROM new_row n JOIN old_row o USING (cluster_id)
    CROSS JOIN LATERAL (VALUES (n.central_image_id), (o.central_image_id), (o.weakest_image_id_a)) u (image_id)
    WHERE u.image_id IS NOT NULL
      AND (n.central_image_id, n.weakest_image_id_a, n.weakest_image_id_b, n.is_chained)
          IS DISTINCT FROM (o.central_image_id, o.weakest_image_id_a, o.weakest_image_id_b, o.is_chained);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_cluster_update() IS 'Queues the facts of clusters that are described in another way to be refreshed.';
CREATE OR REPLACE TRIGGER cluster_update_trigger AFTER UPDATE ON lookalike_internal.cluster
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_cluster_update();
COMMENT ON TRIGGER cluster_update_trigger ON lookalike_internal.cluster IS 'Takes the steps after a cluster is described again.';
