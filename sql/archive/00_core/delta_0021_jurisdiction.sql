-- People can declare the jurisdiction of a collection.
ALTER TABLE lookalike_internal.collection
    ADD COLUMN jurisdiction text,
    ADD CONSTRAINT collection_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$');
COMMENT ON COLUMN lookalike_internal.collection.jurisdiction IS
    'The place whose law holds for its files, as an ISO 3166 code such as HK or US-CA; null where nobody declared it.';
