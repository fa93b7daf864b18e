-- The few vital records.
CREATE INDEX catalogue_entry_vital_idx ON lookalike_internal.catalogue_entry (entry_id) WHERE is_vital;
