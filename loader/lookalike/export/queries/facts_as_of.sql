SELECT max(f.refreshed_at) AS as_of FROM lookalike.image_fact f;
