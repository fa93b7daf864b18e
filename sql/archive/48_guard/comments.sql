COMMENT ON TABLE lookalike.legal_matter IS 'A proceeding, or another matter, for which things are held.';
COMMENT ON COLUMN lookalike.legal_matter.matter_id IS 'Number of the matter.';
COMMENT ON COLUMN lookalike.legal_matter.name IS 'What people call it.';
COMMENT ON COLUMN lookalike.legal_matter.opened_by IS 'Who placed its first hold.';
COMMENT ON COLUMN lookalike.legal_matter.opened_at IS 'When.';
COMMENT ON COLUMN lookalike.legal_matter.closed_by IS 'Who closed it.';
COMMENT ON COLUMN lookalike.legal_matter.closed_reason IS 'Why it was closed.';
COMMENT ON COLUMN lookalike.legal_matter.closed_at IS 'When it was closed; null while its holds hold.';

COMMENT ON TABLE lookalike.legal_hold IS 'What is held for a matter: a picture by its pixels, a catalogue entry, or a collection.';
COMMENT ON COLUMN lookalike.legal_hold.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike.legal_hold.matter_id IS 'The matter it is for.';
COMMENT ON COLUMN lookalike.legal_hold.pixel_digest IS 'The pixels that are held, wherever they lie.';
COMMENT ON COLUMN lookalike.legal_hold.entry_id IS 'The catalogue entry whose images are held.';
COMMENT ON COLUMN lookalike.legal_hold.collection_id IS 'The collection whose images are held.';
COMMENT ON COLUMN lookalike.legal_hold.image_id IS 'The image that was named when pixels were held; it stays held, whatever becomes of its file.';
COMMENT ON COLUMN lookalike.legal_hold.reason IS 'Why it is held.';
COMMENT ON COLUMN lookalike.legal_hold.placed_by IS 'Who placed it.';
COMMENT ON COLUMN lookalike.legal_hold.placed_at IS 'When it was placed.';
COMMENT ON COLUMN lookalike.legal_hold.released_by IS 'Who released it.';
COMMENT ON COLUMN lookalike.legal_hold.released_reason IS 'Why it was released.';
COMMENT ON COLUMN lookalike.legal_hold.released_at IS 'When it was released; null while it holds.';

COMMENT ON TABLE lookalike.legal_hold_picture IS 'Every picture that a hold has ever covered; it stays held, wherever it lies, until the hold ends. Rows are only ever added.';
COMMENT ON COLUMN lookalike.legal_hold_picture.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike.legal_hold_picture.pixel_digest IS 'Pixels of the picture.';

COMMENT ON TABLE lookalike.guard_lock IS 'One row, which lookalike.lock_guards() updates: a lock that every isolation level respects.';
COMMENT ON COLUMN lookalike.guard_lock.is_only IS 'True.';
COMMENT ON COLUMN lookalike.guard_lock.taken IS 'How often it was taken.';
