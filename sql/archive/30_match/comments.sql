COMMENT ON TABLE lookalike.representative IS 'One image for all with the same two hashes: it alone is indexed and compared.';
COMMENT ON COLUMN lookalike.representative.image_id IS 'The first of those images by collection and path.';
COMMENT ON COLUMN lookalike.representative.phash IS 'Their 64-bit perceptual hash.';
COMMENT ON COLUMN lookalike.representative.phash_256 IS 'Their 256-bit perceptual hash.';
COMMENT ON COLUMN lookalike.representative.crowded IS 'Whether more others than the crowd limit lie within the radius: pairs with other crowded ones are kept only as far as they connect them.';
COMMENT ON COLUMN lookalike.representative.crowd_id IS 'Crowded ones with the same number are connected by their matches; null while that has to be found out.';

COMMENT ON TABLE lookalike.unmatched_image IS 'Images that came, went or changed since the last match.';
COMMENT ON COLUMN lookalike.unmatched_image.image_id IS 'The image.';
COMMENT ON TABLE lookalike.unmatched_representative IS 'Representatives that wait to be compared with all others.';
COMMENT ON COLUMN lookalike.unmatched_representative.image_id IS 'The image that stands for others.';

COMMENT ON TABLE lookalike.match_pass IS 'Finished passes of a match of the whole collection that is under way.';
COMMENT ON COLUMN lookalike.match_pass.plan IS 'How hashes are cut, and over which representatives.';
COMMENT ON COLUMN lookalike.match_pass.pass IS 'Number of the pass.';

COMMENT ON TABLE lookalike.match IS 'A pair of images with its evidence; images with the same bytes, pixels or hashes are paired with one of them only.';
COMMENT ON COLUMN lookalike.match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike.match.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike.match.same_file IS 'Whether their bytes are the same (SHA-256).';
COMMENT ON COLUMN lookalike.match.same_pixels IS 'Whether their decoded pixels are the same.';
COMMENT ON COLUMN lookalike.match.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike.match.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike.match.relation IS 'How they relate, several joined by commas: identical file, identical image, mirrored, rotated, negative, cropped, bordered, resized, toned, edited, re-encoded.';
COMMENT ON COLUMN lookalike.match.accepted IS 'Whether they are taken as copies; otherwise they only may be.';
COMMENT ON COLUMN lookalike.match.run_id IS 'Match run that found the pair.';
