-- The role of a file in words, as catalogues and files write it.
CREATE OR REPLACE FUNCTION lookalike.read_role(said text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT CASE
        WHEN w.plain ~ '\m(thumb|thumbnail|thumbnails|vorschaubild|nahlad|nahled|vignette|miniatura|miniature)\M|縮圖' THEN 'thumbnail'
        WHEN w.plain ~ '\m(access|service|derivative|derivate|use copy|web|screen|proof|low res|draft|delivery|zugriff|nutzungskopie|ansicht|pristupova|uzivatelska|studijni|diffusion|consultation|acceso|difusion)\M|瀏覽|取用|服務檔' THEN 'access copy'
        WHEN w.plain ~ '\m(production|mezzanine|edited master|derivative master|produktion|produkcny|produkcni|produccion)\M|製作|生產' THEN 'production master'
        WHEN w.plain ~ '\m(preservation|archival|archive|digital|raw|tiff)? ?master\M|\m(preservation|preservation copy|archivmaster|sicherungs\w*|archivna\w*|archivni\w*|conservation|preservacion|maestro)\M|保存|典藏|母檔|母片' THEN 'preservation master'
    END
    FROM (SELECT btrim(regexp_replace(lookalike_internal.fold_text(coalesce(said, '')), '[-_/\s]+', ' ', 'g')) AS plain OFFSET 0) w);
COMMENT ON FUNCTION lookalike.read_role(text) IS
    'The role that words name: preservation master, production master, access copy or thumbnail; null for other words. XMP calls the role rendition class.';

CREATE OR REPLACE FUNCTION lookalike_internal.role_place(role text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE role WHEN 'preservation master' THEN 1 WHEN 'access copy' THEN 3 WHEN 'thumbnail' THEN 4 ELSE 2 END;
COMMENT ON FUNCTION lookalike_internal.role_place(text) IS
    'The place of a role among the images of a cluster: 1 preservation master, 3 access copy, 4 thumbnail. A production master and an image without a role have place 2: a production master is made of another file.';
