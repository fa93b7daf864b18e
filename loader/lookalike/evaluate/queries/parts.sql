SELECT whole_path, part_path
FROM lookalike.part_of
