-- A pair in words. The words describe one image, the subject, as seen from the other.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_relations(
    m lookalike_internal.match, subject_id bigint, subject_width integer, subject_height integer,
    object_width integer, object_height integer
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT string_agg(
        CASE r.relation
            WHEN 'cropped' THEN
                CASE WHEN m.inner_image_id = subject_id THEN
                    format('cropped to %s %% of the area',
                           greatest(round(100.0 * m.width * m.height / (object_width::numeric * object_height)), 1))
                ELSE format('wider, the other is %s %% of its area',
                            greatest(round(100.0 * m.width * m.height / (subject_width::numeric * subject_height)), 1)) END
            WHEN 'rotated' THEN
                format('turned by %s°', round((CASE WHEN subject_id = m.image_id_a AND NOT m.is_mirrored
                                                    THEN -m.angle ELSE m.angle END)::numeric, 1))
            WHEN 'resized' THEN
                format('resized to %s %%', round((100 * CASE WHEN subject_id = m.image_id_a
                                                             THEN 1 / m.scale ELSE m.scale END)::numeric))
            WHEN 'bordered' THEN
                CASE WHEN m.inner_image_id = subject_id THEN 'without the border of the other'
                     ELSE 'with a border' END
            ELSE r.relation END, ', ' ORDER BY r.place)
    FROM unnest(string_to_array(m.relation, ', ')) WITH ORDINALITY AS r (relation, place));
COMMENT ON FUNCTION lookalike_internal.describe_relations(lookalike_internal.match, bigint, integer, integer, integer, integer) IS
    'The relations of a proven pair with their measures, in words about one of the two images.';

-- This function and the next ones have no pinned search_path, and are STABLE as format() is, so that the planner can inline them:
-- the queue of reviews may have a million rows.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_correlation(correlation real) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN abs(correlation) < 0.995 OR abs(correlation) = 1 THEN round(correlation::numeric, 2)::text
    WHEN abs(correlation) < 0.9995 THEN round(correlation::numeric, 3)::text
    ELSE format('beyond %s0.999', CASE WHEN correlation < 0 THEN '-' ELSE '' END) END;
COMMENT ON FUNCTION lookalike_internal.describe_correlation(real) IS
    'A correlation in words; 1.00 only if the brightness is exactly the same.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_evidence(m lookalike_internal.match) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN m.has_same_bytes THEN 'same bytes (SHA-256)'
    WHEN m.has_same_pixels THEN 'same pixels'
    ELSE concat_ws('; ',
        CASE WHEN m.found_by = 'person' THEN 'proposed by a person' END,
        CASE WHEN m.proof IN ('proven', 'part of') THEN
            CASE WHEN m.inliers > 0 THEN format('%s matching points, ', m.inliers) ELSE '' END
            || format('correlation %s over %s', lookalike_internal.describe_correlation(m.correlation),
                      CASE WHEN m.overlap <= 0.995 THEN format('%s %% of the smaller', round((100 * m.overlap)::numeric))
                           WHEN m.proof = 'part of' THEN 'all of the part'
                           WHEN m.relation ~ 'cropped' THEN 'all of the crop'
                           WHEN m.relation ~ 'bordered' THEN 'all of the picture within the border'
                           ELSE 'the whole picture' END)
            || CASE WHEN m.changed > 0 THEN
                   format(', a region of %s %% differs', greatest(round((100 * m.changed)::numeric), 1)) ELSE '' END END,
        CASE WHEN m.found_by = 'hash' OR m.proof IS NULL THEN
            format('hashes differ in %s of 64 and %s of 256 bits', m.phash_distance, m.phash_256_distance) END,
        CASE WHEN m.embedding_similarity IS NOT NULL AND m.proof = 'not proven' THEN
            format('similarity %s', round(m.embedding_similarity::numeric, 2)) END,
        CASE m.proof WHEN 'not proven' THEN 'not proven on the pixels'
                     WHEN 'inconclusive' THEN 'too little in the pixels to prove it' END)
    END;
COMMENT ON FUNCTION lookalike_internal.describe_evidence(lookalike_internal.match) IS
    'The evidence for a match, in words.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_copy(
    m lookalike_internal.match, subject lookalike_internal.image, object lookalike_internal.image
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN m.has_same_bytes THEN format('"%s" is the same file as "%s".', subject.path, object.path)
    WHEN m.has_same_pixels THEN format('"%s" holds the same pixels as "%s", in another file.', subject.path, object.path)
    WHEN m.is_accepted AND m.proof = 'proven' THEN
        format(CASE WHEN m.derived_image_id IS NULL THEN '"%s" shows the same picture as "%s": %s (%s).'
                    ELSE '"%s" was made from "%s": %s (%s).' END,
               subject.path, object.path,
               lookalike_internal.describe_relations(m, subject.image_id, subject.width, subject.height, object.width, object.height),
               lookalike_internal.describe_evidence(m))
    WHEN m.is_accepted THEN
        format('"%s" looks the same as "%s": %s (%s).', subject.path, object.path, m.relation, lookalike_internal.describe_evidence(m))
    ELSE format('"%s" resembles "%s": %s.', subject.path, object.path, lookalike_internal.describe_evidence(m)) END;
COMMENT ON FUNCTION lookalike_internal.describe_copy(lookalike_internal.match, lookalike_internal.image, lookalike_internal.image) IS
    'A match in one sentence about the first of both images: how it relates to the other, and the evidence.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_pair(
    m lookalike_internal.match, a lookalike_internal.image, b lookalike_internal.image
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN CASE WHEN m.derived_image_id IS NOT NULL THEN m.derived_image_id = a.image_id
              ELSE (a.collection_id, a.path) > (b.collection_id, b.path) END
    THEN lookalike_internal.describe_copy(m, a, b)
    ELSE lookalike_internal.describe_copy(m, b, a) END;
COMMENT ON FUNCTION lookalike_internal.describe_pair(lookalike_internal.match, lookalike_internal.image, lookalike_internal.image) IS
    'A match in one sentence: which image is a copy of which, how they relate, and the evidence.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_part(
    m lookalike_internal.match, part lookalike_internal.image, whole lookalike_internal.image, coverage double precision
) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT format('"%s" %s "%s"%s (%s).', part.path,
                  CASE WHEN m.page IS NULL THEN 'is on'
                       WHEN describe_part.coverage > 0.8 THEN format('is %s %s of', p.word, m.page)
                       ELSE format('is on %s %s of', p.word, m.page) END,
                  whole.path,
                  CASE WHEN m.page IS NULL OR describe_part.coverage <= 0.8
                       THEN format(', %s x %s pixels large, %s from the left and %s from the top', m.width, m.height, m.x, m.y)
                       ELSE '' END,
                  lookalike_internal.describe_evidence(m))
    FROM (SELECT CASE WHEN whole.format IN ('GIF', 'PNG', 'WEBP') THEN 'frame' ELSE 'page' END AS word) p);
COMMENT ON FUNCTION lookalike_internal.describe_part(lookalike_internal.match, lookalike_internal.image, lookalike_internal.image, double precision) IS
    'In one sentence, where on a composite or in a file with several pages an image lies, and the evidence. coverage is '
    'the share of the composite or the page that it covers.';
