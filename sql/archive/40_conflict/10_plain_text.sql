-- Keys of texts. Two texts with the same key say the same.

-- lower() knows only ASCII in locale C, so Greek, Cyrillic and a few Latin letters are folded by name:
-- the same key in every database. Compatibility forms are decomposed (NFKD), and their marks go.
CREATE OR REPLACE FUNCTION lookalike.plain_text(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    replace(replace(replace(
        translate(
            lower(regexp_replace(
                normalize(said, NFKD),
                -- Combining marks, apostrophes, and characters without width.
                '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f''\u2019\u02bc\u00ad\u200b-\u200f\u2060\ufeff]',
                '', 'g') COLLATE "C"),
            'ÆŒØŁĐÐÞĦŊŦẞøłđðıςΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЂЉЊЋЏҐ',
            'æœoldðþħŋŧßoldðiσαβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрстуфхцчшщъыьэюяєіђљњћџґ'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    -- Spaces and punctuation, by their numbers: the locale decides which characters [:punct:] holds.
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f]+',
    ' ', 'g'), ' ');
COMMENT ON FUNCTION lookalike.plain_text(text) IS
    'A text without differences of case, spacing, punctuation and diacritics; the same in every locale.';

-- A text such as "Untitled" says nothing, so it has no key.
CREATE OR REPLACE FUNCTION lookalike_internal.text_key(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE WHEN p.plain !~ '^(?:unknown|untitled|undated|no (?:title|date)|bez nazvu|bez datovania|nezname|nedatovane|n ?a|n ?d|s ?d|none|null|nil|not available|tbd|不詳|未詳|未知|不明|無題|無題名|無標題|無日期|無資料|沒有資料|未提供|暫無)?$'
                THEN p.plain END
    FROM (SELECT lookalike.plain_text(said) AS plain OFFSET 0) p);
COMMENT ON FUNCTION lookalike_internal.text_key(text) IS
    'The key by which texts are compared; null for a text that says nothing, such as Unknown, Untitled or n/a.';
