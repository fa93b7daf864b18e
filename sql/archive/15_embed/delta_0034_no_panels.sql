-- Stage encode looks for panels. It looks again at all pictures, as they have no local codes yet.
ALTER TABLE lookalike_internal.embedding DROP COLUMN panels;
DELETE FROM lookalike_internal.embedding_part WHERE part > 100;
COMMENT ON COLUMN lookalike_internal.embedding_part.part IS 'Number of the part, from 1.';
