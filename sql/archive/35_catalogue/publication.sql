-- Publications: what entries say of them, and which pixels are the very rendition that was published.

CREATE OR REPLACE FUNCTION lookalike_internal.read_medium(said text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN lookalike_internal.fold_text(said) ~ '\m(web|website|online|internet|www|html|app|podcast)\M|網|网|線上|在线' THEN 'web'
    WHEN lookalike_internal.fold_text(said) ~ '\m(broadcast|television|tv|radio|fernsehen|rundfunk|televizia|televize|rozhlas|vysielanie|vysilani|televisions?|emission|radiodiffusion|emision)\M|電視|电视|電台|电台|廣播|广播' THEN 'broadcast'
    WHEN lookalike_internal.fold_text(said) ~ '\m(print|printed|newspaper|magazine|journal|book|paper|druck|gedruckt|zeitung|zeitschrift|buch|tlac|tlacene|noviny|casopis|kniha|tisk|tistene|imprime|imprimee|presse|livre|impreso|impresa|periodico|revista|libro)\M|印刷|報紙|报纸|報章|雜誌|杂志|書' THEN 'print'
    ELSE nullif(btrim(said), '') END;
COMMENT ON FUNCTION lookalike_internal.read_medium(text) IS
    'The medium of a publication: web, broadcast or print, read from words of several languages; any other text as it is written.';

-- "10,20,50,40", "pct:10,20,50,40", "10 %, 20 %, 50 %, 40 %", "x=10 y=20 w=50 h=40" and "50x40+10+20" are one box.
CREATE OR REPLACE FUNCTION lookalike_internal.read_crop(said text) RETURNS numeric[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE WHEN b.box[3] > 0 AND b.box[4] > 0 THEN b.box END
    FROM (
        SELECT replace(replace(replace(replace(regexp_replace(lower(said), 'xywh|percent|pct|pixels?|px', '', 'g'),
                                               'left', 'x'), 'top', 'y'), 'width', 'w'), 'height', 'h') AS words
    ) s
    CROSS JOIN LATERAL (
        SELECT CASE regexp_replace(s.words, '[^[:alpha:]]', '', 'g')
            WHEN 'x' THEN (regexp_match(s.words, '^\s*()(\d{1,9})\s*x\s*(\d{1,9})\s*\+\s*(\d{1,9})\s*\+\s*(\d{1,9})\s*$'))
            -- Names in another order would mean another box.
            WHEN '' THEN n.numbers
            WHEN 'xywh' THEN n.numbers END AS found
        FROM (SELECT regexp_match(
            regexp_replace(s.words, '[[:alpha:]]|[%:=()\[\]]', ' ', 'g'),
            '^\s*(\d{1,9}(?:\.\d{1,9})?)(?:\s*[,;]\s*|\s+)(\d{1,9}(?:\.\d{1,9})?)(?:\s*[,;]\s*|\s+)(\d{1,9}(?:\.\d{1,9})?)(?:\s*[,;]\s*|\s+)(\d{1,9}(?:\.\d{1,9})?)\s*$') AS numbers) n
    ) f
    CROSS JOIN LATERAL (
        SELECT CASE WHEN cardinality(f.found) = 5 THEN ARRAY[f.found[4], f.found[5], f.found[2], f.found[3]]
                    ELSE f.found END::numeric[] AS box
    ) b);
COMMENT ON FUNCTION lookalike_internal.read_crop(text) IS
    'Left, top, width and height of a crop box as catalogues write it, in pixels or percent; null for any other text.';

CREATE OR REPLACE FUNCTION lookalike_internal.says_crop(about_publication text, about_picture text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(lookalike_internal.fold_text(about_publication)
                ~ '\m(crop|crops|cropped|cropping|recorte|recortad[ao])\M', false)
    -- A description may be about crops on a field.
    OR coalesce(lookalike_internal.fold_text(about_picture)
                ~ '\mcropped\M|\mcrop,? (over|across|to|on|at|from|\d)|\m(tight|close|square|vertical|horizontal|columns?|cols?) crop\M', false)
    OR coalesce(lookalike_internal.fold_text(concat_ws(' ', about_publication, about_picture))
                ~ '\m(bildausschnitt|ausschnitt|beschnitten|recadree?s?|recadrage|vyrez|vyrezom|orezan[aey])\M|裁剪|裁切|剪裁|裁减', false);
COMMENT ON FUNCTION lookalike_internal.says_crop(text, text) IS
    'Whether words about a publication, or a description of a picture, say that a crop was published.';

CREATE OR REPLACE FUNCTION lookalike_internal.record_publications(entries bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WITH said AS MATERIALIZED (
        SELECT e.*, nullif(btrim(e.published_crop), '') AS crop_text
        FROM lookalike_internal.catalogue_entry e
        WHERE e.entry_id = ANY (entries) AND e.is_published
    ), day AS MATERIALIZED (
        -- Many entries share few days, so each is parsed once.
        SELECT d.published_at, b.date_from, b.date_to
        FROM (SELECT DISTINCT s.published_at FROM said s WHERE s.published_at IS NOT NULL) d
        CROSS JOIN LATERAL lookalike.parse_date_bounds(d.published_at) b
    )
    INSERT INTO lookalike_internal.published_entry AS p (
        entry_id, medium, edition, issued_from, issued_to, published_at, published_in, page, url, sha256,
        is_crop, crop_text, crop, is_percent)
    SELECT s.entry_id, lookalike_internal.read_medium(s.published_medium), s.published_edition, d.date_from, d.date_to,
           s.published_at, s.published_in, s.published_page, s.published_url,
           decode(substring(lower(s.published_digest), '(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])'), 'hex'),
           b.crop IS NOT NULL
               OR NOT lookalike_internal.is_denial(s.crop_text)
                  AND lower(s.crop_text) NOT IN ('full', 'whole', 'uncropped', 'not cropped', 'full frame')
               OR lookalike_internal.says_crop(concat_ws(' ', s.published_edition, s.published_page),
                                               concat_ws(' ', s.published_in, s.description)),
           s.crop_text, b.crop, CASE WHEN b.crop IS NOT NULL THEN lower(s.crop_text) ~ '%|pct|percent' END
    FROM said s
    CROSS JOIN LATERAL (SELECT lookalike_internal.read_crop(s.crop_text) AS crop OFFSET 0) b
    LEFT JOIN day d ON d.published_at = s.published_at
    ON CONFLICT (entry_id) DO UPDATE SET
        medium = excluded.medium, edition = excluded.edition, issued_from = excluded.issued_from,
        issued_to = excluded.issued_to, published_at = excluded.published_at, published_in = excluded.published_in,
        page = excluded.page, url = excluded.url, sha256 = excluded.sha256, is_crop = excluded.is_crop,
        crop_text = excluded.crop_text, crop = excluded.crop, is_percent = excluded.is_percent
    WHERE (p.medium, p.edition, p.issued_from, p.issued_to, p.published_at, p.published_in, p.page, p.url,
           p.sha256, p.is_crop, p.crop_text, p.crop, p.is_percent)
          IS DISTINCT FROM
          (excluded.medium, excluded.edition, excluded.issued_from, excluded.issued_to, excluded.published_at,
           excluded.published_in, excluded.page, excluded.url, excluded.sha256, excluded.is_crop,
           excluded.crop_text, excluded.crop, excluded.is_percent);
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.published_entry');

    -- The pictures of these entries.
    INSERT INTO lookalike_internal.publication (pixel_digest, entry_id, published_at, published_in)
    SELECT DISTINCT i.pixel_digest, e.entry_id, e.published_at, e.published_in
    FROM lookalike_internal.catalogue_entry e
    JOIN lookalike_internal.entry_image l ON l.entry_id = e.entry_id
    JOIN lookalike_internal.image i ON i.image_id = l.image_id
    WHERE e.entry_id = ANY (entries) AND e.is_published
      AND NOT EXISTS (SELECT FROM lookalike_internal.publication p WHERE p.pixel_digest = i.pixel_digest AND p.entry_id = e.entry_id);
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.publication');

    -- The very file that was published. A trigger records its pixels as published.
    INSERT INTO lookalike_internal.rendition (entry_id, pixel_digest, basis, image_id)
    SELECT s.entry_id, i.pixel_digest, 'digest', min(i.image_id)
    FROM lookalike_internal.published_entry s
    JOIN lookalike_internal.image i ON i.sha256 = s.sha256
    WHERE s.entry_id = ANY (entries)
    GROUP BY s.entry_id, i.pixel_digest
    ON CONFLICT DO NOTHING;
    PERFORM lookalike_internal.record_crops(entries);
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_publications(bigint[]) IS
    'Records what these entries say of publications, which pictures were published, and which renditions are held; one step of link_entries.';

-- A crop box is compared with the rectangle in which the pixels prove a crop to lie. Its edges may differ by 2 % of
-- the width or height of the whole picture.
CREATE OR REPLACE FUNCTION lookalike_internal.record_crops(entries bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tolerance constant numeric := 0.02;
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.published_entry s WHERE s.is_crop AND s.entry_id = ANY (entries)) THEN
        RETURN;
    END IF;
    -- With a box: the edges of the box as shares of the width and height, then the images that show the whole picture.
    WITH boxed AS MATERIALIZED (
        SELECT s.entry_id, i.image_id, i.pixel_digest, i.width, i.height,
               s.crop[1] / u.width AS left_edge, s.crop[2] / u.height AS top_edge,
               (s.crop[1] + s.crop[3]) / u.width AS right_edge, (s.crop[2] + s.crop[4]) / u.height AS bottom_edge
        FROM lookalike_internal.published_entry s
        JOIN lookalike_internal.entry_image l ON l.entry_id = s.entry_id
        JOIN lookalike_internal.image i ON i.image_id = l.image_id
        CROSS JOIN LATERAL (SELECT CASE WHEN s.is_percent THEN 100 ELSE i.width END AS width,
                                   CASE WHEN s.is_percent THEN 100 ELSE i.height END AS height) u
        WHERE s.entry_id = ANY (entries) AND s.crop IS NOT NULL
    ), same AS MATERIALIZED (
        SELECT DISTINCT b.entry_id, b.left_edge, b.top_edge, b.right_edge, b.bottom_edge, i.image_id, i.width, i.height
        FROM boxed b JOIN lookalike_internal.image i ON i.pixel_digest = b.pixel_digest
    ), whole AS MATERIALIZED (
        SELECT s.* FROM same s
        UNION
        SELECT s.entry_id, s.left_edge, s.top_edge, s.right_edge, s.bottom_edge, o.image_id, o.width, o.height
        FROM same s
        CROSS JOIN LATERAL (
            SELECT m.image_id_b AS image_id, m.relation FROM lookalike_internal.match m WHERE m.image_id_a = s.image_id AND m.is_accepted
            UNION ALL
            SELECT m.image_id_a, m.relation FROM lookalike_internal.match m WHERE m.image_id_b = s.image_id AND m.is_accepted) m
        JOIN lookalike_internal.image o ON o.image_id = m.image_id
        WHERE string_to_array(m.relation, ', ') <@ '{identical file,identical image,resized,re-encoded,toned,negative}'
    ), found AS (
        SELECT w.entry_id, c.pixel_digest, c.image_id
        FROM whole w
        CROSS JOIN LATERAL (
            SELECT m.image_id_b AS image_id, m.* FROM lookalike_internal.match m WHERE m.image_id_a = w.image_id
            UNION ALL
            SELECT m.image_id_a, m.* FROM lookalike_internal.match m WHERE m.image_id_b = w.image_id) m
        JOIN lookalike_internal.present_image c ON c.image_id = m.image_id
        WHERE m.inner_image_id = c.image_id AND lookalike_internal.is_proven_crop(m.is_accepted, m.proof, m.relation)
          AND greatest(abs(m.x / w.width::numeric - w.left_edge), abs(m.y / w.height::numeric - w.top_edge),
                       abs((m.x + m.width) / w.width::numeric - w.right_edge),
                       abs((m.y + m.height) / w.height::numeric - w.bottom_edge)) <= tolerance
        UNION ALL
        -- A box around the whole picture.
        SELECT b.entry_id, b.pixel_digest, b.image_id
        FROM boxed b
        WHERE greatest(abs(b.left_edge), abs(b.top_edge), abs(1 - b.right_edge), abs(1 - b.bottom_edge)) <= tolerance
    )
    INSERT INTO lookalike_internal.rendition (entry_id, pixel_digest, basis, image_id)
    SELECT f.entry_id, f.pixel_digest, 'crop box', min(f.image_id) FROM found f GROUP BY f.entry_id, f.pixel_digest
    ON CONFLICT DO NOTHING;

    -- In words only: the crops of the clusters of these pictures. People say which of them was published.
    WITH picture AS MATERIALIZED (
        SELECT s.entry_id, l.image_id, m.cluster_id
        FROM lookalike_internal.published_entry s
        JOIN lookalike_internal.entry_image l ON l.entry_id = s.entry_id
        JOIN lookalike_internal.cluster_member m ON m.image_id = l.image_id
        WHERE s.entry_id = ANY (entries) AND s.is_crop AND s.crop IS NULL
    ), cut AS MATERIALIZED (
        SELECT k.cluster_id, i.image_id, i.pixel_digest
        FROM (SELECT DISTINCT p.cluster_id FROM picture p) p
        JOIN lookalike_internal.cluster_member k ON k.cluster_id = p.cluster_id
        JOIN lookalike_internal.present_image i ON i.image_id = k.image_id
        WHERE EXISTS (SELECT FROM lookalike_internal.match m
                      WHERE m.image_id_a = k.image_id AND m.inner_image_id = k.image_id
                        AND lookalike_internal.is_proven_crop(m.is_accepted, m.proof, m.relation))
           OR EXISTS (SELECT FROM lookalike_internal.match m
                      WHERE m.image_id_b = k.image_id AND m.inner_image_id = k.image_id
                        AND lookalike_internal.is_proven_crop(m.is_accepted, m.proof, m.relation))
    ), named AS MATERIALIZED (
        SELECT p.entry_id, c.pixel_digest, c.image_id
        FROM picture p JOIN cut c ON c.cluster_id = p.cluster_id AND c.image_id = p.image_id
    ), found AS (
        SELECT n.entry_id, n.pixel_digest, 'named' AS basis, n.image_id FROM named n
        UNION ALL
        SELECT p.entry_id, c.pixel_digest, 'words', c.image_id
        FROM picture p JOIN cut c ON c.cluster_id = p.cluster_id
        WHERE NOT EXISTS (SELECT FROM named n WHERE n.entry_id = p.entry_id)
          AND NOT EXISTS (SELECT FROM lookalike_internal.rendition r
                          WHERE r.entry_id = p.entry_id AND r.basis IN ('digest', 'crop box', 'named', 'confirmed'))
    )
    INSERT INTO lookalike_internal.rendition (entry_id, pixel_digest, basis, image_id)
    SELECT f.entry_id, f.pixel_digest, f.basis, min(f.image_id) FROM found f GROUP BY f.entry_id, f.pixel_digest, f.basis
    ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_crops(bigint[]) IS
    'Records which held crops are, or may be, what was published, for entries that say that a crop was.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_proven_crop(is_accepted boolean, proof text, relation text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN is_accepted AND proof = 'proven' AND 'cropped' = ANY (string_to_array(relation, ', '));
COMMENT ON FUNCTION lookalike_internal.is_proven_crop(boolean, text, text) IS
    'Whether a match with this evidence proves that its inner image is a crop of the other.';

-- Confirmed and certain renditions are in table publication, where guards find them.
CREATE OR REPLACE VIEW lookalike_internal.possible_rendition AS
SELECT r.entry_id, r.pixel_digest, r.image_id
FROM lookalike_internal.rendition r
WHERE r.basis = 'words'
  AND NOT EXISTS (SELECT FROM lookalike_internal.rendition x
                  WHERE x.entry_id = r.entry_id
                    AND (x.basis IN ('digest', 'crop box', 'named', 'confirmed')
                         OR x.basis = 'refused' AND x.pixel_digest = r.pixel_digest));
COMMENT ON VIEW lookalike_internal.possible_rendition IS
    'Pictures that may be what was published: crops of the picture of an entry that says that a crop was published. People have not decided, and no rendition is known.';
COMMENT ON COLUMN lookalike_internal.possible_rendition.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.possible_rendition.pixel_digest IS 'Digest of the pixels.';
COMMENT ON COLUMN lookalike_internal.possible_rendition.image_id IS 'An image with these pixels when they were found.';

CREATE OR REPLACE VIEW lookalike_internal.known_rendition AS
SELECT r.entry_id, r.pixel_digest, r.basis
FROM lookalike_internal.rendition r
WHERE r.basis IN ('digest', 'crop box', 'named', 'confirmed')
UNION ALL
-- Nothing says that another rendition was published.
SELECT p.entry_id, p.pixel_digest, 'entry'
FROM lookalike_internal.publication p
WHERE NOT EXISTS (SELECT FROM lookalike_internal.published_entry s
                  WHERE s.entry_id = p.entry_id AND (s.is_crop OR s.sha256 IS NOT NULL));
COMMENT ON VIEW lookalike_internal.known_rendition IS 'Pictures that are the very rendition that was published; the same picture may come with several reasons.';
COMMENT ON COLUMN lookalike_internal.known_rendition.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.known_rendition.pixel_digest IS 'Digest of the pixels.';
COMMENT ON COLUMN lookalike_internal.known_rendition.basis IS 'The reason: as in table rendition, or entry (it is an image of the entry, and nothing says that another rendition was published).';
