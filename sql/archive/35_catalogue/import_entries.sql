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

CREATE OR REPLACE FUNCTION lookalike_internal.store_import(catalogue text, source text, mapping jsonb, row_noun text DEFAULT 'row')
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
    this_counts jsonb;
    matched jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass('pg_temp.catalogue_row')
                   AND c.relowner = (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user)) THEN
        RAISE EXCEPTION 'no import has begun in this transaction'
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call lookalike_internal.begin_import() first, and fill its table.';
    END IF;
    IF btrim(coalesce(catalogue, '')) = '' THEN
        RAISE EXCEPTION 'a catalogue needs a name' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM lookalike_internal.lock_stage('catalogue');
    PERFORM lookalike_internal.lock_guards();  -- statements about rights and publication may guard images
    ANALYZE pg_temp.catalogue_row;

    CREATE TEMP TABLE imported ON COMMIT DROP AS
    SELECT r.line,
           nullif(btrim(r.said->>(mapping->>'external_id'), E' \t\r\n'), '') AS external_id,
           nullif(btrim(r.said->>(mapping->>'file'), E' \t\r\n'), '') AS file,
           lower(nullif(btrim(r.said->>(mapping->>'digest'), E' \t\r\n'), '')) AS digest,
           nullif(btrim(r.said->>(mapping->>'title'), E' \t\r\n'), '') AS title,
           nullif(btrim(r.said->>(mapping->>'creator'), E' \t\r\n'), '') AS creator,
           nullif(btrim(r.said->>(mapping->>'date'), E' \t\r\n'), '') AS date_text,
           nullif(btrim(r.said->>(mapping->>'description'), E' \t\r\n'), '') AS description,
           nullif(btrim(r.said->>(mapping->>'rights_statement'), E' \t\r\n'), '') AS rights_statement,
           nullif(btrim(r.said->>(mapping->>'licence'), E' \t\r\n'), '') AS licence,
           nullif(btrim(r.said->>(mapping->>'rights_holder'), E' \t\r\n'), '') AS rights_holder,
           nullif(btrim(r.said->>(mapping->>'credit_line'), E' \t\r\n'), '') AS credit_line,
           CASE WHEN NOT p.is_denied AND NOT lookalike_internal.is_denial(p.at) AND NOT lookalike_internal.is_affirmation(p.at) THEN p.at
                -- A column that says whether it was published may say when.
                WHEN NOT p.is_denied AND lookalike_internal.is_denial(p.at) AND p.said IS NOT NULL
                     AND NOT lookalike_internal.is_affirmation(p.said) THEN p.said END AS published_at,
           CASE WHEN NOT p.is_denied AND NOT lookalike_internal.is_denial(p.within) AND NOT lookalike_internal.is_affirmation(p.within)
                THEN p.within END AS published_in,
           CASE WHEN p.said IS NOT NULL THEN NOT p.is_denied
                ELSE NOT lookalike_internal.is_denial(p.at) OR NOT lookalike_internal.is_denial(p.within) END AS is_published,
           jsonb_strip_nulls(r.said - (SELECT array_agg(m.value) FROM jsonb_each_text(mapping) m)) AS other
    FROM pg_temp.catalogue_row r
    CROSS JOIN LATERAL (
        SELECT q.*, q.said IS NOT NULL AND lookalike_internal.is_denial(q.said) AS is_denied
        FROM (SELECT nullif(btrim(r.said->>(mapping->>'published'), E' \t\r\n'), '') AS said,
                     nullif(btrim(r.said->>(mapping->>'published_at'), E' \t\r\n'), '') AS at,
                     nullif(btrim(r.said->>(mapping->>'published_in'), E' \t\r\n'), '') AS within) q
    ) p;
    DROP TABLE pg_temp.catalogue_row;
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
                  HINT = 'Correct one of the ids, or name another column: --map external_id=COLUMN.';
    END IF;

    -- Many entries share the same few dates, so each date is parsed once.
    CREATE TEMP TABLE parsed_date ON COMMIT DROP AS
    SELECT d.date_text, b.date_from, b.date_to
    FROM (SELECT DISTINCT i.date_text FROM pg_temp.imported i WHERE i.date_text IS NOT NULL) d
    CROSS JOIN LATERAL lookalike.parse_date_bounds(d.date_text) b;
    ANALYZE pg_temp.parsed_date;

    INSERT INTO lookalike_internal.catalogue AS c (name, mapping) VALUES (catalogue, mapping)
    ON CONFLICT (name) DO UPDATE SET mapping = excluded.mapping
    RETURNING c.catalogue_id INTO this_catalogue;
    INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)
    VALUES (this_catalogue, source, mapping)
    RETURNING import_id INTO this_import;

    CREATE TEMP TABLE changed_entry ON COMMIT DROP AS
    SELECT e.entry_id, i.*, d.date_from, d.date_to, to_jsonb(e) - ARRAY[
               'entry_id', 'catalogue_id', 'external_id', 'first_import_id', 'missing_since'] AS said
    FROM pg_temp.imported i
    LEFT JOIN pg_temp.parsed_date d ON d.date_text = i.date_text
    JOIN lookalike_internal.catalogue_entry e ON e.catalogue_id = this_catalogue AND e.external_id = i.external_id
    WHERE (e.file, e.digest, e.title, e.creator, e.date_text, e.date_from, e.date_to, e.description,
           e.rights_statement, e.licence, e.rights_holder, e.credit_line, e.published_at, e.published_in,
           e.is_published, e.other)
        IS DISTINCT FROM
          (i.file, i.digest, i.title, i.creator, i.date_text, d.date_from, d.date_to, i.description,
           i.rights_statement, i.licence, i.rights_holder, i.credit_line, i.published_at, i.published_in,
           i.is_published, i.other);
    INSERT INTO lookalike_internal.catalogue_entry_history (entry_id, import_id, said)
    SELECT c.entry_id, this_import, c.said FROM pg_temp.changed_entry c;
    UPDATE lookalike_internal.catalogue_entry e
    SET file = c.file, digest = c.digest, title = c.title, creator = c.creator, date_text = c.date_text,
        date_from = c.date_from, date_to = c.date_to, description = c.description,
        rights_statement = c.rights_statement, licence = c.licence, rights_holder = c.rights_holder,
        credit_line = c.credit_line, published_at = c.published_at, published_in = c.published_in,
        is_published = c.is_published, other = c.other, source_line = c.line, import_id = this_import
    FROM pg_temp.changed_entry c WHERE c.entry_id = e.entry_id;
    GET DIAGNOSTICS changed = ROW_COUNT;

    UPDATE lookalike_internal.catalogue_entry e SET missing_since = clock_timestamp()
    WHERE e.catalogue_id = this_catalogue AND e.missing_since IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.imported i WHERE i.external_id = e.external_id);
    GET DIAGNOSTICS missed = ROW_COUNT;
    UPDATE lookalike_internal.catalogue_entry e SET missing_since = NULL
    FROM pg_temp.imported i
    WHERE e.catalogue_id = this_catalogue AND e.missing_since IS NOT NULL AND i.external_id = e.external_id;
    GET DIAGNOSTICS returned = ROW_COUNT;

    INSERT INTO lookalike_internal.catalogue_entry (
        catalogue_id, external_id, file, digest, title, creator, date_text, date_from, date_to,
        description, rights_statement, licence, rights_holder, credit_line, published_at, published_in,
        is_published, other, source_line, first_import_id, import_id)
    SELECT this_catalogue, i.external_id, i.file, i.digest, i.title, i.creator, i.date_text, d.date_from,
           d.date_to, i.description, i.rights_statement, i.licence, i.rights_holder, i.credit_line,
           i.published_at, i.published_in, i.is_published, i.other, i.line, this_import, this_import
    FROM pg_temp.imported i
    LEFT JOIN pg_temp.parsed_date d ON d.date_text = i.date_text
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.catalogue_entry e
                      WHERE e.catalogue_id = this_catalogue AND e.external_id = i.external_id)
    ORDER BY i.line;
    GET DIAGNOSTICS added = ROW_COUNT;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.catalogue_entry');

    matched := lookalike.link_entries();
    this_counts := jsonb_build_object(
        'entries', (SELECT count(*) FROM pg_temp.imported),
        'new', added, 'changed', changed, 'missing', missed, 'returned', returned,
        'links_added', matched->'added', 'links_removed', matched->'removed',
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
COMMENT ON FUNCTION lookalike_internal.store_import(text, text, jsonb, text) IS
    'Stores the rows of begin_import as the entries of a catalogue: new, changed (the old state goes into the history) '
    'and missing. Links entries to images, logs the import, and returns the counts.';

-- The query runs with the rights of the caller; only the storing of its rows runs with those of the archive.
CREATE OR REPLACE FUNCTION lookalike_internal.import_query(catalogue text, query text, mapping jsonb, names_in text)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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
    RETURN lookalike_internal.store_import(catalogue, 'the query', mapping);
END
$$;
COMMENT ON FUNCTION lookalike_internal.import_query(text, text, jsonb, text) IS
    'Does the work of import_entries, with the schemas in which the query looks up names.';

CREATE OR REPLACE FUNCTION lookalike.import_entries(catalogue text, query text, mapping jsonb DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE sql
RETURN lookalike_internal.import_query(catalogue, query, mapping, current_setting('search_path'));
COMMENT ON FUNCTION lookalike.import_entries(text, text, jsonb) IS
    'Imports the rows of a query as the entries of a catalogue, and returns the counts. Without a mapping of fields to '
    'columns, uses the saved mapping or guesses one. The query runs with the rights of the caller.';
