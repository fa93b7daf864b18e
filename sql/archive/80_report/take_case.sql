-- The next case for a person. It reads the queue with the rights of the caller, so nobody gets a case that this person may not see.
CREATE OR REPLACE FUNCTION lookalike.take_case(by text, kind text DEFAULT NULL, collection text DEFAULT NULL)
    RETURNS TABLE (image_id_a bigint, image_id_b bigint, cluster_id integer, ends_at timestamptz)
    LANGUAGE plpgsql
    ROWS 1
    SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    source text;
    this record;
BEGIN
    LOOP
        -- After a decision, its images are worked out again only where nothing else is left: that takes most of the time.
        FOREACH source IN ARRAY '{lookalike_internal.settled_queue,lookalike.review_queue}'::text[] LOOP
            -- Planned each time, for the kind at hand. Other kinds are about plans and whole collections: these are no cases of one
            -- person. NOT IN is a lookup in a hash: the rows keep the order of the index.
            EXECUTE format($$
                SELECT c.image_id_a, c.image_id_b, c.cluster_id
                FROM %s q
                CROSS JOIN LATERAL lookalike_internal.as_case(q.image_id_a, q.image_id_b, q.cluster_id) c
                WHERE q.kind NOT IN ('quarantine proposed', 'disposal due', 'not compared')
                  AND ($1 IS NULL OR q.kind = $1)
                  AND ($2 IS NULL OR $2 IN (q.collection_a, q.collection_b))
                  AND (c.image_id_a, c.image_id_b, c.cluster_id) NOT IN (
                      SELECT l.image_id_a, l.image_id_b, l.cluster_id FROM lookalike_internal.lease l WHERE l.ends_at > clock_timestamp())
                ORDER BY q.priority DESC LIMIT 1$$, source)
            INTO this USING take_case.kind, take_case.collection;
            EXIT WHEN this.image_id_a IS NOT NULL;
        END LOOP;
        IF this.image_id_a IS NULL THEN
            RETURN;
        END IF;
        -- Where another session was quicker, its lease is seen in the next turn.
        RETURN QUERY
        SELECT nullif(this.image_id_a, 0), nullif(this.image_id_b, 0), nullif(this.cluster_id, 0), l.ends_at
        FROM lookalike.lease_case(this_person, nullif(this.image_id_a, 0), nullif(this.image_id_b, 0), nullif(this.cluster_id, 0)) l
        WHERE l.person = this_person;
        IF FOUND THEN
            RETURN;
        END IF;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION lookalike.take_case(text, text, text) IS
    'Takes the most urgent case of the queue of reviews that nobody has in hand, and returns it: a pair, or a cluster, or an image, with the time until which this person has it. No row if no case is left. Give a kind or a collection to take only such cases. A case that a change concerns comes after the others until the next refresh_facts().';
