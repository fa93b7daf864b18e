-- The fields of the columns of a catalogue. Each field has names in English, Dublin Core, IPTC, German,
-- Slovak, Czech, French and Spanish; the first name that is a column is taken.
CREATE OR REPLACE FUNCTION lookalike.catalogue_fields() RETURNS TABLE (field text, names text[])
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    VALUES
    ('external_id', '{external id,entry id,record id,object id,asset id,image id,photo id,identifier,id,dc identifier,dcterms identifier,inventory number,inventory no,inventory nr,accession number,accession no,object number,object no,catalogue number,catalog number,call number,shelfmark,signature,reference,reference number,reference code,unique id,uid,guid,job id,media id,inventarne cislo,evidencne cislo,inv c,inv cislo,inventarni cislo,evidencni cislo,inventarnummer,inventar nr,inv nr,objektnummer,signatur,datensatznummer,objekt id,numero d inventaire,n inventaire,no inventaire,cote,identifiant,reference de l image,numero de inventario,no inventario,identificador,signatura,pid,nr,no,number}'::text[]),
    ('file', '{file,file name,filename,file path,filepath,path,image path,image file,image,location of file,source file,sourcefile,original file name,original filename,media file,dateiname,datei,dateipfad,pfad,bilddatei,subor,nazov suboru,meno suboru,cesta,cesta k suboru,obrazok,soubor,nazev souboru,obrazek,fichier,nom du fichier,nom de fichier,chemin,archivo,nombre de archivo,nombre del archivo,fichero,ruta}'),
    ('digest', '{digest,sha256,sha 256,checksum sha256,checksum,fixity,hash,file hash,prufsumme,kontrolny sucet,kontrolni soucet,empreinte,somme de controle,suma de verificacion}'),
    ('title', '{title,dc title,dcterms title,object name,headline,name,caption title,work title,titel,objekttitel,bildtitel,nazov,nazov preferovany,nazov diela,titul,nazev,nazev dila,titre,titre principal,intitule,titulo}'),
    ('creator', '{creator,dc creator,dcterms creator,photographer,artist,author,byline,by line,maker,created by,urheber,fotograf,kunstler,autor,verfasser,autor zakladna,autorita zakladna,autorita,vytvoril,pavodca,povodca,puvodce,createur,auteur,photographe,artiste,creador,fotografo,artista}'),
    ('date', '{date,dc date,dcterms date,date created,dcterms created,created,date of creation,creation date,date taken,taken,captured,dated,dating,year,period,datum,datierung,entstehungsdatum,aufnahmedatum,jahr,datovanie,datovanie interval,datovanie popis,datum vzniku,datace,rok,rok vzniku,date de creation,date de prise de vue,datation,annee,fecha,fecha de creacion,datacion,ano}'),
    ('description', '{description,dc description,dcterms description,caption,caption abstract,abstract,notes,note,remarks,beschreibung,bildunterschrift,bemerkung,bemerkungen,popis,poznamka,opis,anotace,legende,description du contenu,descripcion,leyenda,notas}'),
    ('rights_statement', '{rights statement,rights,dc rights,dcterms rights,copyright,copyright notice,copyright status,rights status,usage terms,rights usage terms,web statement,rechte,rechtehinweis,copyrightvermerk,nutzungsrechte,prava,autorske prava,autorska prava,droits,droits d auteur,mention de copyright,derechos,derechos de autor}'),
    ('licence', '{licence,license,dcterms license,licence url,license url,licensing,lizenz,licencia,licence url adresa,licencni podminky,licence d utilisation}'),
    ('rights_holder', '{rights holder,rightsholder,dcterms rightsholder,rights owner,copyright owner,copyright holder,rechteinhaber,rechtsinhaber,drzitel prav,majitel prav,nositel prav,vlastnik prav,ayant droit,detenteur des droits,titulaire des droits,titular de los derechos,titular}'),
    ('credit_line', '{credit line,credit,credits,credit provider,attribution,bildnachweis,quellenangabe,nachweis,kredit,uvadzat ako,credit photographique,mention obligatoire,linea de credito,credito,creditos}'),
    ('published_at', '{published at,published on,publication date,date published,dcterms issued,issued,date issued,release date,veroffentlicht am,veroffentlichungsdatum,erscheinungsdatum,publikovane dna,datum publikovania,datum zverejnenia,datum zverejneni,datum publikace,date de publication,publie le,fecha de publicacion,publicado el}'),
    ('published_in', '{published in,publication,publications,published where,publisher,dc publisher,veroffentlicht in,publikation,publikacia,publikovane v,publikovano v,publie dans,publicado en,publicacion}'),
    ('published', '{published,is published,online,public,veroffentlicht,publiziert,publikovane,publikovany,zverejnene,publikovano,zverejneno,publie,publiee,publicado,publicada}');
END;
COMMENT ON FUNCTION lookalike.catalogue_fields() IS
    'The fields of an entry, each with names that its column may have, without case, diacritics and punctuation.';

CREATE OR REPLACE FUNCTION lookalike.guess_mapping(columns text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH named AS (
        SELECT c.name, c.n, btrim(regexp_replace(
            -- CamelCase and prefixes such as dc: are words of their own.
            lookalike_internal.fold_text(regexp_replace(c.name, '([[:lower:]])([[:upper:]])', '\1 \2', 'g')),
            '[^a-z0-9]+', ' ', 'g')) AS plain
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
     'nicht veroffentlicht', 'non', 'faux', 'non publie', 'inedit', 'falso', 'no publicado', 'inedito', '✗');
COMMENT ON FUNCTION lookalike_internal.is_denial(text) IS
    'Whether a text means no, in the languages of catalogues; null and an empty text mean no.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_affirmation(said text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(btrim(lookalike_internal.fold_text(said), E' \t\r\n.') IN
    ('yes', 'y', 'true', 't', '1', 'on', 'x', 'published', 'ano', 'a', 'publikovane', 'zverejnene', 'publikovano',
     'zverejneno', 'ja', 'j', 'wahr', 'veroffentlicht', 'oui', 'o', 'vrai', 'publie', 'si', 's', 'verdadero', 'publicado', '✓'), false);
COMMENT ON FUNCTION lookalike_internal.is_affirmation(text) IS 'Whether a text says yes and nothing more.';
