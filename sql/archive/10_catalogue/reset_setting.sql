-- What setting.sql inserts, said once more: a value there may have been changed since.
CREATE OR REPLACE FUNCTION lookalike.get_setting_default(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    SET search_path = pg_catalog, pg_temp
RETURN CASE name
    WHEN 'match_radius' THEN '8'
    WHEN 'match_threshold' THEN '64'
    WHEN 'crowd_limit' THEN '500'
    WHEN 'low_quality' THEN '0.25'
    WHEN 'variant_radius' THEN '4'
    WHEN 'embedding_neighbours' THEN '6'
    WHEN 'embedding_similarity' THEN '0.35'
    WHEN 'detail_neighbours' THEN '10'
    WHEN 'detail_similarity' THEN '0.2'
    WHEN 'possible_similarity' THEN '0.85'
    WHEN 'score_normalisation' THEN 'off'
    WHEN 'review_interval' THEN '365'
    WHEN 'storage_cost_per_tb_year' THEN '276'
    WHEN 'currency' THEN 'USD' END;
COMMENT ON FUNCTION lookalike.get_setting_default(text) IS
    'The value that a setting has before anybody changes it; null for an unknown name.';

CREATE OR REPLACE FUNCTION lookalike.reset_setting(name text) RETURNS text
    LANGUAGE plpgsql STRICT
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike.set_setting(name, coalesce(lookalike.get_setting_default(name),
                                                 lookalike.get_setting(name)));
    RETURN lookalike.get_setting(name);
END
$$;
COMMENT ON FUNCTION lookalike.reset_setting(text) IS
    'Gives a setting its default value again, and returns that; an unknown name is an error.';
