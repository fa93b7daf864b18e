-- Finds where statements about the picture of one group differ. Entries make statements, and so do the creator
-- and the credit line that are embedded in images. `fields` null means all fields.
CREATE OR REPLACE FUNCTION lookalike_internal.compare_metadata(of_clusters integer[], of_images bigint[], fields text[], only_conflicts boolean)
    RETURNS TABLE (group_id bigint, image_id bigint, field text, is_conflict boolean, severity text,
                   explanation text, different_values bigint, statements text, digest text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    WITH statement AS MATERIALIZED (
        SELECT g.group_id, g.image_id, c.external_id, 0::bigint AS files, true AS is_entry,
               CASE WHEN fields IS NULL OR 'title' = ANY (fields) THEN c.title END AS title,
               CASE WHEN fields IS NULL OR 'creator' = ANY (fields) THEN c.creator END AS creator,
               CASE WHEN fields IS NULL OR 'date' = ANY (fields) THEN c.date_text END AS date_text,
               c.date_from, c.date_to,
               CASE WHEN fields IS NULL OR 'description' = ANY (fields) THEN c.description END AS description,
               CASE WHEN fields IS NULL OR 'credit line' = ANY (fields) THEN c.credit_line END AS credit_line
        FROM lookalike_internal.group_entries(of_clusters, of_images) g
        JOIN lookalike_internal.catalogue_entry c ON c.entry_id = g.entry_id AND c.missing_since IS NULL
        UNION ALL
        SELECT g.group_id, min(g.image_id),
               NULL, count(*), false,
               NULL, g.creator, NULL, NULL, NULL, NULL, g.credit_line
        FROM (
            SELECT g.group_id, g.image_id,
                   CASE WHEN fields IS NULL OR 'creator' = ANY (fields) THEN g.creator END AS creator,
                   CASE WHEN fields IS NULL OR 'credit line' = ANY (fields) THEN g.credit_line END AS credit_line
            FROM lookalike_internal.group_images(of_clusters, of_images) g
        ) g
        WHERE num_nonnulls(g.creator, g.credit_line) > 0
        GROUP BY g.group_id, g.creator, g.credit_line
    ), differing AS (
        -- The fields in which the words differ: only these are looked at closely. Hashes of 64 bits tell
        -- the texts apart, because they are faster to compare.
        SELECT c.group_id, c.image_id, d.*
        FROM (
            SELECT t.group_id, min(t.image_id) AS image_id,
                   count(*) FILTER (WHERE t.is_entry) AS entries,
                   count(t.title) AS titles,
                   min(hashtextextended(t.title, 0)) <> max(hashtextextended(t.title, 0)) AS title_differs,
                   count(t.creator) AS creators,
                   count(t.creator) FILTER (WHERE t.is_entry) AS entry_creators,
                   min(hashtextextended(t.creator, 0)) <> max(hashtextextended(t.creator, 0)) AS creator_differs,
                   count(t.date_text) AS dates,
                   min(hashtextextended(t.date_text, 0)) <> max(hashtextextended(t.date_text, 0)) AS date_differs,
                   count(t.description) AS descriptions,
                   min(hashtextextended(t.description, 0)) <> max(hashtextextended(t.description, 0)) AS description_differs,
                   count(t.credit_line) AS credits,
                   count(t.credit_line) FILTER (WHERE t.is_entry) AS entry_credits,
                   min(hashtextextended(t.credit_line, 0)) <> max(hashtextextended(t.credit_line, 0)) AS credit_differs
            FROM statement t
            GROUP BY t.group_id
            HAVING count(*) > 1
        ) c
        CROSS JOIN LATERAL (SELECT
            c.titles > 0 AND (c.titles < c.entries OR c.title_differs) AS title,
            c.creators > 0 AND (c.entry_creators < c.entries OR c.creator_differs) AS creator,
            c.dates > 0 AND (c.dates < c.entries OR c.date_differs) AS date,
            c.descriptions > 0 AND (c.descriptions < c.entries OR c.description_differs) AS description,
            c.credits > 0 AND (c.entry_credits < c.entries OR c.credit_differs) AS credit_line) d
        WHERE d.title OR d.creator OR d.date OR d.description OR d.credit_line
    ), unlike AS MATERIALIZED (
        SELECT t.group_id, d.image_id, t.external_id, t.files, t.is_entry, f.field, f.value COLLATE "C" AS value,
               -- A date with one bound is open at the other end; a date without bounds is not compared.
               CASE WHEN f.date_to IS NOT NULL THEN coalesce(f.date_from, date '-infinity')
                    ELSE f.date_from END AS date_from,
               CASE WHEN f.date_from IS NOT NULL THEN coalesce(f.date_to, date 'infinity')
                    ELSE f.date_to END AS date_to
        FROM statement t
        JOIN differing d ON d.group_id = t.group_id
        CROSS JOIN LATERAL (VALUES
            ('title', t.title, d.title, NULL, NULL), ('creator', t.creator, d.creator, NULL, NULL),
            ('date', t.date_text, d.date, t.date_from, t.date_to),
            ('description', t.description, d.description, NULL, NULL),
            ('credit line', t.credit_line, d.credit_line, NULL, NULL)) f (field, value, differs, date_from, date_to)
        WHERE f.differs AND (f.value IS NOT NULL OR t.is_entry)
    ), known AS MATERIALIZED (
        SELECT d.is_name, d.value,
               CASE WHEN d.is_name THEN lookalike.name_key(d.value)
                    ELSE lookalike_internal.text_key(d.value) END COLLATE "C" AS key
        FROM (SELECT DISTINCT u.field = 'creator' AS is_name, u.value FROM unlike u WHERE u.value IS NOT NULL) d
    ), said AS (
        SELECT u.*, k.key
        FROM unlike u
        LEFT JOIN known k ON k.is_name = (u.field = 'creator') AND k.value = u.value
    ), counted AS (
        SELECT s.group_id, s.field, min(s.image_id) AS image_id,
               count(DISTINCT s.value) FILTER (WHERE s.key IS NOT NULL) AS wordings,
               count(DISTINCT s.key) FILTER (WHERE s.date_from IS NULL)
                   + count(DISTINCT (s.date_from, s.date_to)) FILTER (WHERE s.date_from IS NOT NULL) AS different_values,
               count(*) > count(s.value) AS is_missing,
               count(s.value) > count(s.key) AS is_empty,
               bool_or(s.key IS NOT NULL AND s.date_from IS NULL) AS is_undated,
               count(DISTINCT (s.date_from, s.date_to)) FILTER (WHERE s.date_from IS NOT NULL) AS date_bounds,
               coalesce(max(s.date_from) > min(s.date_to), false) AS is_apart,
               array_agg(DISTINCT s.key) FILTER (WHERE s.field = 'creator' AND s.key IS NOT NULL) AS names,
               string_agg(DISTINCT b.meant, E'\n' ORDER BY b.meant) AS meant
        FROM said s
        CROSS JOIN LATERAL (
            SELECT CASE WHEN s.date_from IS NULL THEN s.key ELSE format('%s/%s', s.date_from, s.date_to) END COLLATE "C" AS meant) b
        GROUP BY s.group_id, s.field
    ), disagreeing AS MATERIALIZED (
        SELECT d.names, lookalike_internal.names_disagree(d.names) AS is_conflict
        FROM (SELECT DISTINCT c.names FROM counted c WHERE cardinality(c.names) > 1) d
    ), judged AS (
        SELECT c.*,
               CASE c.field
                   WHEN 'date' THEN c.is_apart
                   WHEN 'creator' THEN d.is_conflict
                   ELSE c.different_values > 1 END IS TRUE AS is_conflict
        FROM counted c
        LEFT JOIN disagreeing d ON d.names = c.names
    ), worded AS (
        SELECT v.group_id, v.field,
               lookalike_internal.list_briefly(
                   array_agg(format('%s (%s)', coalesce(lookalike_internal.quote_briefly(v.value), 'nothing'), v.sources)
                             ORDER BY v.value IS NULL, v.is_embedded, v.first_entry, v.files, v.value),
                   '; ', 'other values') AS statements
        FROM (
            SELECT s.group_id, s.field, s.value, NOT bool_or(s.is_entry) AS is_embedded,
                   min(s.external_id COLLATE "C") AS first_entry, sum(s.files) AS files,
                   lookalike_internal.list_sources(
                       array_agg(DISTINCT s.external_id COLLATE "C" ORDER BY s.external_id COLLATE "C")
                           FILTER (WHERE s.is_entry),
                       sum(s.files)) AS sources
            FROM said s
            WHERE NOT only_conflicts OR (s.group_id, s.field) IN (SELECT j.group_id, j.field FROM judged j WHERE j.is_conflict)
            GROUP BY s.group_id, s.field, s.value
        ) v
        GROUP BY v.group_id, v.field
    )
    SELECT j.group_id, j.image_id, j.field, j.is_conflict,
           CASE WHEN j.is_conflict THEN CASE WHEN j.field IN ('creator', 'date') THEN 'medium' ELSE 'low' END END,
           CASE
               WHEN j.is_conflict THEN CASE j.field
                   WHEN 'title' THEN 'different titles'
                   WHEN 'creator' THEN 'different creators'
                   WHEN 'date' THEN 'dates that exclude each other'
                   WHEN 'description' THEN 'different descriptions'
                   ELSE 'different credit lines' END
               ELSE concat_ws('; ',
                   CASE WHEN j.wordings < 2 THEN NULL
                        WHEN j.field = 'date' AND j.date_bounds = 1 AND NOT j.is_undated
                            THEN 'the same date written differently'
                        WHEN j.field = 'date' AND j.date_bounds > 1 THEN 'dates of different precision that fit each other'
                        WHEN j.field = 'creator' AND j.different_values > 1 THEN 'initials of the same name'
                        WHEN j.field = 'creator' THEN 'the same name written differently'
                        WHEN j.different_values = 1
                            THEN 'the same but for case, spacing, punctuation or diacritics' END,
                   CASE WHEN j.field = 'date' AND j.is_undated AND j.wordings > 1
                        THEN 'a text that is not a date contradicts nothing' END,
                   CASE WHEN j.is_empty THEN 'unknown counts as not said' END,
                   CASE WHEN j.is_missing THEN 'not every entry says it' END) END,
           j.different_values, w.statements,
           CASE WHEN j.is_conflict THEN encode(sha256(convert_to(j.field || E'\n' || j.meant, 'UTF8')), 'hex') END
    FROM judged j
    LEFT JOIN worded w ON w.group_id = j.group_id AND w.field = j.field;
END;
COMMENT ON FUNCTION lookalike_internal.compare_metadata(integer[], bigint[], text[], boolean) IS
    'One row for each group and field in which the words of its statements differ: whether there is a conflict, how serious it is, the reason in words, how many different values there are, the statements with their sources, and a digest of what they say. With only_conflicts, statements are put into words only where they are in conflict.';
