-- Centuries in dates. Each becomes a span of years, [1801_1900], that is read as any other date.

CREATE OR REPLACE FUNCTION lookalike_internal.read_numeral(numeral text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN numeral ~ '^[0-9]{1,2}$' THEN numeral::integer
            ELSE array_position('{i,ii,iii,iv,v,vi,vii,viii,ix,x,xi,xii,xiii,xiv,xv,xvi,xvii,xviii,xix,xx,xxi}'::text[], numeral) END;
COMMENT ON FUNCTION lookalike_internal.read_numeral(text) IS
    'The number that an Arabic or small Roman numeral up to 21 means; null for any other text.';

-- Early, mid and late are as wide as in "early 1900s". Two parts of a century are not told apart: early to mid 19th century.
CREATE OR REPLACE FUNCTION lookalike_internal.part_of_century(words text, century integer, OUT first_year integer, OUT last_year integer)
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part_name constant text := '(polovi[cn]|pol\.|halft|half|moitie|mitad|tretin|drittel|third|tiers|tercio|stvrtin|ctvrt|viertel|quarter|quart|cuarto)';
    parts text[];
    hit text[];
    of_parts numeric;
    nth integer;
BEGIN
    first_year := century * 100 - 99;
    last_year := century * 100;
    -- The sixties of the 17th century.
    IF words ~ '(?<![0-9])[1-9]0(?:\. ?(?:r|let)|''?s|ern?|-?te)' THEN
        SELECT (century - 1) * 100 + min(h[1]::integer) * 10, (century - 1) * 100 + max(h[1]::integer) * 10 + 9 INTO first_year, last_year
        FROM regexp_matches(words, '(?<![0-9])([1-9])0(?=\. ?(?:r|let)|''?s|ern?|-?te|\.? ?[-/,&] ?[1-9]0)', 'g') AS m (h);
        RETURN;
    ELSIF translate(words, '-/&', '') <> words THEN
        RETURN;
    END IF;
    parts := ARRAY(SELECT h[1] FROM regexp_matches(
        words, '(?<![0-9a-z])((?:[1-4]\.?(?:st|nd|rd|th|ere?|e|eme)? *|(?:first|second|third|fourth|last|prva|prvni|druha|druhej|treti|tretia|stvrta|ctvrta|posledn|erste|zweite|dritte|vierte|letzte|premier|deuxieme|seconde|troisieme|quatrieme|dernier|primer|segund|tercer|ultim)[a-z]* *)' || part_name || ')', 'g') AS m (h));
    IF cardinality(parts) > 1 THEN
        RETURN;
    ELSIF cardinality(parts) = 1 THEN
        hit := regexp_match(parts[1], '^(?:([1-4])|([a-z]+)).*' || part_name || '$');
        of_parts := CASE WHEN hit[3] ~ '^(pol|hal|moi|mit)' THEN 2
                         WHEN hit[3] ~ '^(tret|dri|thi|tier|terc)' THEN 3 ELSE 4 END;
        nth := CASE WHEN hit[1] IS NOT NULL THEN hit[1]::integer
                    WHEN hit[2] ~ '^(first|prv|erste|premier|primer)' THEN 1
                    WHEN hit[2] ~ '^(second|druh|zweite|deux|segund)' THEN 2
                    WHEN hit[2] ~ '^(third|tret|dritte|trois|terc)' THEN 3
                    WHEN hit[2] ~ '^(fourth|stvrt|ctvrt|vierte|quatr)' THEN 4
                    ELSE of_parts::integer END;
        IF nth <= of_parts THEN
            last_year := first_year - 1 + round(100 * nth / of_parts)::integer;
            first_year := first_year + round(100 * (nth - 1) / of_parts)::integer;
        END IF;
        RETURN;
    END IF;
    parts := ARRAY(SELECT DISTINCT p.part
                   FROM (VALUES ('early', '(?<![a-z])(?:zaciat|zacat|pociat|poc\.|early|beginning|anfang|beginn|debut|principios|inicio)'),
                                ('late', '(?<![a-z])(?:koniec|konec|konca|konce|zaver|late(?![a-z])|end of|ende(?![a-z])|fin |finales|spate)'),
                                ('mid', '(?<![a-z])(?:polovi[cn]|stred|mid(?:dle|st|den)?(?![a-z])|mitte|milieu|mediados)')) AS p (part, pattern)
                   WHERE words ~ p.pattern);
    IF parts = '{early}' THEN
        last_year := first_year + 39;
    ELSIF parts = '{mid}' THEN
        last_year := first_year + 69;
        first_year := first_year + 29;
    ELSIF parts = '{late}' THEN
        first_year := last_year - 40;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.part_of_century(text, integer) IS
    'The first and the last year of the part of a century of which a date in signs speaks; of the whole century if it speaks of no part, or of several.';

-- A century says no more than the years beside it that it holds: 18. storočie, 2. polovica, 1763. But if a word stands between
-- them, or a year lies outside, all count: 19th century or 1850.
CREATE OR REPLACE FUNCTION lookalike_internal.expand_centuries(words text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    number constant text := '(?<![0-9a-z])([1-9]|1[0-9]|2[01]|[ivx]+)(?![0-9])\.?(?:st|nd|rd|th|de|ste|e|er|eme|-lea)?\.?(?![a-z])';
    century constant text := number || ' *§|§ *-? *([ivx]+)(?:-lea)?(?![a-z])';
    centuries integer[];
    first_year integer;
    last_year integer;
BEGIN
    IF strpos(words, '§') = 0 THEN
        RETURN words;
    END IF;
    words := regexp_replace(words, '(?<![0-9])[1-4]/[1-4] *(?=§ *[ivx])', ' ');  -- 2/2 sec. XIX
    -- Each numeral has a sign of its own: late 19th or early 20th century, siglos XVIII-XIX.
    words := regexp_replace(words, '(?<=[ivx.0-9]) i (?=[ivx0-9])', ' & ', 'g');
    words := regexp_replace(words, '(?<!§ ?)' || number || '(?= ?[-/,&{][^§]*[^§ ] *§)', '\1 §', 'g');
    words := regexp_replace(words, '(§ *-? *[ivx]+(?:-lea)?) *([-/,&][-/,& ]*)([ivx]+(?![a-z])(?! *§))', '\1 \2 § \3', 'g');

    centuries := ARRAY(SELECT DISTINCT c.n
                       FROM regexp_matches(words, century, 'g') AS m (h)
                       CROSS JOIN LATERAL lookalike_internal.read_numeral(coalesce(m.h[1], m.h[2])) AS c (n) ORDER BY c.n);
    IF cardinality(centuries) = 0 OR NOT 21 >= ALL (centuries) THEN
        RETURN words;
    END IF;
    first_year := centuries[1] * 100 - 99;
    last_year := centuries[cardinality(centuries)] * 100;
    IF words ~ '[0-9]{3}' THEN
        IF words !~ '§ ?(?:-? ?[ivx]+(?:-lea)?)?[ ?]*[^,;0-9 ?~<>}].*[0-9]{3}|[0-9]{3}[0-9s]*[ ?~]*(?:[^,;0-9s ?~<>{}]|\{(?! ?[,;])).*§'
           AND NOT EXISTS (SELECT FROM regexp_matches(words, '(?<![0-9])([0-9]{3})([0-9])?', 'g') AS m (h)
                           WHERE (m.h[1] || coalesce(m.h[2], '0'))::integer NOT BETWEEN first_year - 1 AND last_year) THEN
            RETURN regexp_replace(words, century, ' ', 'g');
        END IF;
    ELSIF strpos(words, 'turn') > 0 AND cardinality(centuries) <= 2 AND last_year - first_year < 200 THEN
        -- The turn of the 20th century may be the one with which it began, and the one with which it ended.
        RETURN regexp_replace(replace(words, 'turn', ' '), '[-/&, ]*(?:' || century || ')', ' ', 'g') || format(
            ' [%s_%s]', lpad(greatest(last_year - 109, 1)::text, 4, '0'),
            lpad((last_year + CASE WHEN cardinality(centuries) = 1 THEN 10 ELSE -90 END)::text, 4, '0'));
    ELSIF cardinality(centuries) = 1 THEN
        SELECT p.first_year, p.last_year INTO first_year, last_year
        FROM lookalike_internal.part_of_century(regexp_replace(words, century, ' ', 'g'), centuries[1]) p;
        RETURN regexp_replace(words, century, format('[%s_%s]', lpad(first_year::text, 4, '0'), lpad(last_year::text, 4, '0')), 'g');
    END IF;
    FOR last_year IN
        SELECT lookalike_internal.read_numeral(coalesce(m.h[1], m.h[2])) * 100 FROM regexp_matches(words, century, 'g') AS m (h)
    LOOP
        words := regexp_replace(words, century, format('[%s_%s]', lpad((last_year - 99)::text, 4, '0'), lpad(last_year::text, 4, '0')));
    END LOOP;
    RETURN words;
END
$$;
COMMENT ON FUNCTION lookalike_internal.expand_centuries(text) IS
    'A date as plain_date() writes it, in which centuries are spans of years.';
