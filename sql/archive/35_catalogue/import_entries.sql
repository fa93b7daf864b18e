-- An import: COPY or a query fills a temporary table, and one transaction stores all of its rows or no row.

CREATE OR REPLACE FUNCTION lookalike_internal.begin_import() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.catalogue_row;
    CREATE TEMP TABLE catalogue_row (line bigint NOT NULL, said jsonb NOT NULL) ON COMMIT DROP;
    -- Only this session sees a temporary table. The caller does not own it, and may only fill it.
    GRANT INSERT ON pg_temp.catalogue_row TO PUBLIC;
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_import() IS
    'Makes the temporary table catalogue_row (line bigint, said jsonb) for the rows of an import, for this transaction.';

CREATE OR REPLACE FUNCTION lookalike_internal.store_import(
    catalogue text, source text, mapping jsonb, row_noun text DEFAULT 'row', join_rows boolean DEFAULT NULL
)
    RETURNS jsonb
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
    this_catalogue integer;
    this_import bigint;
    bad record;
    other_count bigint;
    added bigint;
    changed bigint;
    missed bigint;
    returned bigint;
    joins boolean;
    this_counts jsonb;
    matched jsonb;
    fields text;
    old_fields text;
    new_fields text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass('pg_temp.catalogue_row')
                   AND c.relowner = (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user)) THEN
        RAISE EXCEPTION 'no import has begun in this transaction'
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call lookalike_internal.begin_import() first, and fill its table.';
    END IF;
    IF btrim(coalesce(catalogue, '')) = '' THEN
        RAISE EXCEPTION 'a catalogue needs a name'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give it a name: lookalike import FILE --name NAME';
    END IF;
    PERFORM lookalike_internal.lock_stage('catalogue');
    PERFORM lookalike_internal.lock_guards();  -- statements about rights and publication may guard images
    ANALYZE pg_temp.catalogue_row;

    CREATE TEMP TABLE named ON COMMIT DROP AS
    SELECT r.line,
           coalesce((SELECT jsonb_object_agg(v.field, v.value)
                     FROM (SELECT m.key AS field, btrim(CASE WHEN jsonb_typeof(r.said->m.value) = 'array'
                               THEN lookalike_internal.join_list(r.said->m.value, m.key) ELSE r.said->>m.value END, E' \t\r\n') AS value
                           FROM jsonb_each_text(mapping) m) v
                     WHERE v.value <> ''), '{}') AS fields,
           jsonb_strip_nulls(r.said - (SELECT array_agg(m.value) FROM jsonb_each_text(mapping) m)) AS other
    FROM pg_temp.catalogue_row r;
    DROP TABLE pg_temp.catalogue_row;
    -- Spreadsheets have blank rows.
    DELETE FROM pg_temp.named n
    WHERE n.fields = '{}' AND NOT EXISTS (SELECT FROM jsonb_each_text(n.other) o WHERE btrim(o.value, E' \t\r\n') <> '');
    joins := coalesce(join_rows, (SELECT c.joins_rows FROM lookalike_internal.catalogue c WHERE c.name = catalogue), false);
    IF joins THEN
        PERFORM lookalike_internal.join_rows();
    END IF;
    -- What was redacted stays so, also where another field is mapped to the column now.
    UPDATE pg_temp.named n
    SET fields = n.fields - d.fields - coalesce((SELECT array_agg(m.key) FROM jsonb_each_text(mapping) m
                                                 WHERE m.value = ANY (d.columns) AND m.key <> 'external_id'), '{}'),
        other = n.other - d.columns
    FROM (
        SELECT e.external_id, array_agg(r.field) AS fields, array_agg(r.source_column) AS columns
        FROM lookalike_internal.entry_redaction r
        JOIN lookalike_internal.catalogue_entry e ON e.entry_id = r.entry_id
        JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
        WHERE c.name = catalogue
        GROUP BY e.external_id
    ) d
    WHERE n.fields->>'external_id' = d.external_id;
    ANALYZE pg_temp.named;

    -- Many entries share the same few dates, so each date is parsed once.
    CREATE TEMP TABLE parsed_date ON COMMIT DROP AS
    SELECT d.date_text, b.date_from, b.date_to
    FROM (SELECT DISTINCT n.fields->>f.field AS date_text
          FROM pg_temp.named n CROSS JOIN unnest(lookalike_internal.date_fields()) AS f (field)
          WHERE n.fields ? f.field) d
    CROSS JOIN LATERAL lookalike.parse_date_bounds(d.date_text) b;
    ANALYZE pg_temp.parsed_date;

    CREATE TEMP TABLE imported ON COMMIT DROP AS
    SELECT n.line, e.*
    FROM pg_temp.named n
    LEFT JOIN pg_temp.parsed_date d ON d.date_text = n.fields->>'date'
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_object_agg(x.field, x.day) FILTER (WHERE x.day IS NOT NULL), '{}') AS days,
               coalesce(jsonb_object_agg(x.field, n.fields->x.field) FILTER (WHERE x.day IS NULL), '{}') AS unread
        FROM (
            -- A term begins with the first day that its date may mean, and ends with the last.
            SELECT f.field, CASE f.field WHEN 'valid_from' THEN b.date_from ELSE b.date_to END AS day
            FROM unnest(lookalike_internal.date_fields()) AS f (field)
            LEFT JOIN pg_temp.parsed_date b ON b.date_text = n.fields->>f.field
            WHERE mapping ?| array_remove(lookalike_internal.date_fields(), 'date') AND f.field <> 'date' AND n.fields ? f.field
        ) x
    ) t
    CROSS JOIN LATERAL (
        SELECT q.said IS NOT NULL AND lookalike_internal.is_denial(q.said) AS is_denied, q.*
        FROM (SELECT n.fields->>'published' AS said, n.fields->>'published_at' AS at, n.fields->>'published_in' AS within) q
    ) p
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::lookalike_internal.catalogue_entry,
        n.fields - lookalike_internal.date_fields() || t.days || jsonb_build_object(
            'digest', lower(n.fields->>'digest'),
            'date_text', n.fields->'date',
            'date_from', d.date_from,
            'date_to', d.date_to,
            'published_at', CASE
                WHEN NOT p.is_denied AND NOT lookalike_internal.is_denial(p.at) AND NOT lookalike_internal.is_affirmation(p.at)
                    THEN p.at
                -- A column that says whether it was published may say when.
                WHEN NOT p.is_denied AND lookalike_internal.is_denial(p.at) AND p.said IS NOT NULL
                     AND NOT lookalike_internal.is_affirmation(p.said) THEN p.said END,
            'published_in', CASE
                WHEN NOT p.is_denied AND NOT lookalike_internal.is_denial(p.within) AND NOT lookalike_internal.is_affirmation(p.within)
                    THEN p.within END,
            'is_published', CASE
                WHEN p.said IS NOT NULL THEN NOT p.is_denied
                ELSE NOT lookalike_internal.is_denial(p.at) OR NOT lookalike_internal.is_denial(p.within) END,
            'is_vital', NOT lookalike_internal.is_denial(n.fields->>'vital'),
            'other', n.other,
            'unread', t.unread)) e;
    DROP TABLE pg_temp.named;
    ANALYZE pg_temp.imported;

    -- If there are no entries, the export has probably failed.
    IF NOT EXISTS (SELECT FROM pg_temp.imported) THEN
        RAISE EXCEPTION 'no entry in %', source
            USING ERRCODE = 'no_data_found', DETAIL = 'Nothing was changed.', HINT = 'Check that the export is complete.';
    END IF;
    SELECT i.line INTO bad FROM pg_temp.imported i WHERE i.external_id IS NULL ORDER BY i.line LIMIT 1;
    IF FOUND THEN
        SELECT count(*) - 1 INTO other_count FROM pg_temp.imported i WHERE i.external_id IS NULL;
        RAISE EXCEPTION 'an entry has no id: % % of %', row_noun, bad.line, source
            USING ERRCODE = 'not_null_violation',
                  DETAIL = format('Its column "%s" is empty%s. Nothing was changed.', mapping->>'external_id',
                                  CASE WHEN other_count > 0 THEN format(', as in %s more', other_count) ELSE '' END),
                  HINT = 'Give the entry an id, or name another column: --map external_id=COLUMN.';
    END IF;
    SELECT i.line, length(i.external_id) AS longest INTO bad FROM pg_temp.imported i
    WHERE length(i.external_id) > 300 ORDER BY i.line LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an id has % characters: % % of %', bad.longest, row_noun, bad.line, source
            USING ERRCODE = 'string_data_right_truncation',
                  DETAIL = format('Column "%s" holds the id, which may have 300 characters at '
                                  'most. Nothing was changed.', mapping->>'external_id'),
                  HINT = 'Name another column: --map external_id=COLUMN.';
    END IF;
    SELECT i.external_id, i.line AS second_line, i.earlier AS first_line INTO bad
    FROM (SELECT i.external_id, i.line,
                 lag(i.line) OVER (PARTITION BY i.external_id ORDER BY i.line) AS earlier
          FROM pg_temp.imported i) i
    WHERE i.earlier IS NOT NULL ORDER BY i.line LIMIT 1;
    IF FOUND THEN
        SELECT count(*) - count(DISTINCT i.external_id) - 1 INTO other_count FROM pg_temp.imported i;
        RAISE EXCEPTION 'two entries have the id "%": %s % and % of %', bad.external_id, row_noun, bad.first_line, bad.second_line, source
            USING ERRCODE = 'unique_violation',
                  DETAIL = format('Column "%s" must hold a different id for each entry%s. Nothing was changed.', mapping->>'external_id',
                                  CASE WHEN other_count > 0 THEN format('; %s more share an id', other_count) ELSE '' END),
                  HINT = 'Correct one of the ids, or name another column: --map external_id=COLUMN. If these are rows '
                         'of one object with several files, join them: --join-rows.';
    END IF;

    INSERT INTO lookalike_internal.catalogue AS c (name, mapping, joins_rows) VALUES (catalogue, mapping, joins)
    ON CONFLICT (name) DO UPDATE SET mapping = excluded.mapping, joins_rows = excluded.joins_rows
    RETURNING c.catalogue_id INTO this_catalogue;
    INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)
    VALUES (this_catalogue, source, mapping)
    RETURNING import_id INTO this_import;

    -- The columns that an import says are all but the keys and the imports, so a new field is in no list of its own.
    SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum),
           string_agg(format('e.%I', a.attname), ', ' ORDER BY a.attnum),
           string_agg(format('i.%I', a.attname), ', ' ORDER BY a.attnum)
    INTO fields, old_fields, new_fields
    FROM pg_attribute a
    WHERE a.attrelid = 'lookalike_internal.catalogue_entry'::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname <> ALL ('{entry_id,catalogue_id,external_id,source_line,first_import_id,import_id,missing_since}');
    CREATE TEMP TABLE changed_entry (
        entry_id bigint, external_id text, said jsonb
    ) ON COMMIT DROP;
    EXECUTE format(
        'INSERT INTO pg_temp.changed_entry
         SELECT e.entry_id, e.external_id,
                to_jsonb(e) - ARRAY[''entry_id'', ''catalogue_id'', ''external_id'', ''first_import_id'', ''missing_since'']
         FROM pg_temp.imported i
         JOIN lookalike_internal.catalogue_entry e ON e.catalogue_id = $1 AND e.external_id = i.external_id
         WHERE (%s) IS DISTINCT FROM (%s)', old_fields, new_fields) USING this_catalogue;
    INSERT INTO lookalike_internal.catalogue_entry_history (entry_id, import_id, said)
    SELECT c.entry_id, this_import, c.said FROM pg_temp.changed_entry c;
    EXECUTE format(
        'UPDATE lookalike_internal.catalogue_entry e SET (%s, source_line, import_id) = ROW (%s, i.line, $1)
         FROM pg_temp.changed_entry c JOIN pg_temp.imported i ON i.external_id = c.external_id
         WHERE c.entry_id = e.entry_id', fields, new_fields) USING this_import;
    GET DIAGNOSTICS changed = ROW_COUNT;

    UPDATE lookalike_internal.catalogue_entry e SET missing_since = clock_timestamp()
    WHERE e.catalogue_id = this_catalogue AND e.missing_since IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.imported i WHERE i.external_id = e.external_id);
    GET DIAGNOSTICS missed = ROW_COUNT;
    UPDATE lookalike_internal.catalogue_entry e SET missing_since = NULL
    FROM pg_temp.imported i
    WHERE e.catalogue_id = this_catalogue AND e.missing_since IS NOT NULL AND i.external_id = e.external_id;
    GET DIAGNOSTICS returned = ROW_COUNT;

    EXECUTE format(
        'INSERT INTO lookalike_internal.catalogue_entry (catalogue_id, external_id, %s, source_line, first_import_id, import_id)
         SELECT $1, i.external_id, %s, i.line, $2, $2
         FROM pg_temp.imported i
         WHERE NOT EXISTS (SELECT FROM lookalike_internal.catalogue_entry e
                           WHERE e.catalogue_id = $1 AND e.external_id = i.external_id)
         ORDER BY i.line', fields, new_fields) USING this_catalogue, this_import;
    GET DIAGNOSTICS added = ROW_COUNT;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.catalogue_entry');

    matched := lookalike.link_entries();
    this_counts := jsonb_build_object(
        'entries', (SELECT count(*) FROM pg_temp.imported),
        'new', added, 'changed', changed, 'missing', missed, 'returned', returned,
        'links_added', matched->'added', 'links_removed', matched->'removed',
        -- Of the entries that have an image: the others are in unlinked_entry.
        'files_unlinked', (SELECT count(*)
                           FROM lookalike_detail.unlinked_file f JOIN lookalike_internal.catalogue_entry e ON e.entry_id = f.entry_id
                           WHERE e.catalogue_id = this_catalogue
                             AND EXISTS (SELECT FROM lookalike_internal.entry_file o
                                         WHERE o.entry_id = f.entry_id AND o.link_evidence IS NOT NULL)),
        'matched', (SELECT count(DISTINCT e.entry_id)
                    FROM lookalike_internal.catalogue_entry e
                    JOIN lookalike_internal.entry_image l ON l.entry_id = e.entry_id
                    JOIN lookalike_internal.present_image i ON i.image_id = l.image_id
                    WHERE e.catalogue_id = this_catalogue AND e.missing_since IS NULL));
    UPDATE lookalike_internal.catalogue_import m SET counts = this_counts WHERE m.import_id = this_import;
    DROP TABLE pg_temp.imported, pg_temp.parsed_date, pg_temp.changed_entry;
    PERFORM lookalike_internal.record_event(
        'import catalogue', session_user, 'catalogue', catalogue,
        this_counts || jsonb_build_object('import_id', this_import, 'source', source, 'mapping', mapping));
    RETURN this_counts;
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_import(text, text, jsonb, text, boolean) IS
    'Stores the rows of begin_import as the entries of a catalogue: new, changed (the old state goes into the history) '
    'and missing. Links entries to images, logs the import, and returns the counts.';

-- The query runs with the rights of the caller; only the storing of its rows runs with those of the archive.
CREATE OR REPLACE FUNCTION lookalike_internal.import_query(
    catalogue text, query text, mapping jsonb, names_in text, join_rows boolean
)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    -- The text of a value must not depend on who imports it: else each import would find other values.
    SET "TimeZone" = 'UTC'
    SET "DateStyle" = 'ISO, YMD'
    SET "IntervalStyle" = 'postgres'
    SET bytea_output = 'hex'
    SET extra_float_digits = 1
    SET lc_monetary = 'C'
AS $$
DECLARE
    inner_query text := rtrim(query, E' \t\r\n;') || E'\n';
    columns text[];
BEGIN
    PERFORM set_config('search_path', names_in, true);
    EXECUTE format('SELECT array_agg(k.name ORDER BY k.n) FROM (SELECT to_json(q) AS r FROM (%s) AS q LIMIT 1) AS f,'
                   ' LATERAL json_object_keys(f.r) WITH ORDINALITY AS k (name, n)', inner_query) INTO columns;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    IF columns IS NULL THEN
        RAISE EXCEPTION 'no entry in the query'
            USING ERRCODE = 'no_data_found', DETAIL = 'The query returns no row. Nothing was changed.', HINT = 'Check the query.';
    END IF;
    mapping := lookalike_internal.choose_mapping(catalogue, columns, mapping);
    PERFORM lookalike_internal.begin_import();
    PERFORM set_config('search_path', names_in, true);
    EXECUTE format('INSERT INTO pg_temp.catalogue_row (line, said) SELECT row_number() OVER (), to_jsonb(q) FROM (%s) AS q',
                   inner_query);
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    RETURN lookalike_internal.store_import(catalogue, 'the query', mapping, join_rows => join_rows);
END
$$;
COMMENT ON FUNCTION lookalike_internal.import_query(text, text, jsonb, text, boolean) IS
    'Does the work of import_entries, with the schemas in which the query looks up names.';

-- import_entries() of older archives rests on it.
CREATE OR REPLACE FUNCTION lookalike_internal.import_query(catalogue text, query text, mapping jsonb, names_in text) RETURNS jsonb
    LANGUAGE sql
RETURN lookalike_internal.import_query(catalogue, query, mapping, names_in, NULL::boolean);
COMMENT ON FUNCTION lookalike_internal.import_query(text, text, jsonb, text) IS
    'The same, and joins rows with the same id if this is saved with the catalogue.';

CREATE OR REPLACE FUNCTION lookalike.import_entries(catalogue text, query text, mapping jsonb DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE sql
RETURN lookalike_internal.import_query(catalogue, query, mapping, current_setting('search_path'));
COMMENT ON FUNCTION lookalike.import_entries(text, text, jsonb) IS
    'Imports the rows of a query as the entries of a catalogue, and returns the counts. Without a mapping of fields to '
    'columns, uses the saved mapping or guesses one. The query runs with the rights of the caller.';

CREATE OR REPLACE FUNCTION lookalike.import_entries(catalogue text, query text, mapping jsonb, join_rows boolean)
    RETURNS jsonb
    LANGUAGE sql
RETURN lookalike_internal.import_query(catalogue, query, mapping, current_setting('search_path'), join_rows);
COMMENT ON FUNCTION lookalike.import_entries(text, text, jsonb, boolean) IS
    'The same, and says whether rows with the same id are one entry with all of their files. This is saved with the catalogue; null keeps what is saved.';
