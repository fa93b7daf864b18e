SELECT place, length(part), fault
FROM lookalike.split_template(%s)
WHERE fault IS NOT NULL
ORDER BY place
LIMIT 1
