-- The rules of a proof changed: documents are read at the scale of their strokes, and close hashes no longer outvote
-- pixels. So every pair is compared again by the next proving, and copies of every picture are looked for again. Until
-- then, pairs stay as they were accepted.
ALTER TABLE lookalike_internal.match ADD COLUMN changed real;
COMMENT ON COLUMN lookalike_internal.match.changed IS
    'Share of the overlap that lies in coherent regions in which the two differ, from 0 to 1: a sticker, a caption, a bar.';
UPDATE lookalike_internal.match SET proof = NULL WHERE proof IS NOT NULL;
DELETE FROM lookalike_internal.proposed;
ALTER TABLE lookalike_internal.match DROP CONSTRAINT match_proof_check;
ALTER TABLE lookalike_internal.match ADD CONSTRAINT match_proof_check CHECK (
    proof IN ('proven', 'inconclusive', 'not proven', 'connected'));
COMMENT ON COLUMN lookalike_internal.match.proof IS
    'Result of the comparison of pixels: proven; inconclusive (the pictures show too little); not proven; connected '
    '(not compared, because other proofs connect the two). Null until they are compared, and for the same pixels.';
COMMENT ON COLUMN lookalike_internal.match.correlation IS
    'Correlation of the overlap in even light, from 0 to 1, without the regions and the strips at its edges in which the '
    'two differ.';
