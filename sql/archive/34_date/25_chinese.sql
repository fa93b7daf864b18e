-- Dates in Chinese and Japanese.

CREATE OR REPLACE FUNCTION lookalike_internal.chinese_number(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN said = '元' THEN '1'
    WHEN said !~ '[十廿卅百]' THEN translate(said, '〇零一二三四五六七八九', '00123456789')
    ELSE (
        SELECT (100 * coalesce(nullif(translate(p.part[1], '一二三四五六七八九百', '123456789'), '')::integer,
                               CASE WHEN p.part[1] <> '' THEN 1 END, 0)
                + CASE WHEN p.part[2] ~ '^[廿]' THEN 20 WHEN p.part[2] ~ '^[卅]' THEN 30 WHEN p.part[2] = '' THEN 0
                       ELSE 10 * coalesce(nullif(translate(p.part[2], '一二三四五六七八九十', '123456789'), '')::integer, 1) END
                + coalesce(nullif(translate(p.part[3], '一二三四五六七八九', '123456789'), '')::integer, 0))::text
        FROM (SELECT regexp_match(said, '^([一二三四五六七八九]?百|)[〇零]?([一二三四五六七八九]?十|廿|卅|)([一二三四五六七八九]|)$') AS part) p) END;
COMMENT ON FUNCTION lookalike_internal.chinese_number(text) IS
    'The number below 1000 that Chinese numerals write, or the digits that they are; null for other texts.';

-- 1997年7月1日 is 1997-07-01, 一九九七年 1997, 民國三十八年 1949, 1920年代 1920s, 二十世紀初 early 20 century.
CREATE OR REPLACE FUNCTION lookalike_internal.read_chinese_date(said text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    numeral constant text := '[〇零一二三四五六七八九十廿卅百]';
    between constant text := '\s*(?:[-~〜至到及和或、・,/&]|から)\s*';
    -- What follows a number of a date, also of the first of two.
    unit constant text := '(?=\s*(?:' || between || numeral || '{1,5}\s*)?(?:年|月|日|號|号|世[紀纪]))';
    plain text := said;
    hit text[];
    word record;
BEGIN
    FOR hit IN SELECT m FROM regexp_matches(plain, '(' || numeral || '{1,5}|元)' || unit, 'g') AS m LOOP
        plain := regexp_replace(plain, hit[1] || unit, coalesce(lookalike_internal.chinese_number(hit[1]), ' ! '));
    END LOOP;
    plain := regexp_replace(plain, '公元(?!前)|西元(?!前)|紀元(?!前)|纪元(?!前)', ' ', 'g');
    -- Years before the Republic.
    hit := regexp_match(plain, '(民國前|民国前|民前)\s*([0-9]{1,3})\s*年?');
    IF hit IS NOT NULL THEN
        plain := replace(plain, hit[1], ' ');
        plain := regexp_replace(plain, '(?<![0-9])' || hit[2] || '(?![0-9])\s*年?', ' ' || 1912 - hit[2]::integer || '年');
    END IF;
    FOR word IN
        SELECT s.meaning, p.phrase FROM lookalike_internal.shipped_date_words() s CROSS JOIN unnest(s.phrases) AS p (phrase)
        WHERE s.meaning ~ '^era' AND strpos(plain, p.phrase) > 0 ORDER BY length(p.phrase) DESC
    LOOP
        plain := lookalike_internal.replace_date_word(plain, word.phrase, word.meaning, NULL);
    END LOOP;
    -- 1920、30年代 and 20世紀20至30年代 are two decades, 1920、21年 two years.
    FOR hit IN SELECT m FROM regexp_matches(plain, '(([0-9]{1,2})\s*世[紀纪]的?\s*([0-9])0(?:\s*年代)?(?:' || between || '([0-9])0)?\s*年代)', 'g') AS m LOOP
        plain := replace(plain, hit[1], format(' %1$s%2$s0s - %1$s%3$s0s ', hit[2]::integer - 1, hit[3], coalesce(hit[4], hit[3])));
    END LOOP;
    plain := regexp_replace(plain, '([0-9]{2})([0-9])0(?:\s*年代)?' || between || '([0-9])0\s*年代', ' \1\20s - \1\30s ', 'g');
    plain := regexp_replace(plain, '([0-9]{3}0)\s*年代', ' \1s ', 'g');
    plain := regexp_replace(plain, '(?<![0-9])([0-9]{2})([0-9]{2})\s*年?' || between || '([0-9]{2})\s*年', '\1\2年-\1\3年', 'g');
    plain := regexp_replace(plain, '年度', '年 winter ', 'g');  -- it ends in March
    -- A year of an era that is not named.
    plain := regexp_replace(plain, '(?<![0-9])[0-9]{1,3}\s*年', ' ! ', 'g');
    plain := regexp_replace(plain, '([0-9]{1,2})\s*世[紀纪]', ' \1 § ', 'g');
    plain := translate(regexp_replace(plain, '[、・](?=\s*[0-9])', ' & ', 'g'), '、・', ',,');
    plain := regexp_replace(plain, '[至到~〜]|から|まで(?=.*[0-9])', ' - ', 'g');
    plain := regexp_replace(plain, '(?<![0-9])([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日號号]?', ' \3.\2.\1 ', 'g');
    plain := regexp_replace(plain, '(?<![0-9])([0-9]{4})\s*年\s*([0-9]{1,2})\s*月', ' \2/\1 ', 'g');
    plain := regexp_replace(plain, '上半葉?|前半|前期', ' first half ', 'g');
    plain := regexp_replace(plain, '下半葉?|[後后](?:半|期)', ' second half ', 'g');
    plain := regexp_replace(plain, '年間|頃|ごろ|推定|推測|推测|可能|前後|前后|左右|大約|大约|約|约', ' ~ ', 'g');
    plain := regexp_replace(plain, '年?\s*(?:或以前|以前|之前|前|まで)', ' { ', 'g');
    plain := regexp_replace(plain, '年?\s*(?:或以後|或以后|以後|以后|之後|之后|以降|以来|以來|後|后|起)', ' } ', 'g');
    plain := regexp_replace(plain, '至今|今$', ' - ∞ ', 'g');
    plain := regexp_replace(plain, '初期?|早期|上旬', ' early ', 'g');
    plain := regexp_replace(plain, '末期?|晚期|下旬', ' late ', 'g');
    plain := regexp_replace(plain, '中期|中葉|中叶|中旬', ' mid ', 'g');
    plain := regexp_replace(plain, '[冬夏]', ' winter ', 'g');
    plain := regexp_replace(plain, '不詳|不详|不明|未詳|未详', ' ∅ ', 'g');
    RETURN regexp_replace(plain, '[年月日號号]', ' ', 'g');
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_chinese_date(text) IS
    'A date with the Chinese and Japanese signs for years, months, days and eras replaced by digits and English words.';
