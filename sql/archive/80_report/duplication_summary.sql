-- Duplication in figures. Money of several currencies is never added up.
CREATE OR REPLACE VIEW lookalike.duplication_summary AS
WITH counted AS (
    SELECT CASE WHEN GROUPING(c.collection) = 0 THEN 'collection'
                WHEN GROUPING(i.format) = 0 THEN 'format'
                WHEN GROUPING(c.site) = 0 THEN 'site'
                WHEN GROUPING(c.currency) = 0 THEN 'currency'
                ELSE 'archive' END AS dimension,
           coalesce(c.collection, i.format, c.site, c.currency, 'all') AS value,
           count(i.image_id) AS images,
           coalesce(sum(i.byte_size), 0)::bigint AS bytes,
           count(DISTINCT m.cluster_id) AS clusters,
           count(*) FILTER (WHERE k.class = 'identical copy' AND NOT k.is_other_record) AS identical_copies,
           coalesce(sum(i.byte_size) FILTER (WHERE k.class = 'identical copy' AND NOT k.is_other_record), 0)::bigint AS identical_bytes,
           count(*) FILTER (WHERE k.class = 'derivative' AND NOT k.is_other_record) AS derivatives,
           coalesce(sum(i.byte_size) FILTER (WHERE k.class = 'derivative' AND NOT k.is_other_record), 0)::bigint AS derivative_bytes,
           count(*) FILTER (WHERE k.is_other_record) AS other_records,
           coalesce(sum(i.byte_size) FILTER (WHERE k.is_other_record), 0)::bigint AS other_record_bytes,
           coalesce(sum(i.byte_size * c.cost_per_byte_year)
                    FILTER (WHERE k.class IN ('identical copy', 'derivative') AND NOT k.is_other_record), 0) AS cost,
           min(c.currency COLLATE "C") AS first_currency,
           max(c.currency COLLATE "C") AS last_currency
    FROM lookalike_internal.collection_rate c
    LEFT JOIN lookalike_internal.present_image i
      ON i.collection_id = c.collection_id
    LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
    LEFT JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id
    GROUP BY GROUPING SETS ((), (c.collection), (i.format), (c.site), (c.currency))
    -- A collection without images has a row, but adds no format. One currency is that of the archive.
    HAVING (GROUPING(i.format) = 1 OR i.format IS NOT NULL)
       AND (GROUPING(c.site) = 1 OR c.site IS NOT NULL)
       AND (GROUPING(c.currency) = 1
            OR (SELECT count(DISTINCT r.currency) FROM lookalike_internal.collection_rate r) > 1)
)
SELECT n.dimension,
       n.value,
       n.images,
       n.bytes,
       n.clusters,
       n.identical_copies,
       n.identical_bytes,
       n.derivatives,
       n.derivative_bytes,
       round((n.identical_copies + n.derivatives)::numeric / greatest(n.images, 1), 4) AS duplication_rate,
       n.identical_bytes + n.derivative_bytes AS redundant_bytes,
       CASE WHEN n.first_currency IS NOT DISTINCT FROM n.last_currency THEN trim_scale(n.cost) END AS redundant_cost_per_year,
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
       n.other_record_bytes
FROM counted n;
COMMENT ON VIEW lookalike.duplication_summary IS 'Duplication in figures: one row for the archive, one row for each collection, format and site, and one row for each currency if there are several.';
COMMENT ON COLUMN lookalike.duplication_summary.dimension IS 'archive, collection, format, site or currency.';
COMMENT ON COLUMN lookalike.duplication_summary.value IS 'Name of the collection, format or site, or code of the currency; all for the archive.';
COMMENT ON COLUMN lookalike.duplication_summary.images IS 'How many images there are.';
COMMENT ON COLUMN lookalike.duplication_summary.bytes IS 'Bytes of these images.';
COMMENT ON COLUMN lookalike.duplication_summary.clusters IS 'How many clusters have one of these images.';
COMMENT ON COLUMN lookalike.duplication_summary.identical_copies IS 'How many images have class identical copy. Copies that belong to another record do not count, here and in all that follows.';
COMMENT ON COLUMN lookalike.duplication_summary.identical_bytes IS 'Bytes of the identical copies.';
COMMENT ON COLUMN lookalike.duplication_summary.derivatives IS 'How many images have class derivative.';
COMMENT ON COLUMN lookalike.duplication_summary.derivative_bytes IS 'Bytes of the derivatives.';
COMMENT ON COLUMN lookalike.duplication_summary.duplication_rate IS 'Identical copies and derivatives as a share of the images, from 0 to 1.';
COMMENT ON COLUMN lookalike.duplication_summary.redundant_bytes IS 'Bytes of the identical copies and derivatives.';
COMMENT ON COLUMN lookalike.duplication_summary.redundant_cost_per_year IS 'Cost of these bytes for a year, with all digits: by the rate of the site of each collection, or else by setting storage_cost_per_tb_year. Null where collections have several currencies: then the rows of dimension currency have the costs.';
COMMENT ON COLUMN lookalike.duplication_summary.currency IS 'Currency of the cost; null where there are several.';
COMMENT ON COLUMN lookalike.duplication_summary.problems IS 'How many scan problems there are, without files that are not images and without what patterns leave out; null for a format, site or currency.';
COMMENT ON COLUMN lookalike.duplication_summary.other_records IS 'How many copies and derivatives belong to another record, and are not redundant.';
COMMENT ON COLUMN lookalike.duplication_summary.other_record_bytes IS 'Bytes of these images.';
