-- Files are read again, and compared with what was recorded.
CREATE TABLE lookalike_internal.fixity_check (
    image_id bigint NOT NULL,
    place text NOT NULL,
    sha256 bytea NOT NULL,
    outcome text NOT NULL,
    explanation text,
    checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT fixity_check_pkey PRIMARY KEY (image_id, place),
    CONSTRAINT fixity_check_place_check CHECK (place IN ('collection', 'quarantine')),
    CONSTRAINT fixity_check_outcome_check CHECK (outcome IN ('intact', 'changed', 'missing', 'unreadable')),
    CONSTRAINT fixity_check_explanation_check CHECK ((outcome = 'intact') = (explanation IS NULL))
);
COMMENT ON TABLE lookalike_internal.fixity_check IS
    'When each file was last read again, and whether it still had the bytes that were recorded.';
COMMENT ON COLUMN lookalike_internal.fixity_check.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.fixity_check.place IS
    'collection (the file at the path of the image) or quarantine (the file that a plan moved there).';
COMMENT ON COLUMN lookalike_internal.fixity_check.sha256 IS
    'SHA-256 that the file had to have. Once a scan has recorded another, the check no longer counts.';
COMMENT ON COLUMN lookalike_internal.fixity_check.outcome IS 'intact, changed, missing or unreadable.';
COMMENT ON COLUMN lookalike_internal.fixity_check.explanation IS 'What was wrong, in words; null if the file was intact.';
COMMENT ON COLUMN lookalike_internal.fixity_check.checked_at IS 'When it was read.';
