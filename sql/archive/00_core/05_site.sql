-- Prices of storage and jurisdictions, one row a collection: joined, never looked up for each image. A price is a plain number,
-- so the cost of a sum of bytes is the sum of the costs. Money of two currencies is never added up.
CREATE OR REPLACE VIEW lookalike_internal.collection_rate AS
SELECT c.collection_id,
       c.name AS collection,
       s.name AS site,
       s.sector,
       coalesce(c.jurisdiction, s.jurisdiction) AS jurisdiction,
       -- Multiplied by 10^-12 and not divided by 10^12: so no digit is lost. Twelve months have twenty decimals more, because
       -- a price divided by the size of a rack unit may have no end.
       trim_scale(0.000000000001 * CASE
           -- Each setting is read once for all rows. Joined, it would count towards the tables that the planner puts in order.
           WHEN s.storage_rate IS NULL
               THEN (SELECT t.value::numeric FROM lookalike_internal.setting t WHERE t.name = 'storage_cost_per_tb_year')
           WHEN s.rate_basis = 'TB and year' THEN s.storage_rate
           ELSE s.storage_rate * 12.00000000000000000000 / s.tb_per_rack_unit END) AS cost_per_byte_year,
       coalesce(s.currency, (SELECT t.value FROM lookalike_internal.setting t WHERE t.name = 'currency')) AS currency,
       c.root
FROM lookalike_internal.collection c
LEFT JOIN lookalike_internal.site s ON s.site_id = c.site_id;
COMMENT ON VIEW lookalike_internal.collection_rate IS
    'What storage costs for each collection, and where it is: by its site, or else by settings storage_cost_per_tb_year and currency.';
COMMENT ON COLUMN lookalike_internal.collection_rate.collection_id IS 'Number of the collection.';
COMMENT ON COLUMN lookalike_internal.collection_rate.collection IS 'Name of the collection.';
COMMENT ON COLUMN lookalike_internal.collection_rate.site IS 'Name of its site; null where nobody declared it.';
COMMENT ON COLUMN lookalike_internal.collection_rate.sector IS 'Sector of the site.';
COMMENT ON COLUMN lookalike_internal.collection_rate.jurisdiction IS 'The jurisdiction of the collection, or else that of its site.';
COMMENT ON COLUMN lookalike_internal.collection_rate.cost_per_byte_year IS 'What one byte costs a year, with all digits.';
COMMENT ON COLUMN lookalike_internal.collection_rate.currency IS 'Currency of the cost.';
COMMENT ON COLUMN lookalike_internal.collection_rate.root IS 'Folder of the collection.';

CREATE OR REPLACE FUNCTION lookalike_internal.get_site_id(name text) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_id integer;
BEGIN
    SELECT s.site_id INTO found_id FROM lookalike_internal.site s WHERE s.name = get_site_id.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'site "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = lookalike_internal.did_you_mean(get_site_id.name, ARRAY(SELECT s.name FROM lookalike_internal.site s ORDER BY s.name))
                         || 'SELECT name FROM lookalike.site lists them; lookalike.set_site() adds one.';
    END IF;
    RETURN found_id;
END
$$;
COMMENT ON FUNCTION lookalike_internal.get_site_id(text) IS 'The number of a site; an unknown name raises an error.';
