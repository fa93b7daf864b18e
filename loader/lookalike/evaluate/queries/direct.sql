-- Copies that are paired with their original by what the two files show. Pairs that were only looked at because
-- other copies connect them do not count.
SELECT CASE WHEN path_a ~ '/00 ' THEN path_b ELSE path_a END AS path
FROM lookalike_detail.duplicate_pair
WHERE accepted
  AND found_by <> 'cluster'
  AND path_a ~ '^\d+/' AND path_b ~ '^\d+/'
  AND split_part(path_a, '/', 1) = split_part(path_b, '/', 1)
  AND (path_a ~ '/00 ' OR path_b ~ '/00 ')
