CREATE OR REPLACE FUNCTION lookalike.storage_cost_per_year(bytes numeric, collection text DEFAULT NULL) RETURNS numeric
    LANGUAGE sql STABLE
RETURN CASE
    WHEN collection IS NULL THEN trim_scale(0.000000000001 * bytes * lookalike.get_setting('storage_cost_per_tb_year')::numeric)
    ELSE (SELECT trim_scale(bytes * r.cost_per_byte_year) FROM lookalike_internal.collection_rate r
          WHERE r.collection_id = lookalike_internal.get_collection_id(storage_cost_per_year.collection)) END;
COMMENT ON FUNCTION lookalike.storage_cost_per_year(numeric, text) IS
    'What bytes cost a year, with all digits: by the site of a collection, in its currency, or by settings storage_cost_per_tb_year and currency without one. For many rows, join view collection and multiply with cost_per_tb_year.';
