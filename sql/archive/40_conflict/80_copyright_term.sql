-- A hint for people, by the Copyright Ordinance of Hong Kong (Cap. 528), sections 17 and 182. It decides nothing: no guard
-- and no policy reads it. Terms run to the end of a calendar year.
CREATE OR REPLACE FUNCTION lookalike.copyright_term_hint(
    author_died date DEFAULT NULL, made date DEFAULT NULL, made_available date DEFAULT NULL,
    is_author_known boolean DEFAULT true, is_government boolean DEFAULT false, commercially_published date DEFAULT NULL
)
    RETURNS TABLE (expires_on date, section text, assumed text, advice text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT make_date(extract(year FROM t.from_day)::integer + t.years, 12, 31), t.section,
           t.assumed || CASE WHEN t.from_day IS NULL THEN ', but the day is not known' ELSE '' END,
           'Advisory, not legal advice.'
               || CASE WHEN made >= '1997-06-30' THEN ''
                       WHEN made IS NULL THEN ' A photograph taken before 30 June 1997 needs counsel.'
                       ELSE ' Made before 30 June 1997: a photograph of that time needs counsel.' END
    FROM (
        SELECT 's. 182' AS section,
               CASE WHEN p.is_soon THEN commercially_published ELSE made END AS from_day,
               CASE WHEN p.is_soon THEN 50 ELSE 125 END AS years,
               CASE WHEN p.is_soon THEN 'Government copyright: 50 years from commercial publication, within 75 years from making'
                    ELSE 'Government copyright: 125 years from making, not published commercially within 75 years' END AS assumed
        FROM (SELECT coalesce(extract(year FROM commercially_published) <= extract(year FROM made) + 75, false) AS is_soon) p
        WHERE is_government
        UNION ALL
        SELECT 's. 17', author_died, 50, 'known author: 50 years from the death of the author'
        WHERE NOT is_government AND is_author_known
        UNION ALL
        SELECT 's. 17', CASE WHEN a.is_soon THEN made_available ELSE made END, 50,
               CASE WHEN a.is_soon THEN 'unknown author: 50 years from first making available'
                    ELSE 'unknown author: 50 years from making, not made available to the public in that time' END
        FROM (SELECT coalesce(extract(year FROM made_available) <= extract(year FROM made) + 50, made_available IS NOT NULL AND made IS NULL) AS is_soon) a
        WHERE NOT is_government AND NOT is_author_known
    ) t;
END;
COMMENT ON FUNCTION lookalike.copyright_term_hint(date, date, date, boolean, boolean, date) IS
    'Advisory, not legal advice: the earliest day on which copyright may expire by the Copyright Ordinance of Hong Kong (Cap. 528), the section, and what is assumed. Give the latest day that a date may mean.';

CREATE OR REPLACE FUNCTION lookalike_internal.death_of(creator text) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    -- Of several authors, the last death counts, and each must be known.
    SELECT CASE WHEN count(*) = count(n.died) THEN make_date(max(n.died)::integer, 12, 31) END
    FROM (SELECT substring(s.part FROM '(?:[(,]\s*(?:ca?\.?\s*)?\d{4}\s*[–-]\s*|†\s*|\mdied\s+(?:in\s+)?|\md\.\s*)([12]\d{3})\M') AS died
          FROM regexp_split_to_table(creator, '(?i)[;|&\n]|\m(?:and|und)\M') AS s (part)
          WHERE lookalike.name_key(s.part) IS NOT NULL) n);
COMMENT ON FUNCTION lookalike_internal.death_of(text) IS
    'The end of the year in which the author died, from a text such as "Jan Kral (1890-1950)"; null where it is not said of each author.';

CREATE OR REPLACE VIEW lookalike_detail.copyright_term AS
SELECT c.name AS catalogue,
       e.external_id,
       e.title,
       e.creator,
       e.date_text AS date,
       h.expires_on,
       h.expires_on < current_date AS may_be_over,
       h.section,
       h.assumed,
       h.advice,
       e.entry_id
FROM lookalike_internal.catalogue_entry e
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
CROSS JOIN LATERAL (
    SELECT lookalike_internal.read_places(coalesce(nullif(e.jurisdiction, ''), s.value)) AS places
    FROM lookalike_internal.setting s WHERE s.name = 'rights_jurisdiction'
    OFFSET 0
) l
CROSS JOIN LATERAL lookalike.copyright_term_hint(
    author_died => lookalike_internal.death_of(e.creator),
    made => e.date_to,
    made_available => (lookalike.parse_date_bounds(e.published_at)).date_to,
    is_author_known => lookalike.name_key(e.creator) IS NOT NULL,
    is_government => concat_ws(' ', e.rights_holder, e.rights_statement, e.creator) ~* '\mgovernment\M|政府',
    commercially_published => (lookalike.parse_date_bounds(e.published_at)).date_to) h
WHERE e.missing_since IS NULL
  AND (l.places IS NULL OR l.places & lookalike_internal.read_places('HK') > 0);
COMMENT ON VIEW lookalike_detail.copyright_term IS 'Advisory, not legal advice: for each catalogue entry, the earliest day on which copyright may expire by the Copyright Ordinance of Hong Kong (Cap. 528). Nothing reads it for guards or policies. Entries under another law are left out.';
COMMENT ON COLUMN lookalike_detail.copyright_term.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike_detail.copyright_term.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.copyright_term.title IS 'Title.';
COMMENT ON COLUMN lookalike_detail.copyright_term.creator IS 'Creator.';
COMMENT ON COLUMN lookalike_detail.copyright_term.date IS 'Date of the picture, as it is written.';
COMMENT ON COLUMN lookalike_detail.copyright_term.expires_on IS 'The earliest day on which copyright may expire; null where the entry does not say enough.';
COMMENT ON COLUMN lookalike_detail.copyright_term.may_be_over IS 'Whether that day is past.';
COMMENT ON COLUMN lookalike_detail.copyright_term.section IS 'Section of the ordinance.';
COMMENT ON COLUMN lookalike_detail.copyright_term.assumed IS 'What the hint assumes.';
COMMENT ON COLUMN lookalike_detail.copyright_term.advice IS 'That the hint is no legal advice, and when counsel is needed.';
COMMENT ON COLUMN lookalike_detail.copyright_term.entry_id IS 'Number of the entry.';
