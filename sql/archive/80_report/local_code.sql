-- One row a corner. The codes serve within() and hamming_distance(); for a search, copy them into a table with an index.
CREATE OR REPLACE VIEW lookalike.local_code AS
SELECT i.image_id, l.panel::integer AS panel, p.point,
       ('x' || encode(substring(l.codes FROM 8 * p.point - 7 FOR 8), 'hex'))::bit(64) AS code,
       round((256 * get_byte(l.points, 8 * p.point - 8) + get_byte(l.points, 8 * p.point - 7)) / 64.0, 2) AS x,
       round((256 * get_byte(l.points, 8 * p.point - 6) + get_byte(l.points, 8 * p.point - 5)) / 64.0, 2) AS y,
       round((256 * get_byte(l.points, 8 * p.point - 4) + get_byte(l.points, 8 * p.point - 3)) * 360 / 65536.0, 1) AS angle,
       round(power(2.0, ((256 * get_byte(l.points, 8 * p.point - 2) + get_byte(l.points, 8 * p.point - 1) + 32768) % 65536
                         - 32768) / 1024.0), 3) AS scale
FROM lookalike_internal.image i
JOIN lookalike_internal.local_code l ON l.pixel_digest = i.pixel_digest
CROSS JOIN LATERAL generate_series(1, octet_length(l.codes) / 8) AS p (point);
COMMENT ON VIEW lookalike.local_code IS
    'The strongest corners of each image, with a code of 64 bits for each. The codes of one corner in two copies differ in at most a few bits, so images that share corners are copies, crops or parts of each other.';
COMMENT ON COLUMN lookalike.local_code.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.local_code.panel IS 'Number of the panel of a composite on which the corner is; 0 for the whole picture.';
COMMENT ON COLUMN lookalike.local_code.point IS 'Number of the corner, the strongest first, from 1.';
COMMENT ON COLUMN lookalike.local_code.code IS 'Its code, for within() and hamming_distance().';
COMMENT ON COLUMN lookalike.local_code.x IS 'How far it is from the left, in pixels of the picture or panel with a longer side of at most 512 pixels.';
COMMENT ON COLUMN lookalike.local_code.y IS 'How far it is from the top, in such pixels.';
COMMENT ON COLUMN lookalike.local_code.angle IS 'Its direction in degrees, clockwise from the right.';
COMMENT ON COLUMN lookalike.local_code.scale IS 'How large it is: how many such pixels one step of the pattern of comparisons is.';
