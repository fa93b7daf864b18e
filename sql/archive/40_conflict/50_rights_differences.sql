-- Finds where statements about the rights of one group differ. A statement is all that one entry or file says.
--
-- No result is stored: conflicts are worked out from today's statements, so they are never out of date. Many
-- statements have the same words. So each different wording is read once, and each different set of wordings is
-- judged once for all groups that have it.

CREATE OR REPLACE FUNCTION lookalike_internal.rights_differences(of_clusters integer[], of_images bigint[])
    RETURNS TABLE (group_id bigint, image_id bigint, field text, is_shown boolean, is_conflict boolean,
                   severity text, explanation text, different_values bigint, digest text,
                   statements text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    WITH statement AS MATERIALIZED (
        -- E'\x1f' is the unit separator: no text needs it.
        SELECT g.group_id, g.image_id, g.entry_id, 1::bigint AS files,
               concat_ws(E'\x1f', 'entry', translate(coalesce(c.rights_statement, ''), E'\x1f', ''),
                         translate(coalesce(c.licence, ''), E'\x1f', ''),
                         translate(coalesce(c.rights_holder, ''), E'\x1f', ''), '') COLLATE "C" AS words
        FROM lookalike_internal.group_entries(of_clusters, of_images) g
        JOIN lookalike_internal.catalogue_entry c ON c.entry_id = g.entry_id AND c.missing_since IS NULL
        UNION ALL
        SELECT g.group_id, min(g.image_id), NULL, count(*),
               concat_ws(E'\x1f', 'embedded', translate(coalesce(g.copyright_notice, ''), E'\x1f', ''),
                         translate(coalesce(g.usage_terms, ''), E'\x1f', ''), '',
                         translate(coalesce(g.rights_url, ''), E'\x1f', '')) COLLATE "C"
        FROM lookalike_internal.group_images(of_clusters, of_images) g
        WHERE num_nonnulls(g.copyright_notice, g.usage_terms, g.rights_url) > 0
        GROUP BY g.group_id, g.copyright_notice, g.usage_terms, g.rights_url
    ), wording AS MATERIALIZED (
        SELECT d.words, row_number() OVER ()::integer AS wording_id,
               starts_with(d.words, 'entry') AS is_entry
        FROM (SELECT DISTINCT t.words FROM statement t) d
    ), stated_by AS MATERIALIZED (
        SELECT t.group_id, t.image_id, t.entry_id, t.files, w.wording_id
        FROM statement t
        JOIN wording w ON w.words = t.words
    ), grouped AS MATERIALIZED (
        SELECT b.group_id, min(b.image_id) AS image_id,
               array_agg(DISTINCT b.wording_id ORDER BY b.wording_id) AS wordings
        FROM stated_by b
        GROUP BY b.group_id
        HAVING min(b.wording_id) <> max(b.wording_id)
    ), wording_set AS MATERIALIZED (
        SELECT d.wordings, row_number() OVER () AS wording_set_id,
               (SELECT count(*) FROM unnest(d.wordings) u (wording_id)
                JOIN wording w ON w.wording_id = u.wording_id AND w.is_entry) AS entry_wordings
        FROM (SELECT DISTINCT g.wordings FROM grouped g) d
    ), said AS (
        SELECT w.wording_id, w.is_entry, s.role, s.value, split_part(w.words, E'\x1f', 4) <> '' AS names_holder
        FROM wording w
        CROSS JOIN LATERAL (VALUES
            ('statement', split_part(w.words, E'\x1f', 2)), ('licence', split_part(w.words, E'\x1f', 3)),
            ('holder', split_part(w.words, E'\x1f', 4)), ('url', split_part(w.words, E'\x1f', 5))) s (role, value)
        WHERE s.value <> ''
    ), known AS MATERIALIZED (
        SELECT d.value, r.plain, r.code, r.marks, r.key, lookalike_internal.text_key(r.plain) IS NOT NULL AS is_said,
               -- The kind of restriction, the same for a code and for free text.
               CASE WHEN r.marks & 10 = 8 THEN nullif(nullif(replace(CASE r.code
                   WHEN 'InC-EDU' THEN 'education'
                   WHEN 'InC-NC' THEN 'non-commercial'
                   WHEN 'NoC-NC' THEN 'non-commercial'
                   ELSE replace(r.key, 'restricted: ', '') END, ', permission', ''), 'permission'), 'restricted')
               END AS restriction,
               h.holder, lookalike.name_key(h.holder) AS holder_key
        FROM (SELECT DISTINCT s.value FROM said s WHERE s.role <> 'holder') d
        CROSS JOIN LATERAL (SELECT lookalike_internal.copyright_holder(d.value) AS holder OFFSET 0) h
        CROSS JOIN LATERAL lookalike_internal.read_rights(d.value) r
    ), read AS (
        SELECT s.wording_id, s.is_entry, s.role, s.value, s.names_holder,
               k.plain, k.code, k.marks, k.key, k.is_said, k.restriction, k.holder, k.holder_key
        FROM said s JOIN known k ON k.value = s.value
        WHERE s.role <> 'holder'
    ), stated AS MATERIALIZED (
        SELECT s.*, CASE WHEN s.marks <> 0 THEN lookalike_internal.describe_rights(s.marks) END AS category,
               regexp_replace(s.licence, ' \d.*$', '') AS licence_name,
               CASE WHEN s.licence ~ '\d$' THEN s.licence END AS licence_version
        FROM (
            SELECT r.wording_id, r.is_entry, f.field, r.value COLLATE "C" AS value,
                   coalesce(r.key, r.plain) COLLATE "C" AS key, r.is_said,
                   -- A work under an open licence is in copyright.
                   CASE WHEN f.field = 'rights statement' AND r.marks & 2 > 0 THEN r.marks | 4
                        ELSE r.marks END AS marks,
                   r.key IS NULL AND r.is_said AS is_unread, r.restriction,
                   CASE WHEN r.code LIKE 'CC BY%' THEN r.code END AS licence
            FROM read r
            CROSS JOIN LATERAL (VALUES
                ('rights statement', r.role = 'statement'
                                     OR r.role = 'url' AND r.code IS NOT NULL AND r.code !~ '^CC[0 ]|PDM'),
                ('licence', r.role = 'licence' OR coalesce(r.code ~ '^CC[0 ]|PDM', false)),
                ('web statement', r.role = 'url' AND r.code IS NULL)) f (field, applies)
            WHERE f.applies
            UNION ALL
            SELECT r.wording_id, bool_and(r.is_entry), 'rights category', lookalike_internal.describe_rights(bit_or(r.marks)),
                   NULL, true, bit_or(r.marks), false, NULL, NULL
            FROM read r
            GROUP BY r.wording_id
            UNION ALL
            SELECT s.wording_id, s.is_entry, 'rights holder', s.value, n.key, n.key IS NOT NULL, 0, false, NULL, NULL
            FROM said s CROSS JOIN LATERAL (SELECT lookalike.name_key(s.value) AS key OFFSET 0) n
            WHERE s.role = 'holder'
            UNION ALL
            -- Without a holder of its own, the statement may name a holder in its notice.
            SELECT r.wording_id, r.is_entry, 'rights holder', r.holder, r.holder_key, true, 0, false, NULL, NULL
            FROM read r
            WHERE r.role = 'statement' AND r.holder_key IS NOT NULL AND NOT r.names_holder
        ) s
    ), claimed AS (
        -- All that one statement says in a field. A statement that contradicts only itself is not a conflict.
        SELECT s.wording_id, s.field,
               string_agg(DISTINCT coalesce(s.key, s.marks::text), E'\n') AS claim
        FROM stated s
        WHERE s.is_said
        GROUP BY s.wording_id, s.field
    ), counted AS (
        SELECT g.wording_set_id, s.field,
               count(DISTINCT c.claim) > 1 AS is_disputed,
               count(DISTINCT s.value) AS different_wordings,
               count(DISTINCT s.value) FILTER (WHERE s.is_said) AS said_wordings,
               count(DISTINCT s.key) FILTER (WHERE s.is_said) AS different_values,
               count(DISTINCT s.key) FILTER (WHERE s.marks <> 0) AS determined_values,
               s.field IN ('rights statement', 'licence')
                   AND count(DISTINCT s.wording_id) FILTER (WHERE s.is_entry) < min(g.entry_wordings) AS is_missing,
               bool_or(NOT s.is_said) AS is_empty,
               s.field IN ('rights category', 'rights statement', 'licence')
                   AND bool_or(s.is_said AND s.marks = 0) AS is_undetermined,
               string_agg(DISTINCT s.key, E'\n' ORDER BY s.key) FILTER (WHERE s.is_said) AS keys,
               array_agg(DISTINCT s.category) FILTER (WHERE s.marks <> 0) AS categories,
               -- Different claims, that cannot all hold:
               coalesce(min(nullif(s.marks, 0)) <> max(s.marks) AND (
                   -- in the public domain, and in copyright or licensed;
                   bool_or(s.marks & 1 > 0) AND bool_or(s.marks & 6 > 0)
                   -- free, and restricted;
                   OR bool_or(s.marks & 9 = 1) AND bool_or(s.marks & 8 > 0)
                   -- licensed to the public, and restricted otherwise;
                   OR bool_or(s.marks & 10 = 2) AND bool_or(s.marks & 8 > 0)
                   OR bool_or(s.marks & 10 = 8) AND bool_or(s.marks & 2 > 0)
                   -- and all rights reserved;
                   OR bool_or(s.marks & 2 > 0) AND bool_or(s.marks & 18 = 16)
                   -- and in copyright without a licence.
                   OR bool_or(s.marks & 6 = 2) AND bool_or(s.marks & 6 = 4)), false) AS is_contradiction,
               count(DISTINCT s.restriction) > 1 AS is_restricted_otherwise,
               count(DISTINCT s.licence_name) > 1 OR count(DISTINCT s.licence_version) > 1 AS is_licensed_otherwise,
               count(DISTINCT s.key) FILTER (WHERE s.is_unread) > 1
                   OR bool_or(s.is_unread) AND bool_or(s.marks <> 0) AS is_unlike,
               array_agg(DISTINCT s.key) FILTER (WHERE s.field = 'rights holder' AND s.key IS NOT NULL) AS names
        FROM wording_set g
        CROSS JOIN LATERAL unnest(g.wordings) u (wording_id)
        JOIN stated s ON s.wording_id = u.wording_id
        LEFT JOIN claimed c ON c.wording_id = s.wording_id AND c.field = s.field
        GROUP BY g.wording_set_id, s.field
    ), judged AS (
        SELECT c.*,
               c.is_disputed AND CASE c.field
                   WHEN 'rights category' THEN c.is_contradiction
                   WHEN 'rights statement' THEN c.is_contradiction OR c.is_restricted_otherwise
                   WHEN 'licence' THEN c.is_contradiction OR c.is_restricted_otherwise OR c.is_licensed_otherwise
                   WHEN 'rights holder' THEN coalesce(cardinality(c.names) > 1 AND lookalike_internal.names_disagree(c.names), false)
                   ELSE false END AS is_serious,
               c.is_disputed AND CASE c.field WHEN 'licence' THEN c.is_unlike
                            WHEN 'web statement' THEN c.different_values > 1
                            ELSE false END AS is_doubtful
        FROM counted c
    ), sealed AS (
        SELECT j.*,
               encode(sha256(convert_to(string_agg(j.field || E'\n' || j.keys, E'\n\n') OVER (
                   PARTITION BY j.wording_set_id ORDER BY j.field COLLATE "C"
                   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), 'UTF8')), 'hex') AS digest
        FROM judged j
    ), worded AS (
        SELECT v.group_id, v.field,
               lookalike_internal.list_briefly(
                   array_agg(format('%s (%s)',
                                    CASE v.field WHEN 'rights category' THEN v.value
                                                 ELSE lookalike_internal.quote_briefly(v.value) END, v.sources)
                             ORDER BY v.is_embedded, v.first_entry, v.files, v.value), '; ', 'other values') AS statements
        FROM (
            SELECT b.group_id, s.field, s.value, NOT bool_or(s.is_entry) AS is_embedded,
                   min(c.external_id COLLATE "C") AS first_entry,
                   sum(b.files) FILTER (WHERE b.entry_id IS NULL) AS files,
                   lookalike_internal.list_sources(
                       array_agg(DISTINCT c.external_id COLLATE "C" ORDER BY c.external_id COLLATE "C")
                           FILTER (WHERE b.entry_id IS NOT NULL),
                       sum(b.files) FILTER (WHERE b.entry_id IS NULL)) AS sources
            FROM stated_by b
            LEFT JOIN lookalike_internal.catalogue_entry c ON c.entry_id = b.entry_id
            -- A file may say one thing twice.
            JOIN (SELECT DISTINCT s.wording_id, s.field, s.value, s.is_entry FROM stated s) s
              ON s.wording_id = b.wording_id
            GROUP BY b.group_id, s.field, s.value
        ) v
        GROUP BY v.group_id, v.field
    )
    SELECT g.group_id, g.image_id, j.field,
           j.is_serious OR j.is_doubtful OR j.different_wordings > 1 OR j.is_missing,
           j.is_serious OR j.is_doubtful,
           CASE WHEN j.is_serious THEN 'high' WHEN j.is_doubtful THEN 'medium' END,
           CASE
               WHEN j.is_serious AND j.field = 'rights holder' THEN 'different holders'
               WHEN j.is_contradiction AND cardinality(j.categories) > 1
                   THEN array_to_string(j.categories, ' against ')
               WHEN j.is_serious AND j.is_licensed_otherwise THEN 'different licences'
               WHEN j.is_serious THEN 'different restrictions'
               WHEN j.is_doubtful AND j.field = 'licence' THEN 'different terms, not all of which could be read'
               WHEN j.is_doubtful THEN 'different pages'
               ELSE concat_ws('; ',
                   CASE WHEN j.field = 'rights holder' AND j.different_values > 1
                            THEN 'initials of the same name'
                        WHEN j.field = 'rights holder' AND j.said_wordings > 1
                            THEN 'the same name written differently'
                        WHEN j.different_values = 1 AND j.said_wordings > 1
                            THEN 'the same written differently'
                        WHEN cardinality(j.categories) = 1 AND j.determined_values > 1
                            THEN format('all of them %s', j.categories[1])
                        WHEN cardinality(j.categories) > 1
                            THEN format('%s do not exclude each other',
                                        array_to_string(j.categories, ' and ')) END,
                   CASE WHEN j.is_undetermined AND j.said_wordings > 1 AND j.different_values <> 1
                        THEN 'an undetermined statement contradicts nothing' END,
                   CASE WHEN j.is_empty THEN 'unknown counts as not said' END,
                   CASE WHEN j.is_missing THEN 'not every entry says it' END) END,
           CASE WHEN j.field = 'rights category' THEN j.different_wordings ELSE j.different_values END,
           j.digest, w.statements
    FROM grouped g
    JOIN wording_set k ON k.wordings = g.wordings
    JOIN sealed j ON j.wording_set_id = k.wording_set_id
    LEFT JOIN worded w ON w.group_id = g.group_id AND w.field = j.field;
END;
COMMENT ON FUNCTION lookalike_internal.rights_differences(integer[], bigint[]) IS
    'One row for each group and field of rights: whether there is a conflict, how serious it is, the reason in words, how many different values there are, a digest of all statements about the rights of the group, and the statements with their sources.';
