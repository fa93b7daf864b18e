-- Dates as archives write them. First, words with a meaning become signs (plain_date); then the dates are read, each with
-- the signs beside it. PostgreSQL keeps 32 patterns compiled: so a text is searched for a pattern only if it has the characters
-- of the pattern. The bounds are never narrower than what the text may mean: what is not understood widens them.
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
    century integer;
    last_century integer;
    part text;
    of_parts numeric;
    nth integer;
    about boolean;
    sign text;  -- before a date: < before, > after, { until, } since
    first_year integer;
    last_year integer;
    found record;
    opens_from boolean := false;
    opens_to boolean := false;
    -- Dates to the day, the month, the year or the decade, each with the signs before and after it.
    form constant text :=
        '((?:[~<>{}] *){0,2})(?:' ||
        '(?<![0-9])([0-9]{4})[-/.:]([0-9]{1,2})[-/.:]([0-9]{1,2})(?![0-9])' ||                 -- 2 3 4: 1920-05-31
        '|(?<![0-9])([0-9]{1,2}) ?[./-] ?([0-9]{1,2}) ?[./-] ?([0-9]{4})(?![0-9])' ||          -- 5 6 7: 31. 5. 1920
        '|(?<![0-9])([0-9]{1,2})\.?(?:st|nd|rd|th|er)? ?(?:de |of )?@([0-9]+)@,? ?(?:de |of )?([0-9]{4})(?![0-9])' || -- 8 9 10
        '|@([0-9]+)@ ?([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})(?![0-9])' ||                   -- 11 12 13: May 31, 1920
        '|@([0-9]+)@,? ?(?:de |of )?([0-9]{4})(?![0-9])' ||                                        -- 14 15: May 1920
        '|(?<![0-9])([0-9]{1,2})/([0-9]{4})(?![0-9])' ||                                       -- 16 17: 5/1920
        '|(?<![0-9])([0-9]{3})(?:0(?:''?s|-?er|-?te|-?ies|\. ?r(?:oky|okov|\.)?)(?![a-z])|[-x?_u](?![0-9]))' || -- 18: 1920s, 192-
        '|(?<![0-9])([0-9]{2})(?:--|xx|\?\?|__|uu)(?![0-9])' ||                                -- 19: 19--
        '|(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])' ||                                -- 20 21 22: 19200531
        '|(?<![0-9])([0-9]{4}) ?[-/] ?([0-9]{2})(?![0-9./-]| *@)' ||                          -- 23 24: 1914-18, 1914-05
        '|(?<![0-9])([0-9]{4})(?![0-9])' ||                                                    -- 25: 1920
        ') ?(\??) *((?:[~<>{}](?= *(?:$|[-,;/])))?)';                                             -- 26 27
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
    words := lookalike_internal.expand_dates(lookalike_internal.plain_date(words));
    -- Years before Christ: their bounds are not needed to tell pictures apart.
    IF words = 'bc' THEN
        RETURN;
    END IF;

    FOR hit IN SELECT h FROM regexp_matches(words, form, 'g') AS m (h)
    LOOP
        low := NULL;
        high := NULL;
        about := strpos(hit[1], '~') > 0 OR hit[26] = '?' OR hit[27] = '~';
        sign := left(translate(hit[1], '~ ', ''), 1);
        IF hit[2] IS NOT NULL THEN
            low := lookalike_internal.make_day(hit[2]::integer, hit[3]::integer, hit[4]::integer);
            high := low;
            first_year := hit[2]::integer;
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
        ELSIF hit[18] IS NOT NULL THEN
            about := false;  -- a decade is wide enough
            first_year := hit[18]::integer * 10;
            low := lookalike_internal.make_day(first_year, 1, 1);
            high := lookalike_internal.make_day(first_year + 9, 12, 31);
        ELSIF hit[19] IS NOT NULL THEN
            about := false;
            first_year := hit[19]::integer * 100;
            low := lookalike_internal.make_day(first_year, 1, 1);
            high := lookalike_internal.make_day(first_year + 99, 12, 31);
        ELSIF hit[20] IS NOT NULL THEN
            low := lookalike_internal.make_day(hit[20]::integer, hit[21]::integer, hit[22]::integer);
            high := low;
            first_year := hit[20]::integer;
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
        END IF;
        IF low IS NULL THEN  -- a year, or a day that is not in the calendar
            first_year := coalesce(hit[25]::integer, first_year);
            low := lookalike_internal.make_day(first_year, 1, 1);
            high := lookalike_internal.make_day(first_year, 12, 31);
        END IF;
        CONTINUE WHEN low IS NULL;
        IF about THEN
            low := (low - interval '5 years')::date;
            high := (high + interval '5 years')::date;
        END IF;
        IF sign = '<' OR hit[27] = '<' THEN
            high := (low + CASE WHEN about THEN interval '10 years' ELSE interval '0' END)::date - 1;
            low := NULL;
        ELSIF sign = '>' OR hit[27] = '>' THEN
            low := (high - CASE WHEN about THEN interval '10 years' ELSE interval '0' END)::date + 1;
            high := NULL;
        ELSIF sign = '{' AND date_from IS NULL OR hit[27] = '{' THEN  -- after another date it is the end of a span
            low := NULL;
        ELSIF sign = '}' AND words !~ '[0-9@] *[-{] *[~]?[0-9@]' OR hit[27] = '}' THEN
            high := NULL;
        END IF;
        -- Several dates span the time between them.
        opens_from := opens_from OR low IS NULL;
        opens_to := opens_to OR high IS NULL;
        date_from := least(date_from, low);
        date_to := greatest(date_to, high);
    END LOOP;
    IF strpos(words, 'winter') > 0 THEN  -- it lies in two years
        date_from := (date_from - interval '1 month')::date;
        date_to := (date_to + interval '3 months')::date;
    END IF;
    -- A number or a month that belongs to no date may be the other end of one.
    words_left := regexp_replace(words, form, ' ', 'g');
    IF strpos(words, '§') = 0 AND translate(words_left, '0123456789@', '') <> words_left THEN
        date_from := date_trunc('year', date_from)::date;
        date_to := (date_trunc('year', date_to) + interval '1 year - 1 day')::date;
    END IF;
    date_from := CASE WHEN NOT opens_from THEN date_from END;
    date_to := CASE WHEN NOT opens_to THEN date_to END;
    IF date_from <= date_to OR (date_from IS NULL) <> (date_to IS NULL) THEN
        -- A century at one end of a span: 19th century - 1914
        IF strpos(words, '§') > 0 AND (words ~ '§ *[-{] *~?[0-9@]' OR words ~ '[0-9s] *[-{] *~?(?:[a-z]+ )*[0-9ivx]{1,5}\.?[a-z]{0,4}\.? *§') THEN
            hit := (SELECT ARRAY[min(n.n)::text, max(n.n)::text]
                    FROM regexp_matches(words, '(?<![0-9a-z])([0-9]{1,2}|[ivx]+)\.?(?:st|nd|rd|th|e|eme)?\.? *§', 'g') AS m (h)
                    CROSS JOIN LATERAL lookalike_internal.read_numeral(m.h[1]) AS n (n));
            date_from := CASE WHEN NOT opens_from THEN least(date_from, lookalike_internal.make_day(hit[1]::integer * 100 - 99, 1, 1)) END;
            date_to := CASE WHEN NOT opens_to THEN greatest(date_to, lookalike_internal.make_day(hit[2]::integer * 100, 12, 31)) END;
        END IF;
        RETURN;
    END IF;
    date_from := NULL;
    date_to := NULL;
    IF opens_from AND opens_to THEN
        RETURN;
    END IF;

    -- Centuries, if there is no closer date; of several, from the first to the last. The second half, as 2/2, says nothing here.
    IF strpos(words, '§') = 0 THEN
        RETURN;
    END IF;
    words := regexp_replace(words, '(?<![0-9])[1-4]/[1-4] *(?=§ *[ivx])', ' ');
    IF (SELECT count(*) FROM regexp_matches(words, '§', 'g')) > 1 THEN
        hit := (SELECT ARRAY[min(n.n)::text, max(n.n)::text]
                FROM regexp_matches(words, '(?<![0-9a-z])([0-9]{1,2}|[ivx]+)\.?(?:st|nd|rd|th|e|eme)?\.?(?= *(?:§|[-/,]|$))', 'g') AS m (h)
                CROSS JOIN LATERAL lookalike_internal.read_numeral(m.h[1]) AS n (n));
        date_from := lookalike_internal.make_day(hit[1]::integer * 100 - 99, 1, 1);
        date_to := lookalike_internal.make_day(hit[2]::integer * 100, 12, 31);
        RETURN;
    END IF;
    hit := regexp_match(words, '(?<![0-9a-z])([0-9]{1,2}|[ivx]+)\.?(?:st|nd|rd|th|e|eme)?\.?(?: ?(?:-|/|,) ?([0-9]{1,2}|[ivx]+)\.?(?:st|nd|rd|th|e|eme)?\.?)? *§');
    IF hit IS NULL THEN
        hit := regexp_match(words, '§ *(?:- ?)?([ivx]+)(?: ?- ?([ivx]+))?(?![a-z])');
    END IF;
    IF hit IS NULL THEN
        RETURN;
    END IF;
    century := lookalike_internal.read_numeral(hit[1]);
    last_century := coalesce(lookalike_internal.read_numeral(hit[2]), century);
    IF NOT (century BETWEEN 1 AND 21 AND last_century BETWEEN century AND 21) THEN
        RETURN;
    END IF;
    first_year := century * 100 - 99;
    last_year := last_century * 100;
    IF words ~ '(prelom|prelomu|turn of|wende|tournant)' THEN
        IF last_century = century THEN  -- the turn of the 20th century is the turn with which it began
            last_year := first_year - 1;
        ELSE
            last_year := century * 100;
        END IF;
        first_year := last_year - 9;
        last_year := last_year + 10;
    ELSIF century = last_century THEN
        hit := regexp_match(words, '(?<![0-9])([1-9])0(?:\. ?r|''?s|er|-?te)');
        IF hit IS NOT NULL THEN
            first_year := century * 100 - 100 + hit[1]::integer * 10;
            last_year := first_year + 9;
        ELSE
            hit := regexp_match(words, '([1-4])\.?(?:st|nd|rd|th|ere?|e|eme)? *(polovi[cn]|pol\.|halft|half|moitie|mitad|tretin|drittel|third|tiers|tercio|stvrtin|ctvrt|viertel|quarter|quart|cuarto)');
            IF hit IS NULL THEN
                hit := regexp_match(words, '(first|second|third|fourth|last|prva|prvni|druha|druhej|treti|tretia|stvrta|ctvrta|posledn|erste|zweite|dritte|vierte|letzte|premier|deuxieme|seconde|troisieme|quatrieme|dernier|primer|segund|tercer|ultim)[a-z]* *(polovi[cn]|pol\.|halft|half|moitie|mitad|tretin|drittel|third|tiers|tercio|stvrtin|ctvrt|viertel|quarter|quart|cuarto)');
            END IF;
            IF hit IS NOT NULL THEN
                part := hit[2];
                of_parts := CASE WHEN part ~ '^(pol|hal|moi|mit)' THEN 2
                                 WHEN part ~ '^(tret|dri|thi|tier|terc)' THEN 3 ELSE 4 END;
                nth := CASE WHEN hit[1] ~ '^[1-4]$' THEN hit[1]::integer
                            WHEN hit[1] ~ '^(first|prv|erste|premier|primer)' THEN 1
                            WHEN hit[1] ~ '^(second|druh|zweite|deux|segund)' THEN 2
                            WHEN hit[1] ~ '^(third|tret|dritte|trois|terc)' THEN 3
                            WHEN hit[1] ~ '^(fourth|stvrt|ctvrt|vierte|quatr)' THEN 4
                            ELSE of_parts::integer END;
                IF nth <= of_parts THEN
                    last_year := first_year - 1 + round(100 * nth / of_parts)::integer;
                    first_year := first_year + round(100 * (nth - 1) / of_parts)::integer;
                END IF;
            ELSIF words ~ '(zaciat|zacat|pociatk|early|beginning|anfang|beginn|debut|principios|inicio)' THEN
                last_year := first_year + 24;
            ELSIF words ~ '(koniec|konec|konca|konce|zaver|late|end of|ende|fin |finales|spate)' THEN
                first_year := last_year - 24;
            ELSIF words ~ '(polovi[cn]|stred|mid|mitte|milieu|mediados)' THEN
                last_year := first_year + 59;
                first_year := first_year + 39;
            END IF;
        END IF;
    END IF;
    date_from := lookalike_internal.make_day(first_year, 1, 1);
    date_to := lookalike_internal.make_day(last_year, 12, 31);
    IF words ~ '< *(the )?[0-9ivx]' THEN
        date_to := date_from - 1;
        date_from := NULL;
    ELSIF words ~ '> *(the )?[0-9ivx]' THEN
        date_from := date_to + 1;
        date_to := NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_date_bounds(text) IS
    'As parse_date_bounds, without the words that people added.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_numeral(numeral text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN numeral ~ '^[0-9]{1,2}$' THEN numeral::integer
            ELSE array_position('{i,ii,iii,iv,v,vi,vii,viii,ix,x,xi,xii,xiii,xiv,xv,xvi,xvii,xviii,xix,xx,xxi}'::text[], numeral) END;
COMMENT ON FUNCTION lookalike_internal.read_numeral(text) IS
    'The number that an Arabic or small Roman numeral up to 21 means; null for any other text.';

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
        FOR word IN SELECT w.word, w.meaning, s.sign
                    FROM lookalike_internal.date_word w LEFT JOIN lookalike_internal.shipped_date_words() s ON s.meaning = w.meaning
                    WHERE strpos(lookalike_internal.date_key(said), w.word) > 0 ORDER BY length(w.word) DESC
        LOOP
            words := lookalike_internal.replace_date_word(
                coalesce(words, lookalike_internal.date_key(said)), word.word, word.meaning, word.sign);
        END LOOP;
    END IF;
    SELECT b.date_from, b.date_to INTO date_from, date_to FROM lookalike_internal.read_date_bounds(coalesce(words, said)) b;
END
$$;
COMMENT ON FUNCTION lookalike.parse_date_bounds(text) IS
    'The earliest and the latest day that a date, as archives write it ("ca. 1920", "1898-1901", "19th century", EDTF), may '
    'mean; null where it has no bound or cannot be read. "About" adds five years on each side. The bounds are never narrower than what the text may mean.';
