-- The facts that analysts read. The joins are LEFT JOINs on primary keys: the planner leaves out those of which a query uses no
-- column, so a total over a million images reads one table. The planner puts up to eight tables in order (join_collapse_limit), so
-- that a list of paths is looked up: image_fact has six, which leaves two for the query around it. New columns come last.

CREATE OR REPLACE VIEW lookalike.image_fact AS
SELECT f.image_id,
       i.path,
       lookalike_internal.full_path(r.root, i.path) AS full_path,
       r.site,
       r.collection,
       f.folder,
       f.format,
       f.byte_size,
       i.width,
       i.height,
       f.year::integer AS year,
       f.year_source,
       f.class,
       f.disposition,
       k.reason,
       f.cluster_id,
       f.cluster_size,
       f.is_master,
       f.master_image_id,
       o.path AS master_path,
       f.is_duplicate,
       f.is_releasable,
       f.is_identical_file,
       f.is_identical_image,
       f.is_reencoded,
       f.is_resized,
       f.is_cropped,
       f.is_bordered,
       f.is_rotated,
       f.is_mirrored,
       f.is_negative,
       f.is_toned,
       f.is_edited,
       f.is_guarded,
       f.is_held,
       f.is_kept,
       f.is_vital,
       f.is_last_copy,
       f.has_unique_content,
       f.is_only_of_record,
       f.has_rights_conflict,
       f.has_metadata_conflict,
       f.entries,
       f.is_published,
       f.is_other_record,
       f.is_missing,
       i.missing_since,
       CASE WHEN NOT f.is_missing THEN f.byte_size * r.cost_per_byte_year ELSE 0 END AS cost_per_year,
       r.currency,
       r.sector,
       r.jurisdiction,
       (SELECT s.refreshed_at FROM lookalike_internal.fact_state s) AS refreshed_at,
       lookalike_internal.thumbnail_url((SELECT s.value FROM lookalike_internal.setting s WHERE s.name = 'base_url'), f.image_id) AS thumbnail_url
FROM lookalike_internal.image_fact f
LEFT JOIN lookalike_internal.collection_rate r ON r.collection_id = f.collection_id
LEFT JOIN lookalike_internal.image i ON i.image_id = f.image_id
LEFT JOIN lookalike_internal.retention_class k ON k.image_id = f.image_id
LEFT JOIN lookalike_internal.image o ON o.image_id = f.master_image_id;
COMMENT ON VIEW lookalike.image_fact IS 'One row for each image, also for missing ones, with all that is known of it, kept so that totals over a million images are quick. WHERE NOT is_missing counts the images that are there.';
COMMENT ON COLUMN lookalike.image_fact.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.image_fact.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike.image_fact.full_path IS 'Whole path of the file.';
COMMENT ON COLUMN lookalike.image_fact.site IS 'Name of the site of the collection; null where nobody declared it.';
COMMENT ON COLUMN lookalike.image_fact.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike.image_fact.folder IS 'Folder of the file, relative to that of the collection; empty for a file right in it.';
COMMENT ON COLUMN lookalike.image_fact.format IS 'Format found in the content.';
COMMENT ON COLUMN lookalike.image_fact.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike.image_fact.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike.image_fact.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike.image_fact.year IS 'Year in which the picture was made; null if it is not known.';
COMMENT ON COLUMN lookalike.image_fact.year_source IS 'Where the year comes from: catalogue (the earliest date of its entries) or file (the capture date in its metadata).';
COMMENT ON COLUMN lookalike.image_fact.class IS 'Its retention class; null before it is classified.';
COMMENT ON COLUMN lookalike.image_fact.disposition IS 'What becomes of it, after decisions and guards: retain, review, quarantine or transfer; null before it is classified.';
COMMENT ON COLUMN lookalike.image_fact.reason IS 'Why it has that class, in words.';
COMMENT ON COLUMN lookalike.image_fact.cluster_id IS 'The cluster of the image; null without copies.';
COMMENT ON COLUMN lookalike.image_fact.cluster_size IS 'How many present images that cluster has; 1 without copies.';
COMMENT ON COLUMN lookalike.image_fact.is_master IS 'Whether it is the archival master of its cluster.';
COMMENT ON COLUMN lookalike.image_fact.master_image_id IS 'Number of that archival master; null without copies, and where the original is undetermined.';
COMMENT ON COLUMN lookalike.image_fact.master_path IS 'Path of that archival master.';
COMMENT ON COLUMN lookalike.image_fact.is_duplicate IS 'Whether it is a copy by clusters alone: every present image of a cluster but one. Catalogue, policy and guards do not count.';
COMMENT ON COLUMN lookalike.image_fact.is_releasable IS 'Whether policy, decisions and guards would let it go: to quarantine or to another keeper.';
COMMENT ON COLUMN lookalike.image_fact.is_identical_file IS 'Whether it has the bytes of the master. False for the master.';
COMMENT ON COLUMN lookalike.image_fact.is_identical_image IS 'Whether it has the pixels of the master, in another file.';
COMMENT ON COLUMN lookalike.image_fact.is_reencoded IS 'Whether it is the master encoded again.';
COMMENT ON COLUMN lookalike.image_fact.is_resized IS 'Whether it has another size than the master.';
COMMENT ON COLUMN lookalike.image_fact.is_cropped IS 'Whether one of both is a part of the other.';
COMMENT ON COLUMN lookalike.image_fact.is_bordered IS 'Whether one of both has a border that the other does not have.';
COMMENT ON COLUMN lookalike.image_fact.is_rotated IS 'Whether it is turned against the master.';
COMMENT ON COLUMN lookalike.image_fact.is_mirrored IS 'Whether it is mirrored against the master.';
COMMENT ON COLUMN lookalike.image_fact.is_negative IS 'Whether light and dark are exchanged against the master.';
COMMENT ON COLUMN lookalike.image_fact.is_toned IS 'Whether it has other tones or colours than the master.';
COMMENT ON COLUMN lookalike.image_fact.is_edited IS 'Whether a region of it differs from the master.';
COMMENT ON COLUMN lookalike.image_fact.is_guarded IS 'Whether any guard keeps it (view guarded_image).';
COMMENT ON COLUMN lookalike.image_fact.is_held IS 'Whether a legal hold covers it.';
COMMENT ON COLUMN lookalike.image_fact.is_kept IS 'Whether a person decided to keep it.';
COMMENT ON COLUMN lookalike.image_fact.is_vital IS 'Whether it belongs to a vital record.';
COMMENT ON COLUMN lookalike.image_fact.is_last_copy IS 'Whether no other file that stays has its pixels, or those that it was made of; so for each image without copies.';
COMMENT ON COLUMN lookalike.image_fact.has_unique_content IS 'Whether it holds pages, layers, channels or metadata that no other file holds that stays.';
COMMENT ON COLUMN lookalike.image_fact.is_only_of_record IS 'Whether it is the only image of its picture that stays for one of its records.';
COMMENT ON COLUMN lookalike.image_fact.has_rights_conflict IS 'Whether statements about its rights, or those of its copies, are in conflict, and nobody has settled it.';
COMMENT ON COLUMN lookalike.image_fact.has_metadata_conflict IS 'Whether what is said about it or its copies differs in any field, and nobody has settled it.';
COMMENT ON COLUMN lookalike.image_fact.entries IS 'How many entries that are in their catalogues are linked to it.';
COMMENT ON COLUMN lookalike.image_fact.is_published IS 'Whether just its pixels were published.';
COMMENT ON COLUMN lookalike.image_fact.is_other_record IS 'Whether it belongs to a record to which no image of a better rank belongs.';
COMMENT ON COLUMN lookalike.image_fact.is_missing IS 'Whether its file was gone at the last scan. A missing image is no duplicate, not releasable and not guarded.';
COMMENT ON COLUMN lookalike.image_fact.missing_since IS 'When a scan first missed it; null while it is present.';
COMMENT ON COLUMN lookalike.image_fact.cost_per_year IS 'What its storage costs a year, with all digits; 0 for a missing image. Never add up money of several currencies: group by currency.';
COMMENT ON COLUMN lookalike.image_fact.currency IS 'Currency of the cost.';
COMMENT ON COLUMN lookalike.image_fact.sector IS 'Sector of the site.';
COMMENT ON COLUMN lookalike.image_fact.jurisdiction IS 'The place whose law holds for its file.';
COMMENT ON COLUMN lookalike.image_fact.refreshed_at IS 'When all of this was true; refresh_facts() brings it up to date.';
COMMENT ON COLUMN lookalike.image_fact.thumbnail_url IS 'Address of the thumbnail on the pages of lookalike serve, which ask who wants to see it; null where setting base_url is empty.';

CREATE OR REPLACE VIEW lookalike.cluster_fact AS
SELECT f.cluster_id,
       f.images,
       f.collections,
       f.bytes,
       f.duplicates,
       f.duplicate_bytes,
       f.releasable_images,
       f.releasable_bytes,
       f.master_image_id,
       o.path AS master_path,
       oc.name AS master_collection,
       f.is_original_known,
       f.has_rights_conflict,
       f.has_metadata_conflict,
       r.started_at AS first_seen,
       (SELECT s.refreshed_at FROM lookalike_internal.fact_state s) AS refreshed_at
FROM lookalike_internal.cluster_fact f
LEFT JOIN lookalike_internal.image o ON o.image_id = f.master_image_id
LEFT JOIN lookalike_internal.collection oc ON oc.collection_id = o.collection_id
LEFT JOIN lookalike_internal.cluster k ON k.cluster_id = f.cluster_id
LEFT JOIN lookalike_internal.run r ON r.run_id = k.created_run_id;
COMMENT ON VIEW lookalike.cluster_fact IS 'Groups of images that are copies of each other, directly or through others: one row for each, kept so that the worst ones are found quickly.';
COMMENT ON COLUMN lookalike.cluster_fact.cluster_id IS 'Number of the cluster; kept from run to run.';
COMMENT ON COLUMN lookalike.cluster_fact.images IS 'How many present images it has.';
COMMENT ON COLUMN lookalike.cluster_fact.collections IS 'In how many collections these are.';
COMMENT ON COLUMN lookalike.cluster_fact.bytes IS 'Bytes of all its images.';
COMMENT ON COLUMN lookalike.cluster_fact.duplicates IS 'All its images but one.';
COMMENT ON COLUMN lookalike.cluster_fact.duplicate_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike.cluster_fact.releasable_images IS 'How many of its images policy, decisions and guards would let go.';
COMMENT ON COLUMN lookalike.cluster_fact.releasable_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike.cluster_fact.master_image_id IS 'Number of its archival master; null where the original is undetermined.';
COMMENT ON COLUMN lookalike.cluster_fact.master_path IS 'Path of that master.';
COMMENT ON COLUMN lookalike.cluster_fact.master_collection IS 'Collection of that master.';
COMMENT ON COLUMN lookalike.cluster_fact.is_original_known IS 'Whether it has an archival master.';
COMMENT ON COLUMN lookalike.cluster_fact.has_rights_conflict IS 'Whether statements about its rights are in conflict, and nobody has settled it.';
COMMENT ON COLUMN lookalike.cluster_fact.has_metadata_conflict IS 'Whether what is said about it differs in any field, and nobody has settled it.';
COMMENT ON COLUMN lookalike.cluster_fact.first_seen IS 'When the cluster was first formed.';
COMMENT ON COLUMN lookalike.cluster_fact.refreshed_at IS 'When all of this was true; refresh_facts() brings it up to date.';

CREATE OR REPLACE VIEW lookalike.pair_fact AS
SELECT f.image_id_a,
       f.image_id_b,
       a.path AS path_a,
       b.path AS path_b,
       ca.name AS collection_a,
       cb.name AS collection_b,
       f.is_accepted,
       f.is_identical_file,
       f.is_identical_image,
       f.is_reencoded,
       f.is_resized,
       f.is_cropped,
       f.is_bordered,
       f.is_rotated,
       f.is_mirrored,
       f.is_negative,
       f.is_toned,
       f.is_edited,
       f.cluster_id,
       f.proof,
       f.found_by,
       (SELECT s.refreshed_at FROM lookalike_internal.fact_state s) AS refreshed_at
FROM lookalike_internal.pair_fact f
LEFT JOIN lookalike_internal.image a ON a.image_id = f.image_id_a
LEFT JOIN lookalike_internal.collection ca ON ca.collection_id = f.collection_id_a
LEFT JOIN lookalike_internal.image b ON b.image_id = f.image_id_b
LEFT JOIN lookalike_internal.collection cb ON cb.collection_id = f.collection_id_b;
COMMENT ON VIEW lookalike.pair_fact IS 'Pairs of images that match, as in duplicate_pair, with each relation as true or false; found by image_id_a as by image_id_b.';
COMMENT ON COLUMN lookalike.pair_fact.image_id_a IS 'Number of the first image: it sorts first by collection and path.';
COMMENT ON COLUMN lookalike.pair_fact.image_id_b IS 'Number of the other image.';
COMMENT ON COLUMN lookalike.pair_fact.path_a IS 'Path of the first image, relative to the folder of its collection.';
COMMENT ON COLUMN lookalike.pair_fact.path_b IS 'Path of the other image.';
COMMENT ON COLUMN lookalike.pair_fact.collection_a IS 'Collection of the first image.';
COMMENT ON COLUMN lookalike.pair_fact.collection_b IS 'Collection of the other image.';
COMMENT ON COLUMN lookalike.pair_fact.is_accepted IS 'True where the images count as copies; false where they are only possible copies.';
COMMENT ON COLUMN lookalike.pair_fact.is_identical_file IS 'Whether both have the same bytes.';
COMMENT ON COLUMN lookalike.pair_fact.is_identical_image IS 'Whether both have the same pixels, in other files.';
COMMENT ON COLUMN lookalike.pair_fact.is_reencoded IS 'Whether one of both is the other, encoded again.';
COMMENT ON COLUMN lookalike.pair_fact.is_resized IS 'Whether they differ in size.';
COMMENT ON COLUMN lookalike.pair_fact.is_cropped IS 'Whether one of both is a part of the other.';
COMMENT ON COLUMN lookalike.pair_fact.is_bordered IS 'Whether one of both has a border that the other does not have.';
COMMENT ON COLUMN lookalike.pair_fact.is_rotated IS 'Whether one of both is turned.';
COMMENT ON COLUMN lookalike.pair_fact.is_mirrored IS 'Whether one of both is mirrored.';
COMMENT ON COLUMN lookalike.pair_fact.is_negative IS 'Whether light and dark are exchanged.';
COMMENT ON COLUMN lookalike.pair_fact.is_toned IS 'Whether tones or colours differ.';
COMMENT ON COLUMN lookalike.pair_fact.is_edited IS 'Whether a region differs.';
COMMENT ON COLUMN lookalike.pair_fact.cluster_id IS 'The cluster of both images, for an accepted pair that is not cut.';
COMMENT ON COLUMN lookalike.pair_fact.proof IS 'Result of comparing the pixels: proven, inconclusive or not proven; connected where other proofs connect the images; null before the comparison, and for the same pixels.';
COMMENT ON COLUMN lookalike.pair_fact.found_by IS 'How the pair was found: hash, variant, content, code, embedding, detail, page, cluster, or person.';
COMMENT ON COLUMN lookalike.pair_fact.refreshed_at IS 'When all of this was true; refresh_facts() brings it up to date.';

CREATE OR REPLACE VIEW lookalike.conflict_fact AS
SELECT f.kind,
       CASE WHEN f.group_id > 0 THEN f.group_id::integer END AS cluster_id,
       f.image_id,
       i.path,
       c.name AS collection,
       f.field,
       f.severity,
       f.is_settled,
       f.statements,
       f.different_values,
       f.explanation,
       (SELECT s.refreshed_at FROM lookalike_internal.fact_state s) AS refreshed_at
FROM lookalike_internal.conflict_fact f
LEFT JOIN lookalike_internal.image i ON i.image_id = f.image_id
LEFT JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id;
COMMENT ON VIEW lookalike.conflict_fact IS 'Where statements about one picture are in conflict: one row for each picture and field. What only looks different is not here (views rights_conflict, metadata_conflict).';
COMMENT ON COLUMN lookalike.conflict_fact.kind IS 'rights or metadata.';
COMMENT ON COLUMN lookalike.conflict_fact.cluster_id IS 'The cluster; null for an image without copies.';
COMMENT ON COLUMN lookalike.conflict_fact.image_id IS 'An image that a statement is about.';
COMMENT ON COLUMN lookalike.conflict_fact.path IS 'Path of that image.';
COMMENT ON COLUMN lookalike.conflict_fact.collection IS 'Collection of that image.';
COMMENT ON COLUMN lookalike.conflict_fact.field IS 'The field in which statements are in conflict.';
COMMENT ON COLUMN lookalike.conflict_fact.severity IS 'high, medium or low.';
COMMENT ON COLUMN lookalike.conflict_fact.is_settled IS 'Whether a person decided that just these statements are settled.';
COMMENT ON COLUMN lookalike.conflict_fact.statements IS 'Each thing that is said, and by which entries and files, in words.';
COMMENT ON COLUMN lookalike.conflict_fact.different_values IS 'How many different things are said.';
COMMENT ON COLUMN lookalike.conflict_fact.explanation IS 'Why it is a conflict, in words.';
COMMENT ON COLUMN lookalike.conflict_fact.refreshed_at IS 'When all of this was true; refresh_facts() brings it up to date.';
