CREATE OR REPLACE VIEW lookalike.lineage AS
SELECT l.image_id,
       i.path,
       c.name AS collection,
       m.cluster_id,
       l.parent_image_id,
       p.path AS parent_path,
       l.relation,
       l.evidence,
       round(l.certainty::numeric, 2) AS certainty,
       l.is_root,
       l.is_certain AND NOT EXISTS (
           SELECT FROM lookalike_internal.cluster_member o
           JOIN lookalike_internal.untraced u ON u.image_id = o.image_id
           WHERE o.cluster_id = m.cluster_id) AS is_certain,
       t.jpeg_quality::integer AS jpeg_quality,
       t.subsampling,
       t.earlier_jpeg_quality::integer AS earlier_jpeg_quality,
       t.document_id,
       t.original_document_id,
       t.derived_from_document_id,
       t.thumbnail_shows_more,
       round(t.empty_levels::numeric, 3) AS empty_levels,
       round(t.clipped::numeric, 3) AS clipped
FROM lookalike_internal.lineage l
JOIN lookalike_internal.image i ON i.image_id = l.image_id AND i.missing_since IS NULL
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
JOIN lookalike_internal.cluster_member m ON m.image_id = l.image_id
LEFT JOIN lookalike_internal.image p ON p.image_id = l.parent_image_id
LEFT JOIN lookalike_internal.image_trace t ON t.image_id = l.image_id;
COMMENT ON VIEW lookalike.lineage IS 'From which image each image of a cluster was made, with the evidence and how certain it is.';
COMMENT ON COLUMN lookalike.lineage.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.lineage.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike.lineage.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike.lineage.cluster_id IS 'The cluster of the image.';
COMMENT ON COLUMN lookalike.lineage.parent_image_id IS 'Number of the image that it was most probably made from; null for the root of the cluster.';
COMMENT ON COLUMN lookalike.lineage.parent_path IS 'Path of that image.';
COMMENT ON COLUMN lookalike.lineage.relation IS 'What was done to the parent; several words joined by commas.';
COMMENT ON COLUMN lookalike.lineage.evidence IS 'The evidence in words.';
COMMENT ON COLUMN lookalike.lineage.certainty IS 'From 0 to 1: how certain the parent is; of the root, how certain it is that it is the original.';
COMMENT ON COLUMN lookalike.lineage.is_root IS 'Whether all other images of the cluster were most probably made from this one.';
COMMENT ON COLUMN lookalike.lineage.is_certain IS 'Whether the root of the cluster is certain: then it is the archival master. Otherwise the original is undetermined.';
COMMENT ON COLUMN lookalike.lineage.jpeg_quality IS 'Quality of a JPEG from 1 to 100, estimated from its quantisation tables.';
COMMENT ON COLUMN lookalike.lineage.subsampling IS 'How a JPEG stores its colours: 4:4:4, 4:2:2 or 4:2:0.';
COMMENT ON COLUMN lookalike.lineage.earlier_jpeg_quality IS 'Quality of the JPEG that the picture once was, as its coefficients show; null where they show no earlier JPEG.';
COMMENT ON COLUMN lookalike.lineage.document_id IS 'Id of the document that its XMP gives: xmpMM:DocumentID.';
COMMENT ON COLUMN lookalike.lineage.original_document_id IS 'Id of the document that it goes back to, as its XMP says: xmpMM:OriginalDocumentID.';
COMMENT ON COLUMN lookalike.lineage.derived_from_document_id IS 'Id of the document, or else of the file, that it was made from, as its XMP says: xmpMM:DerivedFrom.';
COMMENT ON COLUMN lookalike.lineage.thumbnail_shows_more IS 'Whether the thumbnail that the file embeds shows more than the picture, as that of a picture which was cut; null without one.';
COMMENT ON COLUMN lookalike.lineage.empty_levels IS 'Share of the levels of green that no pixel has, between the darkest and the lightest: some are empty after a change of contrast; null for a small picture.';
COMMENT ON COLUMN lookalike.lineage.clipped IS 'Share of the samples that are as dark or as light as can be.';
