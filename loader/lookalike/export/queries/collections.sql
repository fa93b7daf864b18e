SELECT c.name, c.collection_id FROM lookalike.collection c;
