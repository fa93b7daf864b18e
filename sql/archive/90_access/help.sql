-- What there is for an analyst, read from the catalogue of the database, so that it is never out of date. The list below says
-- only in which order relations come, and under which topic; a relation that does not exist has no row.
CREATE OR REPLACE FUNCTION lookalike.help(word text DEFAULT NULL)
    RETURNS TABLE (topic text, name text, kind text, about text)
    LANGUAGE sql STABLE
    ROWS 100
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH first AS (
        SELECT v.topic, v.name, row_number() OVER ()::integer AS place
        FROM (VALUES
            ('places', 'site'), ('places', 'collection'),
            ('facts', 'image_fact'), ('facts', 'cluster_fact'), ('facts', 'pair_fact'), ('facts', 'conflict_fact'),
            ('totals', 'duplication_summary'),
            ('catalogue', 'catalogue_record'), ('catalogue', 'catalogue_field'),
            ('origin', 'lineage'), ('origin', 'part_of'),
            ('scan', 'scan_problem'),
            ('review', 'review_queue'), ('review', 'review_decision'), ('review', 'image_decision'), ('review', 'review_schedule'),
            ('review', 'match_precision'),
            ('catalogue', 'unlinked_entry'),
            ('guards', 'held_image'),
            ('history', 'audit_snapshot'), ('history', 'image_change'),
            ('pictures', 'shared_picture'), ('pictures', 'thumbnail'), ('pictures', 'fingerprint'), ('pictures', 'local_code'),
            ('detail: images', 'image'), ('detail: images', 'image_role'), ('detail: images', 'physical_object'),
            ('detail: copies', 'duplicate_cluster'), ('detail: copies', 'duplicate_image'), ('detail: copies', 'duplicate_pair'),
            ('detail: catalogue', 'record_context'), ('detail: catalogue', 'uncatalogued_image'), ('detail: catalogue', 'unlinked_file'), ('detail: catalogue', 'date_word'),
            ('detail: catalogue', 'publication'), ('detail: catalogue', 'published_without_copy'),
            ('detail: catalogue', 'caption_error'),
            ('detail: conflicts', 'rights_conflict'), ('detail: conflicts', 'conflicted_image'),
            ('detail: conflicts', 'metadata_conflict'), ('detail: conflicts', 'metadata_conflicted_image'),
            ('detail: conflicts', 'rights_term'), ('detail: conflicts', 'copyright_term'),
            ('detail: classes', 'retention_classification'), ('detail: classes', 'disposition_count'),
            ('detail: classes', 'classification_evidence'), ('detail: classes', 'policy_version'),
            ('detail: classes', 'policy_rule'), ('detail: classes', 'policy_vocabulary'),
            ('detail: classes', 'disposal_authority'), ('detail: classes', 'disposal_due'),
            ('detail: review', 'image_to_review'), ('detail: review', 'rendition_to_confirm'),
            ('detail: review', 'review_lease'), ('detail: review', 'same_record_decision'), ('detail: review', 'vital_image'),
            ('detail: guards', 'guarded_image'), ('detail: guards', 'legal_hold'), ('detail: guards', 'hold_review_due'),
            ('detail: guards', 'access_restriction'), ('detail: guards', 'redacted_field'),
            ('detail: quarantine', 'quarantine_plan'), ('detail: quarantine', 'quarantine_manifest'),
            ('detail: quarantine', 'quarantine_companion'),
            ('detail: work', 'open_work'), ('detail: work', 'next_step'), ('detail: work', 'stage_state'),
            ('detail: work', 'run'), ('detail: work', 'report_figure'), ('detail: work', 'report_change'),
            ('detail: archive', 'event_log'), ('detail: archive', 'fixity'), ('detail: archive', 'foreign_collection'),
            ('detail: archive', 'model'), ('detail: archive', 'setting')
        ) v (topic, name)
    ), relation AS (
        SELECT c.oid, c.relname::text AS name, n.nspname AS schema,
               CASE n.nspname WHEN 'lookalike' THEN c.relname::text ELSE format('%I.%I', n.nspname, c.relname) END AS shown,
               CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END AS kind,
               obj_description(c.oid, 'pg_class') AS about
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('lookalike', 'lookalike_detail') AND c.relkind IN ('r', 'p', 'v', 'm')
          AND has_table_privilege(c.oid, 'SELECT')
    ), thing AS (
        SELECT coalesce(f.topic, 'other views') AS topic, r.name, r.shown, r.kind, r.about, coalesce(f.place, 1000) AS place
        FROM relation r
        LEFT JOIN first f ON f.name = r.name AND starts_with(f.topic, 'detail: ') = (r.schema = 'lookalike_detail')
        UNION ALL
        SELECT CASE WHEN p.proname LIKE 'hamming\_%' THEN 'building blocks' ELSE 'functions' END, p.proname::text,
               format('%s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
               CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, obj_description(p.oid, 'pg_proc'),
               CASE WHEN p.proname LIKE 'hamming\_%' THEN 3000 ELSE 2000 END
        FROM pg_proc p
        WHERE p.pronamespace = 'lookalike'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')
    ), row_of AS (
        -- The columns of a relation; else a topic or a function; else whatever has the word in its name or comment.
        SELECT 1 AS way, r.shown AS topic, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS kind,
               col_description(r.oid, a.attnum) AS about, a.attnum::integer AS place
        FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE lower(word) IN (r.name, r.shown)
        UNION ALL
        SELECT 2, t.topic, t.shown, t.kind, t.about, t.place
        FROM thing t WHERE word IS NULL OR lower(word) IN (t.topic, t.name, t.shown)
        UNION ALL
        SELECT 3, t.topic, t.shown, t.kind, t.about, t.place
        FROM thing t WHERE strpos(lower(t.name || ' ' || t.about), lower(word)) > 0
    )
    SELECT o.topic, o.name, o.kind, o.about
    FROM row_of o
    WHERE o.way = (SELECT min(w.way) FROM row_of w)
    ORDER BY o.place, o.name;
END;
COMMENT ON FUNCTION lookalike.help(text) IS
    'What the caller may read and call: views first, in the order in which dashboards need them, then those of schema lookalike_detail, then functions. With the name of a view, its columns; with a topic or the name of a function, these; with any other word, all that speaks of it.';
