-- The fields of the columns of a catalogue. Each field has names in English, Dublin Core, IPTC, German,
-- Slovak, Czech, French, Spanish and Traditional Chinese; the first name that is a column is taken.
CREATE OR REPLACE FUNCTION lookalike.catalogue_fields() RETURNS TABLE (field text, names text[])
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    VALUES
    ('external_id', '{external id,entry id,record id,object id,asset id,image id,photo id,identifier,id,dc identifier,dcterms identifier,inventory number,inventory no,inventory nr,accession number,accession no,object number,object no,catalogue number,catalog number,call number,shelfmark,signature,reference,reference number,reference code,unique id,uid,guid,job id,media id,inventarne cislo,evidencne cislo,inv c,inv cislo,inventarni cislo,evidencni cislo,inventarnummer,inventar nr,inv nr,objektnummer,signatur,datensatznummer,objekt id,numero d inventaire,n inventaire,no inventaire,cote,identifiant,reference de l image,numero de inventario,no inventario,identificador,signatura,pid,nr,no,number,編號,館藏編號,識別碼,登錄號,索取號,圖片編號,相片編號,照片編號,條目編號}'::text[]),
    ('file', '{file,file name,filename,file path,filepath,path,image path,image file,image,location of file,source file,sourcefile,original file name,original filename,media file,dateiname,datei,dateipfad,pfad,bilddatei,subor,nazov suboru,meno suboru,cesta,cesta k suboru,obrazok,soubor,nazev souboru,obrazek,fichier,nom du fichier,nom de fichier,chemin,archivo,nombre de archivo,nombre del archivo,fichero,ruta,檔名,檔案名,檔案名稱,檔案路徑,路徑,圖檔,圖片檔名}'),
    ('digest', '{digest,sha256,sha 256,checksum sha256,checksum,fixity,hash,file hash,prufsumme,kontrolny sucet,kontrolni soucet,empreinte,somme de controle,suma de verificacion,校驗碼,校驗和,雜湊值}'),
    ('title', '{title,dc title,dcterms title,object name,headline,name,caption title,work title,titel,objekttitel,bildtitel,nazov,nazov preferovany,nazov diela,titul,nazev,nazev dila,titre,titre principal,intitule,titulo,題名,標題,名稱,題目,作品名稱,圖片標題}'),
    ('creator', '{creator,dc creator,dcterms creator,photographer,artist,author,byline,by line,maker,created by,urheber,fotograf,kunstler,autor,verfasser,autor zakladna,autorita zakladna,autorita,vytvoril,pavodca,povodca,puvodce,createur,auteur,photographe,artiste,creador,fotografo,artista,作者,創作者,攝影者,攝影師,攝影,拍攝者,繪者}'),
    ('date', '{date,dc date,dcterms date,date created,dcterms created,created,date of creation,creation date,date taken,taken,captured,dated,dating,year,period,datum,datierung,entstehungsdatum,aufnahmedatum,jahr,datovanie,datovanie interval,datovanie popis,datum vzniku,datace,rok,rok vzniku,date de creation,date de prise de vue,datation,annee,fecha,fecha de creacion,datacion,ano,日期,年代,年份,拍攝日期,攝影日期,製作日期,創作日期,拍攝年份}'),
    ('description', '{description,dc description,dcterms description,caption,caption abstract,abstract,notes,note,remarks,beschreibung,bildunterschrift,bemerkung,bemerkungen,popis,poznamka,opis,anotace,legende,description du contenu,descripcion,leyenda,notas,描述,說明,內容,內容描述,圖片說明,圖說,備註,附註}'),
    ('rights_statement', '{rights statement,rights,dc rights,dcterms rights,copyright,copyright notice,copyright status,rights status,usage terms,rights usage terms,web statement,rechte,rechtehinweis,copyrightvermerk,nutzungsrechte,prava,autorske prava,autorska prava,droits,droits d auteur,mention de copyright,derechos,derechos de autor,版權,版權聲明,版權說明,權利,權利聲明,著作權,使用條款,使用權限}'),
    ('licence', '{licence,license,dcterms license,licence url,license url,licensing,lizenz,licencia,licence url adresa,licencni podminky,licence d utilisation,授權,授權條款,授權方式,特許,特許條款,許可,許可協議}'),
    ('rights_holder', '{rights holder,rightsholder,dcterms rightsholder,rights owner,copyright owner,copyright holder,rechteinhaber,rechtsinhaber,drzitel prav,majitel prav,nositel prav,vlastnik prav,ayant droit,detenteur des droits,titulaire des droits,titular de los derechos,titular,版權持有人,版權擁有人,版權所有人,著作權人,權利人,版權人}'),
    ('credit_line', '{credit line,credit,credits,credit provider,attribution,bildnachweis,quellenangabe,nachweis,kredit,uvadzat ako,credit photographique,mention obligatoire,linea de credito,credito,creditos,鳴謝,來源,出處,圖片來源,引用格式}'),
    ('published_at', '{published at,published on,publication date,date published,dcterms issued,issued,date issued,release date,veroffentlicht am,veroffentlichungsdatum,erscheinungsdatum,publikovane dna,datum publikovania,datum zverejnenia,datum zverejneni,datum publikace,date de publication,publie le,fecha de publicacion,publicado el,出版日期,發表日期,發布日期,刊登日期,刊出日期,出版年}'),
    ('published_in', '{published in,publication,publications,published where,publisher,dc publisher,veroffentlicht in,publikation,publikacia,publikovane v,publikovano v,publie dans,publicado en,publicacion,出版物,刊物,刊登於,發表於,出版者,出版社}'),
    ('published', '{published,is published,online,public,veroffentlicht,publiziert,publikovane,publikovany,zverejnene,publikovano,zverejneno,publie,publiee,publicado,publicada,已出版,已發表,已刊登,是否出版,是否刊登,已公開}'),
    ('series', '{series,record series,series title,fonds,archival series,serie,bestand,aktenserie,fond,serie documental,檔案系列,系列,全宗}'),
    ('record_no', '{record no,record number,file no,file number,case no,case number,case,docket,docket number,aktenzeichen,aktennummer,akte,fallnummer,spis,cislo spisu,cislo jednaci,spisova znacka,numero de dossier,dossier,expediente,numero de expediente,個案編號,案件編號,案號,檔案編號,檔號,卷宗號}'),
    ('contract_no', '{contract no,contract number,contract,order no,order number,agreement no,agreement number,purchase order,vertragsnummer,vertrag,auftragsnummer,cislo zmluvy,zmluva,cislo smlouvy,smlouva,numero de contrat,contrat,numero de contrato,contrato,合約編號,合同編號,合約,合約號}'),
    ('object_id', '{physical object id,physical object,original object,negative number,negative no,negative,print number,original id,negativnummer,cislo negativu,negativ,numero de negatif,negatif,numero de negativo,負片編號,底片編號,實物編號,原件編號}'),
    ('role', '{role,file role,master role,file use,use,image role,preservation level,rendition,dateirolle,verwendung,rola,rola suboru,role souboru,role du fichier,usage du fichier,funcion del archivo,檔案用途,用途,級別}'),
    ('side', '{side,recto verso,recto or verso,face,seite,strana,cote recto verso,cara,lado,正背面,面}'),
    ('original_held', '{original held,original location,location of original,physical original,original,aufbewahrungsort,standort des originals,original vorhanden,ulozenie originalu,ulozeni originalu,localisation de l original,ubicacion del original,原件,原件存放處,原件位置}'),
    ('closed_on', '{closed on,date closed,closing date,case closed,closure date,file closed,geschlossen am,abschlussdatum,uzavrete dna,datum uzavretia,uzavreno dne,datum uzavreni,date de cloture,cloture le,fecha de cierre,cerrado el,結案日期,完結日期,結束日期}'),
    ('vital', '{vital,vital record,is vital,essential record,lebenswichtig,vital record flag,kriticky zaznam,document essentiel,documento esencial,重要檔案,必要檔案}'),
    ('licensor', '{licensor,plus licensor,licensor name,licence holder source,lizenzgeber,poskytovatel licencie,poskytovatel licence,concedant,bailleur de licence,licenciante,授權人,授權方,許可人}'),
    ('licence_ref', '{licence ref,license ref,licence number,license number,licence no,license no,licence reference,license reference,agreement ref,lizenznummer,cislo licencie,cislo licence,numero de licence,numero de licencia,授權編號,許可編號,特許編號}'),
    ('territory', '{territory,territories,region,regions,licence territory,license territory,geography,gebiet,lizenzgebiet,uzemie,uzemi,territoire,territorio,地區,地域,授權地區,適用地區}'),
    ('jurisdiction', '{jurisdiction,applicable law,law,governing law,rechtsordnung,anwendbares recht,jurisdikcia,jurisdikce,rozhodne pravo,juridiction,droit applicable,jurisdiccion,ley aplicable,司法管轄區,適用法律,法域}'),
    ('valid_from', '{valid from,licence start,license start,licence start date,license start date,start date of licence,licence from,rights start,gultig ab,gultig von,lizenzbeginn,platne od,platnost od,valable a partir du,debut de licence,valido desde,valida desde,生效日期,授權開始,授權起始日}'),
    ('valid_until', '{valid until,valid to,expires,expiry,expiry date,expiration date,licence end,license end,licence end date,license end date,licence until,rights end,gultig bis,lizenzende,ablaufdatum,platne do,platnost do,valable jusqu au,fin de licence,date d expiration,valido hasta,valida hasta,fecha de caducidad,有效期至,到期日,授權結束,授權截止日}'),
    ('embargo_until', '{embargo,embargo until,embargo date,embargoed until,release after,sperrfrist,sperrfrist bis,embargo do,embargo jusqu au,embargo hasta,禁發至,保密至,解禁日期}'),
    ('published_medium', '{medium of publication,publication medium,published medium,media type of publication,publikationsmedium,medium publikacie,medium publikace,support de publication,medio de publicacion,出版媒介,媒體}'),
    ('published_edition', '{edition,issue,issue number,issue no,published edition,ausgabe,auflage,vydanie,cislo vydania,vydani,edition du journal,numero du journal,edicion,numero de edicion,版次,期號,期數}'),
    ('published_page', '{page,page number,page no,published page,seitenzahl,seitenangabe,strana publikacie,page du journal,pagina,頁,頁碼,版面}'),
    ('published_url', '{published url,publication url,url of publication,published link,url der veroffentlichung,url publikacie,url publikace,url de publication,url de publicacion,刊登網址,發布網址}'),
    ('published_digest', '{published digest,published sha256,rendition digest,rendition sha256,digest of rendition,已刊登校驗碼}'),
    ('published_crop', '{crop,crop box,published crop,crop published,ausschnitt,bildausschnitt,vyrez,recadrage,recorte,裁切,裁剪}');
END;
COMMENT ON FUNCTION lookalike.catalogue_fields() IS
    'The fields of an entry, each with names that its column may have, without case, diacritics and punctuation.';

CREATE OR REPLACE FUNCTION lookalike_internal.date_fields() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{date,closed_on,valid_from,valid_until,embargo_until}'::text[];
COMMENT ON FUNCTION lookalike_internal.date_fields() IS 'The fields of an entry that hold a date.';

CREATE OR REPLACE FUNCTION lookalike.guess_mapping(columns text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH named AS (
        SELECT c.name, c.n, btrim(regexp_replace(
            -- CamelCase and prefixes such as dc: are words of their own.
            lookalike_internal.fold_text(regexp_replace(c.name, '([[:lower:]])([[:upper:]])', '\1 \2', 'g')),
            '[^a-z0-9\u2e80-\u9fff\uac00-\ud7af]+', ' ', 'g')) AS plain
        FROM unnest(columns) WITH ORDINALITY AS c (name, n)
    ), fit AS (
        SELECT f.field, n.name, row_number() OVER (PARTITION BY f.field ORDER BY k.rank, n.n) AS nth
        FROM lookalike.catalogue_fields() f
        CROSS JOIN LATERAL unnest(f.names) WITH ORDINALITY AS k (name, rank)
        JOIN named n ON n.plain = k.name OR replace(n.plain, ' ', '') = replace(k.name, ' ', '')
    )
    SELECT coalesce(jsonb_object_agg(f.field, f.name), '{}') FROM fit f WHERE f.nth = 1;
END;
COMMENT ON FUNCTION lookalike.guess_mapping(text[]) IS
    'A mapping of fields to columns, guessed from the names of the columns: an object of fields with their columns.';

CREATE OR REPLACE FUNCTION lookalike_internal.choose_mapping(catalogue text, columns text[], given jsonb DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    saved jsonb := (SELECT c.mapping FROM lookalike_internal.catalogue c WHERE c.name = choose_mapping.catalogue);
    chosen jsonb;
    odd record;
BEGIN
    IF jsonb_typeof(coalesce(given, '{}')) <> 'object' THEN
        RAISE EXCEPTION 'a mapping must be a JSON object'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'For example {"external_id": "Inventory number", "title": "Title"}.';
    END IF;
    SELECT g.key AS field INTO odd FROM jsonb_each(coalesce(given, '{}')) g
    WHERE NOT EXISTS (SELECT FROM lookalike.catalogue_fields() f WHERE f.field = g.key)
    ORDER BY g.key LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an entry has no field "%"', odd.field
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = format('The fields are %s; other columns are kept as they are.',
                                (SELECT string_agg(f.field, ', ') FROM lookalike.catalogue_fields() f));
    END IF;
    -- An empty column takes a field out of the mapping.
    chosen := (SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}')
               FROM jsonb_each_text(coalesce(saved, lookalike.guess_mapping(columns)) || coalesce(given, '{}')) m
               WHERE m.value <> '');
    SELECT m.key AS field, m.value AS name INTO odd FROM jsonb_each_text(chosen) m
    WHERE m.value <> ALL (columns) ORDER BY m.key LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'there is no column "%" for field "%"', odd.name, odd.field
            USING ERRCODE = 'undefined_column',
                  DETAIL = CASE WHEN coalesce(given, '{}') ? odd.field THEN 'The mapping that was given for this import names it.'
                                ELSE format('The mapping that is saved with catalogue "%s" names it.', catalogue) END,
                  HINT = format('The columns are: %s.', array_to_string(columns, ', '));
    END IF;
    IF NOT chosen ? 'external_id' THEN
        RAISE EXCEPTION 'no column is known to hold the id of an entry'
            USING ERRCODE = 'undefined_column',
                  DETAIL = format('The columns are: %s.', array_to_string(columns, ', ')),
                  HINT = 'Name the column: --map external_id=COLUMN, in SQL {"external_id": "COLUMN"}.';
    END IF;
    RETURN chosen;
END
$$;
COMMENT ON FUNCTION lookalike_internal.choose_mapping(text, text[], jsonb) IS
    'The mapping for an import: for each field the given column, else the '
    'saved one, else a guess; a missing column raises an error.';

-- Answers that mean no, in a column that says whether or when something was published.
CREATE OR REPLACE FUNCTION lookalike_internal.is_denial(said text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN said IS NULL OR btrim(lookalike_internal.fold_text(said), E' \t\r\n.-') IN
    ('', 'no', 'n', 'not', 'false', 'f', '0', 'off', 'none', 'null', 'never', 'unpublished', 'not published',
     'nie', 'ne', 'nepublikovane', 'nepublikovano', 'nezverejnene', 'nezverejneno', 'nein', 'unveroffentlicht',
     'nicht veroffentlicht', 'non', 'faux', 'non publie', 'inedit', 'falso', 'no publicado', 'inedito', '✗',
     '否', '無', '沒有', '未出版', '未刊登', '未發表', '未公開');
COMMENT ON FUNCTION lookalike_internal.is_denial(text) IS
    'Whether a text means no, in the languages of catalogues; null and an empty text mean no.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_affirmation(said text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(btrim(lookalike_internal.fold_text(said), E' \t\r\n.') IN
    ('yes', 'y', 'true', 't', '1', 'on', 'x', 'published', 'ano', 'a', 'publikovane', 'zverejnene', 'publikovano',
     'zverejneno', 'ja', 'j', 'wahr', 'veroffentlicht', 'oui', 'o', 'vrai', 'publie', 'si', 's', 'verdadero', 'publicado', '✓',
     '是', '有', '已出版', '已刊登', '已發表', '已公開'), false);
COMMENT ON FUNCTION lookalike_internal.is_affirmation(text) IS 'Whether a text says yes and nothing more.';
