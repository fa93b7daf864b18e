-- The rights of each role, as data. A right that is not here stays with the owner. Every role but that of
-- dashboards reads all views and tables: functions that the planner inlines read tables with the rights of the caller. Only stewards read the journal of
-- the mover: it holds the names of files that are about to be made and removed. Only roles that see what is restricted
-- read the table of the log; the others have view event_log. The loader writes the
-- tables of the stages. Decisions go through functions that run as the owner: no role may write to the tables
-- behind them. Functions are named without their arguments.
CREATE OR REPLACE FUNCTION lookalike.access_rules()
    RETURNS TABLE (role text, privileges text, kind text, object text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.prefix || '_' || k.role, k.privileges, k.kind, k.object
    FROM (SELECT lookalike_internal.role_prefix() AS prefix) p
    CROSS JOIN (
        SELECT e.role, o.privileges, o.kind, o.object
        FROM (VALUES ('analyst'), ('loader'), ('restricted'), ('reviewer'), ('steward')) e (role)
        CROSS JOIN (VALUES
            ('USAGE', 'SCHEMA', 'lookalike'), ('USAGE', 'SCHEMA', 'lookalike_detail'), ('USAGE', 'SCHEMA', 'lookalike_internal'),
            ('SELECT', 'ALL TABLES', 'lookalike'), ('SELECT', 'ALL TABLES', 'lookalike_detail'),
            ('SELECT', 'ALL TABLES', 'lookalike_internal')
        ) o (privileges, kind, object)
        UNION ALL
        -- A BI tool lists what its login may read, so the role of dashboards does not read the views of the detail. Views read
        -- with the rights of the reader, so it reads the tables behind them, too.
        SELECT 'dashboard', o.privileges, o.kind, o.object
        FROM (VALUES
            ('USAGE', 'SCHEMA', 'lookalike'), ('USAGE', 'SCHEMA', 'lookalike_internal'),
            ('SELECT', 'ALL TABLES', 'lookalike'), ('SELECT', 'ALL TABLES', 'lookalike_internal')
        ) o (privileges, kind, object)
        UNION ALL
        SELECT o.role, 'SELECT', 'TABLE', 'quarantine_journal'
        FROM (VALUES (NULL), ('steward')) o (role)
        UNION ALL
        SELECT o.role, 'SELECT', 'TABLE', 'event'
        FROM (VALUES (NULL), ('loader'), ('restricted'), ('steward')) o (role)
        UNION ALL
        -- What views and the policies on rows ask; and find_image() and search_archive(), which read what they may not show.
        SELECT e.role, 'EXECUTE', 'FUNCTION', o.object
        FROM (VALUES ('dashboard'), ('analyst'), ('loader'), ('restricted'), ('reviewer'), ('steward')) e (role)
        CROSS JOIN (VALUES ('is_restricting'), ('has_work'), ('is_hidden_digest'), ('is_hidden_file'), ('count_hidden'), ('names_hidden'), ('find_image'), ('search_archive')) o (object)
        UNION ALL
        -- Roles that change something bring the facts up to date.
        SELECT e.role, 'EXECUTE', 'FUNCTION', 'refresh_facts'
        FROM (VALUES ('loader'), ('reviewer'), ('steward')) e (role)
        UNION ALL
        -- The stages from scan to classify, as the loader runs them.
        SELECT 'loader', o.privileges, 'TABLE', o.object
        FROM (VALUES
            ('run', 'INSERT, UPDATE'),
            ('report', 'INSERT'),
            ('image', 'INSERT, UPDATE, DELETE'),
            ('scan_problem', 'INSERT, UPDATE, DELETE'),
            ('fingerprint', 'INSERT, UPDATE, DELETE'),
            ('fingerprint_method', 'INSERT'),
            ('collection_volume', 'INSERT, DELETE'),
            ('page', 'INSERT, DELETE'),
            ('thumbnail', 'INSERT, DELETE'),
            ('model', 'INSERT, UPDATE'),
            ('embedding', 'INSERT, UPDATE, DELETE, TRUNCATE'),
            ('embedding_part', 'INSERT, DELETE, TRUNCATE'),
            ('panel', 'INSERT, DELETE'),
            ('local_code', 'INSERT, DELETE'),
            ('representative', 'INSERT, UPDATE, DELETE'),
            ('unmatched_image', 'INSERT, DELETE'),
            ('unmatched_representative', 'INSERT, DELETE, TRUNCATE'),
            ('finished_pass', 'INSERT, DELETE, TRUNCATE'),
            ('match', 'INSERT, UPDATE, DELETE'),
            ('candidate', 'INSERT, UPDATE, DELETE'),
            ('proposed', 'INSERT, UPDATE, DELETE'),
            ('cluster', 'INSERT, UPDATE'),
            ('cluster_member', 'INSERT, UPDATE, DELETE'),
            ('cluster_change', 'INSERT'),
            ('unclustered', 'DELETE'),
            ('cut_match', 'INSERT, DELETE'),
            ('lineage', 'INSERT, UPDATE, DELETE'),
            ('image_trace', 'INSERT, UPDATE, DELETE'),
            ('untraced', 'DELETE'),
            ('retention_class', 'INSERT, UPDATE, DELETE'),
            ('unclassified', 'DELETE')
        ) o (object, privileges)
        UNION ALL
        SELECT o.role, 'EXECUTE', 'FUNCTION', o.object
        FROM (VALUES
            ('loader', 'add_collection'), ('loader', 'analyze_if_grown'),
            ('loader', 'index_embeddings'), ('loader', 'drop_embedding_index'),
            ('loader', 'record_run'), ('loader', 'link_entries'),
            ('loader', 'record_new_crops'),
            ('loader', 'take_stage_lock'), ('loader', 'release_stage_lock'),
            ('loader', 'store_fixity'), ('loader', 'record_fixity'),
            ('steward', 'store_fixity'), ('steward', 'record_fixity'),
            ('reviewer', 'decide_record'), ('steward', 'decide_record'),
            ('reviewer', 'decide_cluster'), ('steward', 'decide_cluster'),
            ('reviewer', 'undo_record_decision'), ('steward', 'undo_record_decision'),
            ('reviewer', 'undo_decision'), ('steward', 'undo_decision'),
            ('reviewer', 'undo_decisions'), ('steward', 'undo_decisions'),
            ('reviewer', 'record_decision'), ('reviewer', 'draw_sample'),
            ('reviewer', 'mark_vital'), ('steward', 'mark_vital'),
            ('reviewer', 'complete_review'), ('reviewer', 'propose_quarantine'),
            ('reviewer', 'approve_quarantine'), ('reviewer', 'withdraw_quarantine'),
            ('reviewer', 'take_case'), ('reviewer', 'lease_case'), ('reviewer', 'release_case'),
            ('steward', 'take_case'), ('steward', 'lease_case'), ('steward', 'release_case'),
            ('reviewer', 'confirm_rendition'), ('reviewer', 'refuse_rendition'),
            ('reviewer', 'record_wrong_caption'),
            ('steward', 'record_decision'), ('steward', 'draw_sample'),
            ('steward', 'confirm_rendition'), ('steward', 'refuse_rendition'),
            ('steward', 'record_wrong_caption'),
            ('steward', 'complete_review'), ('steward', 'propose_quarantine'),
            ('steward', 'approve_quarantine'), ('steward', 'withdraw_quarantine'),
            ('reviewer', 'propose_transfer'), ('reviewer', 'propose_disposal_record'),
            ('steward', 'propose_transfer'), ('steward', 'propose_disposal_record'),
            ('steward', 'record_receipt'), ('steward', 'record_export'), ('steward', 'set_jurisdiction'),
            ('steward', 'set_target_jurisdiction'),
            ('loader', 'take_snapshot'), ('steward', 'take_snapshot'),
            ('loader', 'match_foreign'), ('steward', 'match_foreign'),
            ('steward', 'begin_fingerprints'), ('steward', 'store_fingerprints'),
            ('steward', 'record_fingerprint_export'), ('steward', 'forget_foreign'),
            ('steward', 'set_site'), ('steward', 'set_collection_site'),
            ('steward', 'set_collection'), ('steward', 'declare_role'), ('steward', 'move_collection'),
            ('steward', 'add_rights_term'), ('steward', 'remove_rights_term'),
            ('steward', 'add_date_word'), ('steward', 'remove_date_word'),
            ('steward', 'set_setting'), ('steward', 'reset_setting'), ('steward', 'set_review_interval'),
            ('steward', 'link_entries'), ('steward', 'link_entry'), ('steward', 'unlink_entry'),
            ('steward', 'begin_import'), ('steward', 'store_import'),
            ('steward', 'place_hold'), ('steward', 'review_hold'),
            ('steward', 'release_hold'),
            ('steward', 'confirm_release'), ('steward', 'refuse_release'), ('steward', 'close_matter'),
            ('steward', 'confirm_close'), ('steward', 'refuse_close'),
            ('steward', 'restrict_access'), ('steward', 'lift_restriction'), ('steward', 'redact_entry'),
            ('steward', 'add_policy'), ('steward', 'apply_policy'),
            ('steward', 'add_authority'), ('steward', 'end_authority'),
            ('steward', 'open_plan'), ('steward', 'close_plan'),
            ('steward', 'begin_move'), ('steward', 'finish_move'), ('steward', 'withhold_item'),
            ('steward', 'begin_restore'), ('steward', 'finish_restore'), ('steward', 'note_obstacle'),
            ('steward', 'write_journal'), ('steward', 'leave_companion'),
            ('steward', 'add_companions'), ('reviewer', 'add_companions'),
            ('steward', 'note_destination_volume'), ('reviewer', 'note_destination_volume'),
            -- Only other functions call these. grant_access() also keeps trigger functions that run as the owner
            -- from every role: a role could attach one to a table of its own, with rows of its choice.
            (NULL, 'record_event'), (NULL, 'take_guard_lock'), (NULL, 'withhold_guarded')
        ) o (role, object)
    ) k (role, privileges, kind, object);
END;
COMMENT ON FUNCTION lookalike.access_rules() IS
    'The rights that grant_access() grants to each role. A row with a null role takes the right from every role but the owner and those that other rows name.';
