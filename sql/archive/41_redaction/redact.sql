-- Tables of what was said keep every row as it was written, but for a redaction in the same transaction.
CREATE OR REPLACE FUNCTION lookalike_internal.is_redacting() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (SELECT FROM lookalike_internal.entry_redaction r WHERE r.redacted_at >= now());
COMMENT ON FUNCTION lookalike_internal.is_redacting() IS 'Whether this transaction has recorded a redaction.';

CREATE OR REPLACE FUNCTION lookalike_internal.without_fields(said jsonb, fields text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN said - fields - CASE WHEN 'date' = ANY (fields) THEN '{date_text,date_from,date_to}' ELSE '{}' END::text[];
COMMENT ON FUNCTION lookalike_internal.without_fields(jsonb, text[]) IS
    'An entry, as JSON with its columns, without these fields.';

CREATE OR REPLACE FUNCTION lookalike_internal.without_columns(said jsonb, columns text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN said || CASE WHEN said ? 'other' THEN jsonb_build_object('other', (said->'other') - columns) ELSE '{}' END;
COMMENT ON FUNCTION lookalike_internal.without_columns(jsonb, text[]) IS
    'An entry, as JSON with its columns, without these columns of the catalogue that were mapped to no field.';

CREATE OR REPLACE FUNCTION lookalike_internal.removable_fields() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN '{title,creator,date,description,rights_holder,credit_line,licensor}'::text[];
COMMENT ON FUNCTION lookalike_internal.removable_fields() IS 'The fields of entries that can be redacted.';

-- The mapping of a catalogue may change between imports. Then a value that was a field is in a column that is mapped to no
-- field, or in another field.
CREATE OR REPLACE FUNCTION lookalike_internal.find_sources(of_entry bigint, fields text[])
    RETURNS TABLE (field text, source_column text, other_field text, is_current boolean)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH mapped AS MATERIALIZED (
        SELECT m.key AS field, m.value AS source_column,
               bool_or(i.import_id = e.import_id OR i.mapping = c.mapping) AS is_current
        FROM lookalike_internal.catalogue_entry e
        JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
        JOIN lookalike_internal.catalogue_import i ON i.catalogue_id = e.catalogue_id
        CROSS JOIN LATERAL jsonb_each_text(i.mapping) m
        WHERE e.entry_id = of_entry
        GROUP BY m.key, m.value
    ), source AS (
        SELECT m.field, m.source_column FROM mapped m WHERE m.field = ANY (fields)
        UNION ALL
        SELECT f, f FROM unnest(fields) f WHERE NOT EXISTS (SELECT FROM mapped m WHERE m.field = f)
    )
    SELECT s.field, s.source_column, m.field, m.is_current
    FROM source s
    LEFT JOIN mapped m ON m.source_column = s.source_column AND m.field = ANY (lookalike_internal.removable_fields());
END;
COMMENT ON FUNCTION lookalike_internal.find_sources(bigint, text[]) IS
    'The columns of the catalogue from which these fields were ever read, the removable fields that were ever read from each of these columns, and whether the entry as it is now has the value there.';

CREATE OR REPLACE FUNCTION lookalike.redact_entry(catalogue text, external_id text, fields text[], by text, reason text)
    RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    -- The key makes the digests worthless to a person who guesses values. It leaves the archive with the answer.
    key CONSTANT bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    removable CONSTANT text[] := lookalike_internal.removable_fields();
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    these_fields text[] := ARRAY(SELECT DISTINCT f FROM unnest(fields) f WHERE f IS NOT NULL ORDER BY f);
    this lookalike_internal.catalogue_entry;
    this_moment CONSTANT timestamptz := clock_timestamp();
    these_columns text[];
    -- The fields that hold the values, in the entry as it is and as it was.
    fields_now text[];
    fields_ever text[];
    versions jsonb[];
    unknown text;
    found_values text[];
    left_events bigint;
BEGIN
    IF cardinality(these_fields) = 0 THEN
        RAISE EXCEPTION 'no field is named'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Name the fields whose values are to be removed.';
    END IF;
    PERFORM lookalike_internal.lock_stage('catalogue');
    PERFORM lookalike_internal.lock_guards();
    SELECT e.* INTO this
    FROM lookalike_internal.catalogue_entry e JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
    WHERE c.name = redact_entry.catalogue AND e.external_id = redact_entry.external_id
    FOR UPDATE OF e;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'catalogue "%" has no entry "%"', catalogue, external_id
            USING ERRCODE = 'undefined_object', HINT = 'View catalogue_record lists the entries.';
    END IF;
    SELECT array_agg(DISTINCT s.source_column), array_agg(DISTINCT s.other_field) FILTER (WHERE s.is_current),
           array_agg(DISTINCT s.other_field) FILTER (WHERE s.other_field IS NOT NULL)
    INTO these_columns, fields_now, fields_ever
    FROM lookalike_internal.find_sources(this.entry_id, these_fields) s;
    these_columns := these_columns || these_fields;
    fields_now := ARRAY(SELECT f FROM unnest(these_fields) f WHERE f = ANY (removable)) || fields_now;
    fields_ever := fields_now || fields_ever;
    versions := to_jsonb(this) || ARRAY(SELECT h.said FROM lookalike_internal.catalogue_entry_history h
                                        WHERE h.entry_id = this.entry_id);

    SELECT f INTO unknown FROM unnest(these_fields) f
    WHERE f <> ALL (removable) AND NOT EXISTS (SELECT FROM unnest(versions) v WHERE v->'other' ? f) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'field "%" of entry "%" cannot be redacted', unknown, external_id
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'It is not a field with personal data, and no column of the catalogue that is mapped to no field. What links, guards or dates an entry stays.',
                  HINT = format('Fields: %s. For all else, restrict the entry: lookalike.restrict_access().', array_to_string(removable, ', '));
    END IF;
    IF fields_now && '{rights_holder,credit_line,licensor}'
       AND EXISTS (SELECT FROM lookalike.conflicted_among(ARRAY(
                       SELECT l.image_id FROM lookalike_internal.entry_image l WHERE l.entry_id = this.entry_id))) THEN
        RAISE EXCEPTION 'the images of entry "%" have a rights conflict', external_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'It could rest on the value, and would end with it, and so would the guard.',
                  HINT = 'Let a person settle it first: lookalike.record_decision(''rights settled'', ...).';
    END IF;

    WITH source AS MATERIALIZED (
        SELECT * FROM lookalike_internal.find_sources(this.entry_id, these_fields)
    ), value AS MATERIALIZED (
        SELECT DISTINCT f AS field, n.value
        FROM unnest(these_fields) f
        CROSS JOIN unnest(versions) WITH ORDINALITY AS v (said, place)
        CROSS JOIN LATERAL (
            SELECT v.said ->> CASE a.field WHEN 'date' THEN 'date_text' ELSE a.field END
            FROM (SELECT f WHERE f = ANY (removable)
                  UNION
                  SELECT s.other_field FROM source s WHERE s.field = f AND (s.is_current OR v.place > 1)) AS a (field)
            UNION ALL
            SELECT v.said->'other' ->> c.name
            FROM (SELECT f UNION SELECT s.source_column FROM source s WHERE s.field = f) AS c (name)
        ) AS n (value)
    ), recorded AS (
        INSERT INTO lookalike_internal.entry_redaction (
            entry_id, field, source_column, digest, redacted_by, reason, redacted_at)
        SELECT this.entry_id, v.field, c.source_column,
               sha256(key || convert_to(v.field || E'\n' || v.value, 'UTF8')), this_person, this_reason, this_moment
        FROM value v JOIN (SELECT DISTINCT s.field, s.source_column FROM source s) c ON c.field = v.field
        WHERE v.value IS NOT NULL OR NOT EXISTS (SELECT FROM value o WHERE o.field = v.field AND o.value IS NOT NULL)
    )
    SELECT array_agg(v.value) FILTER (WHERE v.value IS NOT NULL) INTO found_values FROM value v;

    UPDATE lookalike_internal.catalogue_entry e
    SET (title, creator, date_text, date_from, date_to, description, rights_holder, credit_line, licensor, other)
      = (SELECT n.title, n.creator, n.date_text, n.date_from, n.date_to, n.description, n.rights_holder, n.credit_line,
                n.licensor, n.other
         FROM jsonb_populate_record(NULL::lookalike_internal.catalogue_entry,
                                    lookalike_internal.without_columns(
                                        lookalike_internal.without_fields(to_jsonb(this), fields_now), these_columns)) n)
    WHERE e.entry_id = this.entry_id;
    UPDATE lookalike_internal.catalogue_entry_history h
    SET said = lookalike_internal.without_columns(lookalike_internal.without_fields(h.said, fields_ever), these_columns)
    WHERE h.entry_id = this.entry_id;
    UPDATE lookalike_internal.wrong_caption w
    SET caption = '[redacted]', right_caption = CASE WHEN w.right_caption IS NOT NULL THEN '[redacted]' END
    WHERE w.entry_id = this.entry_id
      AND (w.field = ANY (these_fields)
           OR w.field = ANY (fields_ever) AND (w.caption = ANY (found_values) OR w.right_caption = ANY (found_values)));
    -- The statistics of the planner hold values.
    ANALYZE lookalike_internal.catalogue_entry (title, creator, date_text, description, rights_holder, credit_line, licensor, other);
    ANALYZE lookalike_internal.catalogue_entry_history (said);
    ANALYZE lookalike_internal.wrong_caption (caption, right_caption);

    SELECT count(*) INTO left_events FROM lookalike_internal.event e
    WHERE EXISTS (SELECT FROM unnest(found_values) v WHERE strpos(e.detail::text, btrim(to_jsonb(v)::text, '"')) > 0);
    IF left_events > 0 THEN
        RAISE NOTICE '% events of the log still have such a value', left_events
            USING DETAIL = 'The log is sealed, so nothing in it can be removed.',
                  HINT = 'Restrict the entry: then only some roles read these events.';
    END IF;
    PERFORM lookalike_internal.record_event(
        'redact entry', this_person, 'entry', this.entry_id::text,
        jsonb_build_object('catalogue', catalogue, 'external_id', external_id, 'fields', these_fields, 'reason', this_reason));
    RETURN encode(key, 'hex');
END
$$;
COMMENT ON FUNCTION lookalike.redact_entry(text, text, text[], text, text) IS
    'Removes the values of fields of a catalogue entry, also from its history and from wrong captions, and returns a key. Later imports of the catalogue leave these fields empty. View redacted_field has a digest of each value. With the key and the value a person can show that the value was there. The key is kept nowhere in the archive. Fields: title, creator, date, description, rights_holder, credit_line, licensor, and every column that is mapped to no field.';

CREATE OR REPLACE VIEW lookalike_detail.redacted_field AS
SELECT DISTINCT
       c.name AS catalogue,
       e.external_id,
       r.field,
       encode(r.digest, 'hex') AS digest,
       r.redacted_by,
       r.reason,
       r.redacted_at,
       r.entry_id
FROM lookalike_internal.entry_redaction r
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = r.entry_id
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id;
COMMENT ON VIEW lookalike_detail.redacted_field IS 'Fields of catalogue entries whose values were removed: one row for each value.';
COMMENT ON COLUMN lookalike_detail.redacted_field.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike_detail.redacted_field.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.redacted_field.field IS 'The field, or the column of the catalogue that is mapped to no field.';
COMMENT ON COLUMN lookalike_detail.redacted_field.digest IS 'SHA-256, in hexadecimal, of the key that redact_entry returned, the name of the field, a line feed and the value; null if the field was empty.';
COMMENT ON COLUMN lookalike_detail.redacted_field.redacted_by IS 'Name of the person who removed the value.';
COMMENT ON COLUMN lookalike_detail.redacted_field.reason IS 'Reason of that person.';
COMMENT ON COLUMN lookalike_detail.redacted_field.redacted_at IS 'When it was removed.';
COMMENT ON COLUMN lookalike_detail.redacted_field.entry_id IS 'Number of the entry.';
