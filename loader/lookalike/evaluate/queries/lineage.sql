SELECT path, parent_path, is_root, is_certain
FROM lookalike.lineage
WHERE path ~ '^\d+/'
