-- The rights of each role, as data. A right that is not here stays with the owner. Every role but that of
-- dashboards reads all views and tables: functions that the planner inlines read tables with the rights of the caller. Only stewards read the journal of
-- the mover: it holds the names of files that are about to be made and removed. Only roles that see what is restricted
-- read the table of the log; the others have view event_log. The loader writes the
-- tables of the stages. Decisions go through functions that run as the owner: no role may write to the tables
-- behind them. Functions are named without their arguments.
CREATE OR REPLACE FUNCTION lookalike.access_rules()
    RETURNS TABLE (role text, privileges text, kind text, object text)
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.role, o.privileges, o.kind, o.object
    FROM (VALUES ('lookalike_analyst'), ('lookalike_loader'), ('lookalike_restricted'), ('lookalike_reviewer'), ('lookalike_steward')) e (role)
    CROSS JOIN (VALUES
        ('USAGE', 'SCHEMA', 'lookalike'), ('USAGE', 'SCHEMA', 'lookalike_detail'), ('USAGE', 'SCHEMA', 'lookalike_internal'),
        ('SELECT', 'ALL TABLES', 'lookalike'), ('SELECT', 'ALL TABLES', 'lookalike_detail'),
        ('SELECT', 'ALL TABLES', 'lookalike_internal')
    ) o (privileges, kind, object)
    UNION ALL
    -- A BI tool lists what its login may read, so the role of dashboards does not read the views of the detail. Views read
    -- with the rights of the reader, so it reads the tables behind them, too.
    SELECT 'lookalike_dashboard', o.privileges, o.kind, o.object
    FROM (VALUES
        ('USAGE', 'SCHEMA', 'lookalike'), ('USAGE', 'SCHEMA', 'lookalike_internal'),
        ('SELECT', 'ALL TABLES', 'lookalike'), ('SELECT', 'ALL TABLES', 'lookalike_internal')
    ) o (privileges, kind, object)
    UNION ALL
    SELECT o.role, 'SELECT', 'TABLE', 'quarantine_journal'
    FROM (VALUES (NULL), ('lookalike_steward')) o (role)
    UNION ALL
    SELECT o.role, 'SELECT', 'TABLE', 'event'
    FROM (VALUES (NULL), ('lookalike_loader'), ('lookalike_restricted'), ('lookalike_steward')) o (role)
    UNION ALL
    -- What views and the policies on rows ask; and find_image(), which reads hashes that it may not show.
    SELECT e.role, 'EXECUTE', 'FUNCTION', o.object
    FROM (VALUES ('lookalike_dashboard'), ('lookalike_analyst'), ('lookalike_loader'), ('lookalike_restricted'), ('lookalike_reviewer'), ('lookalike_steward')) e (role)
    CROSS JOIN (VALUES ('is_restricting'), ('is_hidden_digest'), ('is_hidden_file'), ('count_hidden'), ('names_hidden'), ('find_image')) o (object)
    UNION ALL
    -- Whoever changes something brings the facts up to date.
    SELECT e.role, 'EXECUTE', 'FUNCTION', 'refresh_facts'
    FROM (VALUES ('lookalike_loader'), ('lookalike_reviewer'), ('lookalike_steward')) e (role)
    UNION ALL
    -- The stages from scan to classify, as the loader runs them.
    SELECT 'lookalike_loader', o.privileges, 'TABLE', o.object
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
        ('lookalike_loader', 'add_collection'), ('lookalike_loader', 'analyze_if_grown'),
        ('lookalike_loader', 'index_embeddings'), ('lookalike_loader', 'drop_embedding_index'),
        ('lookalike_loader', 'record_run'), ('lookalike_loader', 'link_entries'),
        ('lookalike_loader', 'record_new_crops'),
        ('lookalike_loader', 'take_stage_lock'), ('lookalike_loader', 'release_stage_lock'),
        ('lookalike_loader', 'store_fixity'), ('lookalike_loader', 'record_fixity'),
        ('lookalike_steward', 'store_fixity'), ('lookalike_steward', 'record_fixity'),
        ('lookalike_reviewer', 'decide_record'), ('lookalike_steward', 'decide_record'),
        ('lookalike_reviewer', 'decide_cluster'), ('lookalike_steward', 'decide_cluster'),
        ('lookalike_reviewer', 'undo_record_decision'), ('lookalike_steward', 'undo_record_decision'),
        ('lookalike_reviewer', 'undo_decision'), ('lookalike_steward', 'undo_decision'),
        ('lookalike_reviewer', 'record_decision'), ('lookalike_reviewer', 'draw_sample'),
        ('lookalike_reviewer', 'mark_vital'), ('lookalike_steward', 'mark_vital'),
        ('lookalike_reviewer', 'complete_review'), ('lookalike_reviewer', 'propose_quarantine'),
        ('lookalike_reviewer', 'approve_quarantine'), ('lookalike_reviewer', 'withdraw_quarantine'),
        ('lookalike_reviewer', 'confirm_rendition'), ('lookalike_reviewer', 'refuse_rendition'),
        ('lookalike_reviewer', 'record_wrong_caption'),
        ('lookalike_steward', 'record_decision'), ('lookalike_steward', 'draw_sample'),
        ('lookalike_steward', 'confirm_rendition'), ('lookalike_steward', 'refuse_rendition'),
        ('lookalike_steward', 'record_wrong_caption'),
        ('lookalike_steward', 'complete_review'), ('lookalike_steward', 'propose_quarantine'),
        ('lookalike_steward', 'approve_quarantine'), ('lookalike_steward', 'withdraw_quarantine'),
        ('lookalike_reviewer', 'propose_transfer'), ('lookalike_reviewer', 'propose_disposal_record'),
        ('lookalike_steward', 'propose_transfer'), ('lookalike_steward', 'propose_disposal_record'),
        ('lookalike_steward', 'record_receipt'), ('lookalike_steward', 'record_export'), ('lookalike_steward', 'set_jurisdiction'),
        ('lookalike_steward', 'set_target_jurisdiction'),
        ('lookalike_loader', 'take_snapshot'), ('lookalike_steward', 'take_snapshot'),
        ('lookalike_loader', 'match_foreign'), ('lookalike_steward', 'match_foreign'),
        ('lookalike_steward', 'begin_fingerprints'), ('lookalike_steward', 'store_fingerprints'),
        ('lookalike_steward', 'record_fingerprint_export'), ('lookalike_steward', 'forget_foreign'),
        ('lookalike_steward', 'set_site'), ('lookalike_steward', 'set_collection_site'),
        ('lookalike_steward', 'set_collection'), ('lookalike_steward', 'declare_role'), ('lookalike_steward', 'move_collection'),
        ('lookalike_steward', 'add_rights_term'), ('lookalike_steward', 'remove_rights_term'),
        ('lookalike_steward', 'add_date_word'), ('lookalike_steward', 'remove_date_word'),
        ('lookalike_steward', 'set_setting'), ('lookalike_steward', 'reset_setting'), ('lookalike_steward', 'set_review_interval'),
        ('lookalike_steward', 'link_entries'), ('lookalike_steward', 'link_entry'), ('lookalike_steward', 'unlink_entry'),
        ('lookalike_steward', 'begin_import'), ('lookalike_steward', 'store_import'),
        ('lookalike_steward', 'place_hold'), ('lookalike_steward', 'review_hold'),
        ('lookalike_steward', 'release_hold'),
        ('lookalike_steward', 'confirm_release'), ('lookalike_steward', 'refuse_release'), ('lookalike_steward', 'close_matter'),
        ('lookalike_steward', 'confirm_close'), ('lookalike_steward', 'refuse_close'),
        ('lookalike_steward', 'restrict_access'), ('lookalike_steward', 'lift_restriction'), ('lookalike_steward', 'redact_entry'),
        ('lookalike_steward', 'add_policy'), ('lookalike_steward', 'apply_policy'),
        ('lookalike_steward', 'add_authority'), ('lookalike_steward', 'end_authority'),
        ('lookalike_steward', 'open_plan'), ('lookalike_steward', 'close_plan'),
        ('lookalike_steward', 'begin_move'), ('lookalike_steward', 'finish_move'), ('lookalike_steward', 'withhold_item'),
        ('lookalike_steward', 'begin_restore'), ('lookalike_steward', 'finish_restore'), ('lookalike_steward', 'note_obstacle'),
        ('lookalike_steward', 'write_journal'), ('lookalike_steward', 'leave_companion'),
        ('lookalike_steward', 'add_companions'), ('lookalike_reviewer', 'add_companions'),
        ('lookalike_steward', 'note_destination_volume'), ('lookalike_reviewer', 'note_destination_volume'),
        -- Only other functions call these. grant_access() also keeps trigger functions that run as the owner
        -- from every role: a role could attach one to a table of its own, with rows of its choice.
        (NULL, 'record_event'), (NULL, 'take_guard_lock'), (NULL, 'withhold_guarded')
    ) o (role, object);
END;
COMMENT ON FUNCTION lookalike.access_rules() IS
    'The rights that grant_access() grants to each role. A row with a null role takes the right from every role but the owner and those that other rows name.';
