-- An archive of setting bench.images images, most of them in clusters of three or four, with 5 entries
-- for every 12 images. One image and one entry in twelve says something else than the others of its
-- cluster; the rest say the same in other words.
CREATE TEMP TABLE made_up ON COMMIT DROP AS
SELECT n, n * 3 / 10 + 1 AS cluster_id, n % 6 < 5 AS is_copy, h.chance % 100 AS chance,
       -- Who made it and holds it: of all in one cluster the same, but for the odd ones.
       CASE WHEN h.odd % 100 < 8 THEN h.chance % 500 ELSE h.alike % 500 END AS origin
FROM generate_series(1, current_setting('bench.images')::integer) AS n
CROSS JOIN LATERAL (
    SELECT hashint8(n + 7) & 2147483647 AS chance, hashint8(n + 3) & 2147483647 AS odd,
           hashint8(n * 3 / 10) & 2147483647 AS alike) h;

INSERT INTO lookalike_internal.image (image_id, collection_id, path, byte_size, modified_at, sha256, pixel_digest,
    format, width, height, mode, frame_count, is_lossless, creator, copyright_notice, credit_line,
    usage_terms, rights_url, metadata, first_seen_run_id, changed_run_id)
OVERRIDING SYSTEM VALUE
SELECT m.n, c.collection_id, format('%s/%s.jpg', m.n / 1000, m.n), 100000, '2020-01-01',
       sha256(int8send(m.n)), sha256(int8send(-m.n)), 'JPEG', 1000, 800, 'RGB', 1, false,
       CASE WHEN m.chance < 60 THEN 'Photographer ' || m.origin END,
       CASE WHEN m.chance >= 50 THEN NULL
            WHEN m.origin % 3 = 0 THEN 'Public domain; digitised by Library ' || m.origin % 20
            ELSE format('© %s Agency %s. All rights reserved.', 1950 + m.origin % 70, m.origin % 25) END,
       CASE WHEN m.chance < 40 THEN 'Library ' || m.origin % 20 END,
       CASE WHEN m.chance >= 45 THEN NULL
            WHEN m.origin % 3 = 0 THEN 'No known copyright; free for any use'
            ELSE 'Editorial use only; no resale' END,
       CASE WHEN m.chance >= 45 THEN NULL
            WHEN m.origin % 3 = 0 THEN 'http://rightsstatements.org/vocab/NKC/1.0/'
            ELSE 'http://rightsstatements.org/vocab/InC/1.0/' END,
       '{"icc_profile": "sRGB IEC61966-2.1", "dpi": [300, 300]}', r.run_id, r.run_id
FROM made_up m
CROSS JOIN (SELECT lookalike_internal.add_collection('made-up', '/made-up') AS collection_id) c
CROSS JOIN (SELECT lookalike_internal.start_run('cluster', '{}') AS run_id) r;

INSERT INTO lookalike_internal.cluster (cluster_id, images, created_run_id)
SELECT m.cluster_id, count(*), (SELECT min(r.run_id) FROM lookalike_internal.run r)
FROM made_up m WHERE m.is_copy GROUP BY m.cluster_id HAVING count(*) > 1;
INSERT INTO lookalike_internal.cluster_member (image_id, cluster_id)
SELECT m.n, m.cluster_id FROM made_up m JOIN lookalike_internal.cluster c ON c.cluster_id = m.cluster_id
WHERE m.is_copy;

INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES ('made-up', '{}');
INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)
SELECT c.catalogue_id, 'made-up', '{}' FROM lookalike_internal.catalogue c;
INSERT INTO lookalike_internal.catalogue_entry (entry_id, catalogue_id, external_id, title, creator, date_text,
    date_from, date_to, description, rights_statement, licence, rights_holder, credit_line,
    first_import_id, import_id)
OVERRIDING SYSTEM VALUE
SELECT m.n, i.catalogue_id, 'E' || m.n,
       format('Picture %s%s', m.cluster_id, CASE WHEN m.n % 3 = 0 THEN ' (press)' END),
       CASE WHEN m.n % 4 = 0 THEN 'P. Photographer ' ELSE 'Photographer ' END || m.origin,
       (1900 + m.origin % 100)::text, make_date(1900 + m.origin % 100, 1, 1),
       make_date(1900 + m.origin % 100, 12, 31),
       format('What picture %s shows, in %s', m.cluster_id, repeat('many words, ', 10)),
       CASE WHEN m.origin % 3 = 0 THEN 'http://rightsstatements.org/vocab/NKC/1.0/'
            WHEN m.n % 5 = 0 THEN 'In Copyright'
            ELSE 'http://rightsstatements.org/vocab/InC/1.0/' END,
       CASE WHEN m.origin % 3 = 0 THEN 'https://creativecommons.org/publicdomain/zero/1.0/'
            WHEN m.n % 7 > 0 THEN 'Editorial use only' END,
       CASE WHEN m.origin % 3 > 0 THEN 'Agency ' || m.origin % 25 END,
       'Library ' || m.origin % 20, i.import_id, i.import_id
FROM made_up m CROSS JOIN lookalike_internal.catalogue_import i
WHERE m.n % 12 IN (0, 2, 5, 7, 10);
INSERT INTO lookalike_internal.entry_image (entry_id, image_id, link_evidence)
SELECT e.entry_id, e.entry_id, 'path' FROM lookalike_internal.catalogue_entry e;
