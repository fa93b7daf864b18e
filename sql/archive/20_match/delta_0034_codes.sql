-- Pairs are found by local codes, too.
ALTER TABLE lookalike_internal.proposed ADD COLUMN is_encoded boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN lookalike_internal.proposed.is_encoded IS 'Whether its local codes were used, too.';
ALTER TABLE lookalike_internal.match DROP CONSTRAINT match_found_by_check;
ALTER TABLE lookalike_internal.match ADD CONSTRAINT match_found_by_check CHECK (found_by IN (
        'hash', 'variant', 'content', 'code', 'embedding', 'detail', 'cluster', 'person', 'panel', 'page'));
COMMENT ON COLUMN lookalike_internal.match.found_by IS
    'How the pair was found: hash (or the same bytes or pixels), variant (the hash of a mirrored, turned or inverted '
    'copy), content (the hash of the picture within a border), code (local codes of shared corners), embedding, detail (the '
    'embedding of a part), cluster (others connect the two), person (people decided that they are duplicates, and it was '
    'found in no other way), panel (the hash or the codes of a picture on a composite), or page (the hash of a page of a '
    'file with several).';
