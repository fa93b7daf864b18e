-- Accepted pairs of two files of photographs, or else those of documents and composites.
SELECT path_a, path_b, relation, derived_path, evidence
FROM lookalike_detail.duplicate_pair
WHERE accepted
  AND (path_a ~ '^\d+/' AND path_b ~ '^\d+/') <> %(of_others)s
ORDER BY path_a COLLATE "C", path_b COLLATE "C"
