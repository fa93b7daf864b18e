INSERT INTO lookalike.retention_policy (name, version, description) VALUES
    ('default', 1,
     'One archival master a cluster. Candidates have at least half of the most pixels in the cluster; among them lossless in full colour comes before lossy, then more pixels, more bits a pixel, earlier capture, more metadata, the older file, and the path that sorts first. The others are identical copies (same bytes or same pixels) or derivatives.')
ON CONFLICT (name, version) DO NOTHING;
