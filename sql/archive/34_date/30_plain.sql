-- Dates with words as dates with signs: ~ about, < before, > after, { until, } since, - to, & and, § century, @5@ May, ∞ today,
-- ∅ unknown, ¬ not, ! what cannot be read.
CREATE OR REPLACE FUNCTION lookalike_internal.plain_date(said text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    words text := lookalike_internal.fold_text(lookalike_internal.translate_date(said)) COLLATE "C";
    hit text[];
    part text;
BEGIN
    IF strpos(words, 'bc') > 0 AND words ~ '\mbc\M' THEN
        RETURN 'bc';
    END IF;
    IF strpos(words, '%') > 0 THEN
        words := regexp_replace(words, '(?<=[0-9])%', '~', 'g');
    END IF;
    IF strpos(words, ':') > 0 THEN  -- the time of day
        words := regexp_replace(words, '(?<![0-9:])[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?[ap]\.?m\.?)?(?![0-9:])', ' ', 'g');
    END IF;
    words := btrim(replace(regexp_replace(words, '\s+', ' ', 'g'), ' ,', ','));
    -- -1914, 1908-, ..1984 and 1984.. have an open end; and 1908 to today.
    IF left(ltrim(words, ' ,;?'), 1) IN ('.', '-', '/') THEN
        words := regexp_replace(words, '^[ ,;?]*(?:\.\.+[-/ ]*|[-/]) *(?=[0-9]{3})', '- ');
    END IF;
    IF strpos(words, '-') + strpos(words, '/') + strpos(words, '..') + strpos(words, '∞') > 0 THEN
        words := regexp_replace(words, '(?<=(?<![0-9])[0-9]{4}(?:''?s)?) *(?:\.\.+|-+|/|- *\.\.+)[ ?]*(?=$|[,;]| [-&] )| ?[-&{}] ?∞', '} ', 'g');
    END IF;
    IF strpos(words, '..') > 0 THEN
        words := regexp_replace(words, '(?<=[0-9]) *\.\.+ *(?=[0-9])', ' - ', 'g');
    END IF;
    IF translate(words, '<>{}', '') <> words THEN
        words := regexp_replace(words, '([<>{}]) ?- ?(?=[0-9@])', '\1', 'g');  -- pre-1914
        words := regexp_replace(words, '(?<=[0-9@]) ?\{ ?(?=~? ?[0-9@])', ' - ', 'g');  -- 1914 until 1918
        IF words ~ '[-&] ?[<>{}] ?(?:$|[,;])' THEN  -- 1936 or after
            words := regexp_replace(translate(words, '<>', '{}'), '[-&] ?([{}])(?= ?(?:$|[,;]))', '\1', 'g');
        END IF;
    END IF;
    IF strpos(words, '+') > 0 THEN
        words := regexp_replace(words, '(?<=[0-9]s?) ?\+ ?/? ?-', ' ~ ', 'g');
        words := regexp_replace(words, '(?<=[0-9]s?) ?\+(?! ?[0-9])', ' } ', 'g');
    END IF;
    -- 19. stol., 19th c., XIX w.
    IF words LIKE ANY ('{%st.%,%storoci%,%stoleti%,%jahrhundert%,%h ~%,%w.%}'::text[]) THEN
        words := regexp_replace(words, '(?<![a-z])(?:st\.(?! [a-z])|(?:storoci|stoleti|jahrhundert)[a-z]*)|(?<=[0-9](?:st|nd|rd|th)) ?~(?! *[0-9@])|(?<=[ivx]) w\.', ' § ', 'g');
    END IF;
    -- The 1920s, in many forms; 1870s-80s; and 1900s, which may be ten years or a hundred.
    IF strpos(words, '¤') > 0 THEN
        words := regexp_replace(words, '(?<![0-9])([0-9]{3}0) ?¤|¤ ?(?:(?:de|of|the|los|les) )*([0-9]{3}0)(?![0-9]|''?s)', '\1\2s', 'g');
    END IF;
    IF words LIKE ANY ('{%0s%,"%0\''s%",%0er%,%0-er%,%0te%,%0-te%,%0ies%,%0-ies%}'::text[]) THEN
        words := regexp_replace(words, '(?<=[0-9]0)(?:''s|-?ern?|-?te|-?ies)(?![a-z])', 's', 'g');
        FOR n IN 1..3 LOOP
            words := regexp_replace(words, '(?<![0-9])([0-9]{2})([0-9]0)s? *[-/&,+] *''?([0-9]0)s', '\1\2s - \1\3s', 'g');
        END LOOP;
        IF words LIKE '%00s%' THEN
            words := regexp_replace(words, '(?<![a-z])(?:early|beginning)[a-z ]* ?([0-9]{2})00s', ' \100 - \139 ', 'g');
            words := regexp_replace(words, '(?<![a-z])(?:mid|middle)[a-z -]* ?([0-9]{2})00s', ' \130 - \169 ', 'g');
            words := regexp_replace(words, '(?<![a-z])(?:late|end)[a-z ]* ?([0-9]{2})00s', ' \160 - \199 ', 'g');
            words := regexp_replace(words, '(?<![0-9])([0-9]{2})00s', '\1--', 'g');
        END IF;
    END IF;
    words := btrim(regexp_replace(words, '\s+', ' ', 'g'));
    IF strpos(words, '-') > 0 AND words LIKE ANY ('{%early%,%mid%,%late%}'::text[]) THEN
        words := regexp_replace(words, '(?<![a-z])(early|mid) ?-(?= ?(?:mid|late))', '\1 & ', 'g');
        words := regexp_replace(words, '(?<![a-z])(early|mid|late) ?-(?! ?[a-z])', '\1 ', 'g');
    END IF;
    IF translate(words, '-{}', '') <> words AND translate(words, '0123456789 .,;-/<>{}~?@&', '') <> '' THEN  -- until spring 1920, as spring until 1920
        words := regexp_replace(words, '((?<![a-z])-|[{}]) ?((?:~ )*(?:[a-z\u00df-\u1fff\u3040-\u9fff]+[. ]+)+)(?=~? ?[0-9@\[])', ' \2\1 ', 'g');
    END IF;
    IF translate(words, '-/,&', '') = words THEN
        RETURN words;
    END IF;
    -- 1914-8, 1898-901 and 1945, 46 and 47 are years, 1898-1 is the year 1898 or its January.
    WHILE true LOOP
        hit := (SELECT h FROM regexp_matches(words, '(?<![0-9./-])(([0-9]{4})(?: ?[-/] ?([0-9]|[0-9]{3})| ?[,&] ?''?([0-9]{2})))(?![0-9./:-]|''?s| *[@§]|th|\.)', 'g') AS m (h)
                WHERE right(h[2], length(coalesce(h[3], h[4]))) < coalesce(h[3], h[4]) LIMIT 1);
        EXIT WHEN hit IS NULL;
        part := coalesce(hit[3], hit[4]);
        words := replace(words, hit[1], hit[2] || ' - ' || left(hit[2], -length(part)) || part);
    END LOOP;
    RETURN words;
END
$$;
COMMENT ON FUNCTION lookalike_internal.plain_date(text) IS
    'A date in small letters without diacritics, with signs for the words that say which days it may mean; bc for a date before Christ.';

-- The first of two dates often leaves out what is in the second: May–June 1920, 3.–5. 5. 1920, 28 April - 3 May 1920.
CREATE OR REPLACE FUNCTION lookalike_internal.expand_dates(words text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    day constant text := '([0-9]{1,2})\.?(?:st|nd|rd|th|er)? *(?:de |of )?';
    year constant text := ',? *(?:de |of )?([0-9]{4})(?![0-9])';
    between constant text := ' *[-/&+,] *';
    hit text[];
    before text;
    has_month constant boolean := strpos(words, '@') > 0;
    has_months constant boolean := words LIKE '%@%@%@%@%';
BEGIN
    IF has_month AND strpos(words, '-') > 0 THEN  -- 01-Jan-1930
        words := regexp_replace(words, '(?<![0-9-])([0-9]{1,2}) ?- ?(@[0-9]+@) ?- ?([0-9]{4})(?![0-9])', '\1 \2 \3', 'g');
    END IF;
    IF strpos(words, '@') > 1 THEN  -- 1945 May 9 and 1945 May
        words := regexp_replace(words, '(?<![0-9@])(?<!@ )([0-9]{4})\.? *@([0-9]+)@(?: *([0-9]{1,2})\.?(?![0-9])|(?! *[0-9]))', '\3 @\2@ \1', 'g');
    END IF;
    IF translate(words, '-/&,+', '') = words THEN
        RETURN words;
    END IF;
    FOR n IN 1..4 LOOP
        before := words;
        hit := NULL;
        IF has_months THEN
            -- Two months; the first may be of the year before.
            hit := regexp_match(words, '(@([0-9]+)@' || between || '@([0-9]+)@' || year || ')');
            IF hit IS NOT NULL THEN
                words := replace(words, hit[1], CASE WHEN hit[2]::integer > hit[3]::integer
                                                     THEN format('@%s@ %s - ', hit[2], lpad((hit[4]::integer - 1)::text, 4, '0')) ELSE '' END
                                                || format('@%s@ %s - @%s@ %s', hit[2], hit[4], hit[3], hit[4]));
            END IF;
            -- Two days of two months.
            hit := regexp_match(words, '((?<![0-9./-])' || day || '@([0-9]+)@' || between || day || '@([0-9]+)@' || year || ')');
            IF hit IS NULL THEN
                hit := regexp_match(words, '(@([0-9]+)@ *' || day || between || '@([0-9]+)@ *' || day || year || ')');
                hit := ARRAY[hit[1], hit[3], hit[2], hit[5], hit[4], hit[6]];
            END IF;
            IF hit[1] IS NOT NULL THEN
                words := replace(words, hit[1], format(
                    '%s @%s@ %s - %s @%s@ %s', hit[2], hit[3],
                    lpad((hit[6]::integer - CASE WHEN hit[3]::integer > hit[5]::integer THEN 1 ELSE 0 END)::text, 4, '0'), hit[4], hit[5], hit[6]));
            END IF;
        END IF;
        IF has_month THEN
            -- Two days of a month, before and after its name.
            words := regexp_replace(words, '(?<![0-9./-])' || day || between || day || '@([0-9]+)@' || year, '\1 @\3@ \4 - \2 @\3@ \4', 'g');
            words := regexp_replace(words, '@([0-9]+)@ *' || day || ' *[-/&+] *' || day || year, '\2 @\1@ \4 - \3 @\1@ \4', 'g');
        END IF;
        IF strpos(words, '.') + strpos(words, '/') > 0 THEN
            -- In digits.
            words := regexp_replace(words, '(?<![0-9./-])([0-9]{1,2}) ?- ?([0-9]{1,2})/([0-9]{4})(?![0-9])', '\1/\3 - \2/\3', 'g');
            words := regexp_replace(words, '(?<![0-9./-])([0-9]{1,2})([./]) ?([0-9]{1,2})[./]? ?[-&+,] ?([0-9]{1,2})[./] ?([0-9]{1,2})[./] ?([0-9]{4})(?![0-9])',
                                    '\1\2\3\2\6 - \4\2\5\2\6', 'g');
            words := regexp_replace(words, '(?<![0-9./-])([0-9]{1,2})\.? ?[-&+,] ?([0-9]{1,2})([./]) ?([0-9]{1,2})[./] ?([0-9]{4})(?![0-9])',
                                    '\1\3\4\3\5 - \2\3\4\3\5', 'g');
        END IF;
        EXIT WHEN words = before;
    END LOOP;
    RETURN words;
END
$$;
COMMENT ON FUNCTION lookalike_internal.expand_dates(text) IS
    'A date as plain_date() writes it, in which each day has its month and its year.';
