-- The defaults. A value that a user has changed stays.
INSERT INTO lookalike_internal.setting (name, value, default_value, description)
SELECT v.name, v.value, v.value, v.description FROM (VALUES
    ('match_radius', '8',
     'Two images are compared closely when their 64-bit hashes differ in at most this many bits.'),
    ('match_threshold', '64',
     'Two images compared closely are accepted as copies when their 256-bit hashes differ in at most this many bits.'),
    ('crowd_limit', '500',
     'An image is crowded when more than so many images with other hashes are within the radius. Crowded images stay '
     'connected, but of their pairs with each other only those that connect them are kept.'),
    ('low_quality', '0.25',
     'Images of lower quality than this (blank and flat images) are '
     'matched only when they are identical, never by hash.'),
    ('variant_radius', '4',
     'An image is proposed as a mirrored, turned or inverted copy when its 64-bit hash differs from that of such a '
     'copy in at most this many bits.'),
    ('embedding_neighbours', '12',
     'For each picture, so many pictures with the most similar embeddings are '
     'proposed as copies; the pixels then prove them or not.'),
    ('embedding_similarity', '0.35',
     'Pictures whose embeddings are less similar than this (cosine, from 0 to 1) are not proposed.'),
    ('detail_neighbours', '30',
     'For each part of a picture, so many pictures with the most similar embeddings are proposed as details of it.'),
    ('detail_similarity', '0.2',
     'Pictures whose embeddings are less similar to a part than this are not proposed; a part is less similar to its '
     'copies than a whole picture is.'),
    ('possible_similarity', '0.85',
     'A pair that was not proven is still shown as possible when its embeddings are at least this similar.'),
    ('score_normalisation', 'off',
     'If on, the similarity of two pictures is judged after subtracting how '
     'similar they are to a background sample of other pictures.'),
    ('missing_share', '0.2',
     'A scan stops when more than this share of the images of a collection is gone at once, from 0 to 1; a share or disk '
     'may not be mounted.'),
    ('missing_images', '5',
     'Fewer images than this do not stop a scan when they are gone, unless no image is left or a volume is not mounted.'),
    ('review_interval', '365',
     'A collection is to be reviewed again after so many days, unless '
     'set_review_interval has set another interval for it.'),
    ('lease_minutes', '15',
     'A case of the queue of reviews is kept so many minutes for the person who took it or last looked at it.'),
    ('storage_cost_per_tb_year', '276',
     'The cost of keeping one terabyte (10^12 bytes) for a year; the default is '
     'the list price of S3 Standard, 0.023 USD per GB and month.'),
    ('currency', 'USD', 'The currency of storage_cost_per_tb_year.'),
    ('guarded_severity', 'medium',
     'Rights conflicts of at least this severity guard their images and count for policies: medium or high. At high, files '
     'whose rights are in a medium conflict may be set aside.'),
    ('rights_jurisdiction', 'unknown',
     'The place whose law a statement of rights refers to if it does not say so: a two-letter code such as HK, or unknown.'),
    ('may_cross_jurisdiction', 'off',
     'If on, a plan may carry files from one jurisdiction to another, or to a place whose jurisdiction nobody declared.'),
    ('thumbnails', 'on',
     'If on, a scan makes a thumbnail of each picture that it reads, of at most 4,096 bytes.'),
    ('base_url', '',
     'The address at which browsers reach the pages of lookalike serve, such as https://pictures.example.org; empty if '
     'there is none. Views then give the address of each thumbnail in thumbnail_url.')
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
                  HINT = lookalike_internal.did_you_mean(name, ARRAY(SELECT s.name FROM lookalike_internal.setting s ORDER BY s.name))
                         || 'SELECT name, value, description FROM lookalike_detail.setting lists them.';
    END IF;
    RETURN found_value;
END
$$;
COMMENT ON FUNCTION lookalike.get_setting(text) IS
    'The value of a setting, as text; an unknown name raises an error.';

-- SECURITY DEFINER: a steward changes settings only through this function, which checks the values.
CREATE OR REPLACE FUNCTION lookalike.set_setting(name text, value text) RETURNS void
    LANGUAGE plpgsql STRICT
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted text;
    is_fit boolean;
BEGIN
    PERFORM lookalike.get_setting(name);  -- raises an error for an unknown name
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
        WHEN 'may_cross_jurisdiction' THEN 'on or off'
        WHEN 'thumbnails' THEN 'on or off'
        WHEN 'missing_share' THEN 'a number from 0 to 1'
        WHEN 'missing_images' THEN 'a whole number from 1 to 1000000'
        WHEN 'review_interval' THEN 'a whole number from 1 to 36500'
        WHEN 'lease_minutes' THEN 'a whole number from 1 to 1440'
        WHEN 'guarded_severity' THEN 'medium or high'
        WHEN 'rights_jurisdiction' THEN 'the two-letter code of a place in capitals, such as HK, or unknown'
        WHEN 'base_url' THEN 'http:// or https:// and the name of a host, such as https://pictures.example.org, or nothing'
        WHEN 'storage_cost_per_tb_year' THEN 'a number, 0 or more' END;
    is_fit := CASE
        WHEN wanted IS NULL THEN true
        WHEN name IN ('score_normalisation', 'may_cross_jurisdiction', 'thumbnails') THEN value IN ('on', 'off')
        WHEN name = 'guarded_severity' THEN value IN ('medium', 'high')
        WHEN name = 'rights_jurisdiction' THEN value ~ '^[A-Z]{2}$' OR value = 'unknown'
        WHEN name = 'base_url' THEN value ~ '^(https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?)?$'
        WHEN value !~ '^\d{1,12}(\.\d+)?$' THEN false
        WHEN name = 'match_radius' THEN value !~ '\.' AND value::numeric <= 64
        WHEN name = 'match_threshold' THEN value !~ '\.' AND value::numeric <= 256
        WHEN name IN ('crowd_limit', 'missing_images') THEN value !~ '\.' AND value::numeric BETWEEN 1 AND 1000000
        WHEN name = 'variant_radius' THEN value !~ '\.' AND value::numeric <= 11
        WHEN name = 'review_interval' THEN value !~ '\.' AND value::numeric BETWEEN 1 AND 36500
        WHEN name = 'lease_minutes' THEN value !~ '\.' AND value::numeric BETWEEN 1 AND 1440
        WHEN name IN ('embedding_neighbours', 'detail_neighbours') THEN value !~ '\.' AND value::numeric <= 200
        WHEN name IN ('low_quality', 'embedding_similarity', 'detail_similarity', 'possible_similarity', 'missing_share') THEN value::numeric <= 1
        ELSE true END;
    IF NOT is_fit THEN
        RAISE EXCEPTION 'invalid value for setting "%": "%"', name, value
            USING ERRCODE = 'invalid_parameter_value', HINT = format('Give %s.', wanted);
    END IF;
    UPDATE lookalike_internal.setting s SET value = set_setting.value WHERE s.name = set_setting.name;
END
$$;
COMMENT ON FUNCTION lookalike.set_setting(text, text) IS
    'Changes a setting; an unknown name or a value out of range raises an error.';

CREATE OR REPLACE FUNCTION lookalike.reset_setting(name text) RETURNS text
    LANGUAGE plpgsql STRICT
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike.get_setting(name);  -- raises an error for an unknown name
    PERFORM lookalike.set_setting(s.name, s.default_value)
    FROM lookalike_internal.setting s WHERE s.name = reset_setting.name;
    RETURN lookalike.get_setting(name);
END
$$;
COMMENT ON FUNCTION lookalike.reset_setting(text) IS
    'Gives a setting its default value again, and returns that value. An unknown name raises an error.';
