-- What catalogue entries, disposal authorities and publications say of images: parts of gather_evidence(). No pinned
-- search_path and single statements, so that the planner can inline them, and leave out what no rule asks for.

CREATE OR REPLACE FUNCTION lookalike_internal.entry_facts(images bigint[])
    RETURNS TABLE (
        image_id bigint, entries integer, catalogues text, licences text, rights_statements text, rights_holders text,
        created_from date, created_to date, object_ids text, original_held text, series text, closed_on date, published_on date)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT l.image_id, count(*)::integer AS entries,
           string_agg(DISTINCT k.name, ', ' ORDER BY k.name) AS catalogues,
           string_agg(DISTINCT a.licence, '; ' ORDER BY a.licence) AS licences,
           string_agg(DISTINCT a.rights_statement, '; ' ORDER BY a.rights_statement) AS rights_statements,
           string_agg(DISTINCT a.rights_holder, '; ' ORDER BY a.rights_holder) AS rights_holders,
           min(a.date_from) AS created_from, max(a.date_to) AS created_to,
           string_agg(DISTINCT a.object_id, '; ' ORDER BY a.object_id) AS object_ids,
           string_agg(DISTINCT a.original_held, '; ' ORDER BY a.original_held) AS original_held,
           string_agg(DISTINCT a.series, '; ' ORDER BY a.series) AS series,
           -- A record without a closing date is open, and a date that cannot be read may be later.
           nullif(max(CASE WHEN a.closed_on IS NULL AND (num_nonnulls(a.series, a.record_no, a.contract_no) > 0
                                                         OR a.unread ? 'closed_on') THEN 'infinity'
                           ELSE a.closed_on END), 'infinity') AS closed_on,
           nullif(max(CASE WHEN a.is_published THEN
                               coalesce((lookalike.parse_date_bounds(a.published_at)).date_to, 'infinity')
                           END), 'infinity') AS published_on
    FROM lookalike_internal.entry_image l
    JOIN lookalike_internal.catalogue_entry a ON a.entry_id = l.entry_id AND a.missing_since IS NULL
    JOIN lookalike_internal.catalogue k ON k.catalogue_id = a.catalogue_id
    WHERE entry_facts.images IS NULL OR l.image_id = ANY (entry_facts.images)
    GROUP BY l.image_id;
END;
COMMENT ON FUNCTION lookalike_internal.entry_facts(bigint[]) IS
    'What the entries of these images, or of all, say together: one row for each image with an entry.';

CREATE OR REPLACE FUNCTION lookalike_internal.authority_facts(images bigint[], as_of date)
    RETURNS TABLE (image_id bigint, authority_code text, authority_action text, due_on date)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- Each entry with a series has to have an authority, and the latest day counts: a record is kept too long
    -- rather than too short.
    SELECT l.image_id,
           CASE WHEN bool_and(u.code IS NOT NULL) THEN string_agg(DISTINCT u.code, '; ' ORDER BY u.code) END
               AS authority_code,
           CASE WHEN bool_and(u.code IS NOT NULL) THEN
               CASE WHEN min(u.action) = max(u.action) THEN min(u.action) ELSE 'review' END END AS authority_action,
           nullif(max(coalesce(lookalike_internal.due_day(
               u.trigger, u.period, g.closed_on, lookalike_internal.creation_day(g.date_to, j.captured_at),
               (lookalike.parse_date_bounds(g.published_at)).date_to), 'infinity')), 'infinity') AS due_on
    FROM lookalike_internal.entry_image l
    JOIN lookalike_internal.catalogue_entry g
      ON g.entry_id = l.entry_id AND g.missing_since IS NULL AND g.series IS NOT NULL
    JOIN lookalike_internal.image j ON j.image_id = l.image_id
    LEFT JOIN lookalike_internal.disposal_authority u
      ON u.series = g.series AND lookalike_internal.is_in_force(u.valid_from, u.valid_to, authority_facts.as_of)
    WHERE authority_facts.images IS NULL OR l.image_id = ANY (authority_facts.images)
    GROUP BY l.image_id;
END;
COMMENT ON FUNCTION lookalike_internal.authority_facts(bigint[], date) IS
    'The disposal authority in force on a day for the series of these images, or of all: code, action, and the day on which its period ends.';

CREATE OR REPLACE FUNCTION lookalike_internal.publication_media(images bigint[])
    RETURNS TABLE (pixel_digest bytea, media text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT p.pixel_digest, string_agg(DISTINCT s.medium, ', ' ORDER BY s.medium) AS media
    FROM lookalike_internal.publication p
    JOIN lookalike_internal.published_entry s ON s.entry_id = p.entry_id AND s.medium IS NOT NULL
    WHERE publication_media.images IS NULL
       OR p.pixel_digest IN (SELECT l.pixel_digest FROM lookalike_internal.image l WHERE l.image_id = ANY (publication_media.images))
    GROUP BY p.pixel_digest;
END;
COMMENT ON FUNCTION lookalike_internal.publication_media(bigint[]) IS
    'The media in which the pixels of these images, or of all, were published, joined by commas.';
