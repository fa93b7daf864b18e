-- Statements of rights in Chinese. Their phrases become the English ones that read_rights() knows, so that each rule
-- is written once.

CREATE OR REPLACE FUNCTION lookalike_internal.is_chinese(said text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN said ~ '[\u3400-\u9fff]';
COMMENT ON FUNCTION lookalike_internal.is_chinese(text) IS
    'Whether a text has Chinese characters.';

-- Chinese is written with or without spaces. The simplified characters are those of the phrases below.
CREATE OR REPLACE FUNCTION lookalike_internal.fold_chinese(plain text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN lookalike_internal.is_chinese(plain)
    THEN translate(regexp_replace(plain, '(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])', '', 'g'),
                   '权转载许获须经书参阅览学习内业编辑闻个样识创标禁区领众属归为无没须发复制传权仅衹祇并馆国团报广电台执财产独专属团约场',
                   '權轉載許獲須經書參閱覽學習內業編輯聞個樣識創標禁區領眾屬歸為無沒須發複製傳權僅只只並館國團報廣電臺執財產獨專屬團約場')
    ELSE plain END;
COMMENT ON FUNCTION lookalike_internal.fold_chinese(text) IS
    'A text from plain_text without spaces between Chinese characters, and with traditional characters for common simplified ones.';

CREATE OR REPLACE FUNCTION lookalike_internal.translate_chinese(plain text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN NOT lookalike_internal.is_chinese(plain) THEN plain ELSE (
    SELECT concat_ws(' ', t.words,
        CASE WHEN t.words ~ '版權|著作權' THEN 'copyright' END,
        CASE WHEN f.words ~ '創用 ?cc|知識共享|創作共用|創意共享|共享創意' THEN concat_ws(' ', 'cc by',
            CASE WHEN f.words LIKE '%非商業%' THEN 'nc' END,
            CASE WHEN f.words ~ '(?:禁止|不得|不可)(?:改作|演繹|衍生)' THEN 'nd' END,
            CASE WHEN f.words ~ '相同方式' THEN 'sa' END,
            substring(f.words FROM '\d \d'))
        ELSE concat_ws(' ',
            CASE WHEN f.words ~ '(?:不得|不准|不許|不可|禁止|嚴禁|請勿|切勿|勿)(?:擅自|任意|隨意|私自)?(?:以任何(?:方式|形式))?(?:作任何)?(?:轉載|複製|翻印|翻拍|轉發|轉售|重製|複印|使用|下載|散布|散佈|傳播|引用|刊登|出版|外流|轉用|盜用|取用)|(?:未經|非經|未得|未獲|未取得|如未).{0,14}(?:許可|授權|同意|批准|准許|允許)|(?:須|需|必須|應)(?:要|先|事先)?(?:經|獲|得|取得|徵得|得到|申請|徵求|向).{0,14}(?:許可|授權|同意|批准|准許|申請)'
                 THEN 'permission required' END,
            CASE WHEN f.words ~ '非商業|(?:不得|不可|不能|不准|禁止|請勿|勿)(?:作|用於|用作|作為|做)?(?:任何)?(?:商業|商用|牟利|營利)|非牟利|非營利' THEN 'non commercial' END,
            CASE WHEN f.words ~ '(?:禁止|不得|不可|不准|請勿)(?:任何)?(?:改作|演繹|衍生|修改|改編)' THEN 'no derivatives' END,
            CASE WHEN f.words ~ '內部(?:使用|參考|文件|用途|傳閱|資料)|機密|保密|密件|不公開|非公開' THEN 'internal use' END,
            CASE WHEN f.words ~ '(?:館內|現場|閱覽室)(?:使用|閱覽|參閱|查閱|參考)' THEN 'on site' END,
            CASE WHEN f.words ~ '(?:編輯|新聞報道|新聞報導|新聞)(?:用途|使用)' THEN 'editorial' END,
            CASE WHEN f.words ~ '限制(?:使用|閱覽|公開|查閱)' THEN 'restricted' END,
            CASE WHEN f.words ~ '禁發|限時發布|(?:不得|禁止|請勿).{0,12}前(?:發布|發佈|刊登|公開)|前(?:不得|禁止|請勿)(?:發布|發佈|刊登|公開)|封存至' THEN 'embargo' END,
            CASE WHEN o.only ~ '參考' THEN 'for reference only' END,
            CASE WHEN o.only ~ '個人|私人' THEN 'personal use' END,
            CASE WHEN o.only ~ '教育|教學|學習|研究|學術|課堂' THEN 'education use' END) END)
    FROM (SELECT lookalike_internal.fold_chinese(plain) AS words OFFSET 0) f
    CROSS JOIN LATERAL (
        SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            f.words,
            -- Doubts first, and what is not in the public domain.
            '(?:版權|著作權)(?:狀況|狀態|歸屬|誰屬|情況)?(?:尚|仍)?(?:未明|不明|不詳|待查|未定|未確定|待確認|未評估|未知|不清楚)', ' copyright undetermined ', 'g'),
            '(?:可能|或許|也許)(?:仍|還|尚)?(?:受|有|享有|屬)(?:版權|著作權)(?:保護|限制)?', ' may be in copyright ', 'g'),
            '(?:並非|並不屬於?|不屬於?|非屬於?|尚未進入|未進入|不是|非)(?:公有|公共|公眾)領域', ' copyright ', 'g'),
            '(?:無|沒有|未有|並無|未發現)(?:任何)?已知(?:的)?(?:版權|著作權)(?:限制|保護)?', ' no known copyright ', 'g'),
            '(?:公有|公共|公眾)領域貢獻宣告', ' cc0 ', 'g'),
            '(?:公有|公共|公眾)領域(?:標章|標誌)', ' public domain mark ', 'g'),
            '(?:公有|公共|公眾)領域|(?:不受|無|沒有|並無)(?:任何)?(?:版權|著作權)(?:法)?(?:保護|限制|問題)?|(?:版權|著作權)(?:保護)?(?:期|期限)?(?:已|業已|經已|早已)(?:經)?(?:屆滿|期滿|過期|到期|失效|消滅|終止|過)|(?:不保留|放棄)(?:任何|所有|一切|全部)?(?:權利|版權|著作權)', ' public domain ', 'g'),
            '(?:版權|著作權|所有權利|一切權利|全部權利|權利)(?:所有|保留)|保留(?:所有|一切|全部)?(?:權利|版權|著作權)|(?:翻印|侵權|盜印)必究', ' all rights reserved ', 'g') AS words
        OFFSET 0
    ) t
    CROSS JOIN LATERAL (
        SELECT substring(f.words FROM '(?:[僅只專]|限[供作於用])[供限作可能用於做]*.{0,24}') AS only
        OFFSET 0
    ) o) END;
COMMENT ON FUNCTION lookalike_internal.translate_chinese(text) IS
    'A text from rights_text with the English words for the phrases about rights that it has in Chinese; any other text unchanged.';
