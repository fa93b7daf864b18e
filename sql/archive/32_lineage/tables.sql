-- State, as it is today: from which image each image of a cluster was made.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.lineage (
    image_id bigint NOT NULL,
    parent_image_id bigint,
    relation text,
    evidence text NOT NULL,
    certainty real NOT NULL,
    is_root boolean NOT NULL,
    is_certain boolean NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT lineage_pkey PRIMARY KEY (image_id),
    CONSTRAINT lineage_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT lineage_parent_image_id_fkey FOREIGN KEY (parent_image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT lineage_root_check CHECK (NOT is_root OR parent_image_id IS NULL),
    CONSTRAINT lineage_relation_check CHECK ((parent_image_id IS NULL) = (relation IS NULL)),
    CONSTRAINT lineage_certainty_check CHECK (certainty BETWEEN 0 AND 1)
);
COMMENT ON TABLE lookalike_internal.lineage IS 'From which image each image of a cluster was made, as its pixels and its coding show.';
COMMENT ON COLUMN lookalike_internal.lineage.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.lineage.parent_image_id IS 'The image that it was most probably made from; null for the root, and for an image of a cluster that was not traced.';
COMMENT ON COLUMN lookalike_internal.lineage.relation IS 'What was done to the parent; several words joined by commas.';
COMMENT ON COLUMN lookalike_internal.lineage.evidence IS 'The evidence in words.';
COMMENT ON COLUMN lookalike_internal.lineage.certainty IS 'From 0 to 1: how certain the parent is; of the root, how certain it is that it is the original.';
COMMENT ON COLUMN lookalike_internal.lineage.is_root IS 'Whether all other images of the cluster were most probably made from this one.';
COMMENT ON COLUMN lookalike_internal.lineage.is_certain IS 'Whether the root of the cluster is certain. The same for all images of a cluster.';
COMMENT ON COLUMN lookalike_internal.lineage.run_id IS 'Lineage run that found it.';
CREATE INDEX lineage_parent_image_id_idx ON lookalike_internal.lineage (parent_image_id);

CREATE TABLE lookalike_internal.image_trace (
    image_id bigint NOT NULL,
    jpeg_quality smallint,
    subsampling text,
    earlier_jpeg_quality smallint,
    run_id bigint NOT NULL,
    document_id text,
    original_document_id text,
    derived_from_document_id text,
    thumbnail_shows_more boolean,
    empty_levels real,
    clipped real,
    CONSTRAINT image_trace_pkey PRIMARY KEY (image_id),
    CONSTRAINT image_trace_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.image_trace IS 'What the files of clusters show of their past.';
COMMENT ON COLUMN lookalike_internal.image_trace.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.image_trace.jpeg_quality IS 'Quality of a JPEG from 1 to 100, estimated from its quantisation tables; null for other formats.';
COMMENT ON COLUMN lookalike_internal.image_trace.subsampling IS 'How a JPEG stores its colours: 4:4:4, 4:2:2 or 4:2:0; null if it is another way or another format.';
COMMENT ON COLUMN lookalike_internal.image_trace.earlier_jpeg_quality IS 'Quality of the JPEG that the picture once was, as its coefficients show; null where they show no earlier JPEG.';
COMMENT ON COLUMN lookalike_internal.image_trace.run_id IS 'Lineage run that read the file.';
COMMENT ON COLUMN lookalike_internal.image_trace.document_id IS 'Id of the document that its XMP gives: xmpMM:DocumentID.';
COMMENT ON COLUMN lookalike_internal.image_trace.original_document_id IS 'Id of the document that it goes back to, as its XMP says: xmpMM:OriginalDocumentID.';
COMMENT ON COLUMN lookalike_internal.image_trace.derived_from_document_id IS 'Id of the document, or else of the file, that it was made from, as its XMP says: xmpMM:DerivedFrom.';
COMMENT ON COLUMN lookalike_internal.image_trace.thumbnail_shows_more IS 'Whether the thumbnail that the file embeds shows more than the picture, as that of a picture which was cut; null without one.';
COMMENT ON COLUMN lookalike_internal.image_trace.empty_levels IS 'Share of the levels of green that no pixel has, between the darkest and the lightest: some are empty after a change of contrast; null for a small picture.';
COMMENT ON COLUMN lookalike_internal.image_trace.clipped IS 'Share of the samples that are as dark or as light as can be.';

-- Triggers add rows. One image may have many rows, as in lookalike_internal.unclustered.
CREATE TABLE lookalike_internal.untraced (
    image_id bigint NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT untraced_pkey PRIMARY KEY (image_id, change_id)
);
COMMENT ON TABLE lookalike_internal.untraced IS 'Images whose cluster has changed since its lineage was traced. An image may have several rows.';
COMMENT ON COLUMN lookalike_internal.untraced.image_id IS 'The image; a deleted image may be here, too.';
COMMENT ON COLUMN lookalike_internal.untraced.change_id IS 'Number of the row, as an image may have several.';
