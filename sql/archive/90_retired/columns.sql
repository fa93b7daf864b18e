-- What earlier versions had and nothing uses any more. After all views, so that none of ours rests on
-- it; where a view of a user does, it stays, and is of no account.
DO $$
BEGIN
    ALTER TABLE lookalike.image DROP COLUMN IF EXISTS matched_run_id;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;
END
$$;
