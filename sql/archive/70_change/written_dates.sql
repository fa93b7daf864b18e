-- Steps after the rules by which dates are read have changed: an upgrade reads the dates of all entries again. A change of
-- the rules that gives other bounds needs another number at the end of this file.
CREATE OR REPLACE FUNCTION lookalike_internal.refresh_dates(version integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.date_reading r WHERE r.version = refresh_dates.version) THEN
        PERFORM lookalike_internal.read_dates_again();
        DELETE FROM lookalike_internal.date_reading;
        INSERT INTO lookalike_internal.date_reading (version) VALUES (refresh_dates.version);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refresh_dates(integer) IS
    'Reads the dates of all entries again, if they were last read by another version of the rules.';

SELECT lookalike_internal.refresh_dates(2);
