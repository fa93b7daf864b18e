-- The public views: plain scalar columns. New columns come last.

CREATE OR REPLACE VIEW lookalike_detail.duplicate_pair AS
SELECT CASE WHEN p.is_ordered THEN a.path ELSE b.path END AS path_a,
       CASE WHEN p.is_ordered THEN b.path ELSE a.path END AS path_b,
       m.relation,
       m.is_accepted AS accepted,
       CASE WHEN p.is_ordered THEN ca.name ELSE cb.name END AS collection_a,
       CASE WHEN p.is_ordered THEN cb.name ELSE ca.name END AS collection_b,
       lookalike_internal.describe_evidence(m) AS evidence,
       m.phash_distance::integer AS phash_distance,
       m.phash_256_distance::integer AS phash_256_distance,
       CASE WHEN m.is_accepted AND x.image_id_a IS NULL THEN k.cluster_id END AS cluster_id,
       CASE WHEN p.is_ordered THEN a.image_id ELSE b.image_id END AS image_id_a,
       CASE WHEN p.is_ordered THEN b.image_id ELSE a.image_id END AS image_id_b,
       lookalike_internal.describe_pair(m, a, b) AS explanation,
       CASE m.derived_image_id WHEN a.image_id THEN a.path WHEN b.image_id THEN b.path END AS derived_path,
       m.found_by,
       m.proof,
       m.inliers,
       round(m.correlation::numeric, 4) AS correlation,
       round(m.agreement::numeric, 4) AS agreement,
       round(m.overlap::numeric, 4) AS overlap,
       round((CASE WHEN p.is_ordered THEN m.scale ELSE 1 / m.scale END)::numeric, 4) AS scale,
       round((CASE WHEN p.is_ordered OR m.is_mirrored THEN m.angle ELSE -m.angle END)::numeric, 1) AS angle,
       m.is_mirrored,
       m.is_negative,
       CASE m.inner_image_id WHEN a.image_id THEN a.path WHEN b.image_id THEN b.path END AS inner_path,
       m.x,
       m.y,
       m.width,
       m.height,
       round(m.embedding_similarity::numeric, 4) AS embedding_similarity,
       d.decision,
       x.image_id_a IS NOT NULL AS is_cut,
       round(m.changed::numeric, 4) AS changed,
       m.image_id_a AS lower_image_id,
       m.image_id_b AS higher_image_id
FROM lookalike_internal.match m
JOIN lookalike_internal.image a ON a.image_id = m.image_id_a
JOIN lookalike_internal.image b ON b.image_id = m.image_id_b
JOIN lookalike_internal.collection ca ON ca.collection_id = a.collection_id
JOIN lookalike_internal.collection cb ON cb.collection_id = b.collection_id
LEFT JOIN lookalike_internal.cluster_member k ON k.image_id = m.image_id_a
LEFT JOIN lookalike_internal.cut_match x ON x.image_id_a = m.image_id_a AND x.image_id_b = m.image_id_b
LEFT JOIN lookalike_internal.pair_decision d
  ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
 AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
CROSS JOIN LATERAL (SELECT (a.collection_id, a.path) < (b.collection_id, b.path) AS is_ordered) p
WHERE a.missing_since IS NULL AND b.missing_since IS NULL
  AND (m.is_accepted OR m.proof IS DISTINCT FROM 'part of')  -- view part_of shows those
  -- An image that changed waits for the next match: its old evidence does not count.
  AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = m.image_id_a)
  AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = m.image_id_b);
COMMENT ON VIEW lookalike_detail.duplicate_pair IS
    'Pairs of images that match, with the evidence. Of images with the same bytes, pixels or hashes, each is paired with the first of them only.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.path_a IS 'Path of the first image, relative to the folder of its collection; it sorts before the other image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.path_b IS 'Path of the other image, relative to the folder of its collection.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.relation IS 'How the images relate, several relations joined by commas: identical file, identical image, mirrored, rotated, negative, cropped, bordered, resized, toned, edited, re-encoded.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.accepted IS 'True where the images count as copies; false where they are only possible copies.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.collection_a IS 'Collection of the first image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.collection_b IS 'Collection of the other image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.evidence IS 'The evidence for the match, in words.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.cluster_id IS 'The cluster of both images, for an accepted pair that is not cut.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.image_id_a IS 'Number of the first image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.image_id_b IS 'Number of the other image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.explanation IS 'Relation and evidence in one sentence.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.derived_path IS 'Path of the image that was made of the other image; null where the pixels do not show it.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.found_by IS 'How the pair was found: hash, variant (the hash of a mirrored, turned or inverted copy), content (the picture within a border), code (local codes of shared corners), embedding, detail (the embedding of a part), cluster, or person (only a decision).';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.proof IS 'Result of comparing the pixels: proven, inconclusive or not proven; connected where other proofs connect the images, so the pixels were not compared; null before the comparison, and for the same pixels.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.inliers IS 'Matching points that agree on one transform; 0 where the pictures match as a whole.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.correlation IS 'Correlation of the overlap in even light, from 0 to 1, without what differs in regions of its own.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.agreement IS 'Share of the small blocks with detail that agree.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.overlap IS 'Share of an image that lies in the other image; the larger of both shares.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.scale IS 'Pixels of the other image for one pixel of the first image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.angle IS 'Degrees clockwise to turn the first image so that it lies on the other image; after mirroring, if is_mirrored.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.is_mirrored IS 'Whether one image is mirrored.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.is_negative IS 'Whether light and dark are exchanged.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.inner_path IS 'Path of the image that lies in the other image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.x IS 'Left edge of the rectangle where that image lies, in pixels of the other image.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.y IS 'Upper edge of that rectangle.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.width IS 'Width of that rectangle.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.height IS 'Height of that rectangle.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.embedding_similarity IS 'Cosine of their embeddings, where embeddings proposed the pair.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.decision IS 'The last decision about the pair: duplicate or not a duplicate; null without a decision.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.is_cut IS 'Whether the images are in different clusters because people decided that two other pictures in these clusters are not duplicates.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.changed IS 'Share of the overlap in coherent regions that differ, from 0 to 1: a sticker, a caption, a bar.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.lower_image_id IS 'The lower number of the two images; with higher_image_id, one pair is found at once among millions.';
COMMENT ON COLUMN lookalike_detail.duplicate_pair.higher_image_id IS 'The higher number of the two images.';

CREATE OR REPLACE VIEW lookalike_detail.duplicate_image AS
SELECT i.path,
       m.cluster_id,
       c.name AS collection,
       k.class,
       k.reason,
       k.class = 'archival master' AS is_master,
       i.format,
       i.width,
       i.height,
       i.byte_size,
       i.is_lossless,
       i.captured_at,
       i.camera,
       i.software,
       i.creator,
       i.copyright_notice,
       i.credit_line,
       i.usage_terms,
       i.rights_url,
       i.modified_at,
       encode(i.sha256, 'hex') AS sha256,
       encode(i.pixel_digest, 'hex') AS pixel_digest,
       i.image_id,
       coalesce(r.is_crowded, false) AS is_crowded,
       i.frame_count,
       i.not_compared,
       coalesce(k.is_other_record, false) AS is_other_record,
       lookalike_internal.thumbnail_url((SELECT s.value FROM lookalike_internal.setting s WHERE s.name = 'base_url'), i.image_id) AS thumbnail_url
FROM lookalike_internal.cluster_member m
JOIN lookalike_internal.image i ON i.image_id = m.image_id
LEFT JOIN lookalike_internal.representative r ON r.image_id = m.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
LEFT JOIN lookalike_internal.retention_class k ON k.image_id = m.image_id
WHERE i.missing_since IS NULL;
COMMENT ON VIEW lookalike_detail.duplicate_image IS 'Images that have copies, with their cluster.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.cluster_id IS 'The cluster of the image.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.class IS 'Its retention class; null before images are classified.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.reason IS 'Why it has that class.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.is_master IS 'Whether it is proposed as the archival master of its cluster.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.format IS 'Format found in the content.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.is_lossless IS 'Whether the format keeps every pixel.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.captured_at IS 'Capture time in the metadata; read as UTC if it has no offset.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.camera IS 'Maker and model of the camera or scanner.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.software IS 'Software that wrote the file.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.creator IS 'Creator.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.copyright_notice IS 'Copyright notice.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.credit_line IS 'Credit line.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.usage_terms IS 'Rights usage terms.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.rights_url IS 'Web statement of rights.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.modified_at IS 'Modification time of the file.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.sha256 IS 'SHA-256 of the bytes, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.pixel_digest IS 'Digest of the decoded pixels, in hexadecimal: equal for pixel-identical images.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.is_crowded IS 'Whether it is alike to more images with different hashes than the crowd limit. Of its pairs with other crowded images, only pairs that connect them are listed. Of images with equal hashes, only the first image has true.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.frame_count IS 'How many frames or pages the file holds. Previews are not counted.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.not_compared IS 'What the file holds that was not compared, in words, such as layers; null where everything was compared. Such a file is identical only to a file of the same bytes.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.is_other_record IS 'Whether it belongs to a record to which no image of a better rank belongs: it is not redundant.';
COMMENT ON COLUMN lookalike_detail.duplicate_image.thumbnail_url IS 'Address of the thumbnail on the pages of lookalike serve, which ask who wants to see it; null where setting base_url is empty.';

CREATE OR REPLACE VIEW lookalike_detail.duplicate_cluster AS
SELECT c.cluster_id,
       c.images,
       s.collections,
       s.files,
       s.bytes,
       s.redundant_images,
       s.redundant_bytes,
       s.identical_bytes,
       o.path AS master_path,
       oc.name AS master_collection,
       c.weakest_phash_256_distance::integer AS weakest_phash_256_distance,
       r.started_at AS first_seen,
       (SELECT i.path FROM lookalike_internal.image i WHERE i.image_id = c.central_image_id) AS central_path,
       (SELECT i.path FROM lookalike_internal.image i WHERE i.image_id = c.weakest_image_id_a) AS weakest_path_a,
       (SELECT i.path FROM lookalike_internal.image i WHERE i.image_id = c.weakest_image_id_b) AS weakest_path_b,
       c.diameter::integer AS diameter,
       c.is_diameter_exact,
       c.is_chained
FROM lookalike_internal.cluster c
JOIN lookalike_internal.run r ON r.run_id = c.created_run_id
JOIN (
    SELECT m.cluster_id,
           count(DISTINCT i.collection_id) AS collections,
           count(DISTINCT i.sha256) AS files,
           sum(i.byte_size)::bigint AS bytes,
           count(*) FILTER (WHERE n.image_id <> i.image_id) AS redundant_images,
           coalesce(sum(i.byte_size) FILTER (WHERE n.image_id <> i.image_id), 0)::bigint AS redundant_bytes,
           coalesce(sum(i.byte_size) FILTER (WHERE k.class = 'identical copy' AND NOT k.is_other_record), 0)::bigint AS identical_bytes,
           min(m.image_id) FILTER (WHERE k.class = 'archival master') AS master_id
    FROM lookalike_internal.cluster_member m
    JOIN lookalike_internal.image i ON i.image_id = m.image_id
    LEFT JOIN lookalike_internal.retention_class k ON k.image_id = m.image_id
    LEFT JOIN lookalike_internal.counted_image n ON n.cluster_id = m.cluster_id AND i.missing_since IS NULL
    GROUP BY m.cluster_id
) s ON s.cluster_id = c.cluster_id
LEFT JOIN lookalike_internal.image o ON o.image_id = s.master_id
LEFT JOIN lookalike_internal.collection oc ON oc.collection_id = o.collection_id
WHERE c.retired_run_id IS NULL;
COMMENT ON VIEW lookalike_detail.duplicate_cluster IS 'Groups of images that are copies of each other, directly or through others.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.cluster_id IS 'Number of the cluster; kept from run to run.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.images IS 'How many images it has.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.collections IS 'How many collections have images of the cluster.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.files IS 'How many different files the images are, by SHA-256.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.bytes IS 'Bytes of all its images.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.redundant_images IS 'How many images are duplicates: all present images but one.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.redundant_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.identical_bytes IS 'Bytes of the identical copies alone.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.master_path IS 'Path of the image proposed as archival master; null before images are classified.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.master_collection IS 'Collection of the archival master.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.weakest_phash_256_distance IS 'Largest 256-bit distance among the matches that hold it together.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.first_seen IS 'When the cluster was first formed.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.central_path IS 'Path of the image with the most accepted matches in the cluster.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.weakest_path_a IS 'Path of the first image of the match with the largest 256-bit distance.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.weakest_path_b IS 'Path of the other image of that match.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.diameter IS 'Largest 256-bit distance between any two of its images, matched or not.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.is_diameter_exact IS 'False where the cluster has more than 1,000 different hashes: then the true diameter may be larger.';
COMMENT ON COLUMN lookalike_detail.duplicate_cluster.is_chained IS 'Whether it holds images that are too far apart for a match of their own, so that only other images connect them.';

CREATE OR REPLACE VIEW lookalike_detail.retention_classification AS
SELECT i.path,
       k.class,
       k.reason,
       c.name AS collection,
       k.rule,
       format('%s, version %s', p.name, p.version) AS policy,
       o.path AS derived_from_path,
       m.cluster_id,
       i.byte_size,
       i.image_id,
       CASE WHEN s.disposition = 'quarantine' AND g.image_id IS NOT NULL THEN 'retain' ELSE s.disposition END AS disposition,
       k.authority,
       CASE WHEN o.sha256 = i.sha256 AND k.derivation IS NOT NULL THEN 'same fixity' ELSE k.derivation END AS derivation,
       g.guard,
       i.frame_count, i.not_compared,
       k.is_other_record,
       k.due_on, k.due_authority, k.due_action
FROM lookalike_internal.retention_class k
JOIN lookalike_internal.image i ON i.image_id = k.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
JOIN lookalike_internal.retention_policy p ON p.policy_id = k.policy_id
LEFT JOIN lookalike_internal.image o ON o.image_id = k.derived_from_image_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = k.image_id
LEFT JOIN (
    SELECT l.image_id, string_agg(DISTINCT l.guard, ', ' ORDER BY l.guard) AS guard
    FROM lookalike_detail.guarded_image l GROUP BY l.image_id
) g ON g.image_id = k.image_id
LEFT JOIN lookalike.image_decision d ON d.image_id = k.image_id AND k.disposition = 'review'  -- decided, so not to be reviewed
CROSS JOIN LATERAL (SELECT coalesce(replace(d.decision, 'keep', 'retain'), k.disposition) AS disposition) s
WHERE i.missing_since IS NULL;
COMMENT ON VIEW lookalike_detail.retention_classification IS 'The retention class of every image, with its rule, policy and reason.';
COMMENT ON COLUMN lookalike_detail.retention_classification.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.retention_classification.class IS 'archival master, derivative, identical copy, archival copy of a published image, original undetermined, possible duplicate, unique or unclassified.';
COMMENT ON COLUMN lookalike_detail.retention_classification.reason IS 'The reason in words.';
COMMENT ON COLUMN lookalike_detail.retention_classification.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.retention_classification.rule IS 'Rule of the policy that gave the class.';
COMMENT ON COLUMN lookalike_detail.retention_classification.policy IS 'Policy and version.';
COMMENT ON COLUMN lookalike_detail.retention_classification.derived_from_path IS 'Path of the image that it is a copy or derivative of.';
COMMENT ON COLUMN lookalike_detail.retention_classification.cluster_id IS 'The cluster of the image; null without copies.';
COMMENT ON COLUMN lookalike_detail.retention_classification.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.retention_classification.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.retention_classification.disposition IS 'The proposed disposition: retain, transfer, quarantine or review. Where a person decided to keep or to quarantine an image, review becomes retain or quarantine. For a guarded image, quarantine becomes retain.';
COMMENT ON COLUMN lookalike_detail.retention_classification.authority IS 'The authority for the disposition, such as a retention schedule.';
COMMENT ON COLUMN lookalike_detail.retention_classification.derivation IS 'How it derives from that image, where bytes or pixels prove it: isFormatOf or isVersionOf (Dublin Core); same fixity where the two have the same bytes.';
COMMENT ON COLUMN lookalike_detail.retention_classification.guard IS 'The guards that keep the image from leaving, joined by commas; null without a guard.';
COMMENT ON COLUMN lookalike_detail.retention_classification.frame_count IS 'How many frames or pages the file holds. Previews are not counted.';
COMMENT ON COLUMN lookalike_detail.retention_classification.not_compared IS 'What the file holds that was not compared, in words, such as layers; null where everything was compared. Such a file is identical only to a file of the same bytes.';
COMMENT ON COLUMN lookalike_detail.retention_classification.is_other_record IS 'Whether it belongs to a record to which no image of a better rank belongs.';
COMMENT ON COLUMN lookalike_detail.retention_classification.due_on IS 'The day on which the period of the disposal authority ends; null without an authority, where the date to count from is not known, and for images that are kept for good.';
COMMENT ON COLUMN lookalike_detail.retention_classification.due_authority IS 'Code of the disposal authority in force: the one that the rule names, or else the one of the series; several are joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.retention_classification.due_action IS 'The action of that authority: retain, review, transfer or set aside.';

CREATE OR REPLACE VIEW lookalike.scan_problem AS
SELECT p.path,
       p.problem,
       p.message,
       c.name AS collection,
       p.is_scanned,
       p.byte_size,
       p.modified_at,
       r.started_at AS first_seen
FROM lookalike_internal.scan_problem p
JOIN lookalike_internal.collection c ON c.collection_id = p.collection_id
JOIN lookalike_internal.run r ON r.run_id = p.first_seen_run_id;
COMMENT ON VIEW lookalike.scan_problem IS 'Files with a scan problem, and files and folders that a pattern leaves out (problem excluded; all that is in such a folder is left out). A file with a lesser problem is in the audit all the same.';
COMMENT ON COLUMN lookalike.scan_problem.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike.scan_problem.problem IS 'Kind of scan problem, such as truncated, corrupt, symlink or excluded.';
COMMENT ON COLUMN lookalike.scan_problem.message IS 'The scan problem in words.';
COMMENT ON COLUMN lookalike.scan_problem.collection IS 'The collection of the file.';
COMMENT ON COLUMN lookalike.scan_problem.is_scanned IS 'Whether the file is in the audit all the same.';
COMMENT ON COLUMN lookalike.scan_problem.byte_size IS 'Size of the file in bytes; null for a folder, and where it is not known.';
COMMENT ON COLUMN lookalike.scan_problem.modified_at IS 'Modification time of the file; null where it is not known.';
COMMENT ON COLUMN lookalike.scan_problem.first_seen IS 'Start of the scan that saw the problem first.';
