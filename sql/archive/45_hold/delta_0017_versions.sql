-- Holds cover versions, and have a custodian and a date of review. A hold may name a list of images. A hold from before
-- goes on covering what it covered: files.
ALTER TABLE lookalike_internal.legal_hold
    ADD COLUMN scope text NOT NULL DEFAULT 'file',
    ADD COLUMN custodian text,
    ADD COLUMN review_on date,
    ADD COLUMN image_count integer,
    ADD COLUMN query text,
    DROP CONSTRAINT legal_hold_subject_check,
    ADD CONSTRAINT legal_hold_subject_check CHECK (num_nonnulls(pixel_digest, entry_id, collection_id, image_count) = 1),
    ADD CONSTRAINT legal_hold_scope_check CHECK (scope IN ('picture and versions', 'file')),
    ADD CONSTRAINT legal_hold_custodian_check CHECK (custodian <> ''),
    ADD CONSTRAINT legal_hold_query_check CHECK (query IS NULL OR image_count IS NOT NULL);
ALTER TABLE lookalike_internal.legal_hold ALTER COLUMN scope SET DEFAULT 'picture and versions';
COMMENT ON TABLE lookalike_internal.legal_hold IS 'Holds for a matter. Each names a picture by its pixels, a catalogue entry, a collection, or a list of images.';
COMMENT ON COLUMN lookalike_internal.legal_hold.scope IS 'picture and versions: the hold covers the copies, the versions and the composites of its pictures, too; file: only files with these bytes or these pixels.';
COMMENT ON COLUMN lookalike_internal.legal_hold.custodian IS 'The person or office that answers for the hold; null if nobody was named.';
COMMENT ON COLUMN lookalike_internal.legal_hold.review_on IS 'The day on which people look whether the hold is still needed; null if no day was set.';
COMMENT ON COLUMN lookalike_internal.legal_hold.image_count IS 'How many images the hold names, if it names a list.';
COMMENT ON COLUMN lookalike_internal.legal_hold.query IS 'The query that found the images of the list, as the person wrote it; null if no query was given.';
CREATE TABLE lookalike_internal.legal_hold_image (
    hold_id bigint NOT NULL,
    image_id bigint NOT NULL,
    CONSTRAINT legal_hold_image_pkey PRIMARY KEY (hold_id, image_id),
    CONSTRAINT legal_hold_image_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES lookalike_internal.legal_hold
);
COMMENT ON TABLE lookalike_internal.legal_hold_image IS 'The images that holds name, one by one or in a list. They stay held when their files change. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.legal_hold_image.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold_image.image_id IS 'Number of the image.';
CREATE INDEX legal_hold_image_image_id_idx ON lookalike_internal.legal_hold_image (image_id);
INSERT INTO lookalike_internal.legal_hold_image (hold_id, image_id)
SELECT h.hold_id, h.image_id FROM lookalike_internal.legal_hold h WHERE h.image_id IS NOT NULL;
DROP FUNCTION IF EXISTS lookalike.place_hold(text, text, text, bigint, bigint, text);
