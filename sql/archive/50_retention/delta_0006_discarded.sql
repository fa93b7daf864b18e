-- An image in a recycle bin or a snapshot is no longer the master of a live one: members of clusters get their
-- classes again.
INSERT INTO lookalike_internal.unclassified (image_id)
SELECT m.image_id FROM lookalike_internal.cluster_member m;
