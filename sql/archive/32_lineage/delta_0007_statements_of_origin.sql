-- What XMP and the thumbnail of a file say about its origin. All clusters are traced at the next run.
ALTER TABLE lookalike_internal.image_trace ADD COLUMN document_id text;
ALTER TABLE lookalike_internal.image_trace ADD COLUMN original_document_id text;
ALTER TABLE lookalike_internal.image_trace ADD COLUMN derived_from_document_id text;
ALTER TABLE lookalike_internal.image_trace ADD COLUMN thumbnail_shows_more boolean;
ALTER TABLE lookalike_internal.image_trace ADD COLUMN empty_levels real;
ALTER TABLE lookalike_internal.image_trace ADD COLUMN clipped real;
COMMENT ON COLUMN lookalike_internal.image_trace.document_id IS 'Id of the document that its XMP gives: xmpMM:DocumentID.';
COMMENT ON COLUMN lookalike_internal.image_trace.original_document_id IS 'Id of the document that it goes back to, as its XMP says: xmpMM:OriginalDocumentID.';
COMMENT ON COLUMN lookalike_internal.image_trace.derived_from_document_id IS 'Id of the document, or else of the file, that it was made from, as its XMP says: xmpMM:DerivedFrom.';
COMMENT ON COLUMN lookalike_internal.image_trace.thumbnail_shows_more IS 'Whether the thumbnail that the file embeds shows more than the picture, as that of a picture which was cut; null without one.';
COMMENT ON COLUMN lookalike_internal.image_trace.empty_levels IS 'Share of the levels of green that no pixel has, between the darkest and the lightest: some are empty after a change of contrast; null for a small picture.';
COMMENT ON COLUMN lookalike_internal.image_trace.clipped IS 'Share of the samples that are as dark or as light as can be.';
INSERT INTO lookalike_internal.untraced (image_id) SELECT m.image_id FROM lookalike_internal.cluster_member m;
