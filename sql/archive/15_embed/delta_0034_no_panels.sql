-- Stage encode looks for panels. It looks again at all pictures, as they have no local codes yet.
DROP FUNCTION IF EXISTS lookalike_internal.start_embedding(), lookalike_internal.read_unembedded(bytea, integer),
    lookalike_internal.propose_panel_embeddings(double precision);
ALTER TABLE lookalike_internal.embedding DROP COLUMN panels;
DELETE FROM lookalike_internal.embedding_part WHERE part > 100;
COMMENT ON COLUMN lookalike_internal.embedding_part.part IS 'Number of the part, from 1.';
