-- Parts of composites and pages of files. They are no copies, so they are in no cluster.
CREATE OR REPLACE VIEW lookalike.part_of AS
SELECT w.image_id AS whole_image_id,
       w.path AS whole_path,
       cw.name AS whole_collection,
       m.page,
       p.image_id AS part_image_id,
       p.path AS part_path,
       cp.name AS part_collection,
       m.x,
       m.y,
       m.width,
       m.height,
       round((CASE WHEN p.image_id = m.image_id_a THEN m.scale ELSE 1 / nullif(m.scale, 0) END)::numeric, 4) AS scale,
       round(s.coverage::numeric, 4) AS coverage,
       lookalike_internal.describe_evidence(m) AS evidence,
       lookalike_internal.describe_part(m, p, w, s.coverage) AS explanation
FROM lookalike_internal.part_match k
JOIN lookalike_internal.match m ON m.image_id_a = k.image_id_a AND m.image_id_b = k.image_id_b
JOIN lookalike_internal.image p ON p.image_id = k.part_image_id
JOIN lookalike_internal.image w ON w.image_id = k.whole_image_id
JOIN lookalike_internal.collection cp ON cp.collection_id = p.collection_id
JOIN lookalike_internal.collection cw ON cw.collection_id = w.collection_id
LEFT JOIN lookalike_internal.page g ON g.image_id = w.image_id AND g.page = m.page
CROSS JOIN LATERAL (
    SELECT least(m.width::double precision * m.height
                 / (coalesce(g.width, w.width)::double precision * coalesce(g.height, w.height)), 1) AS coverage
) s
WHERE p.missing_since IS NULL AND w.missing_since IS NULL
  -- An image that changed waits for the next match: its old evidence does not count.
  AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = m.image_id_a)
  AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = m.image_id_b);
COMMENT ON VIEW lookalike.part_of IS
    'Images that lie on a composite (a contact sheet, an album page, a web page) or are a page or frame of a file with several. They are not copies of it. Of images with the same pixels, only the first is listed.';
COMMENT ON COLUMN lookalike.part_of.whole_image_id IS 'Number of the composite, or of the file with several pages.';
COMMENT ON COLUMN lookalike.part_of.whole_path IS 'Path of the composite, relative to the folder of its collection.';
COMMENT ON COLUMN lookalike.part_of.whole_collection IS 'Collection of the composite.';
COMMENT ON COLUMN lookalike.part_of.page IS 'Page or frame on which the part lies, from 1; null where the file has only one.';
COMMENT ON COLUMN lookalike.part_of.part_image_id IS 'Number of the image that lies on the composite.';
COMMENT ON COLUMN lookalike.part_of.part_path IS 'Path of that image, relative to the folder of its collection.';
COMMENT ON COLUMN lookalike.part_of.part_collection IS 'Collection of that image.';
COMMENT ON COLUMN lookalike.part_of.x IS 'Left edge of the rectangle in which the part lies, in pixels of the composite or the page.';
COMMENT ON COLUMN lookalike.part_of.y IS 'Upper edge of that rectangle.';
COMMENT ON COLUMN lookalike.part_of.width IS 'Width of that rectangle.';
COMMENT ON COLUMN lookalike.part_of.height IS 'Height of that rectangle.';
COMMENT ON COLUMN lookalike.part_of.scale IS 'Pixels of the composite for one of the part: below 1, the part is larger than its place.';
COMMENT ON COLUMN lookalike.part_of.coverage IS 'Share of the composite or the page that the part covers, from 0 to 1.';
COMMENT ON COLUMN lookalike.part_of.evidence IS 'The evidence, in words.';
COMMENT ON COLUMN lookalike.part_of.explanation IS 'Where the part lies, and the evidence, in a sentence.';
