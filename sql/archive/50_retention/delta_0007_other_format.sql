-- An image with a region that differs is no other format of another one, and a root in a bin leaves the original
-- undetermined: members of clusters get their classes again.
INSERT INTO lookalike_internal.unclassified (image_id)
SELECT m.image_id FROM lookalike_internal.cluster_member m;
