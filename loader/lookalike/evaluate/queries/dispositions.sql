SELECT path, disposition
FROM lookalike_detail.retention_classification
WHERE path ~ '^\d+/'
