-- Dates in EDTF, the Extended Date/Time Format of ISO 8601-2, levels 0 to 2. A form that catalogues use with another
-- meaning, too, has the bounds of both meanings.

CREATE OR REPLACE FUNCTION lookalike_internal.make_day(year integer, month integer, day integer) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN year BETWEEN 1 AND 9999 AND month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31
             AND day <= extract(day FROM make_date(year, month, 1) + interval '1 month - 1 day')
            THEN make_date(year, month, day) END;
COMMENT ON FUNCTION lookalike_internal.make_day(integer, integer, integer) IS
    'A day of the calendar; null if the calendar has no such day.';

-- Months of the codes 21 to 41: seasons, of the north, of the south, quarters, thirds and halves of a year. A season without a
-- hemisphere may be that of either. A winter, and a summer of the south, lies in two years: it begins before month 1
-- or ends after month 12.
CREATE OR REPLACE FUNCTION lookalike_internal.edtf_months(code integer) RETURNS int4range
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('{"[1,12]","[0,15]","[1,12]","[0,15]",
          "[3,6]","[6,9]","[9,12]","[0,15]","[9,12]","[0,15]","[3,6]","[6,9]",
          "[1,3]","[4,6]","[7,9]","[10,12]","[1,4]","[5,8]","[9,12]","[1,6]","[7,12]"}'::int4range[])[code - 20];
COMMENT ON FUNCTION lookalike_internal.edtf_months(integer) IS
    'The months, counted from January of the year, in which a season or part of a year (EDTF 21 to 41) may lie; null for another number.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_edtf_date(said text, OUT low date, OUT high date)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    about constant boolean := translate(said, '?~%', '') <> said;
    part text[] := regexp_match(translate(said, '?~%', ''),
                                '^([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?(?:T[0-9:.,]+(?:Z|[+-][0-9:]+)?)?$');
    year integer;
    last_year integer;
    months int4range;
    low_month integer;
    high_month integer;
BEGIN
    IF part IS NULL OR part[1] = 'XXXX' OR part[1] = '0000' THEN
        RETURN;
    END IF;
    year := greatest(replace(part[1], 'X', '0')::integer, 1);
    last_year := replace(part[1], 'X', '9')::integer;
    IF part[2] IS NULL THEN
        low_month := 1;
        high_month := 12;
    ELSIF part[2] BETWEEN '21' AND '41' AND strpos(part[2], 'X') = 0 AND part[3] IS NULL THEN
        months := lookalike_internal.edtf_months(part[2]::integer);
        low := make_date(year, 1, 1) + make_interval(months => lower(months) - 1);
        high := make_date(last_year, 1, 1) + make_interval(months => upper(months) - 1, days => -1);
    ELSE
        SELECT min(n), max(n) INTO low_month, high_month
        FROM generate_series(1, 12) AS n WHERE lpad(n::text, 2, '0') LIKE replace(part[2], 'X', '_');
    END IF;
    IF months IS NULL AND part[3] IS NULL THEN
        low := lookalike_internal.make_day(year, low_month, 1);
        high := (lookalike_internal.make_day(last_year, high_month, 1) + interval '1 month - 1 day')::date;
    ELSIF months IS NULL THEN
        -- The first and the last of such days that the calendar has.
        SELECT min(d.day), max(d.day) INTO low, high
        FROM (SELECT DISTINCT y FROM unnest(ARRAY[year, least(year + 8, last_year), greatest(last_year - 8, year), last_year]) AS y) y
        CROSS JOIN generate_series(low_month, high_month) AS m
        CROSS JOIN generate_series(1, 31) AS n
        CROSS JOIN LATERAL lookalike_internal.make_day(y.y, m, n) AS d (day)
        WHERE lpad(m::text, 2, '0') LIKE replace(part[2], 'X', '_') AND lpad(n::text, 2, '0') LIKE replace(part[3], 'X', '_');
    END IF;
    IF about THEN
        low := (low - interval '5 years')::date;
        high := (high + interval '5 years')::date;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_edtf_date(text) IS
    'The first and the last day that one date in EDTF may mean; null where it is no such date. "About" adds five years on each side.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_edtf(said text, OUT is_edtf boolean, OUT date_from date, OUT date_to date)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one text[];
    ends text[];
    between text;
    found record;
    is_set constant boolean := left(said, 1) IN ('[', '{') AND right(said, 1) IN (']', '}');
    opens_from boolean := false;
    opens_to boolean := false;
BEGIN
    is_edtf := false;
    IF translate(said, '0123456789XYTSEZ?~%/.,:+ -', '') <> '' AND NOT is_set THEN
        RETURN;
    ELSIF left(said, 1) IN ('Y', '-') AND said ~ '^Y-?[0-9]{5,}(E[0-9]+)?(S[0-9]+)?$|^Y-?[0-9]+E[0-9]+(S[0-9]+)?$|^-[0-9X]{4}(-|$|/)' THEN
        -- A year before Christ or after 9999: their bounds are not needed to tell pictures apart.
        is_edtf := said !~ '^-' OR said ~ '^-0|^-[0-9X]{4}-[0-9X]{2}';
        RETURN;
    END IF;
    IF strpos(said, 'S') = 5 AND length(said) = 6 THEN  -- only so many digits are significant
        said := rpad(left(said, CASE WHEN right(said, 1) BETWEEN '1' AND '4' THEN right(said, 1)::integer ELSE 0 END), 4, 'X');
    END IF;
    -- The words of catalogues have bounds for 1914-18, 1911-12 and 1920-05.
    one := CASE WHEN length(said) = 7 THEN regexp_match(said, '^([0-9]{2})([0-9]{2})-([0-9]{2})$') END;
    IF one IS NOT NULL THEN
        IF one[3] NOT BETWEEN '21' AND '41' THEN
            RETURN;
        END IF;
        SELECT e.low, e.high INTO date_from, date_to FROM lookalike_internal.read_edtf_date(said) e;
        -- 1921-24 may be the winter of 1921, or four years. People do not shorten a span of twenty years and more.
        IF one[3]::integer > one[2]::integer AND one[3]::integer < one[2]::integer + 20 THEN
            date_to := greatest(date_to, make_date((one[1] || one[3])::integer, 12, 31));
        END IF;
        is_edtf := true;
        RETURN;
    END IF;

    FOREACH said IN ARRAY CASE WHEN is_set THEN string_to_array(translate(said, '[]{} ', ''), ',') ELSE ARRAY[said] END LOOP
        -- [..1984], [1667..1672], 1984/.., 1984/ and 1984/1986
        between := CASE WHEN is_set THEN '..' ELSE '/' END;
        ends := CASE WHEN strpos(said, between) > 0
                     THEN ARRAY[split_part(said, between, 1), split_part(said, between, 2), split_part(said, between, 3)]
                     ELSE ARRAY[said, said, ''] END;
        IF ends[3] <> '' THEN
            date_from := NULL;
            date_to := NULL;
            RETURN;
        END IF;
        IF ends[1] IN ('', '..') AND ends[2] IN ('', '..') THEN
            RETURN;
        END IF;
        SELECT b.low, e.high, b.low IS NULL AND ends[1] NOT IN ('', '..') OR e.high IS NULL AND ends[2] NOT IN ('', '..') AS is_other
        INTO found
        FROM lookalike_internal.read_edtf_date(ends[1]) b, lookalike_internal.read_edtf_date(ends[2]) e;
        IF found.is_other OR found.low > found.high THEN
            date_from := NULL;
            date_to := NULL;
            RETURN;
        END IF;
        opens_from := opens_from OR found.low IS NULL;
        opens_to := opens_to OR found.high IS NULL;
        date_from := least(date_from, found.low);
        date_to := greatest(date_to, found.high);
    END LOOP;
    IF opens_from THEN
        date_from := NULL;
    END IF;
    IF opens_to THEN
        date_to := NULL;
    END IF;
    is_edtf := true;
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_edtf(text) IS
    'The first and the last day that a date in EDTF may mean, and whether the text is such a date.';
