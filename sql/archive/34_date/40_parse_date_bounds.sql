-- Dates as archives write them. First, words with a meaning become signs (plain_date); then the dates are read, each with
-- the signs beside it. PostgreSQL keeps 32 patterns compiled: so a text is searched for a pattern only if it has the characters
-- of the pattern. The bounds are never narrower than what the text may mean. A sign that no date took opens that end of them;
-- a number or a word that may be a date of its own makes the text unreadable.
CREATE OR REPLACE FUNCTION lookalike_internal.read_date_bounds(said text, OUT date_from date, OUT date_to date)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    words text;
    words_left text;
    hit text[];
    low date;
    high date;
    other date;
    first_year integer;
    last_year integer;
    found record;
    signs text;  -- of one date: < before, > after, { until, } since, & or
    is_first boolean := true;
    in_span boolean;  -- the date is the end of a span
    waits_for_end boolean := false;  -- the date before is the begin of a span, or of all time since then
    is_about boolean := false;
    opens_from boolean := false;
    opens_to boolean := false;
    -- Dates to the day, the month, the year, the decade or the century, each with the signs before and after it.
    form constant text :=
        '([-~<>{}&,;/ ]*)(?:(?:the|den|der|les) )?(?:' ||
        '(?<![0-9])([0-9]{4})[-/.:]([0-9]{1,2})[-/.:]([0-9]{1,2})(?![0-9])' ||                 -- 2 3 4: 1920-05-31
        '|(?<![0-9])([0-9]{1,2}) ?[./-] ?([0-9]{1,2}) ?[./-] ?([0-9]{4})(?![0-9])' ||          -- 5 6 7: 31. 5. 1920
        '|(?<![0-9])([0-9]{1,2})\.?(?:st|nd|rd|th|er)? ?(?:de |of )?@([0-9]+)@,? ?(?:de |of )?([0-9]{4})(?![0-9])' || -- 8 9 10
        '|@([0-9]+)@ ?([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})(?![0-9])' ||                   -- 11 12 13: May 31, 1920
        '|@([0-9]+)@,? ?(?:de |of )?([0-9]{4})(?![0-9])' ||                                        -- 14 15: May 1920
        '|(?<![0-9])([0-9]{1,2})/([0-9]{4})(?![0-9])' ||                                       -- 16 17: 5/1920
        '|(?<![0-9])([0-9]{3})(?:0(?:''?s|-?ern?|-?te|-?ies|\. ?(?:r(?:ok[a-z]*|\.)?|leta?))(?![a-z])|[-x?_u](?![0-9]))' || -- 18: 1920s, 192-
        '|(?<![0-9])([0-9]{2})(?:--|xx|\?\?|__|uu)(?![0-9])' ||                                -- 19: 19--
        '|(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])' ||                                -- 20 21 22: 19200531
        '|(?<![0-9])([0-9]{4}) ?[-/] ?([0-9]{2})(?![0-9./-]|st|nd|rd|th| *(?:de |of )?@)' ||                          -- 23 24: 1914-18, 1914-05
        '|(?<![0-9])([0-9]{4})(?![0-9])' ||                                                    -- 25: 1920
        '|\[([0-9]{4})_([0-9]{4})\]' ||                                                        -- 26 27: centuries
        ') ?(\??) *((?:[~<>{}](?= *(?:$|[-,;/&])))?)';                                            -- 28 29
    -- What no date took, and may be a date of its own: "and" or "until" with no date behind it, an unknown date, 19th, XIX, '45.
    other_date constant text :=
        '[!§]|# ?&(?! ?(?:[a-z]+ ?)*#| ?~ ?(?:$|[,;]))|# ?\{ ?[a-z∅]|#(?! ?[-/]).*∅|¬ ?#|~ ?[0-9]|''[0-9]{2}(?![0-9])' ||
        '|(?<![0-9a-z])(?:1[0-9]|2[01]) ?(?:st|nd|rd|th|de|ste|e|eme|c)(?![a-z])|(?<![a-z])(?:xiii|xiv|xvi{0,3}|xix|xxi?)(?![a-z])';
BEGIN
    IF said IS NULL OR length(said) > 500
       OR translate(said, '0123456789０１２３４５６７８９XVIxvi一二三四五六七八九十元', '') = said THEN
        RETURN;
    END IF;
    words := btrim(said, E' \t\r\n');

    -- The form of most dates.
    IF words ~ '^[0-9]{4}$' AND words <> '0000' THEN
        date_from := make_date(words::integer, 1, 1);
        date_to := make_date(words::integer, 12, 31);
        RETURN;
    END IF;
    hit := regexp_match(words, '^([0-9]{4})-([0-9]{2})-([0-9]{2})([T ][0-9:.,]+(Z|[+-][0-9:]+)?)?$');
    IF hit IS NOT NULL THEN
        date_from := lookalike_internal.make_day(hit[1]::integer, hit[2]::integer, hit[3]::integer);
        date_to := date_from;
        IF date_from IS NOT NULL THEN
            RETURN;
        END IF;
    END IF;
    SELECT e.is_edtf, e.date_from, e.date_to INTO found FROM lookalike_internal.read_edtf(words) e;
    IF found.is_edtf THEN
        date_from := found.date_from;
        date_to := found.date_to;
        RETURN;
    END IF;
    words := lookalike_internal.expand_dates(lookalike_internal.expand_centuries(lookalike_internal.plain_date(words)));
    -- Years before Christ: their bounds are not needed to tell pictures apart. And letters that are glued to a year: 1920ab.
    IF words = 'bc' OR translate(words, '0123456789 .,;-/<>{}~?@&', '') <> '' AND words ~ '(?<![0-9])[0-9]{4}(?!(?:s|ern?|te|ies|t)(?![a-z]))[a-z]' THEN
        RETURN;
    END IF;
    words_left := regexp_replace(words, form, '#', 'g');
    IF translate(words_left, '# ,;.', '') <> '' AND words_left ~ other_date OR strpos(words_left, '¬') > 0 AND translate(words, '<>{}', '') <> words THEN
        RETURN;
    END IF;

    FOR hit IN SELECT h FROM regexp_matches(words, form, 'g') AS m (h)
    LOOP
        low := NULL;
        high := NULL;
        IF hit[2] IS NOT NULL THEN
            first_year := hit[2]::integer;
            low := lookalike_internal.make_day(first_year, hit[3]::integer, hit[4]::integer);
            high := low;
            -- 1914/15/16 are three years, 1909/10/11 may be; 1900/01/12 is a day.
            IF first_year % 100 < hit[3]::integer AND hit[3]::integer < hit[4]::integer AND strpos(words, '/') > 0
               AND (low IS NULL OR hit[4]::integer = first_year % 100 + 2) THEN
                low := lookalike_internal.make_day(first_year, 1, 1);
                high := lookalike_internal.make_day(first_year / 100 * 100 + hit[4]::integer, 12, 31);
            END IF;
        ELSIF hit[5] IS NOT NULL THEN
            -- 3/4/1920 is the third of April in Europe and the fourth of March in America.
            low := lookalike_internal.make_day(hit[7]::integer, hit[6]::integer, hit[5]::integer);
            high := low;
            IF low IS NULL OR strpos(words, '/') > 0 THEN
                other := lookalike_internal.make_day(hit[7]::integer, hit[5]::integer, hit[6]::integer);
                low := least(low, other);
                high := greatest(high, other);
            END IF;
            first_year := hit[7]::integer;
        ELSIF hit[8] IS NOT NULL THEN
            low := lookalike_internal.make_day(hit[10]::integer, hit[9]::integer, hit[8]::integer);
            high := low;
            first_year := hit[10]::integer;
        ELSIF hit[11] IS NOT NULL THEN
            low := lookalike_internal.make_day(hit[13]::integer, hit[11]::integer, hit[12]::integer);
            high := low;
            first_year := hit[13]::integer;
        ELSIF coalesce(hit[14], hit[16]) IS NOT NULL THEN
            first_year := coalesce(hit[15], hit[17])::integer;
            low := lookalike_internal.make_day(first_year, coalesce(hit[14], hit[16])::integer, 1);
            high := (low + interval '1 month - 1 day')::date;
        ELSIF coalesce(hit[18], hit[19]) IS NOT NULL THEN
            first_year := rpad(coalesce(hit[18], hit[19]), 4, '0')::integer;
            low := lookalike_internal.make_day(first_year, 1, 1);
            high := lookalike_internal.make_day(rpad(coalesce(hit[18], hit[19]), 4, '9')::integer, 12, 31);
        ELSIF hit[20] IS NOT NULL THEN
            IF hit[21] > '12' THEN  -- two years that are glued together, or no date
                date_from := NULL;
                date_to := NULL;
                RETURN;
            END IF;
            first_year := hit[20]::integer;
            low := lookalike_internal.make_day(first_year, hit[21]::integer, hit[22]::integer);
            high := low;
        ELSIF hit[23] IS NOT NULL THEN
            -- 1914-18 are years, 1914-05 is May, 1911-12 may be either.
            first_year := hit[23]::integer;
            low := lookalike_internal.make_day(first_year, hit[24]::integer, 1);
            high := (low + interval '1 month - 1 day')::date;
            last_year := first_year / 100 * 100 + hit[24]::integer;
            IF last_year > first_year THEN
                low := lookalike_internal.make_day(first_year, 1, 1);
                high := lookalike_internal.make_day(last_year, 12, 31);
            END IF;
        ELSIF hit[26] IS NOT NULL THEN
            low := lookalike_internal.make_day(hit[26]::integer, 1, 1);
            high := lookalike_internal.make_day(hit[27]::integer, 12, 31);
        END IF;
        IF low IS NULL THEN  -- a year, or a day that is not in the calendar
            first_year := coalesce(hit[25]::integer, first_year);
            low := lookalike_internal.make_day(first_year, 1, 1);
            high := lookalike_internal.make_day(first_year, 12, 31);
        END IF;
        CONTINUE WHEN low IS NULL;

        in_span := NOT is_first AND left(ltrim(hit[1]), 1) IN ('-', '/', '{');
        opens_to := opens_to OR waits_for_end AND NOT in_span;
        waits_for_end := false;
        is_about := is_about OR hit[28] = '?';
        signs := translate(hit[1] || hit[29], '-/,;~ ', '');
        IF NOT is_first THEN
            signs := ltrim(signs, '&');
        ELSIF signs = '&' THEN  -- a date that could not be read, and this one
            opens_from := true;
            opens_to := true;
        ELSIF left(ltrim(hit[1]), 1) IN ('-', '/') THEN
            opens_from := true;
        END IF;
        IF translate(signs, '<{', '') <> signs THEN
            IF translate(signs, '{&', '') = signs THEN  -- else this date, too: in or before 1920
                high := low - 1;
            END IF;
            low := CASE WHEN in_span AND strpos(signs, '<') = 0 THEN low END;  -- from 1914 up to 1918
            opens_from := opens_from OR low IS NULL;
        END IF;
        IF translate(signs, '>}', '') <> signs THEN
            IF translate(signs, '}&', '') = signs THEN
                low := high + 1;
            END IF;
            waits_for_end := signs = '}' AND hit[29] = '';
            opens_to := opens_to OR NOT waits_for_end;
            high := NULL;
        END IF;
        -- Several dates span the time between them.
        date_from := least(date_from, low);
        date_to := greatest(date_to, high);
        is_first := false;
    END LOOP;
    opens_from := opens_from OR translate(words_left, '<{', '') <> words_left;
    opens_to := opens_to OR waits_for_end OR translate(words_left, '>}∞', '') <> words_left
                OR translate(words_left, '-/.', '') <> words_left AND words_left ~ '#[ ~a-z\u00df-\u1fff\u3040-\u9fff]*(?<![a-z])(?:[-/]|\.\.)(?! ?[0-9@]| ?(?:[a-z]+ ?)*#)';
    -- A number or a month that belongs to no date may be the other end of one.
    IF translate(words_left, '0123456789@', '') <> words_left THEN
        date_from := date_trunc('year', date_from)::date;
        date_to := (date_trunc('year', date_to) + CASE WHEN words_left ~ '# ?- ?[0-9@]' THEN interval '2 years - 1 day'
                                                       ELSE interval '1 year - 1 day' END)::date;
    END IF;
    IF strpos(words, 'winter') > 0 THEN  -- it lies in two years
        date_from := (date_from - interval '1 month')::date;
        date_to := (date_to + interval '3 months')::date;
    END IF;
    IF is_about OR strpos(words, '~') + strpos(words, 'turn') + strpos(words_left, '?') > 0 THEN
        date_from := (date_from - interval '5 years')::date;
        date_to := (date_to + interval '5 years')::date;
    END IF;
    -- Clients know only the years 1 to 9999.
    date_from := CASE WHEN NOT opens_from AND date_from >= '0001-01-01' THEN date_from END;
    date_to := CASE WHEN NOT opens_to AND date_to <= '9999-12-31' THEN date_to END;
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_date_bounds(text) IS
    'As parse_date_bounds, without the words that people added.';

-- STABLE, because people may add words.
CREATE OR REPLACE FUNCTION lookalike.parse_date_bounds(said text, OUT date_from date, OUT date_to date)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    word record;
    words text;
BEGIN
    IF translate(said, '0123456789 ./:-', '') <> '' THEN
        FOR word IN SELECT w.word, w.meaning FROM lookalike_internal.date_word w
                    WHERE strpos(lookalike_internal.date_key(said), w.word) > 0 ORDER BY length(w.word) DESC
        LOOP
            -- Not a join: to plan it took as long as to read the date.
            words := lookalike_internal.replace_date_word(
                coalesce(words, lookalike_internal.date_key(said)), word.word, word.meaning,
                (SELECT s.sign FROM lookalike_internal.shipped_date_words() s WHERE s.meaning = word.meaning));
        END LOOP;
    END IF;
    SELECT b.date_from, b.date_to INTO date_from, date_to FROM lookalike_internal.read_date_bounds(coalesce(words, said)) b;
END
$$;
COMMENT ON FUNCTION lookalike.parse_date_bounds(text) IS
    'The earliest and the latest day that a date, as archives write it ("ca. 1920", "1898-1901", "19th century", EDTF), may '
    'mean; null where it has no bound or cannot be read. "About" adds five years on each side. The bounds are never narrower than what the text may mean.';
