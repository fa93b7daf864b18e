-- How many conflicts there are about each field, and how many of them nobody has settled.
SELECT
    kind, field, severity,
    count(*) AS conflicts,
    count(*) FILTER (WHERE NOT is_settled) AS open_conflicts,
    count(DISTINCT cluster_id) AS clusters
FROM conflict_fact
GROUP BY kind, field, severity;
