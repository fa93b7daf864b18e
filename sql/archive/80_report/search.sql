-- People look for images by what they know of them. Indexes rest on the functions of this file, which therefore never change.

-- Chinese and Japanese write no spaces between words, so each of their characters is a word of its own.
CREATE OR REPLACE FUNCTION lookalike_internal.spaced_words(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(lookalike.plain_text(said), '([\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g');
COMMENT ON FUNCTION lookalike_internal.spaced_words(text) IS
    'A text without differences of case, punctuation and diacritics, with a space around each Chinese or Japanese character.';

CREATE OR REPLACE FUNCTION lookalike_internal.title_words(title text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector('pg_catalog.simple', lookalike_internal.spaced_words(title));
COMMENT ON FUNCTION lookalike_internal.title_words(text) IS 'The words of a title, with their places: the key of an index.';

-- A short beginning is that of too many words.
CREATE OR REPLACE FUNCTION lookalike_internal.title_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT string_agg(format('(%s%s)', p.phrase, CASE WHEN length(t.term) >= 3 AND right(t.term, 1) <> ' ' THEN ':*' ELSE '' END), ' & ')::tsquery
    FROM (SELECT lookalike_internal.spaced_words(w) AS term
          FROM regexp_split_to_table(lookalike.plain_text(words), ' ') AS w) t
    CROSS JOIN LATERAL (SELECT phraseto_tsquery('pg_catalog.simple', t.term) AS phrase) p
    WHERE numnode(p.phrase) > 0);
COMMENT ON FUNCTION lookalike_internal.title_query(text) IS
    'What a title must have for these words: each of them, or a word that begins with it; null where there is no word.';

CREATE OR REPLACE FUNCTION lookalike_internal.entry_days(date_from date, date_to date) RETURNS daterange
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN num_nonnulls(date_from, date_to) > 0 THEN daterange(date_from, date_to, '[]') END;
COMMENT ON FUNCTION lookalike_internal.entry_days(date, date) IS 'The days that the date of an entry may mean; null without a date.';

CREATE OR REPLACE FUNCTION lookalike_internal.capture_day(captured_at timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (captured_at AT TIME ZONE 'UTC')::date;
COMMENT ON FUNCTION lookalike_internal.capture_day(timestamptz) IS 'The day of a capture time, in UTC.';

CREATE INDEX IF NOT EXISTS catalogue_entry_title_words_idx
    ON lookalike_internal.catalogue_entry USING gin (lookalike_internal.title_words(title)) WHERE title IS NOT NULL;
CREATE INDEX IF NOT EXISTS catalogue_entry_days_idx
    ON lookalike_internal.catalogue_entry USING gist (lookalike_internal.entry_days(date_from, date_to))
    WHERE date_from IS NOT NULL OR date_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS image_capture_day_idx
    ON lookalike_internal.image (lookalike_internal.capture_day(captured_at)) WHERE captured_at IS NOT NULL;

-- The ways to search. Each gives `most` rows at most, without what is hidden, by `place` and `key`: a longer list begins with
-- a shorter one. A name that begins with the words comes after the very name, and a folder after names.
CREATE OR REPLACE FUNCTION lookalike_internal.search_paths(words text, sees_all boolean, most integer)
    RETURNS TABLE (image_id bigint, place integer, key text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    name text := lookalike_internal.file_name_key(words) COLLATE "C";
    behind text := lookalike_internal.file_name_key(words) COLLATE "C" || U&'\FFFD';
    folder text := ltrim(words, '/');
BEGIN
    RETURN QUERY
    (SELECT f.image_id, 1, f.path FROM lookalike.find_by_path(words) f
     WHERE sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = f.image_id)
     LIMIT most)
    UNION ALL
    (SELECT i.image_id, 2, lookalike_internal.file_name_key(i.path)
     FROM lookalike_internal.image i
     WHERE name <> '' AND lookalike_internal.file_name_key(i.path) COLLATE "C" >= name
       AND lookalike_internal.file_name_key(i.path) COLLATE "C" < behind AND words !~ '/'
       AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id))
     ORDER BY lookalike_internal.file_name_key(i.path) COLLATE "C", i.image_id LIMIT most)
    UNION ALL
    (SELECT i.image_id, 3, lpad(b.collection_id::text, 10) || i.path
     FROM (SELECT c.collection_id,
                  CASE WHEN starts_with(words, c.name || ':') THEN substr(words, length(c.name) + 2)
                       WHEN starts_with(words, rtrim(c.root, '/') || '/') THEN substr(words, length(rtrim(c.root, '/')) + 2)
                       ELSE folder END COLLATE "C" AS beginning
           FROM lookalike_internal.collection c) b
     CROSS JOIN LATERAL (
         SELECT o.image_id, o.path FROM lookalike_internal.image o
         WHERE o.collection_id = b.collection_id AND o.path >= b.beginning AND o.path < b.beginning || U&'\FFFD'
           AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = o.image_id))
         ORDER BY o.path LIMIT most) i
     WHERE folder <> ''
     ORDER BY b.collection_id, i.path LIMIT most);
END
$$;
COMMENT ON FUNCTION lookalike_internal.search_paths(text, boolean, integer) IS
    'Images at a path, with a file name that begins so, or with a path that begins so, also after the name or the folder of the collection.';

CREATE OR REPLACE FUNCTION lookalike_internal.search_ids(words text, sees_all boolean, most integer)
    RETURNS TABLE (entry_id bigint, place integer, key text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    whole text := lookalike_internal.id_key(words) COLLATE "C";
    in_catalogue text := lookalike_internal.id_key(substr(words, strpos(words, ':') + 1)) COLLATE "C";
    catalogue text := split_part(words, ':', 1);
BEGIN
    RETURN QUERY
    (SELECT e.entry_id, 1, lookalike_internal.id_key(e.external_id)
     FROM lookalike_internal.catalogue_entry e
     WHERE whole <> '' AND lookalike_internal.id_key(e.external_id) COLLATE "C" >= whole
       AND lookalike_internal.id_key(e.external_id) COLLATE "C" < whole || U&'\FFFD'
       AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id = e.entry_id))
     ORDER BY lookalike_internal.id_key(e.external_id) COLLATE "C", e.entry_id LIMIT most)
    UNION ALL
    (SELECT e.entry_id, 2, lookalike_internal.id_key(e.external_id)
     FROM lookalike_internal.catalogue_entry e
     WHERE e.external_id LIKE '%:%' AND whole <> ''
       AND lookalike_internal.local_id_key(e.external_id) COLLATE "C" = whole
       AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id = e.entry_id))
     ORDER BY e.entry_id LIMIT most)
    UNION ALL
    (SELECT e.entry_id, 3, lookalike_internal.id_key(e.external_id)
     FROM lookalike_internal.catalogue_entry e
     WHERE strpos(words, ':') > 0 AND in_catalogue <> ''
       AND lookalike_internal.id_key(e.external_id) COLLATE "C" >= in_catalogue
       AND lookalike_internal.id_key(e.external_id) COLLATE "C" < in_catalogue || U&'\FFFD'
       AND e.catalogue_id = (SELECT c.catalogue_id FROM lookalike_internal.catalogue c WHERE c.name = catalogue)
       AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id = e.entry_id))
     ORDER BY lookalike_internal.id_key(e.external_id) COLLATE "C", e.entry_id LIMIT most);
END
$$;
COMMENT ON FUNCTION lookalike_internal.search_ids(text, boolean, integer) IS
    'Catalogue entries whose id begins so, whatever its spaces and signs, also as CATALOGUE:ID.';

-- A common word has a million titles, and a rare one three: which it is, the planner cannot know. So both ways read the
-- index, and stop as soon as they have enough; the order is that in which it gives them.
CREATE OR REPLACE FUNCTION lookalike_internal.search_titles(words text, sees_all boolean, most integer)
    RETURNS TABLE (entry_id bigint, place integer)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET enable_seqscan = off
    SET enable_indexscan = off
BEGIN ATOMIC
    SELECT t.entry_id, row_number() OVER ()::integer
    FROM (SELECT e.entry_id FROM lookalike_internal.catalogue_entry e
          WHERE e.title IS NOT NULL AND lookalike_internal.title_words(e.title) @@ lookalike_internal.title_query(search_titles.words)
            AND (search_titles.sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id = e.entry_id))
          LIMIT search_titles.most) t;
END;
COMMENT ON FUNCTION lookalike_internal.search_titles(text, boolean, integer) IS
    'Catalogue entries whose title has all of these words; a word of three letters or more may be the beginning of one.';

CREATE OR REPLACE FUNCTION lookalike_internal.search_dates(words text, sees_all boolean, most integer)
    RETURNS TABLE (entry_id bigint, image_id bigint, place integer)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET enable_seqscan = off
    SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
DECLARE
    first_day date;
    last_day date;
BEGIN
    SELECT b.date_from, b.date_to INTO first_day, last_day FROM lookalike.parse_date_bounds(words) b;
    IF num_nonnulls(first_day, last_day) = 0 THEN
        RAISE EXCEPTION 'cannot read the date "%"', words
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Write it as in 1923, 1923-05, 4 May 1923, 1920s or 1920/1925.';
    END IF;
    RETURN QUERY
    SELECT d.entry_id, d.image_id, row_number() OVER ()::integer
    FROM ((SELECT e.entry_id, NULL::bigint AS image_id
           FROM lookalike_internal.catalogue_entry e
           WHERE (e.date_from IS NOT NULL OR e.date_to IS NOT NULL)
             AND lookalike_internal.entry_days(e.date_from, e.date_to) && daterange(first_day, last_day, '[]')
             AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id = e.entry_id))
           LIMIT most)
          UNION ALL
          (SELECT NULL, i.image_id
           FROM lookalike_internal.image i
           WHERE i.captured_at IS NOT NULL
             AND lookalike_internal.capture_day(i.captured_at) >= coalesce(first_day, '-infinity')
             AND lookalike_internal.capture_day(i.captured_at) <= coalesce(last_day, 'infinity')
             AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id))
           ORDER BY lookalike_internal.capture_day(i.captured_at), i.image_id LIMIT most)) d;
END
$$;
COMMENT ON FUNCTION lookalike_internal.search_dates(text, boolean, integer) IS
    'Catalogue entries that may be of these days, and images that were captured on them. Raises an error for a date that cannot be read.';

-- SECURITY DEFINER: under row-level security, no index serves these searches, as with find_image
-- (docs/decisions/0055-restricted-rows.md). Each way leaves out what the reader may not see.
CREATE OR REPLACE FUNCTION lookalike.search_archive(
    words text, "by" text DEFAULT 'path', most integer DEFAULT 50, skip integer DEFAULT 0
)
    RETURNS TABLE (
        image_id bigint, collection text, path text, missing_since timestamptz, captured_at timestamptz,
        entry_id bigint, catalogue text, external_id text, title text, date text, images integer)
    LANGUAGE plpgsql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    wanted text := btrim(coalesce(words, ''));
    sees_all boolean := lookalike_internal.sees_restricted() OR NOT EXISTS (SELECT FROM lookalike_internal.active_restriction);
    upto integer := least(most, 1000) + least(skip, 10000);
    way text := search_archive."by";
BEGIN
    IF wanted = '' THEN
        RAISE EXCEPTION 'nothing to look for'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a path, the id of an entry, words of a title, or a date.';
    END IF;
    IF way IS NULL OR way NOT IN ('path', 'entry', 'title', 'date') THEN
        RAISE EXCEPTION 'nothing can be looked for by "%"', way
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Look by ''path'', ''entry'', ''title'' or ''date''.';
    END IF;
    RETURN QUERY
    WITH hit AS MATERIALIZED (
        SELECT p.image_id, NULL::bigint AS entry_id, p.place, p.key
        FROM lookalike_internal.search_paths(wanted, sees_all, upto) p WHERE way = 'path'
        UNION ALL
        SELECT NULL, d.entry_id, d.place, d.key FROM lookalike_internal.search_ids(wanted, sees_all, upto) d WHERE way = 'entry'
        UNION ALL
        SELECT NULL, t.entry_id, t.place, NULL FROM lookalike_internal.search_titles(wanted, sees_all, upto) t WHERE way = 'title'
        UNION ALL
        SELECT d.image_id, d.entry_id, d.place, NULL FROM lookalike_internal.search_dates(wanted, sees_all, upto) d WHERE way = 'date'
    ), best AS (
        SELECT DISTINCT ON (h.image_id, h.entry_id) h.image_id, h.entry_id, h.place, h.key
        FROM hit h ORDER BY h.image_id, h.entry_id, h.place, h.key
    ), page AS MATERIALIZED (
        SELECT b.* FROM best b
        ORDER BY b.place, b.key COLLATE "C", b.entry_id, b.image_id
        LIMIT least(most, 1000) OFFSET least(skip, 10000)
    )
    SELECT i.image_id, o.name, i.path, i.missing_since, i.captured_at,
           p.entry_id, c.name, e.external_id, e.title, e.date_text, coalesce(l.images, 1)::integer
    FROM page p
    LEFT JOIN lookalike_internal.catalogue_entry e ON e.entry_id = p.entry_id
    LEFT JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS images, min(n.image_id) AS image_id
        FROM lookalike_internal.entry_image n WHERE n.entry_id = p.entry_id) l ON p.entry_id IS NOT NULL
    LEFT JOIN lookalike_internal.image i ON i.image_id = coalesce(p.image_id, l.image_id)
    LEFT JOIN lookalike_internal.collection o ON o.collection_id = i.collection_id
    ORDER BY p.place, p.key COLLATE "C", p.entry_id, p.image_id;
END
$$;
COMMENT ON FUNCTION lookalike.search_archive(text, text, integer, integer) IS
    'Looks for images and catalogue entries by path, entry (its id), title or date, through indexes. One row for each image that was found by its path or its day, and for each entry, with the first of its images and how many it has. Skips `skip` rows, at most 10,000, and gives `most`, at most 1,000.';
