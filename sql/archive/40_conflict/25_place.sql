-- Places, as sets of bits: one bit for each country that has a name here, one for the other countries of each
-- continent, and one for the rest of the world. So two territories overlap where their sets share a bit, and a
-- continent holds its countries.
CREATE OR REPLACE FUNCTION lookalike_internal.place_names()
    RETURNS TABLE (code text, latin text, chinese text, places bigint)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH country AS (
        SELECT c.code, c.latin, c.chinese, c.regions, 1::bigint << c.place AS places
        FROM (VALUES
            (0, 'HK', 'hong ?kong(?: sar)?', '香港(?:特別行政區|特别行政区|特區|特区)?', 'asia greaterchina china hm hmt'),
            (1, 'MO', 'maca[uo](?: sar)?', '澳門(?:特別行政區)?|澳门', 'asia greaterchina china hm hmt'),
            (2, 'CN', 'mainland(?: china)?', '(?:中國|中国)?(?:內地|内地|大陸|大陆)', 'asia greaterchina china'),
            (3, 'TW', 'taiwan', '臺灣|台灣|台湾', 'asia greaterchina hmt'), (4, 'JP', 'japan', '日本', 'asia'),
            (5, 'KR', '(?:south )?korea', '南韓|韓國|韩国', 'asia'), (6, 'SG', 'singapore', '新加坡|星加坡', 'asia sea'),
            (7, 'MY', 'malaysia', '馬來西亞|马来西亚', 'asia sea'), (8, 'TH', 'thailand', '泰國|泰国', 'asia sea'),
            (9, 'PH', '(?:the )?philippines', '菲律賓|菲律宾', 'asia sea'), (10, 'ID', 'indonesia', '印尼', 'asia sea'),
            (11, 'VN', 'viet ?nam', '越南', 'asia sea'), (12, 'IN', 'india', '印度', 'asia'),
            (13, 'AU', 'australia', '澳洲|澳大利亞|澳大利亚', 'oceania'),
            (14, 'NZ', 'new zealand', '新西蘭|新西兰|紐西蘭', 'oceania'),
            (15, 'US', '(?:the )?united states(?: of america)?|usa|u s a?', '美國|美国', 'northamerica america'),
            (16, 'CA', 'canada', '加拿大', 'northamerica america'),
            (17, 'MX', 'mexico', '墨西哥', 'northamerica america'), (18, 'BR', 'brazil', '巴西', 'america'),
            (19, 'AR', 'argentina', '阿根廷', 'america'),
            (20, 'GB', '(?:the )?united kingdom|great britain|england|scotland|wales|northern ireland|uk', '英國|英国', 'europe'),
            (21, 'IE', 'ireland', '愛爾蘭|爱尔兰', 'europe eu'), (22, 'FR', 'france', '法國|法国', 'europe eu'),
            (23, 'DE', 'germany|deutschland', '德國|德国', 'europe eu dach'),
            (24, 'AT', 'austria|osterreich', '奧地利|奥地利', 'europe eu dach'),
            (25, 'CH', 'switzerland|schweiz|suisse', '瑞士', 'europe dach'),
            (26, 'IT', 'italy|italia', '意大利|義大利', 'europe eu'), (27, 'ES', 'spain|espana', '西班牙', 'europe eu'),
            (28, 'PT', 'portugal', '葡萄牙', 'europe eu'),
            (29, 'NL', '(?:the )?netherlands', '荷蘭|荷兰', 'europe eu benelux'),
            (30, 'BE', 'belgium', '比利時|比利时', 'europe eu benelux'),
            (31, 'LU', 'luxembourg', '盧森堡|卢森堡', 'europe eu benelux'),
            (32, 'DK', 'denmark', '丹麥|丹麦', 'europe eu scandinavia'),
            (33, 'SE', 'sweden', '瑞典', 'europe eu scandinavia'),
            (34, 'NO', 'norway', '挪威', 'europe scandinavia'), (35, 'FI', 'finland', '芬蘭|芬兰', 'europe eu'),
            (36, 'PL', 'poland|polska', '波蘭|波兰', 'europe eu'),
            (37, 'CZ', '(?:the )?czech republic|czechia|cesko|ceska republika', '捷克', 'europe eu'),
            (38, 'SK', 'slovakia|slovensko|slovenska republika', '斯洛伐克', 'europe eu'),
            (39, 'HU', 'hungary', '匈牙利', 'europe eu'), (40, 'GR', 'greece', '希臘|希腊', 'europe eu'),
            (41, 'ZA', 'south africa', '南非', 'africa'),
            -- Countries without a name here.
            (42, NULL, NULL, NULL, 'europe eu'), (43, NULL, NULL, NULL, 'europe'), (44, NULL, NULL, NULL, 'asia'),
            (45, NULL, NULL, NULL, 'asia sea'), (46, NULL, NULL, NULL, 'africa'), (47, NULL, NULL, NULL, 'america'),
            (48, NULL, NULL, NULL, 'northamerica america'), (49, NULL, NULL, NULL, 'oceania'), (50, NULL, NULL, NULL, '')
        ) c (place, code, latin, chinese, regions)
    )
    SELECT c.code, c.latin, c.chinese, c.places FROM country c WHERE c.code IS NOT NULL
    UNION ALL
    SELECT r.code, r.latin, r.chinese,
           (SELECT bit_or(c.places) FROM country c
            WHERE r.regions IS NULL OR string_to_array(c.regions, ' ') && string_to_array(r.regions, ' '))
    FROM (VALUES
        (NULL, 'world ?wide|(?:the )?(?:(?:whole|entire) )?world|all territories|all countries|global(?:ly)?|(?:the )?universe', '全球|全世界|世界各地|環球', NULL),
        ('EU', '(?:the )?european union|eu', '歐盟|欧盟', 'eu'),
        ('PRC', '(?:the )?(?:peoples republic of )?china|prc', '中國|中国', 'china'),
        (NULL, 'asia', '亞洲|亚洲', 'asia'), (NULL, 'asia pacific|apac', '亞太|亚太', 'asia oceania'),
        (NULL, 'south ?east asia|asean', '東南亞|东南亚', 'sea'),
        (NULL, 'greater china', '大中華|大中华|(?:兩岸|两岸)三地', 'greaterchina'),
        (NULL, NULL, '港澳', 'hm'), (NULL, NULL, '港澳臺|港澳台', 'hmt'),
        (NULL, 'europe', '歐洲|欧洲', 'europe'), (NULL, 'dach', NULL, 'dach'), (NULL, 'benelux', NULL, 'benelux'),
        (NULL, 'scandinavia', NULL, 'scandinavia'), (NULL, 'africa', '非洲', 'africa'),
        (NULL, 'north america', '北美洲?', 'northamerica'), (NULL, '(?:the )?americas', '美洲', 'america'),
        (NULL, 'oceania', '大洋洲', 'oceania')
    ) r (code, latin, chinese, regions);
END;
COMMENT ON FUNCTION lookalike_internal.place_names() IS
    'Places that are known by name: a code, patterns of the Latin and Chinese names as plain_text gives them, and the set of bits.';

CREATE OR REPLACE FUNCTION lookalike_internal.place_pattern() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT format('(?:\m(?:%s)\M|%s)', string_agg(n.latin, '|'), string_agg(n.chinese, '|'))
        FROM lookalike_internal.place_names() n);
COMMENT ON FUNCTION lookalike_internal.place_pattern() IS
    'A pattern of the names of all places.';

CREATE OR REPLACE FUNCTION lookalike_internal.all_places() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (1::bigint << 51) - 1;
COMMENT ON FUNCTION lookalike_internal.all_places() IS
    'The whole world, as a set of bits.';

-- The bit of US in place_names(): a constant, because the planner would read the pattern of all places for a name.
CREATE OR REPLACE FUNCTION lookalike_internal.us_place() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1::bigint << 15;
COMMENT ON FUNCTION lookalike_internal.us_place() IS
    'The United States, as a set of bits.';

-- The pattern of all places is long. Most texts have none of these parts of names, and need not be compared with it.
CREATE OR REPLACE FUNCTION lookalike_internal.may_name_place(plain text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lookalike_internal.is_chinese(plain) OR EXISTS (
    SELECT FROM unnest(ARRAY[
    'africa', 'america', 'apac', 'argentina', 'asean', 'asia', 'australia', 'austria', 'belgium', 'benelux',
    'brazil', 'britain', 'canada', 'cesko', 'china', 'countries', 'czechia', 'dach', 'denmark', 'england',
    'espana', 'eu', 'finland', 'france', 'germany', 'global', 'greece', 'hong', 'hungary', 'india', 'indonesia',
    'ireland', 'italia', 'italy', 'japan', 'kingdom', 'korea', 'luxembourg', 'maca', 'mainland', 'malaysia',
    'mexico', 'netherlands', 'northern', 'norway', 'oceania', 'osterreich', 'pacific', 'philippines', 'poland',
    'polska', 'portugal', 'prc', 'republic', 'republika', 'scandinavia', 'schweiz', 'scotland', 'singapore',
    'slovakia', 'slovenska', 'slovensko', 'spain', 'suisse', 'sweden', 'switzerland', 'taiwan', 'territor',
    'thailand', 'u s', 'uk', 'united', 'univers', 'usa', 'viet', 'wales', 'world', 'zealand']) AS p (part)
    WHERE strpos(plain, p.part) > 0);
COMMENT ON FUNCTION lookalike_internal.may_name_place(text) IS
    'Whether a text from plain_text may have the name of a place.';

-- A text in which one word is no place, and no word that goes with places, is not read: it may mean any place.
CREATE OR REPLACE FUNCTION lookalike_internal.read_place_list(plain text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN regexp_replace(plain, lookalike_internal.place_pattern() ||
        '|\m(?:and|or|the|of|in|for|within|only|rights?|use|territor(?:y|ies)|laws?|jurisdictions?|region|sar|special administrative region|all|exclusively)\M|僅|只|限|於|供|在|和|及|與|或|地區|地区|境內|境内|市場|市场|使用|法律|法例|適用|适用|專用|专用|本地| ', '', 'g') = ''
    THEN (SELECT bit_or(n.places)
          FROM regexp_matches(plain, lookalike_internal.place_pattern(), 'g') AS m (name)
          JOIN lookalike_internal.place_names() n
            ON m.name[1] ~ ('^(?:' || concat_ws('|', n.latin, n.chinese) || ')$')) END;
COMMENT ON FUNCTION lookalike_internal.read_place_list(text) IS
    'The places that a text from plain_text lists, as a set of bits; null where a word is not a known place.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_places(said text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE WHEN c.words IS NOT NULL THEN c.places
                WHEN x.part IS NULL THEN lookalike_internal.read_place_list(p.plain)
                ELSE nullif(lookalike_internal.read_place_list(x.part[1])
                            & ~lookalike_internal.read_place_list(x.part[2]), 0) END
    FROM (SELECT lookalike.plain_text(said) AS plain OFFSET 0) p
    CROSS JOIN LATERAL (
        SELECT coalesce(
            regexp_match(p.plain, '^(.+) ([^ ]+)除外$'),
            regexp_match(p.plain, '^(.+?)(?: except(?:ing)?(?: for)?| excluding| excl| but not| other than| without| apart from| ?(?:不包括|不包含|不含|但不含|除了?)) ?(.+?)(?:除?外)?$')) AS part
        OFFSET 0
    ) x
    LEFT JOIN LATERAL (
        -- Codes: in, it and no are words, too, so nothing but codes may be there.
        SELECT count(*) AS words, bit_or(n.places) AS places
        FROM regexp_split_to_table(btrim(said), '\s*[,;/&+]\s*|\s+') AS s (word)
        LEFT JOIN lookalike_internal.place_names() n ON n.code = s.word
        HAVING count(*) = count(n.code)
    ) c ON said ~ '^\s*[A-Z]{2,3}(?:[ ,;/&+]+[A-Z]{2,3})*\s*$');
COMMENT ON FUNCTION lookalike_internal.read_places(text) IS
    'The places that a territory or a jurisdiction names, as a set of bits; null where it could not be read.';
