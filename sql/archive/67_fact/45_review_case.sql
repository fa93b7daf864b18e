-- The other rows of the queue of reviews. They are few, so they are not kept: what they say depends on the day, on plans and on
-- samples.
CREATE OR REPLACE VIEW lookalike_internal.review_case AS
SELECT q.kind, q.image_id, q.other_image_id, q.cluster_id, lookalike_internal.review_priority(q.bytes, q.risk, false) AS priority,
       q.risk, q.bytes, q.images, NULL::numeric AS likelihood, q.said
FROM (
    SELECT 'sample' AS kind, s.image_id_a AS image_id, s.image_id_b AS other_image_id, k.cluster_id, 0.2 AS risk,
           least(a.byte_size, b.byte_size) AS bytes, NULL::bigint AS images, NULL::text AS said
    FROM lookalike_internal.review_sample s
    -- Both images must be as they were when the pair was drawn.
    JOIN lookalike_internal.present_image a ON a.image_id = s.image_id_a AND a.pixel_digest = s.pixel_digest_a
    JOIN lookalike_internal.present_image b ON b.image_id = s.image_id_b AND b.pixel_digest = s.pixel_digest_b
    LEFT JOIN lookalike_internal.cluster_member k ON k.image_id = s.image_id_a
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.pair_decision d
                      WHERE d.pixel_digest_a = s.pixel_digest_a AND d.pixel_digest_b = s.pixel_digest_b)

    UNION ALL
    -- One row for each collection.
    SELECT 'not compared', min(g.image_id), 0::bigint, NULL::integer, 0.05, sum(g.bytes)::bigint, sum(g.images)::bigint,
           string_agg(format('%s: %s', g.class, g.images), ', ' ORDER BY g.class COLLATE "C")
    FROM (SELECT i.collection_id, k.class, min(i.image_id) AS image_id, sum(i.byte_size) AS bytes, count(*) AS images
          FROM lookalike_internal.unmatched_image u
          JOIN lookalike_internal.retention_class k ON k.image_id = u.image_id AND k.disposition = 'review'
          JOIN lookalike_internal.present_image i ON i.image_id = u.image_id
          WHERE NOT EXISTS (SELECT FROM lookalike.image_decision d WHERE d.image_id = u.image_id)
          GROUP BY i.collection_id, k.class) g
    GROUP BY g.collection_id

    UNION ALL
    SELECT 'possible rendition', min(i.image_id), 0::bigint, min(k.cluster_id), 0.6, min(i.byte_size), NULL::bigint,
           format('Entry "%s" of catalogue %s says that a crop of its picture was published%s. This crop may be what was published: a person has to confirm or refuse this.',
                  e.external_id, c.name, coalesce(': ' || lookalike_internal.quote_briefly(
                      nullif(concat_ws('; ', s.published_in, s.edition, s.page, s.crop_text), '')), ''))
    FROM lookalike_internal.possible_rendition r
    JOIN lookalike_internal.published_entry s ON s.entry_id = r.entry_id
    JOIN lookalike_internal.catalogue_entry e ON e.entry_id = r.entry_id
    JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
    JOIN lookalike_internal.present_image i ON i.pixel_digest = r.pixel_digest
    LEFT JOIN lookalike_internal.cluster_member k ON k.image_id = i.image_id
    GROUP BY r.entry_id, r.pixel_digest, e.external_id, c.name, s.published_in, s.edition, s.page, s.crop_text

    UNION ALL
    SELECT 'quarantine proposed', NULL::bigint, 0::bigint, NULL::integer, 0.9, coalesce(t.bytes, 0), t.images,
           format('%s proposes to %s %s images as plan "%s": %s. Another person has to review and approve the plan.',
                  p.proposed_by,
                  CASE p.kind WHEN 'set aside' THEN 'set aside' WHEN 'transfer' THEN 'transfer' ELSE 'record the disposal of' END,
                  t.images, p.name, rtrim(p.reason, '.'))
    FROM lookalike_internal.quarantine_plan p
    CROSS JOIN LATERAL (
        SELECT count(*) AS images, sum(q.byte_size)::bigint AS bytes
        FROM lookalike_internal.quarantine_item q WHERE q.plan_id = p.plan_id
    ) t
    WHERE p.state = 'proposed'

    UNION ALL
    SELECT 'disposal due', min(i.image_id), 0::bigint, NULL::integer, 0.6, sum(i.byte_size)::bigint, count(*),
           format('Authority %s: %s since %s. Its action: %s. Guards outrank it.', k.due_authority,
                  CASE count(*) WHEN 1 THEN '1 image of this collection is due'
                                ELSE format('%s images of this collection are due, the first', count(*)) END,
                  to_char(min(k.due_on), 'YYYY-MM-DD'), k.due_action)
    FROM lookalike_internal.retention_class k
    JOIN lookalike_internal.image i ON i.image_id = k.image_id AND i.missing_since IS NULL
    WHERE k.due_on <= (SELECT lookalike_internal.get_as_of())
    GROUP BY i.collection_id, k.due_authority, k.due_action
) q;
COMMENT ON VIEW lookalike_internal.review_case IS 'The rows of the queue of reviews that are not kept: samples, images that are not compared, possible renditions, proposed plans, and disposals that are due.';
COMMENT ON COLUMN lookalike_internal.review_case.kind IS 'Kind of the row, as in view review_queue.';
COMMENT ON COLUMN lookalike_internal.review_case.image_id IS 'The image, or an image of the group; null for a plan.';
COMMENT ON COLUMN lookalike_internal.review_case.other_image_id IS 'The other image of the pair; 0 if the row is not about a pair.';
COMMENT ON COLUMN lookalike_internal.review_case.cluster_id IS 'The cluster of the row.';
COMMENT ON COLUMN lookalike_internal.review_case.priority IS 'Urgency, as in view review_queue.';
COMMENT ON COLUMN lookalike_internal.review_case.risk IS 'The harm if nobody reviews the row, from 0 to 1.';
COMMENT ON COLUMN lookalike_internal.review_case.bytes IS 'Bytes at stake.';
COMMENT ON COLUMN lookalike_internal.review_case.images IS 'How many images the row is about.';
COMMENT ON COLUMN lookalike_internal.review_case.likelihood IS 'Always null: no row is a possible pair.';
COMMENT ON COLUMN lookalike_internal.review_case.said IS 'What the explanation of the row says, in words.';
