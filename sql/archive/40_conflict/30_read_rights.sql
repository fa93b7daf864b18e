-- Reads statements of rights.

CREATE OR REPLACE FUNCTION lookalike_internal.rights_text(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lookalike.plain_text(regexp_replace(
    regexp_replace(said, 'https?://(?:www\.)?', '', 'gi'), '©|\([cC]\)|&copy;|℗', ' copyright ', 'g'));
COMMENT ON FUNCTION lookalike_internal.rights_text(text) IS
    'A statement of rights as plain text, with the word copyright for its sign, and web addresses without http:// or https://.';

-- Takes a statement as rights_text gives it. The names and web addresses come from
-- https://rightsstatements.org/page/1.0/ and https://creativecommons.org/licenses/.
CREATE OR REPLACE FUNCTION lookalike_internal.rights_code(plain text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE
        WHEN plain ~ '\mcc ?0|\mcc zero\M|publicdomain zero|creative commons zero' THEN 'CC0'
        WHEN plain ~ '(?:public ?domain|no copyright|out of copyright) (?:only )?in (?:the )?(?:united states|usa?|u s)\M' THEN 'NoC-US'
        WHEN plain ~ 'publicdomain mark|public domain mark|\mpdm\M' THEN 'PDM'
        WHEN l.cc IS NOT NULL THEN
            'CC BY' || CASE WHEN l.cc[1] ~ '\mnc|non' THEN '-NC' ELSE '' END
            || CASE WHEN l.cc[1] ~ '\mnd|deriv' THEN '-ND' ELSE '' END
            || CASE WHEN l.cc[1] ~ '\msa|share' THEN '-SA' ELSE '' END
            || coalesce(' ' || l.cc[2] || '.' || coalesce(l.cc[3], '0'), '')
        ELSE CASE coalesce(
                substring(plain FROM 'rightsstatements org (?:vocab |page |data )?([a-z]+(?: [a-z]+)*)'), plain)
            WHEN 'inc' THEN 'InC'
            WHEN 'in copyright' THEN 'InC'
            WHEN 'inc ow eu' THEN 'InC-OW-EU'
            WHEN 'in copyright eu orphan work' THEN 'InC-OW-EU'
            WHEN 'inc edu' THEN 'InC-EDU'
            WHEN 'in copyright educational use permitted' THEN 'InC-EDU'
            WHEN 'inc nc' THEN 'InC-NC'
            WHEN 'in copyright non commercial use permitted' THEN 'InC-NC'
            WHEN 'inc ruu' THEN 'InC-RUU'
            WHEN 'in copyright rights holder s unlocatable or unidentifiable' THEN 'InC-RUU'
            WHEN 'noc cr' THEN 'NoC-CR'
            WHEN 'no copyright contractual restrictions' THEN 'NoC-CR'
            WHEN 'noc nc' THEN 'NoC-NC'
            WHEN 'no copyright non commercial use only' THEN 'NoC-NC'
            WHEN 'noc oklr' THEN 'NoC-OKLR'
            WHEN 'no copyright other known legal restrictions' THEN 'NoC-OKLR'
            WHEN 'noc us' THEN 'NoC-US'
            WHEN 'no copyright united states' THEN 'NoC-US'
            WHEN 'nkc' THEN 'NKC'
            WHEN 'no known copyright' THEN 'NKC'
            WHEN 'cne' THEN 'CNE'
            WHEN 'copyright not evaluated' THEN 'CNE'
            WHEN 'und' THEN 'UND'
            WHEN 'copyright undetermined' THEN 'UND'
        END
    END
    FROM (SELECT CASE WHEN plain ~ '\mcc|creative ?commons' THEN regexp_match(
              plain,
              '\m(?:cc|creativecommons org licenses|creative commons) ?(?:by|attribution)\M((?: (?:nc|non ?commercial|sa|share ?alike|nd|no ?deriv[a-z]*))*)(?: v?(\d)\M(?: (\d)\M)?)?')
          END AS cc OFFSET 0) l);
COMMENT ON FUNCTION lookalike_internal.rights_code(text) IS
    'Short name of the statement of rightsstatements.org, or of the licence of Creative Commons, that a text from rights_text is or names; null for any other text.';

-- A doubt is not a claim. "Not in the public domain" does not claim the public domain.
CREATE OR REPLACE FUNCTION lookalike_internal.strip_doubts(plain text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(plain,
    '\mnot (?:yet )?(?:in |part of )?(?:the )?public domain', 'copyright', 'g'),
    'copyright (?:status )?(?:is )?(?:undetermined|unknown|not evaluated|not determined|unclear|uncertain)|(?:unknown|undetermined|unclear) copyright(?: status)?|may (?:still )?be (?:in|protected by|subject to) copyright|copyright (?:restrictions )?may apply',
    '', 'g'));
COMMENT ON FUNCTION lookalike_internal.strip_doubts(text) IS
    'A statement from rights_text without the words that say that its rights are not known.';

-- Marks: 1 public domain, 2 a licence to the public, 4 in copyright, 8 restricted, 16 all rights reserved, 32 no known
-- copyright, 64 public domain in the United States only.
CREATE OR REPLACE FUNCTION lookalike_internal.read_rights(said text)
    RETURNS TABLE (plain text, code text, marks integer, key text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT t.plain, c.code, m.marks,
           CASE WHEN c.code IS NOT NULL THEN c.code
                WHEN m.marks & 8 > 0 THEN 'restricted: ' || r.kinds
                WHEN m.marks & 4 > 0 THEN 'in copyright'
                WHEN m.marks & 1 > 0 THEN 'public domain'
                WHEN m.marks & 32 > 0 THEN 'no known copyright' END
    FROM (SELECT lookalike_internal.rights_text(said) AS plain OFFSET 0) t
    CROSS JOIN LATERAL (SELECT lookalike_internal.translate_chinese(t.plain) AS words OFFSET 0) w
    CROSS JOIN LATERAL (SELECT lookalike_internal.rights_code(w.words) AS code OFFSET 0) c
    CROSS JOIN LATERAL (
        SELECT regexp_replace(k.known, p.doubtful, '', 'g') AS known, k.known ~ p.doubtful AS is_doubtful
        FROM (SELECT lookalike_internal.strip_doubts(w.words) AS known) k
        CROSS JOIN (SELECT '(?:copyright (?:status )?)?(?:no known (?:copyright )?restrictions|no known copyright|free of known copyright)(?: restrictions)?' AS doubtful) p
        OFFSET 0
    ) k
    CROSS JOIN LATERAL (
        SELECT regexp_replace(k.known, p.free, '', 'g') AS rest, k.known ~ p.free AS is_free
        FROM (SELECT '(?:copyright (?:status )?)?(?:public ?domain|copyright free|free of copyright|out of copyright|no (?:copyright )?restrictions|no copyright|copyright (?:has |is )?expired|not (?:in|under|protected by) copyright|no rights reserved|gemeinfrei|domaine public|dominio publico|dominio pubblico|voln[ey]\w* diel\w*|voln[ey]\w* dil\w*|domena publiczna|kozkincs)' AS free) p
        OFFSET 0
    ) f
    CROSS JOIN LATERAL (
        SELECT CASE WHEN f.rest ~ 'editorial|commercial|derivatives|modification|education|research|study|personal|private|managed|royalty|internal|confidential|publi|distribut|embargo|press|media|reading room|on ?site|restrict|permission|licen[cs]e|reference'
                    THEN concat_ws(', ',
            CASE WHEN f.rest LIKE '%editorial%' THEN 'editorial' END,
            CASE WHEN f.rest ~ '\mno[nt]? ?(?:for )?commercial' THEN 'non-commercial' END,
            CASE WHEN f.rest ~ '\mno ?(?:derivatives|modification)' THEN 'no derivatives' END,
            CASE WHEN f.rest ~ '\m(?:education|educational|research|study) (?:use|purposes|only)|private study' THEN 'education' END,
            CASE WHEN f.rest ~ '\m(?:personal|private) use' THEN 'personal' END,
            CASE WHEN f.rest LIKE '%rights managed%' THEN 'rights managed' END,
            CASE WHEN f.rest LIKE '%royalty free%' THEN 'royalty free' END,
            CASE WHEN f.rest ~ '\minternal (?:use|only)|\mconfidential|\m(?:not for|do not) (?:publi|distribut)' THEN 'internal' END,
            CASE WHEN f.rest LIKE '%embargo%' THEN 'embargo' END,
            CASE WHEN f.rest ~ '\m(?:press|media)(?: use)? only' THEN 'press' END,
            CASE WHEN f.rest ~ 'reading room|\mon ?site' THEN 'on site' END,
            CASE WHEN f.rest ~ '\mreference (?:use |purposes )?only|for reference(?: use| purposes| only)' THEN 'reference' END,
            CASE WHEN f.rest ~ '\mrestricted|restrictions' THEN 'restricted' END,
            CASE WHEN f.rest ~ 'permission (?:is )?required|without (?:written |prior |express )*permission|\mby permission|permission of' THEN 'permission' END)
        ELSE '' END AS kinds
        OFFSET 0
    ) r
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN c.code IN ('CC0', 'PDM') THEN 1
            WHEN c.code = 'NKC' THEN 32
            WHEN c.code = 'NoC-US' THEN 64
            WHEN c.code IN ('InC', 'InC-OW-EU', 'InC-RUU') THEN 4
            WHEN c.code IN ('InC-EDU', 'InC-NC') THEN 12
            WHEN c.code LIKE 'NoC%' THEN 9
            WHEN c.code IN ('CNE', 'UND') THEN 0
            ELSE CASE WHEN c.code IS NOT NULL THEN 2 + CASE WHEN c.code ~ 'NC|ND' THEN 8 ELSE 0 END
                      ELSE CASE WHEN f.is_free THEN 1 ELSE 0 END + CASE WHEN k.is_doubtful THEN 32 ELSE 0 END
                           + CASE WHEN r.kinds <> '' THEN 8 ELSE 0 END END
                | CASE WHEN f.rest ~ 'all rights reserved|alle rechte vorbehalten|tous droits reserves|vsetky prava vyhradene|vsechna prava vyhrazena|todos los derechos reservados|tutti i diritti riservati' THEN 20
                       WHEN f.rest ~ 'copyright|urheberrecht|\mautorsk\w* prav' THEN 4
                       ELSE 0 END
            END AS marks
        OFFSET 0
    ) m;
END;
COMMENT ON FUNCTION lookalike_internal.read_rights(text) IS
    'Reads a statement of rights. Gives its plain text; the code of a standard statement or licence; marks, a sum of 1 public domain, 2 a licence to the public, 4 in copyright, 8 restricted, 16 all rights reserved, 32 no known copyright, 64 public domain in the United States only; and a key. Statements that say the same share a key; a statement that cannot be read has no key.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_rights(marks integer) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN marks & 8 > 0 THEN 'restricted'
            WHEN marks & 2 > 0 THEN 'open licence'
            WHEN marks & 4 > 0 AND marks & 33 > 0 THEN 'undetermined'
            WHEN marks & 4 > 0 THEN 'in copyright'
            WHEN marks & 1 > 0 THEN 'public domain'
            WHEN marks & 32 > 0 THEN 'no known copyright'
            WHEN marks & 64 > 0 THEN 'public domain in the US'
            ELSE 'undetermined' END;
COMMENT ON FUNCTION lookalike_internal.describe_rights(integer) IS
    'The category of rights for marks of read_rights.';

CREATE OR REPLACE FUNCTION lookalike_internal.copyright_holder(statement text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN nullif(btrim(regexp_replace(
    regexp_replace(
        coalesce(
            substring(statement FROM '(?i)(?:©|\(c\)|&copy;|\mcopyright\M(?=\s*(?:©|\(c\)|by\M|:|\d{4})))(.*)$'),
            CASE WHEN lookalike_internal.is_chinese(statement) THEN coalesce(
                -- 版權屬香港電台所有, 著作權人:陳大文, 香港電台版權所有
                substring(statement FROM '(?:版[權权]|著作[權权])(?:屬於|屬|属于|属|歸於|歸|归|為|为|由)\s*(.{1,60}?)\s*(?:所有|擁有|拥有|持有)'),
                substring(statement FROM '(?:版[權权]|著作[權权])(?:所有|持有人|擁有人|所有人|人|所有者|持有者)\s*[:\uff1a]\s*(.{1,60})'),
                nullif(substring(statement FROM '^\s*([^\s,\uff0c\u3002\uff1b\u3001;]{2,30})\s*(?:版[權权]|著作[權权])所有'),
                       substring(statement FROM '^\s*((?:本|此|該|该|所有|圖|图|照|相|一切|未|不).*?)\s*(?:版[權权]|著作[權权])所有'))) END),
        '^(?:\s|[:\uff1a,\uff0c–-]|©|\(c\)|&copy;|by\M|copyright\M|present\M|\d{4}年?)+', '', 'i'),
    '(?:[;|\n\u3002\uff1b]|(?<=\w{4})\.(?:\s|$)|\.$|,?\s*\mall rights|,?\s*\msome rights|,?\s*\mlicen[cs]ed?\M|,?\s*\mcc[ -]?(?:by|0)|,?\s*\d{4}|public domain|undetermined|not evaluated|[,\uff0c\u3001]?\s*(?:版[權权]|著作[權权]|保留(?:所有|一切|全部)|[^\s]{0,4}翻印必究|不得(?:轉載|转载)|未經|未经)).*$',
    '', 'i')), '');
COMMENT ON FUNCTION lookalike_internal.copyright_holder(text) IS
    'The holder that a copyright notice names, such as Riverside Courier in "© 1999 Riverside Courier. All rights reserved."; null where the notice names nobody.';
