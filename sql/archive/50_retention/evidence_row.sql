-- The facts about an image that a policy may use. The view for people and predicates, and a classification of a
-- few images, share one definition.

-- `images` must hold all present images of a cluster, or no image of it; `clusters` names these clusters. Null means
-- all. Years are counted to `day`; null means the day of the last classification. No pinned search_path and a single statement, so that the planner can inline the function.
CREATE OR REPLACE FUNCTION lookalike_internal.gather_evidence(
    images bigint[] DEFAULT NULL, clusters integer[] DEFAULT NULL, day date DEFAULT NULL
)
    RETURNS TABLE (
        image_id bigint, collection text, path text, format text, width integer, height integer,
        pixels bigint, byte_size bigint, is_lossless boolean, bits integer, captured_at timestamptz,
        modified_at timestamptz, camera text, software text, creator text, copyright_notice text,
        credit_line text, usage_terms text, rights_url text, metadata_fields integer,
        quality numeric, is_matched boolean, cluster_id integer, cluster_size integer, rank integer,
        has_same_bytes boolean, has_same_pixels boolean, relation text, proof text, derivation text,
        derived_from_image_id bigint, derived_from_path text, derived_from_collection text,
        is_possible_duplicate boolean, resembles_path text, is_published boolean,
        is_published_pixels boolean, entries integer, catalogues text, licences text,
        rights_statements text, rights_holders text, created_from date, created_to date,
        is_on_hold boolean, decision text, is_kept boolean, has_rights_conflict boolean,
        has_metadata_conflict boolean, evidence text, frame_count integer, not_compared text,
        is_original_known boolean, lineage text, lineage_certainty numeric, role text,
        is_other_capture boolean, object_ids text, original_held text,
        is_other_record boolean, other_records text,
        as_of date, series text, is_vital boolean, closed_on date, years_since_closed integer,
        years_since_created integer, published_on date, years_since_published integer,
        authority_code text, authority_action text, due_on date, is_due boolean,
        is_published_rendition boolean, is_possible_rendition boolean, publication_media text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH clock AS MATERIALIZED (
        SELECT coalesce(gather_evidence.day, lookalike_internal.get_as_of()) AS as_of
    ), ranked AS (
        SELECT r.*,
               r.image_id <> r.first_of_file AS has_same_bytes,
               r.image_id <> r.first_of_pixels AS has_same_pixels,
               coalesce(r.rank > 1 AND r.role = 'preservation master' AND r.image_id = r.first_of_pixels, false)
                   AS is_other_capture,
               CASE WHEN r.rank = 1 THEN NULL
                    WHEN r.image_id <> r.first_of_file THEN r.first_of_file
                    WHEN r.image_id <> r.first_of_pixels THEN r.first_of_pixels
                    ELSE r.master_id END AS origin_id
        FROM lookalike_internal.rank_members(gather_evidence.clusters) r
    ), runner_up AS (
        -- The next image that is not an identical copy of the master; or the next, if all are copies.
        SELECT DISTINCT ON (r.cluster_id)
               r.cluster_id, r.pixel_digest, r.is_root, r.is_derived, r.is_large, r.is_lossless, r.format,
               r.pixels, r.bits, r.captured_at, r.fields, r.modified_at, r.role,
               lookalike_internal.is_discarded(l.root || '/' || r.path) AS is_discarded
        FROM ranked r
        JOIN lookalike_internal.collection l ON l.collection_id = r.collection_id
        WHERE r.rank > 1
        ORDER BY r.cluster_id, r.pixel_digest = r.master_pixel_digest, r.rank
    ), traced AS (
        -- Of each cluster that was traced and whose original is not known: the root. Without one, the reason is the
        -- same for all its images.
        SELECT DISTINCT ON (r.cluster_id) r.cluster_id, l.evidence, l.is_certain
        FROM ranked r
        JOIN lookalike_internal.lineage l ON l.image_id = r.image_id
        WHERE NOT r.is_known
          AND NOT EXISTS (SELECT FROM lookalike_internal.untraced u
                          JOIN lookalike_internal.cluster_member m ON m.image_id = u.image_id
                          WHERE m.cluster_id = r.cluster_id)
        ORDER BY r.cluster_id, l.is_root DESC, r.rank
    ), possible AS (
        -- A reason is stored, and read by people who may not see the other image. So it does not name a restricted one.
        SELECT DISTINCT ON (x.image_id)
               x.image_id, x.found_by, x.phash_distance, x.phash_256_distance, x.proof,
               CASE WHEN NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = o.image_id) THEN o.path END AS path
        FROM (SELECT m.image_id_a AS image_id, m.image_id_b AS other_id, m.found_by,
                     m.phash_distance, m.phash_256_distance, m.proof
              FROM lookalike_internal.possible_match m
              WHERE (gather_evidence.images IS NULL OR m.image_id_a = ANY (gather_evidence.images))
              UNION ALL
              SELECT m.image_id_b, m.image_id_a, m.found_by, m.phash_distance, m.phash_256_distance, m.proof
              FROM lookalike_internal.possible_match m
              WHERE (gather_evidence.images IS NULL OR m.image_id_b = ANY (gather_evidence.images))) x
        JOIN lookalike_internal.image s ON s.image_id = x.image_id
        JOIN lookalike_internal.present_image o ON o.image_id = x.other_id
        LEFT JOIN lookalike_internal.cluster_member ks ON ks.image_id = x.image_id
        LEFT JOIN lookalike_internal.cluster_member ko ON ko.image_id = x.other_id
        LEFT JOIN lookalike_internal.pair_decision d
          ON d.pixel_digest_a = least(s.pixel_digest, o.pixel_digest)
         AND d.pixel_digest_b = greatest(s.pixel_digest, o.pixel_digest)
         AND d.decision = 'not a duplicate'
        WHERE d.decision IS NULL
          AND (ks.cluster_id IS NULL OR ks.cluster_id IS DISTINCT FROM ko.cluster_id)
        ORDER BY x.image_id, x.phash_256_distance, o.collection_id, o.path
    ), whole AS (
        SELECT DISTINCT ON (m.inner_image_id)
               m.inner_image_id AS image_id, m.page,
               CASE WHEN NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = o.image_id) THEN o.path END AS path
        FROM lookalike_internal.match m
        JOIN lookalike_internal.present_image o
          ON o.image_id = CASE m.inner_image_id WHEN m.image_id_a THEN m.image_id_b ELSE m.image_id_a END
        WHERE m.proof = 'part of' AND NOT m.is_accepted
          AND lookalike_internal.get_decision(m.image_id_a, m.image_id_b) IS DISTINCT FROM 'not a duplicate'
          AND (gather_evidence.images IS NULL OR m.inner_image_id = ANY (gather_evidence.images))
        ORDER BY m.inner_image_id, o.collection_id, o.path, m.page
    ), recorded AS MATERIALIZED (
        SELECT d.*, min(d.rank) OVER (PARTITION BY d.cluster_id, d.record) AS first_rank
        FROM (SELECT DISTINCT r.cluster_id, r.image_id, r.rank, k.record
              FROM ranked r JOIN lookalike_internal.image_record k ON k.image_id = r.image_id) d
    ), same_record AS MATERIALIZED (
        -- Of each record: the best image in a record that is the same.
        SELECT o.cluster_id, j.record, min(o.rank) AS first_rank
        FROM lookalike_internal.judged_record j JOIN recorded o ON o.record = j.other_record
        WHERE j.is_same
        GROUP BY o.cluster_id, j.record
    ), other_record AS (
        SELECT b.image_id, string_agg(DISTINCT k.name, '; ' ORDER BY k.name) AS names
        FROM recorded b
        LEFT JOIN same_record o ON o.cluster_id = b.cluster_id AND o.record = b.record
        JOIN lookalike_internal.image_record k ON k.image_id = b.image_id AND k.record = b.record
        WHERE b.rank > 1 AND b.rank = b.first_rank AND (o.first_rank < b.rank) IS NOT TRUE
        GROUP BY b.image_id
    )
    SELECT i.image_id,
           c.name,
           i.path,
           i.format,
           i.width,
           i.height,
           i.width::bigint * i.height,
           i.byte_size,
           i.is_lossless,
           lookalike_internal.count_bits(i),
           i.captured_at,
           i.modified_at,
           i.camera,
           i.software,
           i.creator,
           i.copyright_notice,
           i.credit_line,
           i.usage_terms,
           i.rights_url,
           lookalike_internal.count_metadata(i),
           round(f.quality::numeric, 4),
           u.image_id IS NULL,
           r.cluster_id,
           coalesce(r.images, 1)::integer,
           coalesce(r.rank, 1)::integer,
           coalesce(r.has_same_bytes, false),
           coalesce(r.has_same_pixels, false),
           CASE WHEN r.has_same_bytes THEN 'identical file'
                WHEN r.has_same_pixels THEN 'identical image'
                WHEN e.is_accepted AND e.proof = 'proven' THEN e.relation END,
           CASE WHEN e.is_accepted THEN e.proof END,
           -- Lineage, or lost detail, shows which image was made of which; mere likeness does not.
           CASE WHEN r.has_same_bytes THEN 'isFormatOf'
                WHEN NOT r.is_known THEN NULL
                WHEN r.has_same_pixels THEN 'isFormatOf'
                WHEN r.is_other_capture THEN NULL
                WHEN e.is_accepted AND e.proof = 'proven'
                     AND (e.derived_image_id = i.image_id OR v.certainty >= 0.9
                          OR e.derived_image_id IS NULL AND v.certainty >= 0.6) THEN
                    CASE WHEN string_to_array(e.relation, ', ') <@ ARRAY['re-encoded', 'resized']
                              AND coalesce(e.changed, 0) = 0  -- a region that differs is no other format
                         THEN 'isFormatOf' ELSE 'isVersionOf' END END,
           r.origin_id,
           o.path,
           oc.name,
           p.image_id IS NOT NULL,
           p.path,
           CASE WHEN r.cluster_id IS NULL
                THEN EXISTS (SELECT FROM lookalike_internal.publication b WHERE b.pixel_digest = i.pixel_digest)
                ELSE EXISTS (SELECT FROM lookalike_internal.cluster_member k
                             JOIN lookalike_internal.image j ON j.image_id = k.image_id
                             JOIN lookalike_internal.publication b ON b.pixel_digest = j.pixel_digest
                             WHERE k.cluster_id = r.cluster_id) END,
           EXISTS (SELECT FROM lookalike_internal.publication b WHERE b.pixel_digest = i.pixel_digest),
           coalesce(n.entries, 0),
           n.catalogues,
           n.licences,
           n.rights_statements,
           n.rights_holders,
           n.created_from,
           n.created_to,
           h.image_id IS NOT NULL,
           d.decision,
           coalesce(d.decision = 'keep', false),
           x.image_id IS NOT NULL,
           y.image_id IS NOT NULL,
           CASE
               WHEN u.image_id IS NOT NULL THEN 'The image has not been matched since it came or changed.'
               -- The first point of the ranking on which the master is better than the next image.
               WHEN NOT r.is_known AND NOT r.has_same_bytes THEN
                   format('The original of these %s images is undetermined: %s', r.images,
                          CASE WHEN w.cluster_id IS NULL THEN 'their lineage has not been traced since they changed.'
                               WHEN w.is_certain THEN
                                   'the image that they were most probably made from is missing, or lies in a recycle bin or a snapshot.'
                               ELSE w.evidence END)
               WHEN r.rank = 1 THEN
                   format('Archival master of %s images: ', r.images)
                   || CASE WHEN t.pixel_digest = r.pixel_digest THEN 'all have the same pixels, and ' ELSE '' END
                   || CASE
                       WHEN t.is_discarded AND NOT lookalike_internal.is_discarded(c.root || '/' || i.path) THEN
                           'the next lies in a recycle bin, a snapshot or another place that a system clears by itself.'
                       WHEN lookalike_internal.role_place(t.role) > lookalike_internal.role_place(r.role) THEN
                           CASE WHEN r.role = 'preservation master' THEN 'it is declared a preservation master, and the next is not.'
                                ELSE format('the next is declared a role of copies: %s.', t.role) END
                       WHEN t.is_root <> r.is_root THEN v.evidence
                       WHEN t.is_derived <> r.is_derived THEN
                           format('the pixels show that other images were made of it, or of its source; %s × %s pixels.', i.width, i.height)
                       WHEN t.is_large <> r.is_large THEN
                           format('%s × %s pixels, more than twice as many as any other.', i.width, i.height)
                       WHEN t.is_lossless <> r.is_lossless THEN
                           format('%s is lossless and in full colour, the next best (%s) is not.', r.format, t.format)
                       WHEN t.pixels <> r.pixels THEN format('%s × %s pixels, the most.', i.width, i.height)
                       WHEN t.bits <> r.bits THEN
                           format('%s bits a pixel, the next best (%s) has %s.', r.bits, t.format, t.bits)
                       WHEN t.captured_at IS DISTINCT FROM r.captured_at THEN
                           format('captured %s, %s.', to_char(r.captured_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                                  CASE WHEN t.captured_at IS NULL THEN 'where others name no capture time'
                                       ELSE 'the earliest' END)
                       WHEN t.fields <> r.fields THEN
                           format('it carries the most metadata (%s fields, the next %s).', r.fields, t.fields)
                       WHEN t.modified_at <> r.modified_at THEN
                           'no evidence tells it from the next. ' || lookalike_internal.describe_older(r.modified_at, t.modified_at)
                       ELSE 'equal in all evidence to the next, and first by collection and path.' END
               WHEN r.has_same_bytes OR r.has_same_pixels THEN
                   format('Same %s as "%s"%s%s%s.',
                          CASE WHEN r.has_same_bytes THEN 'bytes' ELSE 'pixels' END, o.path,
                          CASE WHEN o.collection_id <> i.collection_id THEN format(' in %s', oc.name) ELSE '' END,
                          CASE WHEN r.origin_id = r.master_id THEN ', the archival master'
                               ELSE ', which is not the archival master' END,
                          CASE WHEN r.has_same_bytes THEN '' ELSE format(', in another file (%s)', i.format) END)
               WHEN r.is_other_capture THEN
                   format('It is declared a preservation master, as is "%s": another capture of the same object, not a derivative.',
                          o.path)
               WHEN r.rank > 1 THEN
                   format('%s × %s %s against %s × %s %s of the archival master "%s"%s%s.',
                          i.width, i.height, i.format, o.width, o.height, o.format, o.path,
                          CASE WHEN o.collection_id <> i.collection_id THEN format(' in %s', oc.name) ELSE '' END,
                          CASE WHEN e.is_accepted AND e.proof = 'proven'
                               THEN ': ' || lookalike_internal.describe_relations(e, i.image_id, i.width, i.height, o.width, o.height)
                                    || '; ' || lookalike_internal.describe_evidence(e)
                               ELSE format('; the hashes differ in %s of 64 and %s of 256 bits%s',
                                           lookalike.hamming_distance(f.phash, fo.phash),
                                           lookalike.hamming_distance(f.phash_256, fo.phash_256),
                                           CASE WHEN lookalike.hamming_distance(f.phash, fo.phash) > s.radius
                                                  OR lookalike.hamming_distance(f.phash_256, fo.phash_256) > s.threshold
                                                THEN ': too far apart for a match of their own, so other members connect the two'
                                                ELSE '' END) END)
               WHEN p.proof IS NOT NULL THEN
                   format('Resembles %s, but the pixels do not prove that both are the same picture.',
                          coalesce('"' || p.path || '"', 'another image'))
               WHEN p.found_by = 'page' THEN
                   format('Resembles %s, but its pages have not been compared, or cannot be read.',
                          coalesce('"' || p.path || '"', 'another image'))
               WHEN p.image_id IS NOT NULL THEN
                   format('Resembles %s: the hashes differ in %s of 64 bits, but in %s of 256, too many to be taken as a copy unseen.',
                          coalesce('"' || p.path || '"', 'another image'), p.phash_distance, p.phash_256_distance)
               WHEN q.image_id IS NOT NULL THEN
                   format('No other image is a copy of it. It is on %s%s.', 'page ' || q.page || ' of ',
                          coalesce('"' || q.path || '"', 'another image'))
               WHEN f.quality < s.low_quality THEN
                   'No other file has the same bytes or pixels; too little detail to compare it by hash.'
               ELSE 'No other image is alike.' END,
           i.frame_count,
           i.not_compared,
           coalesce(r.is_known, true),
           v.evidence,
           round(v.certainty::numeric, 2),
           CASE WHEN r.image_id IS NULL THEN coalesce(l.declared, l.catalogued, l.embedded) ELSE r.role END,
           coalesce(r.is_other_capture, false),
           n.object_ids,
           n.original_held,
           b.image_id IS NOT NULL,
           b.names,
           s.as_of,
           n.series,
           z.image_id IS NOT NULL,
           n.closed_on,
           lookalike_internal.count_years(n.closed_on, s.as_of),
           lookalike_internal.count_years(lookalike_internal.creation_day(n.created_to, i.captured_at), s.as_of),
           n.published_on,
           lookalike_internal.count_years(n.published_on, s.as_of),
           a.authority_code,
           a.authority_action,
           a.due_on,
           coalesce(a.due_on <= s.as_of, false),
           EXISTS (SELECT FROM lookalike_internal.known_rendition b WHERE b.pixel_digest = i.pixel_digest),
           EXISTS (SELECT FROM lookalike_internal.possible_rendition b WHERE b.pixel_digest = i.pixel_digest),
           g.media
    FROM lookalike_internal.image i
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    CROSS JOIN LATERAL lookalike_internal.find_role(i) l
    CROSS JOIN (
        SELECT (SELECT l.value::real FROM lookalike_internal.setting l WHERE l.name = 'low_quality') AS low_quality,
               (SELECT l.radius FROM lookalike_internal.last_match l) AS radius,
               (SELECT l.threshold FROM lookalike_internal.last_match l) AS threshold,
               (SELECT k.as_of FROM clock k) AS as_of
    ) s
    LEFT JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    LEFT JOIN lookalike_internal.unmatched_image u ON u.image_id = i.image_id
    LEFT JOIN ranked r ON r.image_id = i.image_id
    LEFT JOIN runner_up t ON t.cluster_id = r.cluster_id AND r.rank = 1
    LEFT JOIN lookalike_internal.image o ON o.image_id = r.origin_id
    LEFT JOIN lookalike_internal.collection oc ON oc.collection_id = o.collection_id
    LEFT JOIN lookalike_internal.fingerprint fo
      ON fo.image_id = r.origin_id AND fo.region = 'full' AND NOT r.has_same_pixels
    LEFT JOIN lookalike_internal.match e
      ON e.image_id_a = least(r.image_id, r.origin_id) AND e.image_id_b = greatest(r.image_id, r.origin_id)
     AND r.origin_id IS NOT NULL AND NOT r.has_same_pixels
    LEFT JOIN lookalike_internal.lineage v ON v.image_id = r.image_id
    LEFT JOIN traced w ON w.cluster_id = r.cluster_id
    LEFT JOIN possible p ON p.image_id = i.image_id
    LEFT JOIN whole q ON q.image_id = i.image_id
    LEFT JOIN other_record b ON b.image_id = i.image_id
    LEFT JOIN lookalike_internal.entry_facts(gather_evidence.images) n ON n.image_id = i.image_id
    LEFT JOIN (
        SELECT DISTINCT l.image_id FROM lookalike.held_image l
        WHERE gather_evidence.images IS NULL OR l.image_id = ANY (gather_evidence.images)
    ) h ON h.image_id = i.image_id
    LEFT JOIN (
        SELECT DISTINCT ON (l.image_id) l.image_id, l.decision FROM lookalike.image_decision l
        WHERE gather_evidence.images IS NULL OR l.image_id = ANY (gather_evidence.images)
        ORDER BY l.image_id, l.decision_id DESC
    ) d ON d.image_id = i.image_id
    LEFT JOIN (
        SELECT DISTINCT l.image_id
        FROM lookalike_internal.open_rights_conflicts(gather_evidence.clusters, gather_evidence.images) l
        WHERE lookalike_internal.is_guarded_severity(l.severity)
    ) x ON x.image_id = i.image_id
    LEFT JOIN (
        SELECT DISTINCT l.image_id
        FROM lookalike_internal.open_metadata_conflicts(gather_evidence.clusters, gather_evidence.images) l
    ) y ON y.image_id = i.image_id
    LEFT JOIN (clock k CROSS JOIN LATERAL lookalike_internal.authority_facts(gather_evidence.images, k.as_of) a)
      ON a.image_id = i.image_id
    LEFT JOIN (
        SELECT l.image_id FROM lookalike_detail.vital_image l
        WHERE gather_evidence.images IS NULL OR l.image_id = ANY (gather_evidence.images)
    ) z ON z.image_id = i.image_id
    LEFT JOIN lookalike_internal.publication_media(gather_evidence.images) g ON g.pixel_digest = i.pixel_digest
    WHERE i.missing_since IS NULL
      AND (gather_evidence.images IS NULL OR i.image_id = ANY (gather_evidence.images));
END;
COMMENT ON FUNCTION lookalike_internal.gather_evidence(bigint[], integer[], date) IS
    'The rows of view classification_evidence for these images, or for all, on this day, or on the day of the last classification. The images of a cluster must all be given, or no image of it.';
