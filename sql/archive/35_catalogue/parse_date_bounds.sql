-- Dates as archives write them, in English, German, Slovak, Czech, French and Spanish. First, words with
-- a meaning become signs (~ about, < before, > after, { until, } since, § century); then the dates are
-- read, each with the signs beside it.
CREATE OR REPLACE FUNCTION lookalike_internal.make_day(year integer, month integer, day integer) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN year BETWEEN 1 AND 9999 AND month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31
             AND day <= extract(day FROM make_date(year, month, 1) + interval '1 month - 1 day')
            THEN make_date(year, month, day) END;
COMMENT ON FUNCTION lookalike_internal.make_day(integer, integer, integer) IS
    'A day of the calendar; null if the calendar has no such day.';

CREATE OR REPLACE FUNCTION lookalike.parse_date_bounds(said text, OUT date_from date, OUT date_to date)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    words text;
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
    first_year integer;
    last_year integer;
    month constant text[] := ARRAY[
        'jan|january|januar|januara|janner|leden|ledna|janvier|enero',
        'feb|february|februar|februara|unor|unora|fevrier|febrero',
        'mar|march|marz|marec|marca|brezen|brezna|mars|marzo',
        'apr|april|aprila|duben|dubna|avril|abril',
        'may|mai|maj|maja|kveten|kvetna|mayo',
        'jun|june|juni|juna|cerven|cervna|juin|junio',
        'jul|july|juli|jula|cervenec|cervence|juillet|julio',
        'aug|august|augusta|srpen|srpna|aout|agosto',
        'sep|sept|september|septembra|zari|septembre|septiembre',
        'oct|okt|october|oktober|oktobra|rijen|rijna|octobre|octubre',
        'nov|november|novembra|listopad|listopadu|novembre|noviembre',
        'dec|dez|december|dezember|decembra|prosinec|prosince|decembre|diciembre'];
BEGIN
    IF said IS NULL OR said !~ '[0-9XVIxvi]' OR length(said) > 500 THEN
        RETURN;
    END IF;
    words := btrim(said, E' \t\r\n');

    -- The form of most dates.
    IF words ~ '^[0-9]{4}$' AND words <> '0000' THEN
        date_from := make_date(words::integer, 1, 1);
        date_to := make_date(words::integer, 12, 31);
        RETURN;
    ELSIF words ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN
        date_from := lookalike_internal.make_day(left(words, 4)::integer, substr(words, 6, 2)::integer, substr(words, 9, 2)::integer);
        date_to := date_from;
        IF date_from IS NOT NULL AND words ~ '^.{10}([T ][0-9:.,]+(Z|[+-][0-9:]+)?)?$' THEN
            RETURN;
        END IF;
        date_from := NULL;
        date_to := NULL;
    END IF;

    words := lookalike_internal.fold_text(words) COLLATE "C";
    words := translate(words, '‐‑‒–—―−~<>§{}[]()"„“”‘’«»', '-------        ');
    -- Years before Christ: their bounds are not needed to tell pictures apart.
    IF words ~ '\m(b\.? ?c|b\.? ?c\.? ?e|v\. ?chr|pred kr|pr\. ?n\. ?l|av\. j|a\. ?c\.)' THEN
        RETURN;
    END IF;
    IF words ~ '[a-z]' THEN
        words := regexp_replace(words, '(storoci[a-z]*|stoleti|stol\.|stor\.|st\.(?! [a-z])|century|centuries|cent\.|jahrhundert[a-z]*|jhdt?\.?|jh\.?|siecles?|siglos?)(?![a-z])', ' § ', 'g');
        words := regexp_replace(words, '(?<![a-z])(not after|no later than|until|till|up to|bis|do roku|do|jusqu''?(en|a)?|hasta)(?![a-z])\.?( (r\.|roku?))?', '{', 'g');
        words := regexp_replace(words, '(?<![a-z])(not before|no earlier than|since|from|ab|seit|od|depuis|des|desde)(?![a-z])\.?( (r\.|roku?))?', '}', 'g');
        words := regexp_replace(words, '(?<![a-z])(before|prior to|pred|vor|avant|antes de|ante)(?![a-z])\.?( (r\.|rokom|rokem))?', '<', 'g');
        words := regexp_replace(words, '(?<![a-z])(after|post|po|nach|apres|despues de)(?![a-z])\.?( (r\.|roku?))?', '>', 'g');
        words := regexp_replace(words, '(?<![a-z])(circa|cca|ca|c|about|around|approximately|approx|probably|possibly|um|etwa|gegen|wohl|vermutlich|okolo|asi|priblizne|pravdepodobne|kolem|zhruba|vers|environ|hacia|alrededor de)(?![a-z])\.?( (r\.|roku?))?', '~', 'g');
        words := regexp_replace(words, '(?<![a-z])(to|and|und|az|a|et|y)(?![a-z])', '-', 'g');
        words := regexp_replace(words, '(?<![a-z])(between|zwischen|medzi|mezi|entre)(?![a-z])', ' ', 'g');
        IF words !~ '§' THEN
            FOR n IN 1..12 LOOP
                words := regexp_replace(words, '(?<![a-z])(' || month[n] || ')(?![a-z])\.?', '@' || n || '@', 'g');
            END LOOP;
        END IF;
    END IF;

    -- Dates to the day, the month, the year or the decade; each with the signs before and after it.
    FOR hit IN
        SELECT h FROM regexp_matches(words,
            '([~<>{}]?) *(?:' ||
            '(?<![0-9])([0-9]{4})[-/.:]([0-9]{1,2})[-/.:]([0-9]{1,2})(?![0-9])' ||                 -- 2 3 4: 1920-05-31
            '|(?<![0-9])([0-9]{1,2}) ?[./-] ?([0-9]{1,2}) ?[./-] ?([0-9]{4})(?![0-9])' ||          -- 5 6 7: 31. 5. 1920
            '|(?<![0-9])([0-9]{1,2})\.?(?:st|nd|rd|th|er)? ?(?:de )?@([0-9]+)@,? ?(?:de )?([0-9]{4})(?![0-9])' || -- 8 9 10
            '|@([0-9]+)@ ?([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})(?![0-9])' ||                   -- 11 12 13: May 31, 1920
            '|@([0-9]+)@,? ?(?:de )?([0-9]{4})(?![0-9])' ||                                        -- 14 15: May 1920
            '|(?<![0-9])([0-9]{1,2})/([0-9]{4})(?![0-9])' ||                                       -- 16 17: 5/1920
            '|(?<![0-9])([0-9]{3})(?:0(?:''?s|-?er|-?te|-?ies|\. ?r(?:oky|okov|\.)?)(?![a-z])|[-x?_u](?![0-9]))' || -- 18: 1920s, 192-
            '|(?<![0-9])([0-9]{2})(?:--|xx|\?\?|__|uu)(?![0-9])' ||                                -- 19: 19--
            '|(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])' ||                                -- 20 21 22: 19200531
            '|(?<![0-9])([0-9]{4}) ?[-/] ?([0-9]{2})(?![0-9./])' ||                                -- 23 24: 1914-18, 1914-05
            '|(?<![0-9])([0-9]{4})(?![0-9])' ||                                                    -- 25: 1920
            ') ?(\??) *((?:[~<>](?= *(?:$|[,;])))?)', 'g') AS m (h)                                -- 26 27
    LOOP
        low := NULL;
        high := NULL;
        about := hit[1] = '~' OR hit[26] = '?' OR hit[27] = '~';
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
        IF hit[1] = '<' OR hit[27] = '<' THEN
            high := low - 1;
            low := NULL;
        ELSIF hit[1] = '>' OR hit[27] = '>' THEN
            low := high + 1;
            high := NULL;
        ELSIF hit[1] = '{' AND date_from IS NULL THEN  -- after another date it is the end of a span
            low := NULL;
        ELSIF hit[1] = '}' AND words !~ '[0-9@] *[-{] *[~]?[0-9@]' THEN
            high := NULL;
        END IF;
        -- Several dates span the time between them.
        date_from := least(date_from, low);
        date_to := greatest(date_to, high);
    END LOOP;
    IF date_from <= date_to OR (date_from IS NULL) <> (date_to IS NULL) THEN
        RETURN;
    END IF;
    date_from := NULL;
    date_to := NULL;

    -- Centuries, if there is no closer date.
    hit := regexp_match(words, '(?<![0-9a-z])([0-9]{1,2}|[ivx]+)\.?(?:st|nd|rd|th|e|eme)?\.?(?: ?(?:-|/|,) ?([0-9]{1,2}|[ivx]+)\.?(?:st|nd|rd|th|e|eme)?\.?)? *§');
    IF hit IS NULL THEN
        hit := regexp_match(words, '§ *([ivx]+)(?: ?- ?([ivx]+))?(?![a-z])');
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
COMMENT ON FUNCTION lookalike.parse_date_bounds(text) IS
    'The earliest and the latest day that a date, as archives write it ("ca. 1920", "1898-1901", "19th century"), may '
    'mean; null where it has no bound or cannot be read. "About" adds five years on each side.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_numeral(numeral text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN numeral ~ '^[0-9]{1,2}$' THEN numeral::integer
            ELSE array_position('{i,ii,iii,iv,v,vi,vii,viii,ix,x,xi,xii,xiii,xiv,xv,xvi,xvii,xviii,xix,xx,xxi}'::text[], numeral) END;
COMMENT ON FUNCTION lookalike_internal.read_numeral(text) IS
    'The number that an Arabic or small Roman numeral up to 21 means; null for any other text.';
