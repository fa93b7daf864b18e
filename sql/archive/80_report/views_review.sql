-- The queue of reviews, and the explanation of each row.

CREATE OR REPLACE FUNCTION lookalike_internal.explain_pair(image_id_a bigint, image_id_b bigint) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce(
    (SELECT lookalike_internal.describe_pair(m, a, b)
     FROM lookalike_internal.match m
     JOIN lookalike_internal.image a ON a.image_id = m.image_id_a
     JOIN lookalike_internal.image b ON b.image_id = m.image_id_b
     WHERE m.image_id_a = least(explain_pair.image_id_a, explain_pair.image_id_b)
       AND m.image_id_b = greatest(explain_pair.image_id_a, explain_pair.image_id_b)),
    'They no longer match.');
COMMENT ON FUNCTION lookalike_internal.explain_pair(bigint, bigint) IS
    'The evidence that two images show the same picture, in one sentence.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_members(of_cluster integer) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (SELECT count(*) FROM lookalike_internal.cluster_member m
        JOIN lookalike_internal.present_image i ON i.image_id = m.image_id WHERE m.cluster_id = of_cluster);
COMMENT ON FUNCTION lookalike_internal.count_members(integer) IS 'How many present images a cluster has.';

-- A function makes the sentence last, for the rows shown only. The view has no WITH: it would make all sentences
-- before the rows are sorted.
CREATE OR REPLACE FUNCTION lookalike_internal.explain_item(
    kind text, image_id_a bigint, image_id_b bigint, cluster_id integer, images bigint, said text
) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN CASE kind
    WHEN 'chained cluster' THEN format(
        'Cluster %s of %s images holds images that only other images connect. Its weakest link: %s',
        cluster_id, images, lookalike_internal.explain_pair(image_id_a, image_id_b))
    WHEN 'rights conflict' THEN format(
        'Statements about the rights of %s contradict each other%s.',
        CASE WHEN cluster_id IS NULL THEN 'this image' ELSE format('the %s images of cluster %s', images, cluster_id) END,
        coalesce(': ' || said, ''))
    WHEN 'metadata conflict' THEN format(
        'What catalogue entries and files say of %s differs: %s.',
        CASE WHEN cluster_id IS NULL THEN 'this image' ELSE format('the %s images of cluster %s', images, cluster_id) END,
        said)
    WHEN 'undetermined original' THEN format(
        'It is not certain which image of cluster %s is the original. %s of its %s images wait for a decision (%s).',
        cluster_id, images, lookalike_internal.count_members(cluster_id), said)
    WHEN 'cluster to review' THEN format(
        '%s of the %s images of cluster %s wait for a decision (%s).',
        images, lookalike_internal.count_members(cluster_id), cluster_id, said)
    WHEN 'image to review' THEN (
        SELECT format('%s Rule "%s" asks a person to look.', k.reason, k.rule)
        FROM lookalike_internal.retention_class k WHERE k.image_id = image_id_a)
    WHEN 'not compared' THEN format(
        '%s of this collection waits for the next comparison with the others: lookalike match, then lookalike classify.',
        CASE images WHEN 1 THEN '1 image' ELSE format('Each of %s images', images) END)
    WHEN 'other record' THEN (
        SELECT format('The %s images of cluster %s belong to %s different records: %s.', images, cluster_id, count(*),
                      lookalike_internal.list_briefly(array_agg(r.name ORDER BY r.name), '; ', 'others'))
        FROM (SELECT min(r.name) AS name
              FROM lookalike_internal.cluster_member m
              JOIN lookalike_internal.present_image i ON i.image_id = m.image_id
              JOIN lookalike_internal.image_record r ON r.image_id = m.image_id
              WHERE m.cluster_id = explain_item.cluster_id
              GROUP BY r.record) r)
    WHEN 'quarantine proposed' THEN said
    WHEN 'disposal due' THEN said
    WHEN 'possible rendition' THEN said
    ELSE lookalike_internal.explain_pair(image_id_a, image_id_b) END;
COMMENT ON FUNCTION lookalike_internal.explain_item(text, bigint, bigint, integer, bigint, text) IS
    'The reason why a row is in the queue of reviews, in words.';

CREATE OR REPLACE VIEW lookalike.review_queue AS
SELECT CASE WHEN o.is_ordered THEN a.path ELSE b.path END AS path_a,
       CASE WHEN o.is_ordered THEN b.path ELSE a.path END AS path_b,
       lookalike_internal.explain_item(q.kind, q.one_id, q.other_id, q.cluster_id, q.images, q.said) AS explanation,
       CASE WHEN o.is_ordered THEN ca.name ELSE cb.name END AS collection_a,
       CASE WHEN o.is_ordered THEN cb.name ELSE ca.name END AS collection_b,
       q.found_by,
       round(q.correlation::numeric, 4) AS correlation,
       round(q.agreement::numeric, 4) AS agreement,
       round(q.embedding_similarity::numeric, 4) AS embedding_similarity,
       q.phash_distance::integer AS phash_distance,
       q.phash_256_distance::integer AS phash_256_distance,
       CASE WHEN o.is_ordered THEN a.image_id ELSE b.image_id END AS image_id_a,
       CASE WHEN o.is_ordered THEN b.image_id ELSE a.image_id END AS image_id_b,
       q.likelihood,
       q.kind,
       w.bytes,
       w.risk,
       round(log(10 + w.bytes::double precision)::numeric * w.risk * CASE WHEN w.is_conflict THEN 2 ELSE 1 END, 4) AS priority,
       q.cluster_id,
       least(da.due, db.due) AS due,
       CASE q.kind WHEN 'rights conflict' THEN 'rights settled'
                   WHEN 'metadata conflict' THEN 'metadata settled'
                   WHEN 'other record' THEN 'same record or not the same record'
                   WHEN 'possible rendition' THEN 'rendition confirmed or refused'
                   WHEN 'quarantine proposed' THEN 'plan approved or withdrawn'
                   WHEN 'disposal due' THEN 'plan of disposal, or end of the authority'
                   WHEN 'undetermined original' THEN 'keep or quarantine for each image, or a declared preservation master'
                   WHEN 'cluster to review' THEN 'keep or quarantine for each image'
                   WHEN 'image to review' THEN 'keep or quarantine'
                   WHEN 'not compared' THEN 'lookalike match, lookalike classify'
                   ELSE 'duplicate or not a duplicate' END AS closed_by
FROM (
    SELECT 'possible pair' AS kind, m.image_id_a AS one_id, m.image_id_b AS other_id,
           m.found_by, m.correlation, m.agreement, m.embedding_similarity,
           m.phash_distance, m.phash_256_distance,
           -- Equal hashes are strong evidence; hashes that differ in half their bits are no evidence.
           round(greatest(coalesce(round(m.embedding_similarity::numeric, 4), 0),
                          coalesce(round(m.agreement::numeric, 4), 0),
                          1 - m.phash_256_distance / 128.0), 4) AS likelihood,
           NULL::numeric AS risk, NULL::bigint AS bytes, m.cluster_id,
           NULL::bigint AS images, NULL::text AS said
    FROM lookalike_internal.open_pair m

    UNION ALL
    SELECT 'sample', s.image_id_a, s.image_id_b,
           m.found_by, m.correlation, m.agreement, m.embedding_similarity,
           m.phash_distance, m.phash_256_distance, NULL, 0.2, NULL, ka.cluster_id, NULL, NULL
    FROM lookalike_internal.review_sample s
    -- Both images must be as they were when the pair was drawn.
    JOIN lookalike_internal.image a ON a.image_id = s.image_id_a AND a.pixel_digest = s.pixel_digest_a
    JOIN lookalike_internal.image b ON b.image_id = s.image_id_b AND b.pixel_digest = s.pixel_digest_b
    LEFT JOIN lookalike_internal.match m
      ON m.image_id_a = least(s.image_id_a, s.image_id_b) AND m.image_id_b = greatest(s.image_id_a, s.image_id_b)
    LEFT JOIN lookalike_internal.cluster_member ka ON ka.image_id = s.image_id_a

    UNION ALL
    SELECT 'chained cluster', c.weakest_image_id_a, c.weakest_image_id_b,
           m.found_by, m.correlation, m.agreement, m.embedding_similarity,
           m.phash_distance, m.phash_256_distance, NULL, 0.5, g.bytes, c.cluster_id, c.images, NULL
    FROM lookalike_internal.cluster c
    LEFT JOIN lookalike_internal.match m
      ON m.image_id_a = least(c.weakest_image_id_a, c.weakest_image_id_b)
     AND m.image_id_b = greatest(c.weakest_image_id_a, c.weakest_image_id_b)
    LEFT JOIN LATERAL (
        SELECT sum(i.byte_size)::bigint AS bytes
        FROM lookalike_internal.cluster_member k JOIN lookalike_internal.image i ON i.image_id = k.image_id
        WHERE k.cluster_id = c.cluster_id
    ) g ON true
    WHERE c.is_chained AND c.retired_run_id IS NULL

    UNION ALL
    SELECT 'rights conflict', min(r.image_id), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           CASE min(r.severity) WHEN 'high' THEN 1 ELSE 0.7 END,
           sum(i.byte_size)::bigint, k.cluster_id, count(*), min(r.fields)
    FROM lookalike.conflicted_image r
    JOIN lookalike_internal.image i ON i.image_id = r.image_id
    LEFT JOIN lookalike_internal.cluster_member k ON k.image_id = r.image_id
    GROUP BY k.cluster_id, CASE WHEN k.cluster_id IS NULL THEN r.image_id END

    UNION ALL
    SELECT 'metadata conflict', g.image_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           CASE WHEN g.is_medium THEN 0.4 ELSE 0.1 END,
           coalesce(s.bytes, i.byte_size), g.cluster_id, s.images, g.fields
    FROM (SELECT f.cluster_id, min(f.image_id) AS image_id, bool_or(f.severity = 'medium') AS is_medium,
                 string_agg(f.field, ', ' ORDER BY f.field COLLATE "C") AS fields
          FROM lookalike.metadata_conflict f
          WHERE NOT f.is_settled
          GROUP BY f.cluster_id, CASE WHEN f.cluster_id IS NULL THEN f.image_id END) g
    JOIN lookalike_internal.image i ON i.image_id = g.image_id
    LEFT JOIN (SELECT k.cluster_id, sum(j.byte_size)::bigint AS bytes, count(*) AS images
               FROM lookalike_internal.cluster_member k JOIN lookalike_internal.present_image j ON j.image_id = k.image_id
               GROUP BY k.cluster_id) s ON s.cluster_id = g.cluster_id

    UNION ALL
    -- One row for each cluster, for each image without copies, and for each collection with images that are not compared.
    SELECT g.kind, min(g.image_id), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           CASE g.kind WHEN 'undetermined original' THEN 0.3 WHEN 'not compared' THEN 0.05 ELSE 0.15 END,
           sum(g.bytes)::bigint, g.cluster_id, sum(g.images)::bigint,
           string_agg(format('%s: %s', g.class, g.images), ', ' ORDER BY g.class COLLATE "C")
    FROM (SELECT w.kind, k.cluster_id, k.image_id AS own_id, k.collection, w.class,
                 min(w.image_id) AS image_id, sum(w.byte_size) AS bytes, count(*) AS images
          FROM lookalike.image_to_review w
          CROSS JOIN LATERAL (
              SELECT CASE WHEN w.kind IN ('undetermined original', 'cluster to review') THEN w.cluster_id END AS cluster_id,
                     CASE w.kind WHEN 'image to review' THEN w.image_id END AS image_id,
                     CASE w.kind WHEN 'not compared' THEN w.collection END AS collection) k
          WHERE w.kind <> 'possible pair'
          GROUP BY w.kind, k.cluster_id, k.image_id, k.collection, w.class) g
    GROUP BY g.kind, g.cluster_id, g.own_id, g.collection

    UNION ALL
    SELECT 'other record', r.image_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.3,
           g.bytes, r.cluster_id, g.images, NULL
    FROM lookalike_internal.undecided_record r
    CROSS JOIN LATERAL (
        SELECT sum(i.byte_size)::bigint AS bytes, count(*) AS images
        FROM lookalike_internal.cluster_member k JOIN lookalike_internal.present_image i ON i.image_id = k.image_id
        WHERE k.cluster_id = r.cluster_id
    ) g

    UNION ALL
    SELECT 'possible rendition', min(i.image_id), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.6,
           min(i.byte_size), min(k.cluster_id), NULL,
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
    SELECT 'quarantine proposed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.9,
           coalesce(t.bytes, 0), NULL, t.images,
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
    SELECT 'disposal due', min(i.image_id), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.6,
           sum(i.byte_size)::bigint, NULL, count(*),
           format('Authority %s: %s since %s. Its action: %s. Guards outrank it.', k.due_authority,
                  CASE count(*) WHEN 1 THEN '1 image of this collection is due'
                                ELSE format('%s images of this collection are due, the first', count(*)) END,
                  to_char(min(k.due_on), 'YYYY-MM-DD'), k.due_action)
    FROM lookalike_internal.retention_class k
    JOIN lookalike_internal.image i ON i.image_id = k.image_id AND i.missing_since IS NULL
    WHERE k.due_on <= (SELECT lookalike_internal.get_as_of())
    GROUP BY i.collection_id, k.due_authority, k.due_action
) q
LEFT JOIN lookalike_internal.image a ON a.image_id = q.one_id
LEFT JOIN lookalike_internal.collection ca ON ca.collection_id = a.collection_id
LEFT JOIN lookalike_internal.collection_review da ON da.collection_id = a.collection_id
LEFT JOIN lookalike_internal.image b ON b.image_id = q.other_id
LEFT JOIN lookalike_internal.collection cb ON cb.collection_id = b.collection_id
LEFT JOIN lookalike_internal.collection_review db ON db.collection_id = b.collection_id
LEFT JOIN lookalike_internal.pair_decision d
  ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
 AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
CROSS JOIN LATERAL (SELECT b.image_id IS NULL OR (a.collection_id, a.path) < (b.collection_id, b.path) AS is_ordered) o
CROSS JOIN LATERAL (
    SELECT coalesce(q.bytes, least(a.byte_size, b.byte_size)) AS bytes,
           coalesce(q.risk, q.likelihood) AS risk,
           q.kind = 'rights conflict'
               OR (q.kind = 'possible pair'
                   AND (a.copyright_notice <> b.copyright_notice OR a.usage_terms <> b.usage_terms
                        OR a.rights_url <> b.rights_url) IS TRUE) AS is_conflict
) w
WHERE d.decision_id IS NULL
  AND a.missing_since IS NULL AND b.missing_since IS NULL;
COMMENT ON VIEW lookalike.review_queue IS 'The queue of reviews, with all that waits for people: possible pairs that could not be proven and are not in one cluster, conflicts, crops that may be what was published, clusters with several records, chained clusters, sample pairs, proposed quarantines, disposals that are due (one row for each collection and authority), and images whose disposition is review (one row for each cluster; view image_to_review). What is decided leaves the queue. ORDER BY priority DESC begins with the most urgent row.';
COMMENT ON COLUMN lookalike.review_queue.path_a IS 'Path of the first image, relative to the folder of its collection; for a conflict, other records or a disposal, an image of the group.';
COMMENT ON COLUMN lookalike.review_queue.path_b IS 'Path of the other image; null if the row is not about a pair.';
COMMENT ON COLUMN lookalike.review_queue.explanation IS 'The reason why the row is here, in words.';
COMMENT ON COLUMN lookalike.review_queue.collection_a IS 'Collection of the first image.';
COMMENT ON COLUMN lookalike.review_queue.collection_b IS 'Collection of the other image.';
COMMENT ON COLUMN lookalike.review_queue.found_by IS 'How the pair was found, as in duplicate_pair.';
COMMENT ON COLUMN lookalike.review_queue.correlation IS 'Correlation of the overlap of both pictures, from 0 to 1.';
COMMENT ON COLUMN lookalike.review_queue.agreement IS 'Share of the small blocks with detail that agree in the overlap.';
COMMENT ON COLUMN lookalike.review_queue.embedding_similarity IS 'Cosine of their embeddings, where embeddings proposed the pair.';
COMMENT ON COLUMN lookalike.review_queue.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike.review_queue.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike.review_queue.image_id_a IS 'Number of the first image.';
COMMENT ON COLUMN lookalike.review_queue.image_id_b IS 'Number of the other image.';
COMMENT ON COLUMN lookalike.review_queue.likelihood IS 'The strongest evidence for a possible pair, from 0 to 1.';
COMMENT ON COLUMN lookalike.review_queue.kind IS 'possible pair, sample, chained cluster, rights conflict, metadata conflict, other record, possible rendition, quarantine proposed, disposal due, undetermined original, cluster to review, image to review or not compared.';
COMMENT ON COLUMN lookalike.review_queue.bytes IS 'Bytes at stake: the smaller file of a pair, all files of a cluster, of a group or of a plan.';
COMMENT ON COLUMN lookalike.review_queue.risk IS 'The harm if nobody reviews the row, from 0 to 1: the likelihood of a possible pair, 1 for a high rights conflict and 0.7 for a medium one, 0.9 for a proposed quarantine, 0.6 for a disposal that is due and for a possible rendition, 0.5 for a chained cluster, 0.4 for a metadata conflict about creator or date and 0.1 for another one, 0.3 for other records and for an undetermined original, 0.2 for a sample, 0.15 for a cluster or an image to review, 0.05 for images that are not compared.';
COMMENT ON COLUMN lookalike.review_queue.priority IS 'The decimal logarithm of 10 + bytes, times risk, times 2 where statements about rights contradict each other. A higher number is more urgent.';
COMMENT ON COLUMN lookalike.review_queue.cluster_id IS 'The cluster of the row; for a possible pair, the cluster of one of its images.';
COMMENT ON COLUMN lookalike.review_queue.due IS 'When the review of the collection is due; for two collections, the earlier day.';
COMMENT ON COLUMN lookalike.review_queue.closed_by IS 'What takes the row out of the queue: decisions of people, or the commands to run.';
