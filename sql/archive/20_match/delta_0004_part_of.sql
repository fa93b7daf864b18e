-- Part of: an image that lies on another, which holds more.
ALTER TABLE lookalike_internal.match ADD COLUMN page integer;
ALTER TABLE lookalike_internal.match DROP CONSTRAINT match_relation_check;
ALTER TABLE lookalike_internal.match ADD CONSTRAINT match_relation_check CHECK (
    string_to_array(relation, ', ') <@ ARRAY[
        'identical file', 'identical image', 'mirrored', 'rotated', 'negative', 'cropped',
        'bordered', 'resized', 'toned', 'edited', 're-encoded', 'part of']);
ALTER TABLE lookalike_internal.match DROP CONSTRAINT match_found_by_check;
ALTER TABLE lookalike_internal.match ADD CONSTRAINT match_found_by_check CHECK (found_by IN (
    'hash', 'variant', 'content', 'embedding', 'detail', 'cluster', 'person', 'panel', 'page'));
ALTER TABLE lookalike_internal.match DROP CONSTRAINT match_proof_check;
ALTER TABLE lookalike_internal.match ADD CONSTRAINT match_proof_check CHECK (
    proof IN ('proven', 'inconclusive', 'not proven', 'connected', 'part of'));
COMMENT ON COLUMN lookalike_internal.match.relation IS 'How they relate, several joined by commas: identical file, identical image, mirrored, rotated, negative, cropped, bordered, resized, toned, edited, re-encoded; or part of.';
COMMENT ON COLUMN lookalike_internal.match.is_accepted IS
    'Whether the two are taken as copies; otherwise one is part of the other, or they are possible copies.';
COMMENT ON COLUMN lookalike_internal.match.found_by IS
    'How the pair was found: hash (or the same bytes or pixels), variant (the hash of a mirrored, turned or inverted '
    'copy), content (the hash of the picture within a border), embedding, detail (the embedding of a part), cluster '
    '(others connect the two), person (people decided that they are duplicates, and it was found in no other way), '
    'panel (the hash of a picture on a composite), or page (the hash of a page of a file with several).';
COMMENT ON COLUMN lookalike_internal.match.proof IS
    'Result of the comparison of pixels: proven; inconclusive (the pictures show too little); not proven; connected '
    '(not compared, because other proofs connect the two); part of (the inner image is proven to lie on the other, which '
    'holds more). Null until they are compared, and for the same pixels.';
COMMENT ON COLUMN lookalike_internal.match.page IS
    'Page or frame of the other image, from 1, on which the inner image lies; null where that is its only page.';
CREATE INDEX match_part_idx ON lookalike_internal.match (inner_image_id) WHERE proof = 'part of';

-- Delta 0003 has every pair compared again, so crops that are parts are found. Files with several pages are
-- grouped again, too.
INSERT INTO lookalike_internal.unmatched_image (image_id)
SELECT i.image_id FROM lookalike_internal.image i WHERE i.frame_count > 1
ON CONFLICT (image_id) DO NOTHING;
