-- What the images of each site cost a year, and what the duplicates among them cost, in its currency.
SELECT
    site, sector, jurisdiction, currency,
    count(*) AS images,
    sum(cost_per_year) AS cost_per_year,
    sum(CASE WHEN is_duplicate THEN cost_per_year END) AS duplicate_cost_per_year,
    sum(CASE WHEN is_releasable THEN cost_per_year END) AS releasable_cost_per_year
FROM image_fact
WHERE NOT is_missing
GROUP BY site, sector, jurisdiction, currency;
