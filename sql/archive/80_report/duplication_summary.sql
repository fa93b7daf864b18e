-- Duplication in figures. Money of several currencies is never added up. All is counted from kept facts: each collection and
-- format once, and the dimensions are added up from these few rows.
CREATE OR REPLACE VIEW lookalike.duplication_summary AS
WITH part AS (
    SELECT f.collection_id, f.format, count(*) AS images, sum(f.byte_size) AS bytes,
           count(*) FILTER (WHERE f.is_duplicate) AS duplicates,
           sum(f.byte_size) FILTER (WHERE f.is_duplicate) AS duplicate_bytes,
           count(*) FILTER (WHERE f.is_releasable) AS releasable_images,
           sum(f.byte_size) FILTER (WHERE f.is_releasable) AS releasable_bytes,
           count(*) FILTER (WHERE f.class = 'identical copy' AND NOT f.is_other_record) AS identical_copies,
           sum(f.byte_size) FILTER (WHERE f.class = 'identical copy' AND NOT f.is_other_record) AS identical_bytes,
           count(*) FILTER (WHERE f.class = 'derivative' AND NOT f.is_other_record) AS derivatives,
           sum(f.byte_size) FILTER (WHERE f.class = 'derivative' AND NOT f.is_other_record) AS derivative_bytes,
           count(*) FILTER (WHERE f.is_other_record) AS other_records,
           sum(f.byte_size) FILTER (WHERE f.is_other_record) AS other_record_bytes
    FROM lookalike_internal.image_fact f
    WHERE NOT f.is_missing
    GROUP BY f.collection_id, f.format
), counted AS (
    SELECT GROUPING(c.collection, p.format, c.site, c.currency) AS dimension_id,
           CASE WHEN GROUPING(c.collection) = 0 THEN 'collection'
                WHEN GROUPING(p.format) = 0 THEN 'format'
                WHEN GROUPING(c.site) = 0 THEN 'site'
                WHEN GROUPING(c.currency) = 0 THEN 'currency'
                ELSE 'archive' END AS dimension,
           coalesce(c.collection, p.format, c.site, c.currency, 'all') AS value,
           coalesce(sum(p.images), 0)::bigint AS images,
           coalesce(sum(p.bytes), 0)::bigint AS bytes,
           coalesce(sum(p.duplicates), 0)::bigint AS duplicates,
           coalesce(sum(p.duplicate_bytes), 0)::bigint AS duplicate_bytes,
           coalesce(sum(p.releasable_images), 0)::bigint AS releasable_images,
           coalesce(sum(p.releasable_bytes), 0)::bigint AS releasable_bytes,
           coalesce(sum(p.identical_copies), 0)::bigint AS identical_copies,
           coalesce(sum(p.identical_bytes), 0)::bigint AS identical_bytes,
           coalesce(sum(p.derivatives), 0)::bigint AS derivatives,
           coalesce(sum(p.derivative_bytes), 0)::bigint AS derivative_bytes,
           coalesce(sum(p.other_records), 0)::bigint AS other_records,
           coalesce(sum(p.other_record_bytes), 0)::bigint AS other_record_bytes,
           coalesce(sum(p.duplicate_bytes * c.cost_per_byte_year), 0) AS duplicate_cost,
           coalesce(sum(p.releasable_bytes * c.cost_per_byte_year), 0) AS releasable_cost,
           min(c.currency COLLATE "C") AS first_currency,
           max(c.currency COLLATE "C") AS last_currency
    FROM lookalike_internal.collection_rate c
    LEFT JOIN part p ON p.collection_id = c.collection_id
    GROUP BY GROUPING SETS ((), (c.collection), (p.format), (c.site), (c.currency))
    -- A collection without images has a row, but adds no format. One currency is that of the archive.
    HAVING (GROUPING(p.format) = 1 OR p.format IS NOT NULL)
       AND (GROUPING(c.site) = 1 OR c.site IS NOT NULL)
       AND (GROUPING(c.currency) = 1
            OR (SELECT count(DISTINCT r.currency) FROM lookalike_internal.collection_rate r) > 1)
), spread AS (
    -- A cluster may lie in several collections. DISTINCT ON shows that the join below finds one row, so that nothing is counted where
    -- the column is not asked for.
    SELECT DISTINCT ON (d.dimension_id, d.value) d.dimension_id, d.value, d.clusters
    FROM (
        SELECT GROUPING(c.collection, p.format, c.site, c.currency) AS dimension_id,
               coalesce(c.collection, p.format, c.site, c.currency, 'all') AS value,
               count(DISTINCT p.cluster_id) AS clusters
        FROM (SELECT f.collection_id, f.format, f.cluster_id
              FROM lookalike_internal.image_fact f
              WHERE f.cluster_id IS NOT NULL AND NOT f.is_missing
              GROUP BY f.collection_id, f.format, f.cluster_id) p
        JOIN lookalike_internal.collection_rate c ON c.collection_id = p.collection_id
        GROUP BY GROUPING SETS ((), (c.collection), (p.format), (c.site), (c.currency))
    ) d
    ORDER BY d.dimension_id, d.value
)
SELECT n.dimension,
       n.value,
       n.images,
       n.bytes,
       coalesce(d.clusters, 0) AS clusters,
       n.identical_copies,
       n.identical_bytes,
       n.derivatives,
       n.derivative_bytes,
       round(n.duplicates::numeric / greatest(n.images, 1), 4) AS duplication_rate,
       n.duplicate_bytes AS redundant_bytes,
       CASE WHEN n.first_currency IS NOT DISTINCT FROM n.last_currency THEN trim_scale(n.duplicate_cost) END AS redundant_cost_per_year,
       CASE WHEN n.first_currency IS NULL THEN lookalike.get_setting('currency')
            WHEN n.first_currency = n.last_currency THEN n.first_currency END AS currency,
       CASE n.dimension
            WHEN 'archive' THEN (
                SELECT count(*) FROM lookalike_internal.scan_problem p WHERE p.problem NOT IN ('not_an_image', 'excluded'))
            WHEN 'collection' THEN (
                SELECT count(*) FROM lookalike_internal.scan_problem p
                JOIN lookalike_internal.collection c ON c.collection_id = p.collection_id
                WHERE c.name = n.value AND p.problem NOT IN ('not_an_image', 'excluded')) END AS problems,
       n.other_records,
       n.other_record_bytes,
       n.duplicates,
       n.releasable_images,
       n.releasable_bytes,
       CASE WHEN n.first_currency IS NOT DISTINCT FROM n.last_currency THEN trim_scale(n.releasable_cost) END AS releasable_cost_per_year,
       (SELECT s.refreshed_at FROM lookalike_internal.fact_state s) AS refreshed_at
FROM counted n
LEFT JOIN spread d ON d.dimension_id = n.dimension_id AND d.value = n.value;
COMMENT ON VIEW lookalike.duplication_summary IS 'Duplication in figures: one row for the archive, one row for each collection, format and site, and one row for each currency if there are several.';
COMMENT ON COLUMN lookalike.duplication_summary.dimension IS 'archive, collection, format, site or currency.';
COMMENT ON COLUMN lookalike.duplication_summary.value IS 'Name of the collection, format or site, or code of the currency; all for the archive.';
COMMENT ON COLUMN lookalike.duplication_summary.images IS 'How many images there are.';
COMMENT ON COLUMN lookalike.duplication_summary.bytes IS 'Bytes of these images.';
COMMENT ON COLUMN lookalike.duplication_summary.clusters IS 'How many clusters have one of these images.';
COMMENT ON COLUMN lookalike.duplication_summary.identical_copies IS 'How many images have class identical copy. Copies that belong to another record do not count, here and in the three columns that follow.';
COMMENT ON COLUMN lookalike.duplication_summary.identical_bytes IS 'Bytes of the identical copies.';
COMMENT ON COLUMN lookalike.duplication_summary.derivatives IS 'How many images have class derivative.';
COMMENT ON COLUMN lookalike.duplication_summary.derivative_bytes IS 'Bytes of the derivatives.';
COMMENT ON COLUMN lookalike.duplication_summary.duplication_rate IS 'Duplicates as a share of the images, from 0 to 1. It follows from clusters alone.';
COMMENT ON COLUMN lookalike.duplication_summary.redundant_bytes IS 'Bytes of the duplicates.';
COMMENT ON COLUMN lookalike.duplication_summary.redundant_cost_per_year IS 'Cost of these bytes for a year, with all digits: by the rate of the site of each collection, or else by setting storage_cost_per_tb_year. Null where collections have several currencies: then the rows of dimension currency have the costs.';
COMMENT ON COLUMN lookalike.duplication_summary.currency IS 'Currency of the cost; null where there are several.';
COMMENT ON COLUMN lookalike.duplication_summary.problems IS 'How many scan problems there are, without files that are not images and without what patterns leave out; null for a format, site or currency.';
COMMENT ON COLUMN lookalike.duplication_summary.other_records IS 'How many copies and derivatives belong to another record, and are not redundant.';
COMMENT ON COLUMN lookalike.duplication_summary.other_record_bytes IS 'Bytes of these images.';
COMMENT ON COLUMN lookalike.duplication_summary.duplicates IS 'How many images are duplicates: of each cluster, all present images but one. No catalogue, policy or guard changes it.';
COMMENT ON COLUMN lookalike.duplication_summary.releasable_images IS 'How many images policy, decisions and guards would let go: to quarantine or to another keeper.';
COMMENT ON COLUMN lookalike.duplication_summary.releasable_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike.duplication_summary.releasable_cost_per_year IS 'Cost of these bytes for a year; null where collections have several currencies.';
COMMENT ON COLUMN lookalike.duplication_summary.refreshed_at IS 'When these figures were true; refresh_facts() brings them up to date.';
