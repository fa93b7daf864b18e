-- One picture of a cluster is embedded, so these ask for clusters. They read the column that goes.
DROP FUNCTION IF EXISTS lookalike_internal.start_embedding();
DROP FUNCTION IF EXISTS lookalike_internal.read_unembedded(bytea, integer);
DROP FUNCTION IF EXISTS lookalike_internal.propose_panel_embeddings(double precision);
