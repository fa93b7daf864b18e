-- Each entry without a link has a row, so view unlinked_entry need not look at all entries.
INSERT INTO lookalike_internal.unlinked_entry (entry_id, is_changed)
SELECT e.entry_id, false
FROM lookalike_internal.catalogue_entry e
WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l WHERE l.entry_id = e.entry_id)
ON CONFLICT (entry_id) DO NOTHING;
