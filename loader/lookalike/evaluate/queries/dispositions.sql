SELECT path, disposition
FROM lookalike.retention_classification
WHERE path ~ '^\d+/'
