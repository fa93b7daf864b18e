CREATE OR REPLACE VIEW lookalike.shared_picture AS
SELECT s.picture_id,
       s.cluster_id,
       p.collection,
       p.site,
       p.sector,
       p.jurisdiction,
       s.images,
       s.bytes,
       s.collections,
       s.sites,
       s.jurisdictions,
       s.jurisdictions > 1 AS has_different_jurisdictions,
       s.place_id < 0 AS is_foreign,
       s.found_by,
       s.image_id,
       i.path,
       -- Read with the rights of the reader: a fingerprint of a restricted picture is not shown.
       CASE WHEN s.place_id < 0 THEN (
           SELECT min(f.foreign_path COLLATE "C")
           FROM (SELECT s.image_id
                 UNION SELECT k.image_id FROM lookalike_internal.cluster_member k WHERE k.cluster_id = s.cluster_id) o
           JOIN lookalike_internal.foreign_match m ON m.image_id = o.image_id AND m.foreign_collection_id = -s.place_id
           JOIN lookalike_internal.foreign_fingerprint f
             ON f.foreign_collection_id = m.foreign_collection_id AND f.foreign_number = m.foreign_number) END AS foreign_path,
       p.archive_id::text AS archive_id,
       (SELECT t.refreshed_at FROM lookalike_internal.fact_state t) AS refreshed_at
FROM lookalike_internal.shared_picture s
LEFT JOIN lookalike_internal.place p ON p.place_id = s.place_id
LEFT JOIN lookalike_internal.image i ON i.image_id = s.image_id;
COMMENT ON VIEW lookalike.shared_picture IS 'Pictures that lie in two or more collections, here or in other archives whose fingerprints were imported: one row for each picture and collection.';
COMMENT ON COLUMN lookalike.shared_picture.picture_id IS 'Number of the picture: that of the cluster, or that of an image without copies here with a minus before it.';
COMMENT ON COLUMN lookalike.shared_picture.cluster_id IS 'The cluster of the picture; null for an image without copies here.';
COMMENT ON COLUMN lookalike.shared_picture.collection IS 'A collection in which it lies.';
COMMENT ON COLUMN lookalike.shared_picture.site IS 'Site of that collection; null where nobody declared it.';
COMMENT ON COLUMN lookalike.shared_picture.sector IS 'Sector of the site.';
COMMENT ON COLUMN lookalike.shared_picture.jurisdiction IS 'Jurisdiction of that collection; null where nobody declared it.';
COMMENT ON COLUMN lookalike.shared_picture.images IS 'How many images of the picture are in that collection.';
COMMENT ON COLUMN lookalike.shared_picture.bytes IS 'Bytes of these images.';
COMMENT ON COLUMN lookalike.shared_picture.collections IS 'In how many collections the picture lies in all.';
COMMENT ON COLUMN lookalike.shared_picture.sites IS 'At how many sites. Collections without a site do not count.';
COMMENT ON COLUMN lookalike.shared_picture.jurisdictions IS 'In how many jurisdictions. Collections without a jurisdiction do not count.';
COMMENT ON COLUMN lookalike.shared_picture.has_different_jurisdictions IS 'Whether it lies in two or more jurisdictions.';
COMMENT ON COLUMN lookalike.shared_picture.is_foreign IS 'Whether the collection is one of another archive.';
COMMENT ON COLUMN lookalike.shared_picture.found_by IS 'In a foreign collection, the strongest sign that it is the same picture: same file, same pixels, same hash or near hash; null in a collection of this archive. No pixels were compared for hashes.';
COMMENT ON COLUMN lookalike.shared_picture.image_id IS 'The first of these images; for a foreign collection, the first image of the picture here.';
COMMENT ON COLUMN lookalike.shared_picture.path IS 'Path of that image.';
COMMENT ON COLUMN lookalike.shared_picture.foreign_path IS 'A path of the picture in a foreign collection; null if the other archive gave no paths.';
COMMENT ON COLUMN lookalike.shared_picture.archive_id IS 'Identity of the other archive; null for a collection of this archive.';
COMMENT ON COLUMN lookalike.shared_picture.refreshed_at IS 'When all of this was true; refresh_facts() brings it up to date.';

CREATE OR REPLACE VIEW lookalike_detail.foreign_collection AS
SELECT f.archive_id::text AS archive_id, f.collection, f.site, f.sector, f.jurisdiction, f.images,
       (SELECT count(DISTINCT m.foreign_number) FROM lookalike_internal.foreign_match m
        WHERE m.foreign_collection_id = f.foreign_collection_id) AS shared_images,
       f.imported_by, f.imported_at
FROM lookalike_internal.foreign_collection f;
COMMENT ON VIEW lookalike_detail.foreign_collection IS 'Collections of other archives, of which only fingerprints were imported.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.archive_id IS 'Identity of the archive that exported the fingerprints.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.collection IS 'Name of the collection there.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.site IS 'Its site, as that archive says.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.sector IS 'Sector of that site.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.jurisdiction IS 'Its jurisdiction, as that archive says.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.images IS 'How many fingerprints were imported.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.shared_images IS 'How many of these show a picture that is here, too.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.imported_by IS 'The role that imported it.';
COMMENT ON COLUMN lookalike_detail.foreign_collection.imported_at IS 'When it was imported, or last changed by an import.';
