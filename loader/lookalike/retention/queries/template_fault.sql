SELECT place, length(part), fault
FROM lookalike_internal.split_template(%s)
WHERE fault IS NOT NULL
ORDER BY place
LIMIT 1
