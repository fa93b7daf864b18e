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
     '{circa,cca,ca,c,about,around,approximately,approx,probably,possibly,um,etwa,gegen,wohl,vermutlich,okolo,asi,priblizne,pravdepodobne,kolem,zhruba,vers,environ,hacia,rond,omstreeks,ok,korul,omkring,omkr,cirka,noin,около,ок,примерно,приблизительно,yaklasik,yaklaşık,civari,civarı,aprox,aproximadamente,aproximativ,ish,thereabouts,approximate,uncertain,estimate,inferred,suggested,geschatzt,unsicher,fraglich,incertain,incerto,incierto,neiste,nejiste,odhad,fy,schuljahr,dolaylari,dolayları,civarinda,civarında,prob,poss,perhaps,maybe,presumably,likely,est,estimated,ungefahr,vielleicht,wahrscheinlich,snad,mozna,mozno,env,possiblement,probablement,quizas,probablemente,posiblemente,verso,forse,probabilmente,probabile,provavelmente,misschien,waarschijnlijk,vermoedelijk,ongeveer,prawdopodobnie,mozliwe,troligen,sannolikt,ungefar,formentlig,sandsynligvis,sannsynligvis,trolig,luultavasti,ehka,вероятно,возможно}'::text[],
     '{alrededor de,cerca de,cerca del,intorno al,intorno a,peut-être,fiscal year,academic year,school year}'::text[]),
    ('before', '<', '{before,pred,pre,vor,avant,ante,antes,prior,prima,voor,przed,elott,före,før,innan,ennen,önce,öncesi}',
     '{prior to,antes de,prima del,prima della,prima di,înainte de,inainte de,earlier than,dříve než,skôr ako,skôr než,früher als,eher als,plus tôt que,eerder dan,wcześniej niż,tidigare än,tidligere enn,tidligere end,ранее чем,раньше чем}'),
    ('after', '>', '{after,po,nach,apres,dopo,apos,despues,depois,utan,efter,etter,jalkeen,после,sonra,sonrasi,sonrası,dupa}',
     '{despues de,después de,depois de,dopo il,dopo la,later than,později než,neskôr ako,neskôr než,später als,plus tard que,später wie,later dan,później niż,senare än,senere enn,senere end,позднее чем,позже чем}'),
    ('until', '{', '{until,till,bis,do,jusqu,jusque,jusqu''en,jusqu''a,hasta,entro,ate,tot,asti,saakka,до,по,by,through,thru,latest,ending,ended,spatestens,najneskor,nejpozdeji}',
     '{as late as,не позднее,не позже,not after,not later than,no later than,nicht später als,ne později než,nie neskôr ako,nie później niż,niet later dan,nicht nach,ne po,nie po,pas après,no después de,non dopo il,niet na,inte efter,ikke efter,ikke etter,up to,at the latest,entro il,fino al,fram till,frem til,tot en met,au plus tard,a más tardar,al più tardi,terminus ante quem,până la,pana la,până în,pana in}'),
    ('since', '}', '{since,from,ab,von,seit,od,depuis,dès,desde,earliest,post,dal,fra,vanaf,sinds,na,fran,alkaen,с,begun,fruhestens,najskor,nejdrive}',
     '{at least,mindestens,не раньше,не ранее,not before,not earlier than,no earlier than,nicht früher als,ne dříve než,nie skôr ako,nie wcześniej niż,niet eerder dan,nicht vor,ne před,nie pred,nie przed,pas avant,no antes de,non prima del,non prima di,niet voor,inte före,ikke før,at the earliest,as early as,begun in,beginning in,starting in,starting from,a partire dal,a partir de,à partir de,fra og med,начиная с,au plus tôt,terminus post quem,de la,începând cu}'),
    ('between', ' ', '{between,zwischen,medzi,mezi,entre,tra,tussen,miedzy,kozott,mellan,mellem,mellom,valilla,между,intre}', '{tra il}'),
    ('to', '-', '{to,az,al}', '{}'),
    ('and', '&', '{and,und,a,et,y,e,o,es,och,og,ja,и,ve,or,oder,alebo,nebo,ou,lub,eller,tai,или,si}', '{}'),
    ('or later', '}', '{later,younger,newer,plus,junger,posterieur,ulterieur,mladsi,novsi,novejsi,mlodszy,thereafter,onward,onwards,ff,f,sqq,sq,seq,seqq,suiv,suivantes,spater,danach,neskor,potom,pozdeji,pote,nasl,posterior,posteriore,adelante,pozniej,kesobb,senare,senere,framat,myohemmin,позднее,позже}',
     '{et seq,plus tard,più tardi,mai târziu,in poi,em diante,en adelante,en verder,e.v,daha sonra}'),
    ('or earlier', '{', '{earlier,older,alter,anterieur,starsi,starszy,fruher,davor,zuvor,skor,predtym,drive,predtim,anterior,anteriore,eerder,daarvoor,wczesniej,korabban,tidigare,tidligere,aiemmin,ранее,раньше}',
     '{plus tôt,mai devreme,daha önce}'),
    ('not', '¬', '{not,nicht,ne,nie,pas,no,non,niet,inte,ikke,nem,ei,não,nu,не}', '{}'),
    ('unknown', '∅', '{unknown,undated,unbekannt,undatiert,inconnu,inconnue,desconocido,desconocida,sconosciuto,sconosciuta,ignoto,ignota,desconhecido,desconhecida,onbekend,ongedateerd,nieznany,nieznana,nieznane,niedatowane,neznamy,neznama,nezname,neznamo,nedatovane,nedatovano,ismeretlen,okand,okant,odaterad,ukendt,ukjent,udateret,udatert,tuntematon,неизвестно,неизвестен,bilinmiyor,necunoscut,nedatat}',
     '{n.d,n. d,s.d,s. d,s.a,s. a,o.j,o. j,b.d,b. d,b.r,b. r,z.j,z. j,u.å,u. å,без даты,sans date,sin fecha,senza data,sem data,ohne datum,ohne jahr,zonder datum,bez datace,bez dátumu,bez data,bez daty,no date}'),
    ('today', '∞', '{present,today,now,ongoing,heute,dnes,sucasnost,sucasnosti,soucasnost,soucasnosti,aujourd''hui,hoy,actualidad,oggi,hoje,heden,dzis,dzisiaj,napjainkig,idag,nykyaika,prezent,azi}',
     '{the present,to date,nos jours,la actualidad,i dag,наше время,настоящее время}'),
    ('century', '§', '{century,centuries,cent,stol,stor,storocie,storocia,storoci,storociu,storocim,storociach,stoleti,stoletim,jahrhundert,jahrhunderts,jahrhunderte,jahrhunderten,jhdt,jhd,jh,siecle,siecles,siglo,siglos,secolo,sec,seculo,eeuw,wiek,wieku,szazad,arhundradet,arhundrade,arhundredet,arhundrede,arhundre,vuosisata,век,века,веке,yuzyil,yüzyıl,secol,secolul,secolului,secole,veac,veacul}',
     '{}'),
    ('decade', '¤', '{decade,decennie,decada,annees,anni,años,anos,lata,jaren,anii}',
     '{decade of,decade of the,les années,década de,decada de,década de los,decada de los,-luku,-luvulla,-luvun,-luvulta,-talet,-tal,-talets,-tallet,-tallets,-årene,-erne,''erne,-as évek,-es évek,-os évek,-ös évek,-е,-х,-ые,-ых}'),
    ('first half', 'first half', '{}',
     '{prima metà,prima meta,primeira metade,eerste helft,pierwsza połowa,első fele,första hälften,første halvdel,первая половина,первой половины,prima jumătate,prima jumatate}'),
    ('second half', 'second half', '{}',
     '{seconda metà,seconda meta,segunda metade,tweede helft,druga połowa,második fele,andra hälften,anden halvdel,вторая половина,второй половины,a doua jumătate,a doua jumatate}'),
    ('early', 'early', '{inizio,inizi,início,poczatek,eleje,början,начало,начала,inceputul}', '{na začiatku,na začátku,na počátku,na początku}'),
    ('mid', 'mid', '{metà,meados,kozepe,середина,середины,mijlocul}', '{}'),
    ('late', 'late', '{finais,einde,végén,vége,slutet,slutningen,конец,конца,sfarsitul,sfârşitul}', '{na konci,na końcu}'),
    ('turn', 'turn', '{turn,prelom,prelomu,prelome,przelom,przelomu,przelomie,wende,tournant}', '{na přelomu,na prelome,na przełomie}'),
    -- A winter, and a summer of the south, lies in two years.
    ('winter', 'winter', '{zima,zime,zimy,hiver,l''hiver,invierno,inverno,zimą,tél,télen,vinter,vintern,vinteren,talvi,talvella,зима,зимой,зимы,kış,iarna}', '{}'),
    ('summer', 'winter', '{summer,sommer,sommers,leto,lete,ete,l''été,verano,estate,verao,zomer,lato,latem,nyar,nyaran,sommar,sommaren,sommeren,kesa,kesalla,лето,летом,лета,yaz,yazi,vara}', '{}'),
    ('nothing', ' ', '{r,rok,roku,rokom,rokem,roce,год,года,г,гг,годы,годов,anno,vuonna,år,ar}', '{}'),
    ('season', 'season', '{}', '{na jar,na jaře,na jeseň,na podzim,na wiosnę,na jesieni}'),
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
    ('era 1864', NULL, '{}', '{慶応,慶應}'), ('era 1863', NULL, '{}', '{元治}'), ('era 1860', NULL, '{}', '{文久}'), ('era 1853', NULL, '{}', '{安政}'),
    ('era 1820', NULL, '{}', '{道光}'), ('era 1795', NULL, '{}', '{嘉慶,嘉庆}'), ('era 1735', NULL, '{}', '{乾隆}');
END;
COMMENT ON FUNCTION lookalike_internal.shipped_date_words() IS
    'Words and phrases in dates that Lookalike knows, each with the English word and the sign that it means.';

CREATE OR REPLACE FUNCTION lookalike_internal.date_signs() RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT jsonb_object_agg(w.word, s.sign)
    FROM lookalike_internal.shipped_date_words() s CROSS JOIN LATERAL unnest(s.words) AS w (word);
END;
COMMENT ON FUNCTION lookalike_internal.date_signs() IS
    'The sign of each word of shipped_date_words(). It has no argument, so a session reads it only once.';

-- The second year of a span is of the same era. A year of the moon calendar ends in February of the next year, and its
-- months are others.
CREATE OR REPLACE FUNCTION lookalike_internal.read_era(said text, era text, year_before integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    before text;
    of_moon constant boolean := year_before IN (1874, 1908);  -- the last two eras of China; and all years before 1873
BEGIN
    said := regexp_replace(said, '(' || era || ' *[0-9]{0,2})0 *年代', '\10年-\19年', 'g');
    LOOP
        before := said;
        said := regexp_replace(
            said, '((' || era || ') *[0-9]{1,3} *年?(?: *[0-9]{1,2} *月)?(?: *[0-9]{1,2} *日)? *(?:[-~〜至到及和或、・,/&]|から) *)([0-9]{1,3})(?![0-9]| *[-./月日號号])',
            '\1\2\3');
        EXIT WHEN said = before;
    END LOOP;
    RETURN (
        SELECT coalesce(string_agg(CASE WHEN t.token[2] IS NULL THEN t.token[1]
                                        ELSE ' ' || y.year || CASE WHEN of_moon OR y.year < 1873 THEN ' winter '
                                                                   WHEN t.token[3] = '' THEN '年' ELSE t.token[3] END END, '' ORDER BY t.n), '')
        FROM regexp_matches(said, format('(%s *([0-9]{1,3})(?![0-9]) *(年|[-./](?=[0-9])|)|.)', era), 'g') WITH ORDINALITY AS t (token, n)
        CROSS JOIN LATERAL (VALUES (year_before + t.token[2]::integer)) AS y (year));
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_era(text, text, integer) IS
    'A date in which the years of the era (a pattern, and the year before its first year) are years after Christ.';

CREATE OR REPLACE FUNCTION lookalike_internal.replace_date_word(said text, word text, meaning text, sign text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT CASE
    WHEN meaning ~ '^era ' THEN lookalike_internal.read_era(said, w.pattern, right(meaning, -4)::integer)
    ELSE regexp_replace(said, w.edge || w.pattern || w.end_edge, ' ' || sign || ' ', 'g') END
FROM (
    SELECT regexp_replace(word, '([\\.+*?^$(){}|\[\]])', '\\\1', 'g') AS pattern,
           CASE WHEN word ~ '^[\u2e80-\uffff''-]' THEN '' ELSE '(?<![a-z\u00df-\u1fff])' END AS edge,
           CASE WHEN word ~ '[\u2e80-\uffff]$' THEN '' ELSE '(?![a-z\u00df-\u1fff])\.?' END AS end_edge
) w);
COMMENT ON FUNCTION lookalike_internal.replace_date_word(text, text, text, text) IS
    'A date in which the word is replaced by its sign, or an era by the year. Word and date are in small letters.';

CREATE OR REPLACE FUNCTION lookalike_internal.date_key(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C")
            ELSE normalize(lookalike_internal.fold_case(normalize(translate(said, '～', '-'), NFKC)), NFC) END;
COMMENT ON FUNCTION lookalike_internal.date_key(text) IS 'A text as words in dates are looked for: in small letters, in one Unicode form.';

-- What may be mistaken for a sign is taken out first.
CREATE OR REPLACE FUNCTION lookalike_internal.translate_date(said text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plain text := replace(translate(replace(lookalike_internal.date_key(said), '][', ' '), '‐‑‒–—―−’‘≤≥±()§¤∞∅¬!{}[]"„“”«»@', '-------''''{}~  '), '->', '-');
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
    -- Letters behind digits are no words (1er, 4th, 1920s), if they are not known behind a year (1920ff, 1920r). A point that ends a
    -- word goes with it.
    RETURN (
        SELECT string_agg(CASE WHEN t.sign IS NULL THEN coalesce(t.token[1], t.token[2])
                               ELSE coalesce(left(t.token[1], 4), '') || ' ' || t.sign || ' ' END, '' ORDER BY t.n)
        FROM (SELECT m.token, m.n,
                     coalesce(lookalike_internal.date_signs()->>w.word, lookalike_internal.date_signs()->>lookalike_internal.fold_text(w.word)) AS sign
              FROM regexp_matches(plain, '([0-9]+[a-z]*|[^0-9a-z\u00df-\u1fff]+)|([a-z\u00df-\u1fff]+(?:''[a-z\u00df-\u1fff]+)*\.?)', 'g')
                   WITH ORDINALITY AS m (token, n)
              CROSS JOIN LATERAL (VALUES (CASE WHEN m.token[2] IS NOT NULL THEN rtrim(m.token[2], '.')
                                               WHEN length(m.token[1]) > 4 AND length(rtrim(m.token[1], 'abcdefghijklmnopqrstuvwxyz')) = 4
                                               THEN substr(m.token[1], 5) END)) AS w (word)
              OFFSET 0) t);
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
