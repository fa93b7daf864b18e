-- Quotes and notes about names are read, and more marks stand between them. The next link_entries() reads such cells again.
COMMENT ON COLUMN lookalike_internal.entry_file.reading IS 'How the name is read: 1 as it is written, 2 as an address, without quotes and a note.';
INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed)
SELECT e.entry_id, false FROM lookalike_internal.catalogue_entry e
WHERE e.file ~ '[\n\r\t\v\f\u0085\u2028\u2029|;,；，、｜<%?#]|^[\s"''“„«「]|[\s)\]）"''”»」]$'
ON CONFLICT (entry_id) DO UPDATE SET reason = NULL;
