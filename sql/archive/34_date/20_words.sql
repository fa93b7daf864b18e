-- Words in dates. Each becomes the sign that it means, so that the same rules read dates of many languages.

-- A word is one run of letters; a phrase has spaces, hyphens or points. A word without diacritics also means the word with
-- diacritics; the other way round, it does not: Swedish för is no English for.
CREATE OR REPLACE FUNCTION lookalike_internal.shipped_date_words()
    RETURNS TABLE (meaning text, sign text, words text[], phrases text[])
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    VALUES
    -- English, German, Slovak, Czech, French, Spanish; Italian, Portuguese, Dutch, Polish, Hungarian, Swedish, Danish,
    -- Norwegian, Finnish, Russian, Turkish, Romanian
    ('about', '~',
     '{circa,cca,ca,c,about,around,approximately,approx,probably,possibly,um,etwa,gegen,wohl,vermutlich,okolo,asi,priblizne,pravdepodobne,kolem,zhruba,vers,environ,hacia,rond,omstreeks,ok,korul,omkring,omkr,cirka,noin,около,ок,примерно,приблизительно,yaklasik,yaklaşık,civari,civarı,aprox,aproximadamente,aproximativ}'::text[],
     '{alrededor de,cerca de,cerca del,intorno al}'::text[]),
    ('before', '<', '{before,pred,pre,vor,avant,ante,voor,przed,elott,före,før,innan,ennen,önce,öncesi}',
     '{prior to,antes de,prima del,prima della,prima di,înainte de,inainte de}'),
    ('after', '>', '{after,po,nach,apres,dopo,apos,utan,efter,etter,jalkeen,после,sonra,sonrasi,sonrası,dupa}',
     '{despues de,después de,depois de,dopo il,dopo la}'),
    ('until', '{', '{until,till,bis,do,jusqu,jusque,jusqu''en,jusqu''a,hasta,entro,ate,tot,asti,saakka,до,по,by,ending,ended,spatestens,najneskor,nejpozdeji}',
     '{not after,nicht nach,ne po,nie po,pas après,no después de,non dopo il,niet na,inte efter,ikke efter,ikke etter,not later than,no later than,up to,at the latest,entro il,fino al,fram till,frem til,tot en met,au plus tard,a más tardar,al più tardi,terminus ante quem,până la,pana la,până în,pana in}'),
    ('since', '}', '{since,from,ab,seit,od,depuis,des,desde,post,dal,fra,vanaf,sinds,na,fran,alkaen,с,begun,fruhestens,najskor,nejdrive}',
     '{not before,nicht vor,ne před,nie pred,nie przed,pas avant,no antes de,non prima del,non prima di,niet voor,inte före,ikke før,not earlier than,no earlier than,at the earliest,as early as,begun in,beginning in,starting in,starting from,a partire dal,a partir de,à partir de,fra og med,начиная с,au plus tôt,terminus post quem,de la,începând cu}'),
    ('between', ' ', '{between,zwischen,medzi,mezi,entre,tra,tussen,miedzy,kozott,mellan,mellem,mellom,valilla,между,intre}', '{tra il}'),
    ('and', '-', '{to,and,und,az,a,et,y,al,es,och,og,ja,и,ve,or,oder,alebo,nebo,ou,lub,eller,tai,или,si}', '{}'),
    ('or later', '}', '{onward,onwards,ff}',
     '{or later,and later,et seq,oder später,und später,alebo neskôr,a neskôr,nebo později,a později,ou plus tard,et plus tard,o posterior,y posterior,o più tardi,ou posterior,of later,en later,lub później,vagy később,eller senare,или позднее,и позднее,sau mai târziu}'),
    ('or earlier', '{', '{}',
     '{or earlier,and earlier,oder früher,alebo skôr,nebo dříve,ou plus tôt,o anterior,ou anterior,of eerder,lub wcześniej,vagy korábban,eller tidigare,или ранее}'),
    ('today', '∞', '{present,today,date,now,ongoing,heute,dnes,sucasnost,sucasnosti,soucasnost,soucasnosti,aujourd''hui,hoy,actualidad,oggi,hoje,heden,dzis,dzisiaj,napjainkig,idag,nykyaika,prezent,azi}',
     '{the present,nos jours,la actualidad,i dag,наше время,настоящее время}'),
    ('century', '§', '{century,centuries,cent,stol,stor,storocie,storocia,storoci,storociu,storocim,storociach,stoleti,stoletim,jahrhundert,jahrhunderts,jahrhunderte,jahrhunderten,jhdt,jhd,jh,siecle,siecles,siglo,siglos,secolo,sec,seculo,eeuw,wiek,wieku,szazad,arhundradet,arhundrade,arhundredet,arhundrede,arhundre,vuosisata,век,века,веке,yuzyil,yüzyıl,secol,secolul,secolului,secole,veac,veacul}',
     '{}'),
    ('decade', '¤', '{decade,decennie,decada,annees,anni,años,anos,lata,jaren,anii}',
     '{decade of,decade of the,les années,década de,decada de,década de los,decada de los,-luku,-luvulla,-luvun,-luvulta,-talet,-tal,-talets,-årene,-erne,''erne,-as évek,-es évek,-os évek,-ös évek,-е,-х,-ые,-ых}'),
    ('first half', 'first half', '{}',
     '{prima metà,prima meta,primeira metade,eerste helft,pierwsza połowa,első fele,första hälften,første halvdel,первая половина,первой половины,prima jumătate,prima jumatate}'),
    ('second half', 'second half', '{}',
     '{seconda metà,seconda meta,segunda metade,tweede helft,druga połowa,második fele,andra hälften,anden halvdel,вторая половина,второй половины,a doua jumătate,a doua jumatate}'),
    ('early', 'early', '{inizio,inizi,início,poczatek,eleje,början,начало,начала,inceputul}', '{}'),
    ('mid', 'mid', '{metà,meados,kozepe,середина,середины,mijlocul}', '{}'),
    ('late', 'late', '{finais,einde,végén,vége,slutet,slutningen,конец,конца,sfarsitul,sfârşitul}', '{}'),
    ('winter', 'winter', '{zima,zime,zimy,hiver,l''hiver,invierno,inverno,zimą,tél,télen,vinter,vintern,vinteren,talvi,talvella,зима,зимой,зимы,kış,iarna}', '{}'),
    ('nothing', ' ', '{r,rok,roku,rokom,rokem,год,года,г,гг,годы,годов,anno,vuonna,år,ar}', '{}'),
    ('january', '@1@', '{jan,january,januar,januara,janner,leden,ledna,janvier,enero,gennaio,gen,janeiro,januari,stycznia,styczen,tammikuu,tammikuuta,января,январь,ocak,ianuarie}', '{}'),
    ('february', '@2@', '{feb,february,februar,februara,unor,unora,fevrier,febrero,febbraio,fevereiro,februari,lutego,luty,helmikuu,helmikuuta,февраля,февраль,subat,februarie}', '{}'),
    ('march', '@3@', '{mar,march,marz,marec,marca,brezen,brezna,mars,marzo,março,maart,marzec,marcius,marts,maaliskuu,maaliskuuta,марта,март,mart,martie}', '{}'),
    ('april', '@4@', '{apr,april,aprila,duben,dubna,avril,abril,aprile,kwietnia,kwiecien,aprilis,huhtikuu,huhtikuuta,апреля,апрель,nisan,aprilie}', '{}'),
    ('may', '@5@', '{may,mai,maj,maja,kveten,kvetna,mayo,maggio,maio,mei,majus,toukokuu,toukokuuta,мая,май,mayis,mayıs}', '{}'),
    ('june', '@6@', '{jun,june,juni,juna,cerven,cervna,juin,junio,giugno,junho,czerwca,czerwiec,junius,kesakuu,kesakuuta,июня,июнь,haziran,iunie}', '{}'),
    ('july', '@7@', '{jul,july,juli,jula,cervenec,cervence,juillet,julio,luglio,julho,lipca,lipiec,julius,heinakuu,heinakuuta,июля,июль,temmuz,iulie}', '{}'),
    ('august', '@8@', '{aug,august,augusta,srpen,srpna,aout,agosto,augustus,sierpnia,sierpien,augusztus,augusti,elokuu,elokuuta,августа,август,agustos}', '{}'),
    ('september', '@9@', '{sep,sept,september,septembra,zari,septembre,septiembre,settembre,setembro,wrzesnia,wrzesien,szeptember,syyskuu,syyskuuta,сентября,сентябрь,eylul,septembrie}', '{}'),
    ('october', '@10@', '{oct,okt,october,oktober,oktobra,rijen,rijna,octobre,octubre,ottobre,outubro,pazdziernika,pazdziernik,lokakuu,lokakuuta,октября,октябрь,ekim,octombrie}', '{}'),
    ('november', '@11@', '{nov,november,novembra,listopad,listopadu,novembre,noviembre,novembro,listopada,marraskuu,marraskuuta,ноября,ноябрь,kasim,kasım,noiembrie}', '{}'),
    ('december', '@12@', '{dec,dez,december,dezember,decembra,prosinec,prosince,decembre,diciembre,dicembre,dezembro,grudnia,grudzien,desember,joulukuu,joulukuuta,декабря,декабрь,aralik,aralık,decembrie}', '{}'),
    ('before christ', 'bc', '{bc,bce}', '{b.c,b. c,a. chr,a.chr,ante chr,i.hr,î.hr,v. chr,v.chr,pred kr,pr. n. l,pr.n.l,av. j,av.j,a.c,a. c,p.n.e,f.kr,до н.э,до нашей эры,公元前,西元前,紀元前,纪元前}'),
    -- Eras: year 1 is the year after this one.
    ('era 1911', NULL, '{}', '{民國,民国,中華民國,中华民国,大正}'), ('era 1925', NULL, '{}', '{昭和}'), ('era 1988', NULL, '{}', '{平成}'),
    ('era 2018', NULL, '{}', '{令和}'), ('era 1867', NULL, '{}', '{明治}'), ('era 1908', NULL, '{}', '{宣統,宣统}'),
    ('era 1874', NULL, '{}', '{光緒,光绪}'), ('era 1861', NULL, '{}', '{同治}'), ('era 1850', NULL, '{}', '{咸豐,咸丰}'),
    ('era 1820', NULL, '{}', '{道光}'), ('era 1795', NULL, '{}', '{嘉慶,嘉庆}'), ('era 1735', NULL, '{}', '{乾隆}');
END;
COMMENT ON FUNCTION lookalike_internal.shipped_date_words() IS
    'Words and phrases in dates that Lookalike knows, each with the English word and the sign that it means.';

CREATE OR REPLACE FUNCTION lookalike_internal.replace_date_word(said text, word text, meaning text, sign text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT CASE
    WHEN meaning ~ '^era ' THEN (
        SELECT coalesce(string_agg(CASE WHEN t.token[2] IS NULL THEN t.token[1]
                                        ELSE ' ' || (right(meaning, -4)::integer + t.token[2]::integer)
                                             || CASE WHEN t.token[3] = '' THEN '年' ELSE t.token[3] END END, '' ORDER BY t.n), '')
        FROM regexp_matches(said, format('(%s *([0-9]{1,3})(?![0-9]) *(年|[-./](?=[0-9])|)|.)', w.pattern), 'g') WITH ORDINALITY AS t (token, n))
    ELSE regexp_replace(said, w.edge || w.pattern || w.end_edge, ' ' || sign || ' ', 'g') END
FROM (
    SELECT regexp_replace(word, '([\\.+*?^$(){}|\[\]])', '\\\1', 'g') AS pattern,
           CASE WHEN word ~ '^[\u2e80-\uffff''-]' THEN '' ELSE '(?<![a-z\u00df-\u1fff])' END AS edge,
           CASE WHEN word ~ '[\u2e80-\uffff]$' THEN '' ELSE '(?![a-z\u00df-\u1fff])\.?' END AS end_edge
) w);
COMMENT ON FUNCTION lookalike_internal.replace_date_word(text, text, text, text) IS
    'A date in which the word is replaced by its sign, or an era by the year. Word and date are in small letters.';

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
    plain text := said;
    hit text[];
    word record;
BEGIN
    FOR hit IN SELECT m FROM regexp_matches(plain, '(' || numeral || '{1,5}|元)(?=\s*(?:年|月|日|號|号|世[紀纪]))', 'g') AS m LOOP
        plain := regexp_replace(plain, hit[1] || '(?=\s*(?:年|月|日|號|号|世[紀纪]))',
                                coalesce(lookalike_internal.chinese_number(hit[1]), ' '));
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
    plain := regexp_replace(plain, '([0-9]{1,2})\s*世[紀纪]\s*([0-9])0\s*年代', ' \1世紀{\2}', 'g');
    FOR hit IN SELECT m FROM regexp_matches(plain, '([0-9]{1,2})世紀\{([0-9])\}', 'g') AS m LOOP
        plain := replace(plain, hit[1] || '世紀{' || hit[2] || '}', ' ' || hit[1]::integer - 1 || hit[2] || '0s ');
    END LOOP;
    plain := regexp_replace(plain, '([0-9]{3}0)\s*年代', ' \1s ', 'g');
    plain := regexp_replace(plain, '([0-9]{1,2})\s*世[紀纪]', ' \1 § ', 'g');
    plain := regexp_replace(plain, '[至到–—〜～]|から|まで(?=.*[0-9])', ' - ', 'g');
    plain := regexp_replace(plain, '(?<![0-9])([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日號号]?', ' \3.\2.\1 ', 'g');
    plain := regexp_replace(plain, '(?<![0-9])([0-9]{4})\s*年\s*([0-9]{1,2})\s*月', ' \2/\1 ', 'g');
    plain := regexp_replace(plain, '[0-9]+年間|頃|ごろ|前後|前后|左右|大約|大约|約|约', ' ~ ', 'g');
    plain := regexp_replace(plain, '年?\s*(?:或以前|以前|之前|前|まで)', ' { ', 'g');
    plain := regexp_replace(plain, '年?\s*(?:或以後|或以后|以後|以后|之後|之后|以降|以来|以來|後|后|起)', ' } ', 'g');
    plain := regexp_replace(plain, '至今|今$', ' - ∞ ', 'g');
    plain := regexp_replace(plain, '初期?|早期|上旬', ' early ', 'g');
    plain := regexp_replace(plain, '末期?|晚期|下旬', ' late ', 'g');
    plain := regexp_replace(plain, '中期|中葉|中叶|中旬', ' mid ', 'g');
    plain := regexp_replace(plain, '上半葉?|前半', ' first half ', 'g');
    plain := regexp_replace(plain, '下半葉?|後半|后半', ' second half ', 'g');
    plain := regexp_replace(plain, '冬', ' winter ', 'g');
    RETURN regexp_replace(plain, '[年月日號号]', ' ', 'g');
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_chinese_date(text) IS
    'A date with the Chinese and Japanese signs for years, months, days and eras replaced by digits and English words.';

CREATE OR REPLACE FUNCTION lookalike_internal.date_key(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C")
            ELSE normalize(lookalike_internal.fold_case(normalize(said, NFKC)), NFC) END;
COMMENT ON FUNCTION lookalike_internal.date_key(text) IS 'A text as words in dates are looked for: in small letters, in one Unicode form.';

-- What may be mistaken for a sign is taken out first.
CREATE OR REPLACE FUNCTION lookalike_internal.translate_date(said text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plain text := replace(translate(lookalike_internal.date_key(said), '‐‑‒–—―−’‘§¤∞{}[]()"„“”«»@', '-------'''''), '->', '-');
    word record;
BEGIN
    IF octet_length(plain) > length(plain) AND plain ~ '[\u3000-\u9fff]' THEN
        plain := lookalike_internal.read_chinese_date(plain);
    END IF;
    IF octet_length(plain) = length(plain) AND upper(plain COLLATE "C") = plain THEN
        RETURN plain;
    END IF;
    IF strpos(plain, ' ') + strpos(plain, '-') + strpos(plain, '.') + strpos(plain, '''') > 0 THEN
        FOR word IN
            SELECT s.meaning, s.sign, p.phrase FROM lookalike_internal.shipped_date_words() s CROSS JOIN unnest(s.phrases) AS p (phrase)
            WHERE s.sign IS NOT NULL AND strpos(plain, p.phrase) > 0 ORDER BY length(p.phrase) DESC
        LOOP
            plain := lookalike_internal.replace_date_word(plain, word.phrase, word.meaning, word.sign);
        END LOOP;
    END IF;
    -- Letters behind digits are no words: 1er, 4th, 1920s. A point that ends a word goes with it.
    RETURN (
        SELECT string_agg(coalesce(' ' || s.sign || ' ', t.token[1], t.token[2]), '' ORDER BY t.n)
        FROM (SELECT m.token, m.n, rtrim(m.token[2], '.') AS word, lookalike_internal.fold_text(rtrim(m.token[2], '.')) AS folded
              FROM regexp_matches(plain, '([0-9]+[a-z]*|[^0-9a-z\u00df-\u1fff]+)|([a-z\u00df-\u1fff]+(?:''[a-z\u00df-\u1fff]+)*\.?)', 'g')
                   WITH ORDINALITY AS m (token, n) OFFSET 0) t
        LEFT JOIN lookalike_internal.shipped_date_words() s ON t.word = ANY (s.words) OR t.folded = ANY (s.words));
END
$$;
COMMENT ON FUNCTION lookalike_internal.translate_date(text) IS
    'A date in small letters, with signs for the words of shipped_date_words().';

CREATE OR REPLACE VIEW lookalike_detail.date_word AS
SELECT w.written AS word, w.meaning, w.added_by, w.reason, w.added_at
FROM lookalike_internal.date_word w
UNION ALL
SELECT u.word, s.meaning, NULL, NULL, NULL
FROM lookalike_internal.shipped_date_words() s CROSS JOIN LATERAL unnest(s.words || s.phrases) AS u (word);
COMMENT ON VIEW lookalike_detail.date_word IS 'Words in dates, with the English word that each means: those that people added, and those that Lookalike knows.';
COMMENT ON COLUMN lookalike_detail.date_word.word IS 'The word.';
COMMENT ON COLUMN lookalike_detail.date_word.meaning IS 'The English word that it means; of an era, the year before its first year.';
COMMENT ON COLUMN lookalike_detail.date_word.added_by IS 'The person who added it; null for a word that Lookalike knows.';
COMMENT ON COLUMN lookalike_detail.date_word.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_detail.date_word.added_at IS 'When it was added.';
