-- Makes of the archive of bench_classify one of 4 sites with 20 collections, several formats and years, and about 1.25 entries
-- an image: some say other rights or another date than the others of their picture. Triggers are off, so queues stay empty.
INSERT INTO lookalike_internal.site (name, sector, jurisdiction, storage_rate, rate_basis, tb_per_rack_unit, currency)
VALUES ('Library', 'library', 'US', 276, 'TB and year', NULL, 'USD'), ('Office', 'government', 'HK', 4000, 'rack unit and month', 14, 'HKD'),
       ('Newsroom', 'newsroom', 'DE', 190.5, 'TB and year', NULL, 'EUR'), ('Museum', 'museum', 'DE', 210, 'TB and year', NULL, 'EUR');
INSERT INTO lookalike_internal.collection (name, root, site_id)
SELECT 'collection ' || n, '/collection ' || n, s.site_id
FROM generate_series(1, 19) n
JOIN (SELECT s.site_id, row_number() OVER (ORDER BY s.site_id) AS place FROM lookalike_internal.site s) s ON s.place = n % 4 + 1;
UPDATE lookalike_internal.collection SET site_id = (SELECT min(s.site_id) FROM lookalike_internal.site s) WHERE site_id IS NULL;

UPDATE lookalike_internal.image i
SET collection_id = c.collection_id, byte_size = 50000 + h.chance % 4000000,
    format = (ARRAY['JPEG', 'JPEG', 'TIFF', 'PNG', 'JPEG 2000'])[1 + h.chance % 5],
    captured_at = CASE WHEN h.chance % 3 = 0 THEN timestamptz '1950-01-01' + make_interval(days => h.chance % 25000) END,
    copyright_notice = CASE WHEN h.chance % 90 = 0 THEN '© Agency ' || h.chance % 50 END,
    creator = CASE WHEN h.chance % 20 = 0 THEN 'Photographer ' || h.chance % 300 END
FROM (SELECT k.image_id, hashint8(k.image_id) & 2147483647 AS chance FROM lookalike_internal.image k) h,
     (SELECT c.collection_id, row_number() OVER (ORDER BY c.collection_id) - 1 AS place FROM lookalike_internal.collection c) c
WHERE h.image_id = i.image_id AND c.place = i.image_id % 20;

-- Three of four images get an entry more. Entries of one picture say the same of it, but for one in twelve.
CREATE TEMP TABLE said ON COMMIT DROP AS
SELECT i.image_id, coalesce(c.original_id, i.image_id) + CASE WHEN i.image_id % 12 = 5 THEN 1 ELSE 0 END AS subject
FROM lookalike_internal.image i
LEFT JOIN pg_temp.copy c ON c.image_id = i.image_id;
ANALYZE pg_temp.said;
UPDATE lookalike_internal.catalogue_entry e
SET title = 'Picture ' || s.subject, date_from = make_date((1900 + s.subject % 100)::integer, 1, 1),
    date_to = make_date((1900 + s.subject % 100)::integer, 12, 31), date_text = (1900 + s.subject % 100)::text,
    description = 'What is to be seen on picture ' || s.subject
FROM pg_temp.said s WHERE s.image_id = e.external_id::bigint;
INSERT INTO lookalike_internal.catalogue_entry (catalogue_id, external_id, title, creator, licence, rights_statement, date_from, date_to,
    date_text, description, first_import_id, import_id)
SELECT m.catalogue_id, 'second ' || s.image_id, 'Picture ' || s.subject, 'A. Lens',
       CASE WHEN s.image_id % 60 = 1 THEN 'CC BY-NC 4.0' ELSE 'CC0' END,
       CASE WHEN s.image_id % 90 = 2 THEN 'http://rightsstatements.org/vocab/InC/1.0/' END,
       make_date((1900 + s.subject % 100)::integer, 1, 1), make_date((1900 + s.subject % 100)::integer, 12, 31),
       (1900 + s.subject % 100)::text, 'What is to be seen on picture ' || s.subject, m.import_id, m.import_id
FROM pg_temp.said s CROSS JOIN lookalike_internal.catalogue_import m WHERE s.image_id % 4 <> 0;
INSERT INTO lookalike_internal.entry_image (entry_id, image_id, link_evidence)
SELECT e.entry_id, substr(e.external_id, 8)::bigint, 'path'
FROM lookalike_internal.catalogue_entry e WHERE e.external_id LIKE 'second %';
DELETE FROM lookalike_internal.entry_image l WHERE l.entry_id % 200 = 0;
INSERT INTO lookalike_internal.unlinked_entry (entry_id, is_changed, reason)
SELECT e.entry_id, false, 'no image has its file name' FROM lookalike_internal.catalogue_entry e WHERE e.entry_id % 200 = 0;
