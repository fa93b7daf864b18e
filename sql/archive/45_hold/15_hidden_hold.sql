-- As hidden_image: with the rights of the owner, and numbers alone. The reason and the query of a hold on a list tell of
-- the images on it. A hold on one image or entry names it in its row.
CREATE OR REPLACE VIEW lookalike_internal.hidden_hold AS
SELECT n.hold_id
FROM lookalike_internal.restricted_image r JOIN lookalike_internal.legal_hold_image n ON n.image_id = r.image_id
WHERE r.until IS NULL OR r.until >= current_date;
COMMENT ON VIEW lookalike_internal.hidden_hold IS 'Numbers of the holds that a restriction hides today: a hidden image is on their list.';
COMMENT ON COLUMN lookalike_internal.hidden_hold.hold_id IS 'Number of the hold.';
