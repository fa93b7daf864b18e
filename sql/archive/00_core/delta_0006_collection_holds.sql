-- People can declare what a collection holds.
ALTER TABLE lookalike_internal.collection
    ADD COLUMN holds text,
    ADD CONSTRAINT collection_holds_check CHECK (holds IN ('masters', 'derivatives'));
COMMENT ON COLUMN lookalike_internal.collection.holds IS
    'What people declared that it holds: masters or derivatives; null where nothing is known.';
