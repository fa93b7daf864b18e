-- A group is a cluster, or one image without copies: the statements about a group are compared. The number
-- of a group is that of its cluster, or that of its image with a minus before it.
--
-- Both arguments null mean all groups; else the groups of these clusters, and of those of these images that
-- are in no cluster. The planner puts the bodies into the queries around them and drops conditions that do
-- not apply, so that a few groups are found through indexes and all groups in one pass.

CREATE OR REPLACE FUNCTION lookalike_internal.group_entries(of_clusters integer[], of_images bigint[])
    RETURNS TABLE (group_id bigint, image_id bigint, entry_id bigint)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
    -- Missing images are few: to leave them out is quicker than to look up all that are present.
    SELECT m.cluster_id::bigint, min(e.image_id), e.entry_id
    FROM lookalike_internal.cluster_member m
    JOIN lookalike_internal.entry_image e ON e.image_id = m.image_id
    WHERE (of_clusters IS NULL OR m.cluster_id = ANY (of_clusters))
      AND NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.image_id = e.image_id AND i.missing_since IS NOT NULL)
    GROUP BY m.cluster_id, e.entry_id
    UNION ALL
    SELECT -e.image_id, e.image_id, e.entry_id
    FROM lookalike_internal.entry_image e
    WHERE (of_images IS NULL OR e.image_id = ANY (of_images))
      AND NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.image_id = e.image_id AND i.missing_since IS NOT NULL)
      AND NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = e.image_id);
END;
COMMENT ON FUNCTION lookalike_internal.group_entries(integer[], bigint[]) IS
    'The entries of each group, each with the first image of the group that it is about.';

CREATE OR REPLACE FUNCTION lookalike_internal.group_images(of_clusters integer[], of_images bigint[])
    RETURNS TABLE (group_id bigint, image_id bigint, creator text, copyright_notice text,
                   credit_line text, usage_terms text, rights_url text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
    SELECT m.cluster_id::bigint, i.image_id, i.creator, i.copyright_notice, i.credit_line,
           i.usage_terms, i.rights_url
    FROM lookalike_internal.cluster_member m
    JOIN lookalike_internal.present_image i ON i.image_id = m.image_id
    WHERE of_clusters IS NULL OR m.cluster_id = ANY (of_clusters)
    UNION ALL
    -- An image without copies can disagree with its entries only.
    SELECT -i.image_id, i.image_id, i.creator, i.copyright_notice, i.credit_line, i.usage_terms,
           i.rights_url
    FROM lookalike_internal.present_image i
    WHERE (of_images IS NULL OR i.image_id = ANY (of_images))
      AND EXISTS (SELECT FROM lookalike_internal.entry_image e WHERE e.image_id = i.image_id)
      AND NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = i.image_id);
END;
COMMENT ON FUNCTION lookalike_internal.group_images(integer[], bigint[]) IS
    'The images of each group, with the statements about rights that are embedded in them.';

CREATE OR REPLACE FUNCTION lookalike_internal.group_ids(of_clusters integer[], of_images bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN ARRAY(SELECT c.cluster_id::bigint FROM unnest(of_clusters) AS c (cluster_id)
             UNION ALL SELECT -i.image_id FROM unnest(of_images) AS i (image_id));
COMMENT ON FUNCTION lookalike_internal.group_ids(integer[], bigint[]) IS
    'The numbers of the groups of these clusters, and of these images as if they were in no cluster.';

-- Texts for people: they stay short however long the statements are.
CREATE OR REPLACE FUNCTION lookalike_internal.quote_briefly(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN format('"%s%s"', left(translate(said, E'\r\n\t', '   '), 80),
              CASE WHEN length(said) > 80 THEN '…' ELSE '' END);
COMMENT ON FUNCTION lookalike_internal.quote_briefly(text) IS 'The first 80 characters of a text, in quotes.';

CREATE OR REPLACE FUNCTION lookalike_internal.list_briefly(items text[], separator text, others text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_string(items[1:5], separator)
       || CASE WHEN cardinality(items) > 5
               THEN format('%sand %s %s', separator, cardinality(items) - 5, others) ELSE '' END;
COMMENT ON FUNCTION lookalike_internal.list_briefly(text[], text, text) IS
    'The first five items, and how many others there are.';

CREATE OR REPLACE FUNCTION lookalike_internal.list_sources(entries text[], files numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN concat_ws(', ', lookalike_internal.list_briefly(entries, ', ', 'others'),
                 CASE WHEN files = 1 THEN 'embedded' WHEN files > 1 THEN format('embedded in %s images', files) END);
COMMENT ON FUNCTION lookalike_internal.list_sources(text[], numeric) IS
    'Names the sources of a statement: entries of the catalogue, and in how many files it is embedded; null without a source.';
