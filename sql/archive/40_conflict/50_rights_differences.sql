-- Finds where statements about the rights of one group differ. A statement is all that one entry or file says.
--
-- No result is stored: conflicts are worked out from today's statements, so they are never out of date. Many
-- statements have the same words. So each different wording is read once, and each different set of wordings is
-- judged once for all groups that have it. In a set in which a place or a time is said, each two wordings are judged by
-- themselves, and only where both may hold in one place at one time (docs/decisions/0047-rights-in-place-and-time.md).

CREATE OR REPLACE FUNCTION lookalike_internal.compare_rights(of_clusters integer[], of_images bigint[], only_conflicts boolean)
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
                         translate(coalesce(c.rights_holder, ''), E'\x1f', ''), '',
                         translate(coalesce(c.licensor, ''), E'\x1f', ''), translate(coalesce(c.licence_ref, ''), E'\x1f', ''),
                         translate(coalesce(c.territory, ''), E'\x1f', ''), translate(coalesce(c.jurisdiction, ''), E'\x1f', ''),
                         lookalike_internal.mark_day(c.valid_from, c.unread ->> 'valid_from'),
                         lookalike_internal.mark_day(c.valid_until, c.unread ->> 'valid_until'),
                         lookalike_internal.mark_day(c.embargo_until, c.unread ->> 'embargo_until'),
                         CASE WHEN c.is_published THEN 'published' ELSE '' END) COLLATE "C" AS words
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
               r.is_read, r.territory, r.valid_from, r.valid_until, r.embargo_until,
               -- The kind of restriction, the same for a code and for free text.
               CASE WHEN r.marks & 10 = 8 THEN nullif(nullif(replace(CASE
                   WHEN r.code = 'InC-EDU' THEN 'education'
                   WHEN r.code IN ('InC-NC', 'NoC-NC') THEN 'non-commercial'
                   WHEN r.code IS NOT NULL OR r.key LIKE 'restricted: %' THEN replace(r.key, 'restricted: ', '')
                   END, ', permission', ''), 'permission'), 'restricted')
               END AS restriction,
               h.holder, lookalike.name_key(h.holder) AS holder_key
        FROM (SELECT DISTINCT s.value FROM said s WHERE s.role <> 'holder') d
        CROSS JOIN LATERAL (SELECT lookalike_internal.copyright_holder(d.value) AS holder OFFSET 0) h
        CROSS JOIN LATERAL lookalike_internal.read_statement(d.value) r
    ), read AS (
        SELECT s.wording_id, s.is_entry, s.role, s.value, s.names_holder,
               k.plain, k.code, k.marks, k.key, k.is_said, k.is_said AND NOT k.is_read AS is_unread,
               k.restriction, k.holder, k.holder_key, k.territory, k.valid_from, k.valid_until, k.embargo_until
        FROM said s JOIN known k ON k.value = s.value
        WHERE s.role <> 'holder'
    ), known_law AS MATERIALIZED (
        SELECT lookalike_internal.read_places(s.value) AS law, lookalike_internal.us_place() AS us
        FROM lookalike_internal.setting s WHERE s.name = 'rights_jurisdiction'
    ), term AS MATERIALIZED (
        SELECT w.wording_id, w.is_entry, t.licensor, t.licence_ref, t.territory, t.places, t.valid_from, t.valid_until,
               t.embargo_until, t.unread, t.is_published, t.is_limited, x.marks, coalesce(x.is_us, false) AS is_us,
               CASE WHEN x.is_us THEN a.us
                    WHEN split_part(w.words, E'\x1f', 9) = '' THEN a.law ELSE t.law END AS law
        FROM wording w
        LEFT JOIN (
            SELECT r.wording_id, bit_or(r.marks) AS marks, bool_or(r.code = 'NoC-US') AS is_us,
                   (array_agg(r.territory ORDER BY r.role) FILTER (WHERE r.territory IS NOT NULL))[1] AS territory,
                   max(r.valid_from) AS valid_from, min(r.valid_until) AS valid_until, max(r.embargo_until) AS embargo_until
            FROM read r
            GROUP BY r.wording_id
        ) x ON x.wording_id = w.wording_id
        CROSS JOIN known_law a
        CROSS JOIN LATERAL lookalike_internal.read_term(w.words, x.territory, x.valid_from, x.valid_until, x.embargo_until) t
    ), stated AS MATERIALIZED (
        SELECT s.*, s.marks & 8 = 0 AND s.marks & 99 > 0 AS is_free,
               -- The key of former versions, for decisions that settled a conflict.
               CASE s.key WHEN 'no known copyright' THEN 'public domain' ELSE s.key END AS former_key,
               CASE WHEN s.marks <> 0 THEN lookalike_internal.describe_rights(s.marks) END AS category,
               regexp_replace(s.licence, ' \d.*$', '') AS licence_name,
               CASE WHEN s.licence ~ '\d$' THEN s.licence END AS licence_version
        FROM (
            SELECT r.wording_id, r.is_entry, f.field, r.value COLLATE "C" AS value,
                   coalesce(r.key, r.plain) COLLATE "C" AS key, coalesce(r.key, r.plain) COLLATE "C" AS claim, r.is_said,
                   -- A work under an open licence is in copyright.
                   CASE WHEN f.field = 'rights statement' AND r.marks & 2 > 0 THEN r.marks | 4
                        ELSE r.marks END AS marks,
                   r.is_unread, r.restriction,
                   CASE WHEN r.code LIKE 'CC BY%' THEN r.code END AS licence, NULL::date AS first_day, NULL::date AS last_day
            FROM read r
            CROSS JOIN LATERAL (VALUES
                ('rights statement', r.role = 'statement'
                                     OR r.role = 'url' AND r.code IS NOT NULL AND r.code !~ '^CC[0 ]|PDM'),
                ('licence', r.role = 'licence' OR coalesce(r.code ~ '^CC[0 ]|PDM', false)),
                ('web statement', r.role = 'url' AND r.code IS NULL)) f (field, applies)
            WHERE f.applies
            UNION ALL
            SELECT r.wording_id, bool_and(r.is_entry), 'rights category', lookalike_internal.describe_rights(bit_or(r.marks)),
                   NULL, concat_ws(E'\n', bit_or(r.marks)::text, string_agg(DISTINCT r.unread, E'\n')), true,
                   bit_or(r.marks), bool_or(r.unread IS NOT NULL), NULL, NULL, NULL, NULL
            FROM (SELECT r.wording_id, r.is_entry, r.marks, CASE WHEN r.is_unread THEN r.plain END AS unread FROM read r
                  UNION ALL
                  SELECT t.wording_id, t.is_entry, 8, NULL FROM term t WHERE t.is_limited) r
            GROUP BY r.wording_id
            UNION ALL
            SELECT h.wording_id, h.is_entry, 'rights holder', h.holder, h.key, h.key, h.key IS NOT NULL, 0, false, NULL, NULL, NULL, NULL
            FROM (SELECT s.wording_id, s.is_entry, s.value AS holder, n.key
                  FROM said s CROSS JOIN LATERAL (SELECT lookalike.name_key(s.value) AS key OFFSET 0) n
                  WHERE s.role = 'holder'
                  UNION ALL
                  -- Without a holder of its own, the statement may name a holder in its notice.
                  SELECT r.wording_id, r.is_entry, r.holder, r.holder_key
                  FROM read r
                  WHERE r.role = 'statement' AND r.holder_key IS NOT NULL AND NOT r.names_holder) h
            UNION ALL
            SELECT t.wording_id, t.is_entry, f.field, f.value, f.key, coalesce(f.claim, f.key), f.key IS NOT NULL,
                   0, f.field = 'period' AND t.unread[1:2] <> '{NULL,NULL}', NULL, NULL, f.first_day, f.last_day
            FROM term t
            CROSS JOIN LATERAL (
                SELECT lookalike_internal.describe_period(t.valid_from, t.valid_until, t.unread) AS period,
                       coalesce(t.unread[3], to_char(t.embargo_until, 'YYYY-MM-DD')) AS embargo OFFSET 0) d
            CROSS JOIN LATERAL (VALUES
                ('licensor', t.licensor, lookalike.name_key(t.licensor), NULL, NULL::date, NULL::date),
                ('licence reference', t.licence_ref, lookalike_internal.text_key(t.licence_ref), NULL, NULL, NULL),
                ('territory', t.territory, lookalike_internal.text_key(t.territory), t.places::text, NULL, NULL),
                ('period', d.period, d.period, NULL, t.valid_from, t.valid_until),
                ('embargo', 'until ' || d.embargo, 'until ' || d.embargo, NULL, NULL, t.embargo_until),
                ('embargo', CASE WHEN t.is_published THEN 'published' END, 'published', NULL, NULL, NULL),
                ('embargo', CASE WHEN t.marks & 8 = 0 AND t.marks & 99 > 0 THEN lookalike_internal.describe_rights(t.marks) END,
                 'free', NULL, NULL, NULL)
            ) f (field, value, key, claim, first_day, last_day)
            WHERE f.value IS NOT NULL
        ) s
    ), claimed AS (
        -- All that one statement says in a field. A statement that contradicts only itself is not a conflict.
        SELECT s.wording_id, s.field,
               string_agg(DISTINCT s.claim, E'\n') AS claim
        FROM stated s
        WHERE s.is_said
        GROUP BY s.wording_id, s.field
    ), scoped AS MATERIALIZED (
        -- In a set of very many wordings, places and times are not looked at: each difference counts.
        SELECT g.wording_set_id, g.wordings, g.entry_wordings,
               cardinality(g.wordings) <= 100 AND bool_or(num_nonnulls(t.law, t.places, t.valid_from, t.valid_until) > 0) AS is_by_pair,
               bool_or(t.embargo_until IS NOT NULL) AS has_embargo
        FROM wording_set g
        CROSS JOIN LATERAL unnest(g.wordings) u (wording_id)
        JOIN term t ON t.wording_id = u.wording_id
        GROUP BY g.wording_set_id, g.wordings, g.entry_wordings
    ), unit AS (
        SELECT k.wording_set_id, k.has_embargo, 0::bigint AS unit_id, u.wording_id,
               true AS is_one_law, true AS is_one_use, true AS is_certain
        FROM scoped k
        CROSS JOIN LATERAL unnest(k.wordings) u (wording_id)
        WHERE NOT k.is_by_pair
        UNION ALL
        -- A place that is not said, or could not be read, may be any place.
        SELECT k.wording_set_id, k.has_embargo, (a.wording_id::bigint << 32) + b.wording_id, m.wording_id,
               o.is_at_one_time AND (a.law & b.law) IS DISTINCT FROM 0,
               o.is_at_one_time AND (a.places & b.places) IS DISTINCT FROM 0,
               NOT (a.is_us AND b.law IS NULL OR b.is_us AND a.law IS NULL)
        FROM scoped k
        CROSS JOIN LATERAL unnest(k.wordings) ua (wording_id)
        CROSS JOIN LATERAL unnest(k.wordings) ub (wording_id)
        JOIN term a ON a.wording_id = ua.wording_id
        JOIN term b ON b.wording_id = ub.wording_id
        CROSS JOIN LATERAL (SELECT coalesce(a.valid_from <= b.valid_until, true)
                                   AND coalesce(b.valid_from <= a.valid_until, true) AS is_at_one_time) o
        CROSS JOIN LATERAL (VALUES (a.wording_id), (b.wording_id)) m (wording_id)
        WHERE k.is_by_pair AND ua.wording_id < ub.wording_id
    ), weighed AS (
        SELECT u.wording_set_id, s.field,
               count(DISTINCT c.claim) > 1 AS is_disputed, bool_and(u.is_certain) AS is_certain,
               -- Different claims, that cannot all hold:
               coalesce(min(nullif(s.marks, 0)) <> max(s.marks) AND (
                   -- in the public domain, and in copyright or licensed;
                   bool_or(s.marks & 97 > 0) AND bool_or(s.marks & 6 > 0)
                   -- free, and restricted;
                   OR bool_or(s.marks & 97 > 0 AND s.marks & 8 = 0) AND bool_or(s.marks & 8 > 0)
                   -- licensed to the public, and restricted otherwise;
                   OR bool_or(s.marks & 10 = 2) AND bool_or(s.marks & 8 > 0)
                   OR bool_or(s.marks & 10 = 8) AND bool_or(s.marks & 2 > 0)
                   -- and all rights reserved;
                   OR bool_or(s.marks & 2 > 0) AND bool_or(s.marks & 18 = 16)
                   -- and in copyright without a licence.
                   OR bool_or(s.marks & 6 = 2) AND bool_or(s.marks & 6 = 4)), false) AS is_contradiction,
               count(DISTINCT s.restriction) > 1 AS is_restricted_otherwise,
               count(DISTINCT s.licence_name) > 1 OR count(DISTINCT s.licence_version) > 1 AS is_licensed_otherwise,
               CASE WHEN s.field = 'licence'
                    THEN count(DISTINCT s.key) FILTER (WHERE s.is_unread) > 1
                         OR bool_or(s.is_unread) AND bool_or(s.marks <> 0)
                    -- A statement that cannot be read, and a free one.
                    ELSE bool_or(s.is_unread) AND bool_or(s.is_free)
                         AND count(DISTINCT c.claim) FILTER (WHERE s.is_unread OR s.is_free) > 1 END AS is_unlike,
               count(DISTINCT s.first_day) > 1 OR count(DISTINCT s.last_day) > 1
                   OR bool_or(s.field = 'period' AND s.is_unread) AS is_of_other_days,
               min(s.last_day) < current_date AND max(s.last_day) >= current_date AS is_partly_over,
               max(s.last_day) >= current_date AS is_in_force, bool_or(s.last_day IS NULL) AS is_without_day,
               array_agg(DISTINCT s.key) FILTER (WHERE s.field IN ('rights holder', 'licensor') AND s.key IS NOT NULL) AS names
        FROM unit u
        JOIN stated s ON s.wording_id = u.wording_id
         AND CASE WHEN s.field IN ('rights category', 'rights statement') THEN u.is_one_law
                  WHEN s.field = 'embargo' THEN u.has_embargo
                  WHEN s.field IN ('rights holder', 'web statement') THEN true
                  ELSE u.is_one_use END
        LEFT JOIN claimed c ON c.wording_id = s.wording_id AND c.field = s.field
        GROUP BY u.wording_set_id, u.unit_id, s.field
    ), compared AS (
        SELECT w.wording_set_id, w.field, bool_or(w.is_contradiction) AS is_contradiction,
               bool_or(w.is_licensed_otherwise) AS is_licensed_otherwise,
               bool_or(CASE w.field
                   WHEN 'rights category' THEN w.is_contradiction AND w.is_certain
                   WHEN 'rights statement' THEN w.is_contradiction AND w.is_certain OR w.is_restricted_otherwise
                   WHEN 'licence' THEN w.is_contradiction OR w.is_restricted_otherwise OR w.is_licensed_otherwise
                   WHEN 'rights holder' THEN coalesce(cardinality(w.names) > 1 AND lookalike_internal.names_disagree(w.names), false)
                   WHEN 'period' THEN w.is_of_other_days AND w.is_partly_over
                   WHEN 'embargo' THEN w.is_in_force AND w.is_without_day
                   ELSE false END) AS is_serious,
               bool_or(CASE w.field
                   WHEN 'licence' THEN w.is_unlike
                   WHEN 'licensor' THEN coalesce(cardinality(w.names) > 1 AND lookalike_internal.names_disagree(w.names), false)
                   WHEN 'period' THEN w.is_of_other_days
                   WHEN 'embargo' THEN w.is_in_force AND w.is_of_other_days
                   WHEN 'rights holder' THEN false
                   ELSE w.field IN ('licence reference', 'territory', 'web statement') OR w.is_contradiction OR w.is_unlike
                   END) AS is_doubtful
        FROM weighed w
        WHERE w.is_disputed
        GROUP BY w.wording_set_id, w.field
    ), counted AS (
        SELECT g.wording_set_id, s.field,
               count(DISTINCT s.value) AS different_wordings,
               count(DISTINCT s.value) FILTER (WHERE s.is_said) AS said_wordings,
               count(DISTINCT s.key) FILTER (WHERE s.is_said) AS different_values,
               count(DISTINCT s.key) FILTER (WHERE s.marks <> 0) AS determined_values,
               s.field IN ('rights statement', 'licence')
                   AND count(DISTINCT s.wording_id) FILTER (WHERE s.is_entry) < min(g.entry_wordings) AS is_missing,
               bool_or(NOT s.is_said) AS is_empty,
               s.field IN ('rights category', 'rights statement', 'licence')
                   AND bool_or(s.is_said AND s.marks = 0) AS is_undetermined,
               string_agg(DISTINCT s.former_key, E'\n' ORDER BY s.former_key) FILTER (WHERE s.is_said) AS keys,
               array_agg(DISTINCT s.category) FILTER (WHERE s.marks <> 0) AS categories
        FROM scoped g
        CROSS JOIN LATERAL unnest(g.wordings) u (wording_id)
        JOIN stated s ON s.wording_id = u.wording_id AND (s.field <> 'embargo' OR g.has_embargo)
        GROUP BY g.wording_set_id, s.field
    ), judged AS (
        SELECT c.*, coalesce(p.is_serious, false) AS is_serious, coalesce(p.is_doubtful, false) AS is_doubtful,
               coalesce(p.is_contradiction, false) AS is_contradiction,
               coalesce(p.is_licensed_otherwise, false) AS is_licensed_otherwise
        FROM counted c
        LEFT JOIN compared p ON p.wording_set_id = c.wording_set_id AND p.field = c.field
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
                                    CASE WHEN v.field IN ('rights category', 'territory', 'period', 'embargo') THEN v.value
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
            JOIN grouped r ON r.group_id = b.group_id  -- most groups say one thing
            LEFT JOIN lookalike_internal.catalogue_entry c ON c.entry_id = b.entry_id
            -- A file may say one thing twice.
            JOIN (SELECT DISTINCT s.wording_id, s.field, s.value, s.is_entry FROM stated s) s
              ON s.wording_id = b.wording_id
            WHERE NOT only_conflicts OR (r.wordings, s.field) IN (
                SELECT k.wordings, j.field FROM wording_set k JOIN judged j USING (wording_set_id) WHERE j.is_serious OR j.is_doubtful)
            GROUP BY b.group_id, s.field, s.value
        ) v
        GROUP BY v.group_id, v.field
    )
    SELECT g.group_id, g.image_id, j.field,
           j.is_serious OR j.is_doubtful OR j.different_wordings > 1 OR j.is_missing,
           j.is_serious OR j.is_doubtful,
           CASE WHEN j.is_serious THEN 'high' WHEN j.is_doubtful THEN 'medium' END,
           CASE
               WHEN j.is_serious OR j.is_doubtful THEN lookalike_internal.explain_conflict(
                   j.field, j.is_serious, j.is_contradiction, j.is_licensed_otherwise, j.categories)
               ELSE concat_ws('; ',
                   CASE WHEN j.field = 'rights holder' AND j.different_values > 1
                            THEN 'initials of the same name'
                        WHEN j.field = 'rights holder' AND j.said_wordings > 1
                            THEN 'the same name written differently'
                        WHEN j.different_values = 1 AND j.said_wordings > 1
                            THEN 'the same written differently'
                        WHEN j.field IN ('territory', 'period', 'licensor', 'licence reference') AND j.different_values > 1
                            THEN 'they do not hold in one place at one time, or do not exclude each other'
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
COMMENT ON FUNCTION lookalike_internal.compare_rights(integer[], bigint[], boolean) IS
    'One row for each group and field of rights: whether there is a conflict, how serious it is, the reason in words, how many different values there are, a digest of all statements about the rights of the group, and the statements with their sources. With only_conflicts, statements are put into words only where they are in conflict.';
