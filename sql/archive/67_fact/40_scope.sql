-- Which facts a change concerns.

-- A change concerns the image, images with the same pixels (decisions, holds and guards go by pixels), images that may be
-- copies of these (an open pair is a row of the queue), the archival file of an image that is set aside, and all images in one
-- cluster with any of these. Plans are made for the rows at hand.
CREATE OR REPLACE FUNCTION lookalike_internal.concerned_images(changed bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    found bigint[];
BEGIN
    IF changed = '{}' THEN
        RETURN '{}';
    END IF;
    SELECT array_agg(c.image_id) INTO found
    FROM (
        SELECT u.image_id FROM unnest(changed) AS u (image_id)
        UNION
        SELECT j.image_id
        FROM lookalike_internal.image i
        JOIN lookalike_internal.image j ON j.pixel_digest = i.pixel_digest
        WHERE i.image_id = ANY (changed)
    ) c;
    SELECT array_agg(c.image_id) INTO found
    FROM (
        SELECT u.image_id FROM unnest(found) AS u (image_id)
        UNION
        SELECT m.image_id_b FROM lookalike_internal.match m WHERE m.image_id_a = ANY (found) AND NOT m.is_accepted
        UNION
        SELECT m.image_id_a FROM lookalike_internal.match m WHERE m.image_id_b = ANY (found) AND NOT m.is_accepted
        UNION
        SELECT j.image_id
        FROM lookalike_internal.quarantine_item q
        JOIN lookalike_internal.image j ON j.pixel_digest = q.archival_pixel_digest
        WHERE q.image_id = ANY (changed)
    ) c;
    RETURN ARRAY(
        SELECT u.image_id FROM unnest(found) AS u (image_id)
        UNION
        SELECT o.image_id
        FROM lookalike_internal.cluster_member o
        WHERE o.cluster_id IN (SELECT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (found)));
END
$$;
COMMENT ON FUNCTION lookalike_internal.concerned_images(bigint[]) IS
    'The images whose facts may differ because these images have changed.';

-- Facts that concern so many images are worked out for all.
CREATE OR REPLACE FUNCTION lookalike_internal.is_all_stale() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN NOT EXISTS (SELECT FROM lookalike_internal.fact_state s WHERE s.settings = lookalike_internal.fact_settings())
    OR (SELECT count(*) FROM (SELECT FROM lookalike_internal.unrefreshed u LIMIT 20001) l) > 20000;
COMMENT ON FUNCTION lookalike_internal.is_all_stale() IS
    'Whether no fact may be relied on: none was ever worked out, settings have changed since then, or more than 20,000 changes wait.';

CREATE OR REPLACE FUNCTION lookalike_internal.stale_image() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE ROWS 100
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY SELECT unnest(lookalike_internal.concerned_images(ARRAY(
        SELECT DISTINCT u.image_id FROM lookalike_internal.unrefreshed u LIMIT 20000)));
END
$$;
COMMENT ON FUNCTION lookalike_internal.stale_image() IS
    'Images whose facts may differ from what is kept, because of changes since the last refresh.';

-- The queue as it is, where kept rows may be out of date.
CREATE OR REPLACE FUNCTION lookalike_internal.stale_queue() RETURNS SETOF lookalike_internal.queue_fact
    LANGUAGE plpgsql STABLE ROWS 100
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    images bigint[];
    clusters integer[];
BEGIN
    IF lookalike_internal.is_all_stale() THEN
        RETURN QUERY SELECT q.* FROM lookalike_internal.list_queue(NULL, NULL, false) q;
        RETURN;
    END IF;
    images := ARRAY(SELECT s FROM lookalike_internal.stale_image() s);
    IF images = '{}' THEN
        RETURN;
    END IF;
    clusters := ARRAY(SELECT DISTINCT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (images));
    RETURN QUERY SELECT q.* FROM lookalike_internal.list_queue(images, clusters, false) q;
END
$$;
COMMENT ON FUNCTION lookalike_internal.stale_queue() IS
    'Rows of the queue of reviews about images whose kept rows may be out of date.';
