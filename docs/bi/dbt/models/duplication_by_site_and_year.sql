-- What is doubled, and what it costs, by the site that keeps it and the year in which the picture was made. Costs of two
-- currencies are never added up: a site has one currency.
SELECT site,
       year,
       currency,
       count(*) AS images,
       count(*) FILTER (WHERE is_duplicate) AS duplicates,
       round(avg(is_duplicate::integer), 4) AS duplication_rate,
       count(*) FILTER (WHERE is_releasable) AS releasable_images,
       coalesce(sum(byte_size) FILTER (WHERE is_duplicate), 0) AS duplicate_bytes,
       coalesce(sum(cost_per_year) FILTER (WHERE is_duplicate), 0) AS duplicate_cost_per_year
FROM {{ source('lookalike', 'image_fact') }}
WHERE NOT is_missing
GROUP BY site, year, currency
