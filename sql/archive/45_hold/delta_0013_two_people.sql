-- Holds cover files by their bytes, too, and two people end a hold.
ALTER TABLE lookalike_internal.legal_matter
    ADD COLUMN asked_by text,
    ADD COLUMN asked_reason text,
    ADD COLUMN asked_at timestamptz,
    ADD CONSTRAINT legal_matter_asked_check CHECK (num_nonnulls(asked_by, asked_reason, asked_at) IN (0, 3));
COMMENT ON COLUMN lookalike_internal.legal_matter.closed_by IS 'Name of the person who confirmed that it is closed.';
COMMENT ON COLUMN lookalike_internal.legal_matter.asked_by IS 'Name of the person who asked to close it; null while nobody asks. Another person closes it.';
COMMENT ON COLUMN lookalike_internal.legal_matter.asked_reason IS 'Why that person wants it closed.';
COMMENT ON COLUMN lookalike_internal.legal_matter.asked_at IS 'When that person asked.';
ALTER TABLE lookalike_internal.legal_hold
    ADD COLUMN asked_by text,
    ADD COLUMN asked_reason text,
    ADD COLUMN asked_at timestamptz,
    ADD CONSTRAINT legal_hold_asked_check CHECK (num_nonnulls(asked_by, asked_reason, asked_at) IN (0, 3));
COMMENT ON COLUMN lookalike_internal.legal_hold.released_by IS 'Name of the person who confirmed its release.';
COMMENT ON COLUMN lookalike_internal.legal_hold.asked_by IS 'Name of the person who asked to release it; null while nobody asks. Another person releases it.';
COMMENT ON COLUMN lookalike_internal.legal_hold.asked_reason IS 'Why that person wants it released.';
COMMENT ON COLUMN lookalike_internal.legal_hold.asked_at IS 'When that person asked.';
-- Other checks take the place of these (../70_change).
DROP TRIGGER IF EXISTS legal_hold_rewrite_trigger ON lookalike_internal.legal_hold;
DROP TRIGGER IF EXISTS legal_matter_rewrite_trigger ON lookalike_internal.legal_matter;
DROP FUNCTION IF EXISTS lookalike_internal.refuse_rewrite();
DROP TRIGGER IF EXISTS image_before_delete_trigger ON lookalike_internal.image;
DROP FUNCTION IF EXISTS lookalike_internal.before_image_delete();
CREATE TABLE lookalike_internal.legal_hold_file (
    hold_id bigint NOT NULL,
    sha256 bytea NOT NULL,
    CONSTRAINT legal_hold_file_pkey PRIMARY KEY (hold_id, sha256),
    CONSTRAINT legal_hold_file_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES lookalike_internal.legal_hold,
    CONSTRAINT legal_hold_file_sha256_check CHECK (octet_length(sha256) = 32)
);
COMMENT ON TABLE lookalike_internal.legal_hold_file IS 'Every file that a hold has ever covered, by its bytes. The bytes stay held, under every name, until the hold ends. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.legal_hold_file.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold_file.sha256 IS 'SHA-256 of the bytes of the file.';
CREATE INDEX legal_hold_file_sha256_idx ON lookalike_internal.legal_hold_file (sha256);
-- The files of what is held today, as the archive knows them.
INSERT INTO lookalike_internal.legal_hold_file (hold_id, sha256)
SELECT p.hold_id, i.sha256
FROM lookalike_internal.legal_hold_picture p JOIN lookalike_internal.image i ON i.pixel_digest = p.pixel_digest
UNION
SELECT h.hold_id, i.sha256
FROM lookalike_internal.legal_hold h JOIN lookalike_internal.image i ON i.image_id = h.image_id
UNION
SELECT h.hold_id, i.sha256
FROM lookalike_internal.legal_hold h
JOIN lookalike_internal.entry_image l ON l.entry_id = h.entry_id
JOIN lookalike_internal.image i ON i.image_id = l.image_id
UNION
SELECT h.hold_id, i.sha256
FROM lookalike_internal.legal_hold h JOIN lookalike_internal.image i ON i.collection_id = h.collection_id;
