-- SECURITY DEFINER: a steward changes sites and collections only through these functions, which log the change.
CREATE OR REPLACE FUNCTION lookalike.set_site(
    name text, sector text DEFAULT NULL, jurisdiction text DEFAULT NULL, storage_rate numeric DEFAULT NULL,
    rate_basis text DEFAULT NULL, currency text DEFAULT NULL, tb_per_rack_unit numeric DEFAULT NULL
) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_name text := btrim(coalesce(name, ''));
    this_currency text := upper(btrim(currency));
    old lookalike_internal.site;
    new lookalike_internal.site;
    said jsonb;
BEGIN
    IF this_name = '' THEN
        RAISE EXCEPTION 'a site needs a name'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the name by which people know the place.';
    END IF;
    -- One call at a time, so that two calls cannot add the same site.
    LOCK TABLE lookalike_internal.site IN SHARE ROW EXCLUSIVE MODE;
    SELECT s.* INTO old FROM lookalike_internal.site s WHERE s.name = this_name;
    new := old;
    new.name := this_name;
    new.sector := nullif(btrim(coalesce(sector, old.sector)), '');
    new.jurisdiction := lookalike_internal.confirm_jurisdiction(coalesce(jurisdiction, old.jurisdiction));
    IF this_currency = '' THEN
        IF num_nonnulls(storage_rate, nullif(rate_basis, ''), tb_per_rack_unit) > 0 THEN
            RAISE EXCEPTION 'the rate of site "%" has no currency', this_name
                USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a currency, such as HKD. An empty currency alone takes the rate away.';
        END IF;
        new.storage_rate := NULL;
        new.rate_basis := NULL;
        new.tb_per_rack_unit := NULL;
        new.currency := NULL;
    ELSE
        new.storage_rate := trim_scale(coalesce(storage_rate, old.storage_rate));
        new.rate_basis := coalesce(rate_basis, old.rate_basis, CASE WHEN storage_rate IS NOT NULL THEN 'TB and year' END);
        new.currency := coalesce(this_currency, old.currency);
        new.tb_per_rack_unit := trim_scale(coalesce(
            tb_per_rack_unit, CASE WHEN new.rate_basis = 'rack unit and month' THEN old.tb_per_rack_unit END));
    END IF;
    IF new.rate_basis NOT IN ('TB and year', 'rack unit and month') THEN
        RAISE EXCEPTION 'a rate cannot be for "%"', rate_basis
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give TB and year, or rack unit and month.';
    END IF;
    IF new.currency !~ '^[A-Z]{3}$' THEN
        RAISE EXCEPTION '"%" is not the code of a currency', currency
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give three letters of ISO 4217, such as HKD.';
    END IF;
    IF NOT new.storage_rate BETWEEN 0 AND 999999999999 THEN
        RAISE EXCEPTION 'a storage rate cannot be %', storage_rate
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a number, 0 or more.';
    END IF;
    IF NOT (new.tb_per_rack_unit > 0 AND new.tb_per_rack_unit <= 999999999999) THEN
        RAISE EXCEPTION 'a rack unit cannot hold % TB', tb_per_rack_unit
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a number above 0.';
    END IF;
    IF num_nonnulls(new.storage_rate, new.rate_basis, new.currency) NOT IN (0, 3) THEN
        RAISE EXCEPTION 'the rate of site "%" is not complete', this_name
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('Missing: %s.', array_to_string(ARRAY(
                      SELECT m FROM (VALUES (new.storage_rate IS NULL, 'storage_rate'), (new.currency IS NULL, 'currency')) v (is_missing, m)
                      WHERE v.is_missing), ', ')),
                  HINT = 'Give the storage rate and its currency together.';
    END IF;
    IF (new.tb_per_rack_unit IS NOT NULL) <> (new.rate_basis IS NOT DISTINCT FROM 'rack unit and month') THEN
        RAISE EXCEPTION 'the rate of site "%" is not complete', this_name
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'A rate for a rack unit and month needs tb_per_rack_unit, and no other rate has it.',
                  HINT = 'Give the TB that a rack unit holds together with rate_basis rack unit and month.';
    END IF;
    IF old.site_id IS NOT NULL AND new IS NOT DISTINCT FROM old THEN
        RETURN 'unchanged';
    END IF;
    IF old.site_id IS NULL THEN
        INSERT INTO lookalike_internal.site AS s (name, sector, jurisdiction, storage_rate, rate_basis, tb_per_rack_unit, currency)
        VALUES (new.name, new.sector, new.jurisdiction, new.storage_rate, new.rate_basis, new.tb_per_rack_unit, new.currency)
        RETURNING s.site_id INTO new.site_id;
    ELSE
        UPDATE lookalike_internal.site s
        SET (sector, jurisdiction, storage_rate, rate_basis, tb_per_rack_unit, currency)
          = (new.sector, new.jurisdiction, new.storage_rate, new.rate_basis, new.tb_per_rack_unit, new.currency)
        WHERE s.site_id = old.site_id;
    END IF;
    said := to_jsonb(new) - '{site_id,created_at}'::text[];
    PERFORM lookalike_internal.record_event(
        'set site', session_user, 'site', new.site_id::text,
        CASE WHEN old.site_id IS NULL THEN said
             ELSE said || jsonb_build_object('before', to_jsonb(old) - '{site_id,created_at}'::text[]) END);
    RETURN CASE WHEN old.site_id IS NULL THEN 'added' ELSE 'changed' END;
END
$$;
COMMENT ON FUNCTION lookalike.set_site(text, text, text, numeric, text, text, numeric) IS
    'Adds a site, or changes what is given; null leaves a value as it is, an empty text takes it away, and an empty currency takes the rate away. The rate is for a TB and year, or for a rack unit and month: then give the TB that a rack unit holds. Logs a change, and returns added, changed or unchanged.';

CREATE OR REPLACE FUNCTION lookalike.set_collection_site(collection text, site text) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_collection integer := lookalike_internal.get_collection_id(collection);
    this_site integer := CASE WHEN btrim(site) <> '' THEN lookalike_internal.get_site_id(btrim(site)) END;
    old_site integer;
    before text;
BEGIN
    SELECT c.site_id INTO old_site FROM lookalike_internal.collection c WHERE c.collection_id = this_collection FOR UPDATE;
    SELECT s.name INTO before FROM lookalike_internal.site s WHERE s.site_id = old_site;
    IF old_site IS DISTINCT FROM this_site THEN
        UPDATE lookalike_internal.collection c SET site_id = this_site WHERE c.collection_id = this_collection;
        PERFORM lookalike_internal.record_event(
            'set collection site', session_user, 'collection', this_collection::text,
            jsonb_build_object('name', collection, 'site', nullif(btrim(site), ''), 'before', before));
    END IF;
    RETURN before;
END
$$;
COMMENT ON FUNCTION lookalike.set_collection_site(text, text) IS
    'Declares which site keeps a collection; null where it is not known. Logs a change, and returns the name of the site that was declared before.';
