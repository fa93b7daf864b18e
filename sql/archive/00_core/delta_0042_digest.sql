COMMENT ON COLUMN lookalike_internal.installation.source_digest IS
    'SHA-256 of all SQL sources, and the major version of the server; if one of them is another, an install has something to do.';
