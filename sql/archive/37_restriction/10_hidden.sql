CREATE OR REPLACE VIEW lookalike_internal.active_restriction AS
SELECT r.restriction_id, r.image_id, r.entry_id, r.collection_id, r.folder, r.until
FROM lookalike_internal.access_restriction r
WHERE r.lifted_at IS NULL AND (r.until IS NULL OR r.until >= current_date);
COMMENT ON VIEW lookalike_internal.active_restriction IS 'Restrictions that were not lifted, and whose last day is not over.';
COMMENT ON COLUMN lookalike_internal.active_restriction.restriction_id IS 'Number of the restriction.';
COMMENT ON COLUMN lookalike_internal.active_restriction.image_id IS 'The image that it names, if it names one.';
COMMENT ON COLUMN lookalike_internal.active_restriction.entry_id IS 'The catalogue entry that it names, if it names one.';
COMMENT ON COLUMN lookalike_internal.active_restriction.collection_id IS 'The collection that it names, if it names one.';
COMMENT ON COLUMN lookalike_internal.active_restriction.folder IS 'The folder or file in the collection; empty for the whole collection.';
COMMENT ON COLUMN lookalike_internal.active_restriction.until IS 'The last day of the restriction; null if it has no end.';

-- As hidden_image: with the rights of the owner, and numbers alone. An entry of a hidden image tells of the image.
CREATE OR REPLACE VIEW lookalike_internal.hidden_entry AS
SELECT r.entry_id FROM lookalike_internal.access_restriction r
WHERE r.entry_id IS NOT NULL AND r.lifted_at IS NULL AND (r.until IS NULL OR r.until >= current_date)
UNION ALL
SELECT l.entry_id
FROM lookalike_internal.restricted_image r JOIN lookalike_internal.entry_image l ON l.image_id = r.image_id
WHERE r.until IS NULL OR r.until >= current_date;
COMMENT ON VIEW lookalike_internal.hidden_entry IS 'Numbers of the catalogue entries that a restriction hides today: entries that it names, and entries of hidden images.';
COMMENT ON COLUMN lookalike_internal.hidden_entry.entry_id IS 'Number of the entry.';

-- Digests and paths say what a picture is, so no role may list those of hidden images. These functions run as the owner,
-- and answer about one value that the caller has already.
CREATE OR REPLACE FUNCTION lookalike_internal.is_restricting() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (SELECT FROM lookalike_internal.active_restriction);
COMMENT ON FUNCTION lookalike_internal.is_restricting() IS 'Whether any restriction holds today.';

-- What a guard or an obstacle says in words may name any image.
CREATE OR REPLACE FUNCTION lookalike_internal.shows_all() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN lookalike_internal.sees_restricted() OR NOT lookalike_internal.is_restricting();
COMMENT ON FUNCTION lookalike_internal.shows_all() IS
    'Whether nothing is hidden from the role that reads: it sees what is restricted, or no restriction holds today.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_hidden_digest(digest bytea) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM lookalike_internal.restricted_image r
    WHERE r.pixel_digest = is_hidden_digest.digest AND (r.until IS NULL OR r.until >= current_date))
OR EXISTS (
    SELECT FROM lookalike_internal.restricted_image r
    WHERE r.sha256 = is_hidden_digest.digest AND (r.until IS NULL OR r.until >= current_date));
COMMENT ON FUNCTION lookalike_internal.is_hidden_digest(bytea) IS 'Whether a hidden image has these pixels or these bytes.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_hidden_file(collection_id integer, path text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM lookalike_internal.active_restriction r
    WHERE r.collection_id = is_hidden_file.collection_id AND lookalike_internal.is_below(is_hidden_file.path, r.folder))
OR EXISTS (
    SELECT FROM lookalike_internal.image i JOIN lookalike_internal.hidden_image h ON h.image_id = i.image_id
    WHERE i.collection_id = is_hidden_file.collection_id AND i.path = is_hidden_file.path);
COMMENT ON FUNCTION lookalike_internal.is_hidden_file(integer, text) IS 'Whether a path is that of a hidden image, or lies in a restricted collection or folder.';

CREATE OR REPLACE FUNCTION lookalike.count_hidden() RETURNS bigint
    LANGUAGE sql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN lookalike_internal.sees_restricted() THEN 0 ELSE (
    SELECT count(*) FROM lookalike_internal.present_image i
    WHERE EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id)) END;
COMMENT ON FUNCTION lookalike.count_hidden() IS 'How many present images are hidden from the role that reads; 0 for a role that sees everything.';

-- People who may not see an image cannot act on it either: to them it does not exist.
CREATE OR REPLACE FUNCTION lookalike_internal.check_seen(images bigint[], entries bigint[] DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hidden bigint;
BEGIN
    IF lookalike_internal.sees_restricted() THEN
        RETURN;
    END IF;
    SELECT h.image_id INTO hidden FROM lookalike_internal.hidden_image h WHERE h.image_id = ANY (images) LIMIT 1;
    IF FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_image(hidden);
    END IF;
    SELECT h.entry_id INTO hidden FROM lookalike_internal.hidden_entry h WHERE h.entry_id = ANY (entries) LIMIT 1;
    IF FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_entry(hidden);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_seen(bigint[], bigint[]) IS
    'Raises the error of an unknown image or entry if one of them is hidden from the role that reads; functions that run as the owner call it.';
