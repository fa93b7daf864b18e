-- How many images of each format are duplicates, by clusters alone, and how many policy and guards would let go.
SELECT
    format,
    count(*) AS images,
    count(*) FILTER (WHERE is_duplicate) AS duplicates,
    CAST(count(*) FILTER (WHERE is_duplicate) AS double precision) / count(*) AS duplication_rate,
    count(*) FILTER (WHERE is_releasable) AS releasable_images,
    CAST(sum(byte_size) AS bigint) AS bytes,
    CAST(coalesce(sum(CASE WHEN is_duplicate THEN byte_size END), 0) AS bigint) AS duplicate_bytes
FROM image_fact
WHERE NOT is_missing
GROUP BY format;
