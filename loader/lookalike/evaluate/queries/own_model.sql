-- A model of the user's own; that which comes along has no path.
SELECT name, path, sha256, input_size, mean, std, output, projection, provenance
FROM lookalike_internal.model
WHERE is_in_use AND path IS NOT NULL
