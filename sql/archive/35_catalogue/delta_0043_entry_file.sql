-- The files of an entry have a table of their own, because a cell may name several.
CREATE TABLE lookalike_internal.entry_file (
    entry_id bigint NOT NULL,
    nth integer NOT NULL,
    reading integer NOT NULL,
    file text,
    sha256 bytea,
    link_evidence text,
    reason text,
    CONSTRAINT entry_file_pkey PRIMARY KEY (entry_id, nth, reading),
    CONSTRAINT entry_file_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry ON DELETE CASCADE,
    CONSTRAINT entry_file_file_check CHECK (num_nonnulls(file, sha256) > 0)
);
COMMENT ON TABLE lookalike_internal.entry_file IS 'Files that entries name, and whether an image was found. link_entries() writes it.';
COMMENT ON COLUMN lookalike_internal.entry_file.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.entry_file.nth IS 'Number of the file in the entry, from 1; 0 for a cell that may be one name or several.';
COMMENT ON COLUMN lookalike_internal.entry_file.reading IS 'How the name is read: 1 as it is written, 2 as an address.';
COMMENT ON COLUMN lookalike_internal.entry_file.file IS 'Name or path of the file; null where the entry gives only its digest.';
COMMENT ON COLUMN lookalike_internal.entry_file.sha256 IS 'SHA-256 of the file, if the entry gives it.';
COMMENT ON COLUMN lookalike_internal.entry_file.link_evidence IS 'By what an image was found: digest, path or file name; null if no image was found.';
COMMENT ON COLUMN lookalike_internal.entry_file.reason IS 'Why no image was found, where that can be said of this file.';
CREATE INDEX entry_file_sha256_idx ON lookalike_internal.entry_file (sha256) WHERE sha256 IS NOT NULL;
COMMENT ON COLUMN lookalike_internal.catalogue_entry.file IS 'The file or the files that the entry names, as they are written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.digest IS 'The digests of files that the entry gives, in small letters; a SHA-256 is used for links.';
DROP INDEX IF EXISTS lookalike_internal.catalogue_entry_file_name_key_idx;
DROP INDEX IF EXISTS lookalike_internal.catalogue_entry_file_place_key_idx;
DROP INDEX IF EXISTS lookalike_internal.catalogue_entry_digest_idx;

-- The next link_entries() fills it.
INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed)
SELECT e.entry_id, false FROM lookalike_internal.catalogue_entry e WHERE e.file IS NOT NULL OR e.digest IS NOT NULL
ON CONFLICT (entry_id) DO UPDATE SET reason = NULL;

-- Rows of one object.
ALTER TABLE lookalike_internal.catalogue ADD COLUMN joins_rows boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN lookalike_internal.catalogue.joins_rows IS 'Whether rows with the same id are one entry with all of their files; the next import does so, too.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.counts IS 'Numbers of entries, of new, changed, missing, returned and linked entries, of links added and removed, and of files without an image.';
DROP FUNCTION IF EXISTS lookalike_internal.store_import(text, text, jsonb, text);
