-- Where and when a licence holds, read from its words where these say so plainly.

-- Days as they stand beside "until" and the like: 2024-12-31, 31 December 2024, 2024年12月31日. As a bound of a licence,
-- a year or a month means its first or its last day.
CREATE OR REPLACE FUNCTION lookalike_internal.read_day(said text, is_last boolean) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE WHEN is_last THEN b.date_to ELSE b.date_from END
    FROM lookalike_internal.read_date_bounds(
        btrim(regexp_replace(regexp_replace(said, '(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日號号]', '\3.\2.\1'),
                             '(\d{4})\s*年(?:\s*(\d{1,2})\s*月)?', '\2/\1'), '/ ')) b);
COMMENT ON FUNCTION lookalike_internal.read_day(text, boolean) IS
    'The first or the last day that a date may mean; null where it could not be read.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_scope(said text)
    RETURNS TABLE (territory text, valid_from date, valid_until date, embargo_until date)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT p.territory,
           lookalike_internal.read_day(t.valid_from, false),
           CASE WHEN d.is_timed AND said ~* '\min perpetuity\M|\mperpetual(?:ly)?\M|\mfor ?ever\M|\mno (?:expiry|end date)\M|永久|無限期|无限期'
                THEN 'infinity' ELSE lookalike_internal.read_day(t.valid_until, true) END,
           lookalike_internal.read_day(e.embargo_until, true)
    FROM (
        -- A day in digits and words.
        SELECT '(\d{4}-\d{1,2}(?:-\d{1,2})?|\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?\d{4}|\d{1,2}(?:st|nd|rd|th)?\.?\s+[[:alpha:]]{3,9}\.?,?\s+\d{4}|[[:alpha:]]{3,9}\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?\d{4}|\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日號号])?)?|\d{4})' AS day,
               said ~* 'until|till|through|expir|\mends?\M|valid|\mfrom\M|\mto\M|\mbis\M|perpet|ever|end date|embargo|release|至|到|截|期|永久|禁|封存|前' AS is_timed,
               said ~* '\monly\M|territor|world|global|limited to|restricted to|rights (?:in|for)\M|within|use in|限|全球|全世界|地區|地区|專用|适用|適用|境內'
                   -- "Not for use in Japan" names a place where the licence does not hold.
                   AND said !~* '\mnot (?:for use |valid |to be used )?(?:in|for)\M|\mexcept|\mexclud|\moutside\M|\mother than\M|除|不包括|不含|以外|(?:不得|禁止|不可)(?:於|在)' AS is_placed
        OFFSET 0
    ) d
    CROSS JOIN LATERAL (
        SELECT CASE WHEN d.is_timed AND said ~ '\d{4}' THEN coalesce(
                   substring(said FROM '(?i)embargo(?:ed)?\M[^0-9]{0,24}?' || d.day),
                   substring(said FROM '(?i)\mnot (?:(?:for|to be) )?(?:release|publication|publish|use|published|released|used)d?\M[^0-9]{0,20}(?:before|until|till)\M\s*' || d.day),
                   substring(said FROM '(?:封存|保密|禁發|禁发|禁播)[^0-9]{0,6}(?:至|到)\s*' || d.day),
                   substring(said FROM d.day || '\s*(?:之?前|以前)\s*(?:不得|禁止|請勿|请勿)'),
                   substring(said FROM '(?:不得|禁止|請勿|请勿)(?:於|在)\s*' || d.day || '\s*(?:之?前|以前)')) END AS embargo_until
        OFFSET 0
    ) e
    CROSS JOIN LATERAL (
        SELECT CASE WHEN d.is_timed AND e.embargo_until IS NULL AND said ~ '\d{4}' THEN coalesce(
                   substring(said FROM '(?i)(?:\m(?:until|till|through|thru|up to|no later than|expires?(?: on)?|expiry(?: date)?|ends?(?: on)?|valid to|bis)\M|(?:有效)?(?:期|日期)?(?:至|到|截至|止於|屆滿))\s*:?\s*' || d.day),
                   substring(said FROM '(?i)\m(?:from|valid|licen[cs]ed)\M.{0,24}?\d\s*(?:\mto\M|[–-])\s*' || d.day)) END AS valid_until,
               CASE WHEN d.is_timed AND e.embargo_until IS NULL AND said ~ '\d{4}' THEN coalesce(
                   substring(said FROM '(?i)\m(?:from|starting|beginning|since)\M\s*:?\s*' || d.day),
                   substring(said FROM '(?:由|從|从|自)\s*' || d.day),
                   substring(said FROM d.day || '\s*(?:起|開始|开始)')) END AS valid_from
        OFFSET 0
    ) t
    CROSS JOIN LATERAL (
        SELECT CASE WHEN lookalike_internal.may_name_place(w.plain) THEN coalesce(
                   substring(w.plain FROM '(?:\m(?:only (?:in|within|for)|territor(?:y|ies)(?: is| are)?|limited to|restricted to|rights (?:in|for)|use in|valid (?:in|for)|within)\M(?: the)?|[僅只限供可在於用]*[限僅只][於在供用]*|授權地區|授權區域|使用地區|使用範圍|地域) ?(' || n.list || ')'),
                   substring(w.plain FROM '(' || n.list || ') ?(?:\m(?:only|rights|territory|exclusive)\M|(?:地區|境內|境内|地区)?(?:專用|专用|限定|適用|适用|使用))'),
                   substring(w.plain FROM '\mworld ?wide\M|\mworld rights\M|\m(?:throughout|all over|around) the world\M|\mall territories\M|\mglobal(?:ly)?\M|全球|全世界')) END AS territory
        FROM (SELECT lookalike_internal.place_pattern() || '(?:(?: and| or| the|和|及|與|或| )*' || lookalike_internal.place_pattern() || ')*' AS list) n
        CROSS JOIN (SELECT CASE WHEN d.is_placed THEN lookalike.plain_text(said) END AS plain) w
        OFFSET 0
    ) p;
END;
COMMENT ON FUNCTION lookalike_internal.read_scope(text) IS
    'The territory, the first and the last day, and the end of an embargo that a statement of rights or a licence names plainly. Infinity means for ever.';
