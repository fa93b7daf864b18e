-- Defaults; a value that a user has changed stays.
INSERT INTO lookalike_internal.setting (name, value, default_value, description)
SELECT v.name, v.value, v.value, v.description FROM (VALUES
    ('match_radius', '8',
     'Two images are compared closely when their 64-bit hashes differ in at most this many bits.'),
    ('match_threshold', '64',
     'Two images compared closely are accepted as copies when their 256-bit hashes differ in at most this many bits.'),
    ('crowd_limit', '500',
     'Images within the radius of more others with different hashes than this are crowded: they stay connected, but pairs of two crowded ones are kept only as far as they connect them.'),
    ('low_quality', '0.25',
     'Images whose quality is below this (blank and flat ones) are matched by identity only, never by hash.'),
    ('variant_radius', '4',
     'A mirrored, turned or inverted copy is proposed when the 64-bit hash it would have differs in at most this many bits.'),
    ('embedding_neighbours', '6',
     'So many of the most similar embeddings are proposed as copies of a picture, to be proven on the pixels.'),
    ('embedding_similarity', '0.35',
     'Embeddings less similar than this (cosine, from 0 to 1) are not proposed.'),
    ('detail_neighbours', '10',
     'So many of the embeddings that are the most similar to a part of a picture are proposed as details of it.'),
    ('detail_similarity', '0.2',
     'Parts and embeddings less similar than this are not proposed; parts resemble what they show less than the whole would.'),
    ('possible_similarity', '0.85',
     'A pair that could not be proven is still shown as possible when its embeddings are at least this similar.'),
    ('score_normalisation', 'off',
     'On: similarities are judged after taking off how similar either picture is to a background sample of others.'),
    ('review_interval', '365',
     'A collection is to be reviewed again after so many days, unless set_review_interval says otherwise for it.'),
    ('storage_cost_per_tb_year', '276',
     'What one terabyte (10^12 bytes) costs to keep for a year; the default is the list price of S3 Standard, 0.023 USD per GB and month.'),
    ('currency', 'USD', 'The currency of storage_cost_per_tb_year.')
) v (name, value, description)
ON CONFLICT (name) DO UPDATE SET default_value = excluded.default_value, description = excluded.description
    WHERE (setting.default_value, setting.description) <> (excluded.default_value, excluded.description);

CREATE OR REPLACE FUNCTION lookalike.get_setting(name text) RETURNS text
    LANGUAGE plpgsql STABLE STRICT
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_value text;
BEGIN
    SELECT s.value INTO found_value FROM lookalike_internal.setting s WHERE s.name = get_setting.name;
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

-- SECURITY DEFINER: a steward sets what may be set, and only so.
CREATE OR REPLACE FUNCTION lookalike.set_setting(name text, value text) RETURNS void
    LANGUAGE plpgsql STRICT
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted text;
    is_fit boolean;
BEGIN
    PERFORM lookalike.get_setting(name);  -- an unknown name is an error
    wanted := CASE name
        WHEN 'match_radius' THEN 'a whole number from 0 to 64'
        WHEN 'match_threshold' THEN 'a whole number from 0 to 256'
        WHEN 'crowd_limit' THEN 'a whole number from 1 to 1000000'
        WHEN 'low_quality' THEN 'a number from 0 to 1'
        WHEN 'variant_radius' THEN 'a whole number from 0 to 11'
        WHEN 'embedding_neighbours' THEN 'a whole number from 0 to 200'
        WHEN 'detail_neighbours' THEN 'a whole number from 0 to 200'
        WHEN 'detail_similarity' THEN 'a number from 0 to 1'
        WHEN 'embedding_similarity' THEN 'a number from 0 to 1'
        WHEN 'possible_similarity' THEN 'a number from 0 to 1'
        WHEN 'score_normalisation' THEN 'on or off'
        WHEN 'review_interval' THEN 'a whole number from 1 to 36500'
        WHEN 'storage_cost_per_tb_year' THEN 'a number, 0 or more' END;
    is_fit := CASE
        WHEN wanted IS NULL THEN true
        WHEN name = 'score_normalisation' THEN value IN ('on', 'off')
        WHEN value !~ '^\d{1,12}(\.\d+)?$' THEN false
        WHEN name = 'match_radius' THEN value !~ '\.' AND value::numeric <= 64
        WHEN name = 'match_threshold' THEN value !~ '\.' AND value::numeric <= 256
        WHEN name = 'crowd_limit' THEN value !~ '\.' AND value::numeric BETWEEN 1 AND 1000000
        WHEN name = 'variant_radius' THEN value !~ '\.' AND value::numeric <= 11
        WHEN name = 'review_interval' THEN value !~ '\.' AND value::numeric BETWEEN 1 AND 36500
        WHEN name IN ('embedding_neighbours', 'detail_neighbours') THEN value !~ '\.' AND value::numeric <= 200
        WHEN name IN ('low_quality', 'embedding_similarity', 'detail_similarity', 'possible_similarity') THEN value::numeric <= 1
        ELSE true END;
    IF NOT is_fit THEN
        RAISE EXCEPTION 'invalid value for setting "%": "%"', name, value
            USING ERRCODE = 'invalid_parameter_value', HINT = format('It has to be %s.', wanted);
    END IF;
    UPDATE lookalike_internal.setting s SET value = set_setting.value WHERE s.name = set_setting.name;
END
$$;
COMMENT ON FUNCTION lookalike.set_setting(text, text) IS
    'Changes a setting; an unknown name, or a value out of its range, is an error.';

CREATE OR REPLACE FUNCTION lookalike.reset_setting(name text) RETURNS text
    LANGUAGE plpgsql STRICT
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike.get_setting(name);  -- an unknown name is an error
    PERFORM lookalike.set_setting(name, s.default_value)
    FROM lookalike_internal.setting s WHERE s.name = reset_setting.name;
    RETURN lookalike.get_setting(name);
END
$$;
COMMENT ON FUNCTION lookalike.reset_setting(text) IS
    'Gives a setting its default value again, and returns that value. An unknown name is an error.';
