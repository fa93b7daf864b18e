-- A plan sets files aside, transfers them, or records their disposal.
ALTER TABLE lookalike_internal.quarantine_plan
    ADD COLUMN kind text NOT NULL DEFAULT 'set aside',
    ADD CONSTRAINT quarantine_plan_kind_check CHECK (kind IN ('set aside', 'transfer', 'record disposal')),
    ADD CONSTRAINT quarantine_plan_folder_check CHECK ((kind = 'set aside') = (destination IS NOT NULL)),
    ALTER COLUMN destination DROP NOT NULL;
ALTER TABLE lookalike_internal.quarantine_item
    ALTER COLUMN destination DROP NOT NULL,
    DROP CONSTRAINT quarantine_item_state_check,
    ADD CONSTRAINT quarantine_item_state_check CHECK (state IN (
        'proposed', 'approved', 'withheld', 'moving', 'moved', 'restoring', 'restored',
        'handing over', 'transferred', 'disposed'));
CREATE INDEX quarantine_item_transferred_idx ON lookalike_internal.quarantine_item (image_id) WHERE state = 'transferred';
CREATE INDEX quarantine_item_disposed_idx ON lookalike_internal.quarantine_item (archival_pixel_digest) WHERE state = 'disposed';
COMMENT ON TABLE lookalike_internal.quarantine_plan IS
    'Plans to set files aside, to transfer them, or to record their disposal: who proposed each, who approved it, and its state.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.destination IS
    'Absolute path of the folder to which the files go, outside all '
    'collections; bytes that are not UTF-8 are written \xHH. Null if the plan moves no files.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.state IS
    'proposed, approved, applied (nothing is left to be done), restored (no file is left in quarantine) or withdrawn.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.kind IS
    'set aside (files go into a folder and can come back), transfer (another keeper takes them over) or record disposal (they were disposed of elsewhere).';
COMMENT ON COLUMN lookalike_internal.quarantine_item.state IS
    'proposed; approved; withheld (this plan will never move the file); moving or restoring (the file is at its path, '
    'at its destination, or at both); moved; restored; handing over (a transfer is approved, and the receipt is awaited); '
    'transferred; disposed.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.destination IS 'Absolute path to which the file goes; null if the plan moves no files.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.obstacle IS
    'Why the file was withheld, or could not be moved or restored, in words; of a disposed file, the hold that it was under.';
