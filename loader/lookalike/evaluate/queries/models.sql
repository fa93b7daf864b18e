SELECT name, encode(sha256, 'hex') AS sha256, provenance
FROM lookalike.model
WHERE in_use
