-- Who has which case of the queue in hand. SECURITY DEFINER: no role may write to the table, and a person takes cases in the own
-- name only (confirm_person).

-- A case by what it is about, as it is written in the table. A pair may be given in any order.
CREATE OR REPLACE FUNCTION lookalike_internal.as_case(image_id_a bigint, image_id_b bigint, cluster_id integer)
    RETURNS TABLE (image_id_a bigint, image_id_b bigint, cluster_id integer)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT CASE WHEN as_case.image_id_b IS NOT NULL THEN least(as_case.image_id_a, as_case.image_id_b)
                WHEN as_case.cluster_id IS NOT NULL THEN 0 ELSE as_case.image_id_a END,
           CASE WHEN as_case.image_id_b IS NOT NULL THEN greatest(as_case.image_id_a, as_case.image_id_b) ELSE 0 END,
           CASE WHEN as_case.image_id_b IS NULL THEN coalesce(as_case.cluster_id, 0) ELSE 0 END;
END;
COMMENT ON FUNCTION lookalike_internal.as_case(bigint, bigint, integer) IS
    'The case of a row of review_queue: the pair if there are two images, or else the cluster, or else the image. 0 stands for what it is not about.';

CREATE OR REPLACE VIEW lookalike_detail.review_lease AS
SELECT CASE WHEN l.cluster_id <> 0 THEN 'cluster' WHEN l.image_id_b <> 0 THEN 'pair' ELSE 'image' END AS about,
       l.person,
       l.taken_at,
       l.ends_at,
       nullif(l.image_id_a, 0) AS image_id_a,
       nullif(l.image_id_b, 0) AS image_id_b,
       nullif(l.cluster_id, 0) AS cluster_id
FROM lookalike_internal.lease l
WHERE l.ends_at > clock_timestamp()
  -- A cluster of which the reader sees no image does not exist for this reader.
  AND (l.cluster_id = 0 OR EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.cluster_id = l.cluster_id));
COMMENT ON VIEW lookalike_detail.review_lease IS 'Cases of the queue of reviews that people have in hand now; take_case gives them to nobody else. A case is a pair, a cluster or an image, so all rows of review_queue about one of these are one case.';
COMMENT ON COLUMN lookalike_detail.review_lease.about IS 'pair, cluster or image.';
COMMENT ON COLUMN lookalike_detail.review_lease.person IS 'Name of the person who has the case.';
COMMENT ON COLUMN lookalike_detail.review_lease.taken_at IS 'When that person took it.';
COMMENT ON COLUMN lookalike_detail.review_lease.ends_at IS 'When the case goes back to the queue, unless the person looks at it again.';
COMMENT ON COLUMN lookalike_detail.review_lease.image_id_a IS 'The image, or the image of the pair with the lower number; null for a cluster.';
COMMENT ON COLUMN lookalike_detail.review_lease.image_id_b IS 'The image of the pair with the higher number; null if the case is not a pair.';
COMMENT ON COLUMN lookalike_detail.review_lease.cluster_id IS 'The cluster; null if the case is a pair or an image.';

CREATE OR REPLACE FUNCTION lookalike.lease_case(
    by text, image_id_a bigint DEFAULT NULL, image_id_b bigint DEFAULT NULL, cluster_id integer DEFAULT NULL
) RETURNS TABLE (person text, ends_at timestamptz)
    LANGUAGE plpgsql
    SECURITY DEFINER
    ROWS 1
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    lasts interval := make_interval(mins => lookalike.get_setting('lease_minutes')::integer);
    this record;
BEGIN
    IF lease_case.image_id_a IS NULL AND (lease_case.cluster_id IS NULL OR lease_case.image_id_b IS NOT NULL) THEN
        RAISE EXCEPTION 'no case is named'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give two images, one image, or a cluster.';
    ELSIF lease_case.image_id_a = lease_case.image_id_b THEN
        RAISE EXCEPTION 'image % is given twice', lease_case.image_id_a
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give two different images.';
    END IF;
    SELECT c.* INTO this FROM lookalike_internal.as_case(lease_case.image_id_a, lease_case.image_id_b, lease_case.cluster_id) c;
    PERFORM lookalike_internal.get_present_image(n.image_id)
    FROM unnest(ARRAY[this.image_id_a, this.image_id_b]) AS n (image_id) WHERE n.image_id <> 0;
    IF this.cluster_id <> 0 AND NOT EXISTS (
        SELECT FROM lookalike_internal.cluster_member m
        WHERE m.cluster_id = this.cluster_id
          AND (lookalike_internal.sees_restricted()
               OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = m.image_id))) THEN
        RAISE EXCEPTION 'cluster % does not exist', this.cluster_id
            USING ERRCODE = 'undefined_object', HINT = 'View cluster_fact lists the clusters.';
    END IF;

    -- What is over goes, but for what another session is taking at this moment.
    DELETE FROM lookalike_internal.lease l
    USING (SELECT o.image_id_a, o.image_id_b, o.cluster_id FROM lookalike_internal.lease o
           WHERE o.ends_at <= clock_timestamp() FOR UPDATE SKIP LOCKED) o
    WHERE (l.image_id_a, l.image_id_b, l.cluster_id) = (o.image_id_a, o.image_id_b, o.cluster_id);
    -- Of two sessions that want one case at the same time, the second waits here for the first, and then changes nothing.
    INSERT INTO lookalike_internal.lease AS l (image_id_a, image_id_b, cluster_id, person, ends_at)
    VALUES (this.image_id_a, this.image_id_b, this.cluster_id, this_person, clock_timestamp() + lasts)
    ON CONFLICT ON CONSTRAINT lease_pkey DO UPDATE
        SET person = excluded.person, ends_at = excluded.ends_at,
            taken_at = CASE WHEN l.person = excluded.person THEN l.taken_at ELSE excluded.taken_at END
        WHERE l.person = excluded.person OR l.ends_at <= clock_timestamp();
    RETURN QUERY
    SELECT l.person, l.ends_at FROM lookalike_internal.lease l
    WHERE (l.image_id_a, l.image_id_b, l.cluster_id) = (this.image_id_a, this.image_id_b, this.cluster_id);
END
$$;
COMMENT ON FUNCTION lookalike.lease_case(text, bigint, bigint, integer) IS
    'Takes a case of the queue of reviews in hand, for so many minutes as setting lease_minutes says, or for so many more: a pair, an image, or a cluster. Returns who has it now and until when; that is another person where this person came first.';

CREATE OR REPLACE FUNCTION lookalike.release_case(
    by text, image_id_a bigint DEFAULT NULL, image_id_b bigint DEFAULT NULL, cluster_id integer DEFAULT NULL
) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
BEGIN
    DELETE FROM lookalike_internal.lease l
    USING lookalike_internal.as_case(release_case.image_id_a, release_case.image_id_b, release_case.cluster_id) c
    WHERE (l.image_id_a, l.image_id_b, l.cluster_id) = (c.image_id_a, c.image_id_b, c.cluster_id) AND l.person = this_person;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION lookalike.release_case(text, bigint, bigint, integer) IS
    'Gives a case back to the queue of reviews; returns whether this person had it.';

-- A decision ends the lease of its pair, with all pairs of the same two pictures, or of its image.
CREATE OR REPLACE FUNCTION lookalike_internal.end_leases(decisions bigint[]) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM lookalike_internal.lease l
    USING lookalike_internal.standing_decision d
    WHERE d.decision_id = ANY (decisions) AND l.cluster_id = 0
      AND CASE WHEN d.pixel_digest_b IS NULL THEN (l.image_id_a, l.image_id_b) = (d.image_id_a, 0)
               ELSE EXISTS (SELECT FROM lookalike_internal.image a, lookalike_internal.image b
                            WHERE a.image_id = l.image_id_a AND b.image_id = l.image_id_b
                              AND (a.pixel_digest, b.pixel_digest)
                                  IN ((d.pixel_digest_a, d.pixel_digest_b), (d.pixel_digest_b, d.pixel_digest_a))) END;
END;
COMMENT ON FUNCTION lookalike_internal.end_leases(bigint[]) IS
    'Ends the leases of the cases that these decisions are about.';
