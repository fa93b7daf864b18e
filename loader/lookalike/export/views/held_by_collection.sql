-- Images that a legal hold, a guard or a decision keeps, by collection.
SELECT
    site, collection,
    count(*) FILTER (WHERE is_held) AS held,
    count(*) FILTER (WHERE is_guarded) AS guarded,
    count(*) FILTER (WHERE is_kept) AS kept,
    count(*) FILTER (WHERE is_vital) AS vital,
    count(*) FILTER (WHERE is_last_copy) AS last_copies
FROM image_fact
WHERE NOT is_missing
GROUP BY site, collection;
