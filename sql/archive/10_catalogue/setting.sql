-- Defaults; a value that a user has changed stays.
INSERT INTO lookalike.setting (name, value, description) VALUES
    ('match_radius', '8',
     'Two images are compared closely when their 64-bit hashes differ in at most this many bits.'),
    ('match_threshold', '64',
     'Two images compared closely are accepted as copies when their 256-bit hashes differ in at most this many bits.'),
    ('low_quality', '0.25',
     'Images whose quality is below this (blank and flat ones) are matched by identity only, never by hash.'),
    ('storage_cost_per_tb_year', '276',
     'What one terabyte (10^12 bytes) costs to keep for a year; the default is the list price of S3 Standard, 0.023 USD per GB and month.'),
    ('currency', 'USD', 'The currency of storage_cost_per_tb_year.')
ON CONFLICT (name) DO UPDATE SET description = excluded.description
    WHERE setting.description <> excluded.description;

CREATE OR REPLACE FUNCTION lookalike.get_setting(name text) RETURNS text
    LANGUAGE plpgsql STABLE STRICT
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_value text;
BEGIN
    SELECT s.value INTO found_value FROM lookalike.setting s WHERE s.name = get_setting.name;
    IF found_value IS NULL THEN
        RAISE EXCEPTION 'setting "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = 'SELECT name, value, description FROM lookalike.setting lists them.';
    END IF;
    RETURN found_value;
END
$$;
COMMENT ON FUNCTION lookalike.get_setting(text) IS
    'The value of a setting, as text; an unknown name is an error.';

CREATE OR REPLACE FUNCTION lookalike.set_setting(name text, value text) RETURNS void
    LANGUAGE plpgsql STRICT
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike.get_setting(name);  -- an unknown name is an error
    IF name <> 'currency' AND NOT pg_input_is_valid(value, 'numeric') THEN
        RAISE EXCEPTION 'invalid value for setting "%": "%"', name, value
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It has to be a number.';
    END IF;
    UPDATE lookalike.setting s SET value = set_setting.value WHERE s.name = set_setting.name;
END
$$;
COMMENT ON FUNCTION lookalike.set_setting(text, text) IS
    'Changes a setting; an unknown name, or a value that is no number where one is due, is an error.';
