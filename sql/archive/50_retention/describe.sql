CREATE OR REPLACE FUNCTION lookalike_internal.count_metadata(i lookalike_internal.image) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN num_nonnulls(i.captured_at, i.camera, i.software, i.creator, i.copyright_notice,
                    i.credit_line, i.usage_terms, i.rights_url)
       -- What a program says about the file is no statement about the picture.
       -- Without a sub-select the planner can inline the function, and reads only the columns it needs.
       + jsonb_array_length(jsonb_path_query_array(i.metadata - 'provenance', '$.keyvalue()'));
COMMENT ON FUNCTION lookalike_internal.count_metadata(lookalike_internal.image) IS
    'How many metadata fields an image carries, without those about its provenance.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_bits(i lookalike_internal.image) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN i.mode = '1' THEN 1
    WHEN i.mode IN ('L', 'LA', 'La', 'P', 'PA') THEN 8
    WHEN starts_with(i.mode, 'I;16') THEN 16
    ELSE 24
END;
COMMENT ON FUNCTION lookalike_internal.count_bits(lookalike_internal.image) IS
    'Bits of tone and colour in a pixel, by the mode: 1, 8, 16 or 24.';

-- A copy made by many programs has the date of copying.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_older(older timestamptz, newer timestamptz) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT format('Its file has the earlier date (%s, the other %s), so it comes first. This may be only the date of copying.',
                  to_char(d.older, d.form), to_char(d.newer, d.form))
    FROM (SELECT u.older, u.newer,
                 CASE WHEN u.older::date <> u.newer::date THEN 'YYYY-MM-DD'
                      WHEN date_trunc('second', u.older) <> date_trunc('second', u.newer) THEN 'YYYY-MM-DD HH24:MI:SS'
                      ELSE 'YYYY-MM-DD HH24:MI:SS.US' END AS form
          FROM (SELECT describe_older.older AT TIME ZONE 'UTC' AS older, describe_older.newer AT TIME ZONE 'UTC' AS newer) u) d);
COMMENT ON FUNCTION lookalike_internal.describe_older(timestamptz, timestamptz) IS
    'Says that one of two equal files comes first because of its earlier modification time, and that this is no evidence.';
