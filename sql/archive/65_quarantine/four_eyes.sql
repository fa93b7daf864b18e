-- Four eyes: a person who ever decided about an image does not approve that it leaves, also if a later decision took the place
-- of that one, or it was taken back. Decisions are looked up once for all images of a plan.
CREATE OR REPLACE FUNCTION lookalike_internal.find_first_eyes(of_plan integer, person text)
    RETURNS TABLE (image_id bigint, deed text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH item AS MATERIALIZED (
        SELECT q.image_id, q.pixel_digest, q.sha256, m.cluster_id
        FROM lookalike_internal.quarantine_item q
        LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = q.image_id
        WHERE q.plan_id = of_plan AND q.state IN ('proposed', 'approved', 'handing over', 'disposed')
    ), own AS MATERIALIZED (
        -- Also what was taken back, and who took it back.
        SELECT d.decision, d.undoes IS NOT NULL AS is_undo, d.pixel_digest_a, d.pixel_digest_b, d.image_id_a, d.image_id_b
        FROM lookalike_internal.decision d WHERE lookalike_internal.is_same_person(d.decided_by, person)
    ), own_picture AS MATERIALIZED (
        -- Each picture once: many images of a plan may show it, and many decisions may be about it.
        SELECT o.decision, o.is_undo, o.pixel_digest_a AS pixel_digest FROM own o
        UNION
        SELECT o.decision, o.is_undo, o.pixel_digest_b FROM own o WHERE o.pixel_digest_b IS NOT NULL
    ), own_image AS MATERIALIZED (
        SELECT o.decision, o.is_undo, o.image_id_a AS image_id FROM own o
        UNION
        SELECT o.decision, o.is_undo, o.image_id_b FROM own o WHERE o.image_id_b IS NOT NULL
    ), own_cluster AS MATERIALIZED (
        -- Rights and metadata are settled for all images of a cluster at once.
        SELECT DISTINCT o.decision, o.is_undo, m.cluster_id
        FROM own_picture o
        JOIN lookalike_internal.present_image s ON s.pixel_digest = o.pixel_digest
        JOIN lookalike_internal.cluster_member m ON m.image_id = s.image_id
        WHERE o.decision IN ('rights settled', 'metadata settled')
    ), ended AS MATERIALIZED (
        SELECT h.hold_id, h.image_id
        FROM lookalike_internal.legal_hold h JOIN lookalike_internal.legal_matter m ON m.matter_id = h.matter_id
        WHERE h.released_at IS NOT NULL AND (lookalike_internal.is_same_person(h.asked_by, person)
                                             OR lookalike_internal.is_same_person(h.released_by, person))
           OR m.closed_at IS NOT NULL AND (lookalike_internal.is_same_person(m.asked_by, person)
                                           OR lookalike_internal.is_same_person(m.closed_by, person))
    ), own_record AS MATERIALIZED (
        SELECT d.decision, d.undoes IS NOT NULL AS is_undo, d.record_a AS record, d.entry_id_a AS entry_id
        FROM lookalike_internal.same_record d WHERE lookalike_internal.is_same_person(d.decided_by, person)
        UNION
        SELECT d.decision, d.undoes IS NOT NULL, d.record_b, d.entry_id_b
        FROM lookalike_internal.same_record d WHERE lookalike_internal.is_same_person(d.decided_by, person)
    ), decided AS (
        SELECT i.image_id, o.decision, o.is_undo FROM own_picture o JOIN item i ON i.pixel_digest = o.pixel_digest
        UNION
        SELECT i.image_id, o.decision, o.is_undo FROM own_image o JOIN item i ON i.image_id = o.image_id
        UNION
        SELECT i.image_id, o.decision, o.is_undo FROM own_cluster o JOIN item i ON i.cluster_id = o.cluster_id
        UNION
        SELECT i.image_id, o.decision, o.is_undo
        FROM item i
        JOIN lookalike_internal.image_record r ON r.image_id = i.image_id
        JOIN own_record o ON o.record = r.record
        UNION
        -- The entry may belong to another record today, or be in no catalogue any more.
        SELECT i.image_id, o.decision, o.is_undo
        FROM own_record o
        JOIN lookalike_internal.entry_image l ON l.entry_id = o.entry_id
        JOIN item i ON i.image_id = l.image_id
    )
    SELECT d.image_id, format(CASE WHEN d.is_undo THEN 'took back "%s" about' ELSE 'decided "%s" about' END, d.decision) FROM decided d
    UNION
    SELECT i.image_id, 'decided about the publication of'
    FROM lookalike_internal.rendition r JOIN item i ON i.pixel_digest = r.pixel_digest
    WHERE r.basis IN ('confirmed', 'refused') AND lookalike_internal.is_same_person(r.said_by, person)
    UNION
    SELECT i.image_id, 'helped to end a hold on'
    FROM ended e JOIN item i ON i.image_id = e.image_id
    UNION
    SELECT i.image_id, 'helped to end a hold on'
    FROM ended e
    JOIN lookalike_internal.legal_hold_picture p ON p.hold_id = e.hold_id
    JOIN item i ON i.pixel_digest = p.pixel_digest
    UNION
    SELECT i.image_id, 'helped to end a hold on'
    FROM ended e
    JOIN lookalike_internal.legal_hold_file f ON f.hold_id = e.hold_id
    JOIN item i ON i.sha256 = f.sha256;
END;
COMMENT ON FUNCTION lookalike_internal.find_first_eyes(integer, text) IS
    'The images of a plan that a person ever decided about, or that a hold covered which this person helped to end, and what the person did.';

CREATE OR REPLACE FUNCTION lookalike_internal.check_second_eyes(of_plan integer, plan text, person text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
BEGIN
    SELECT e.image_id, e.deed, q.path INTO this
    FROM lookalike_internal.find_first_eyes(of_plan, person) e
    JOIN lookalike_internal.quarantine_item q ON q.plan_id = of_plan AND q.image_id = e.image_id
    ORDER BY e.image_id, e.deed LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'another reviewer has to approve plan "%"', plan
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('%s %s image "%s" of this plan.', person, this.deed, this.path),
                  HINT = 'Four eyes: a person who proposed the plan, or ever decided about one of its images, may not approve it.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_second_eyes(integer, text, text) IS
    'Raises an error if this person ever decided about an image of a plan.';
