-- Each class of problem with its count and its first few files.
WITH ranked AS (
    SELECT p.problem, p.is_scanned, p.path, p.collection, p.message,
           count(*) OVER (PARTITION BY p.problem, p.is_scanned) AS files,
           row_number() OVER (
               PARTITION BY p.problem, p.is_scanned
               ORDER BY p.collection COLLATE "C", p.path COLLATE "C"
           ) AS place
    FROM lookalike.scan_problem p
)
SELECT problem, is_scanned, path, collection, message, files
FROM ranked
WHERE place <= %(examples)s
ORDER BY problem IN ('not_an_image', 'excluded', 'symlink', 'special_file'), is_scanned, files DESC,
         problem COLLATE "C", place
