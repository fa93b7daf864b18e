SELECT name, encode(sha256, 'hex') AS sha256, provenance
FROM lookalike_internal.model
WHERE is_in_use
