-- set_review_interval() takes the person who sets it.
DROP FUNCTION IF EXISTS lookalike.set_review_interval(text, integer);
