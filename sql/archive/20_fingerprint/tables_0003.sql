-- Stateful: run once by a migration. A second fingerprint of images that have a border.

-- Files that have not changed are not read again, so images of an earlier version have no row of
-- region content until their files change.
ALTER TABLE lookalike.fingerprint
    ADD COLUMN x integer,
    ADD COLUMN y integer,
    ADD COLUMN width integer,
    ADD COLUMN height integer,
    DROP CONSTRAINT fingerprint_region_check,
    ADD CONSTRAINT fingerprint_region_check CHECK (region IN ('full', 'content')),
    ADD CONSTRAINT fingerprint_box_check CHECK (
        CASE region
            WHEN 'content' THEN num_nulls(x, y, width, height) = 0
                                AND x >= 0 AND y >= 0 AND width > 0 AND height > 0
            ELSE num_nonnulls(x, y, width, height) = 0
        END);

-- The hashes of the picture mirrored left and right, top and bottom, and both: with these, those of
-- all other turned, mirrored and inverted copies follow (lookalike.phash_variants). Null where the
-- image was scanned by an earlier version, and in region content.
ALTER TABLE lookalike.fingerprint ADD COLUMN phash_flips bit(192);
