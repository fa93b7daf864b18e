COMMENT ON TABLE lookalike.decision IS 'What people decided about pictures and pairs of pictures. Rows are only ever added; the latest holds.';
COMMENT ON COLUMN lookalike.decision.decision_id IS 'Number of the decision; a later one is higher.';
COMMENT ON COLUMN lookalike.decision.decision IS 'duplicate or not a duplicate, of a pair; keep, quarantine or rights settled, of an image.';
COMMENT ON COLUMN lookalike.decision.pixel_digest_a IS 'Digest of the pixels decided about; of a pair, the one that sorts before the other.';
COMMENT ON COLUMN lookalike.decision.pixel_digest_b IS 'Digest of the pixels of the other picture of a pair.';
COMMENT ON COLUMN lookalike.decision.image_id_a IS 'The image with the pixels of the first column that the reviewer named.';
COMMENT ON COLUMN lookalike.decision.image_id_b IS 'The image with the pixels of the second that the reviewer named.';
COMMENT ON COLUMN lookalike.decision.path_a IS 'Where that one was then.';
COMMENT ON COLUMN lookalike.decision.path_b IS 'Where the other was then.';
COMMENT ON COLUMN lookalike.decision.statements IS 'Of rights settled: digest of the contradicting statements that are settled.';
COMMENT ON COLUMN lookalike.decision.reviewer IS 'Who decided.';
COMMENT ON COLUMN lookalike.decision.reason IS 'Why, in their words.';
COMMENT ON COLUMN lookalike.decision.database_role IS 'Role they were connected as.';
COMMENT ON COLUMN lookalike.decision.decided_at IS 'When.';

COMMENT ON TABLE lookalike.cut_match IS 'Accepted matches that lead from one cluster to another, because people said that two pictures in these are no duplicates; as of the last clustering.';
COMMENT ON COLUMN lookalike.cut_match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike.cut_match.image_id_b IS 'The image with the higher number.';

COMMENT ON TABLE lookalike.review_interval IS 'How often collections are to be reviewed, where that is not setting review_interval.';
COMMENT ON COLUMN lookalike.review_interval.collection_id IS 'The collection.';
COMMENT ON COLUMN lookalike.review_interval.days IS 'Days from one review to the next.';

COMMENT ON TABLE lookalike.review IS 'Reviews of collections that were done.';
COMMENT ON COLUMN lookalike.review.review_id IS 'Number of the review.';
COMMENT ON COLUMN lookalike.review.collection_id IS 'The collection; one that was forgotten is still here.';
COMMENT ON COLUMN lookalike.review.collection IS 'What it was called then.';
COMMENT ON COLUMN lookalike.review.reviewer IS 'Who did it.';
COMMENT ON COLUMN lookalike.review.remark IS 'What they had to say of it.';
COMMENT ON COLUMN lookalike.review.run_id IS 'Last finished scan of the collection then: what later ones find is new or changed.';
COMMENT ON COLUMN lookalike.review.reviewed_at IS 'When it was done.';

COMMENT ON TABLE lookalike.review_sample IS 'Accepted pairs drawn at random for people to judge; a pair is drawn once.';
COMMENT ON COLUMN lookalike.review_sample.sample_id IS 'Number of the pair.';
COMMENT ON COLUMN lookalike.review_sample.draw IS 'Number of the draw.';
COMMENT ON COLUMN lookalike.review_sample.band IS 'Band of evidence it was in then.';
COMMENT ON COLUMN lookalike.review_sample.pixel_digest_a IS 'Digest of the pixels of the one picture; it sorts before the other.';
COMMENT ON COLUMN lookalike.review_sample.pixel_digest_b IS 'Digest of the pixels of the other picture.';
COMMENT ON COLUMN lookalike.review_sample.image_id_a IS 'The image with the pixels of the one in the match that was drawn.';
COMMENT ON COLUMN lookalike.review_sample.image_id_b IS 'The other image of that match.';
COMMENT ON COLUMN lookalike.review_sample.drawn_at IS 'When it was drawn.';
