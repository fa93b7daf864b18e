-- People mark vital records.
CREATE TABLE lookalike_internal.vital_mark (
    mark_id bigint GENERATED ALWAYS AS IDENTITY,
    pixel_digest bytea NOT NULL,
    image_id bigint NOT NULL,
    is_vital boolean NOT NULL,
    marked_by text NOT NULL,
    reason text NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT vital_mark_pkey PRIMARY KEY (mark_id)
);
COMMENT ON TABLE lookalike_internal.vital_mark IS 'Pictures that people marked as vital records; rows are only added, and the latest row about a picture counts.';
COMMENT ON COLUMN lookalike_internal.vital_mark.mark_id IS 'Number of the mark.';
COMMENT ON COLUMN lookalike_internal.vital_mark.pixel_digest IS 'Digest of the pixels of the picture.';
COMMENT ON COLUMN lookalike_internal.vital_mark.image_id IS 'The image that the person named; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.vital_mark.is_vital IS 'Whether the picture is marked; false takes a mark away.';
COMMENT ON COLUMN lookalike_internal.vital_mark.marked_by IS 'Name of the person.';
COMMENT ON COLUMN lookalike_internal.vital_mark.reason IS 'Reason of that person.';
COMMENT ON COLUMN lookalike_internal.vital_mark.marked_at IS 'When the person did it.';
CREATE INDEX vital_mark_pixel_digest_idx ON lookalike_internal.vital_mark (pixel_digest, mark_id);
