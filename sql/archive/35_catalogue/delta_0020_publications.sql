-- Publications with medium, edition, day, page, address, and the very rendition that was published.
CREATE TABLE lookalike_internal.published_entry (
    entry_id bigint NOT NULL,
    medium text,
    edition text,
    issued_from date,
    issued_to date,
    published_at text,
    published_in text,
    page text,
    url text,
    sha256 bytea,
    is_crop boolean NOT NULL DEFAULT false,
    crop_text text,
    crop numeric[],
    is_percent boolean,
    CONSTRAINT published_entry_pkey PRIMARY KEY (entry_id),
    CONSTRAINT published_entry_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT published_entry_crop_check CHECK ((crop IS NULL) = (is_percent IS NULL) AND (crop IS NULL OR cardinality(crop) = 4))
);
COMMENT ON TABLE lookalike_internal.published_entry IS 'What entries say of the publications of their pictures. No row ever goes.';
COMMENT ON COLUMN lookalike_internal.published_entry.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.published_entry.medium IS 'print, web or broadcast; another word as it is written.';
COMMENT ON COLUMN lookalike_internal.published_entry.edition IS 'Edition or issue.';
COMMENT ON COLUMN lookalike_internal.published_entry.issued_from IS 'The earliest day on which it may have been published.';
COMMENT ON COLUMN lookalike_internal.published_entry.issued_to IS 'The latest day on which it may have been published.';
COMMENT ON COLUMN lookalike_internal.published_entry.published_at IS 'When it was published, as it is written.';
COMMENT ON COLUMN lookalike_internal.published_entry.published_in IS 'Where it was published.';
COMMENT ON COLUMN lookalike_internal.published_entry.page IS 'Page.';
COMMENT ON COLUMN lookalike_internal.published_entry.url IS 'Address.';
COMMENT ON COLUMN lookalike_internal.published_entry.sha256 IS 'SHA-256 of the very file that was published.';
COMMENT ON COLUMN lookalike_internal.published_entry.is_crop IS 'Whether the entry says that a crop of the picture was published.';
COMMENT ON COLUMN lookalike_internal.published_entry.crop_text IS 'The published part of the picture, as it is written.';
COMMENT ON COLUMN lookalike_internal.published_entry.crop IS 'Left, top, width and height of the published part, if the entry gives them.';
COMMENT ON COLUMN lookalike_internal.published_entry.is_percent IS 'Whether these are percent; else pixels of the image of the entry.';
CREATE INDEX published_entry_sha256_idx ON lookalike_internal.published_entry (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE lookalike_internal.rendition (
    entry_id bigint NOT NULL,
    pixel_digest bytea NOT NULL,
    basis text NOT NULL,
    image_id bigint NOT NULL,
    said_by text,
    reason text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT rendition_pkey PRIMARY KEY (entry_id, pixel_digest, basis),
    CONSTRAINT rendition_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.published_entry,
    CONSTRAINT rendition_basis_check CHECK (basis IN ('digest', 'crop box', 'named', 'words', 'confirmed', 'refused')),
    CONSTRAINT rendition_said_check CHECK ((basis IN ('confirmed', 'refused')) = (num_nonnulls(said_by, reason) = 2))
);
COMMENT ON TABLE lookalike_internal.rendition IS
    'Pictures, by their pixels, that are or may be the very rendition that was published; rows are only added.';
COMMENT ON COLUMN lookalike_internal.rendition.entry_id IS 'The entry that speaks of the publication.';
COMMENT ON COLUMN lookalike_internal.rendition.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.rendition.basis IS
    'digest (the entry gives the SHA-256 of a file with these pixels), crop box (they are the part that the entry gives), named (the entry says '
    'that a crop was published, and names a file that is a crop), words (the entry says so, and this is a crop of its picture), confirmed or '
    'refused (by a person).';
COMMENT ON COLUMN lookalike_internal.rendition.image_id IS 'An image with these pixels at that time.';
COMMENT ON COLUMN lookalike_internal.rendition.said_by IS 'Name of the person who confirmed or refused it.';
COMMENT ON COLUMN lookalike_internal.rendition.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.rendition.recorded_at IS 'When this was recorded.';
CREATE INDEX rendition_pixel_digest_idx ON lookalike_internal.rendition (pixel_digest);

CREATE INDEX publication_entry_id_idx ON lookalike_internal.publication (entry_id);

-- What entries say today. link_entries() looks at them again, and finds their renditions.
INSERT INTO lookalike_internal.published_entry (entry_id, published_at, published_in)
SELECT e.entry_id, e.published_at, e.published_in
FROM lookalike_internal.catalogue_entry e
WHERE e.is_published OR EXISTS (SELECT FROM lookalike_internal.publication p WHERE p.entry_id = e.entry_id);
INSERT INTO lookalike_internal.unlinked_entry (entry_id, is_changed)
SELECT e.entry_id, false FROM lookalike_internal.catalogue_entry e WHERE e.is_published
ON CONFLICT (entry_id) DO UPDATE SET reason = NULL;
