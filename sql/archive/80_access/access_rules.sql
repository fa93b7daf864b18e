-- Who may do what, as data. What is not here stays with the owner. Everybody reads everything; what
-- stages write is the loader's; what people decide goes through functions, and no role has a right to
-- write to the tables behind them. By name, so that a function is found whatever its arguments are.
CREATE OR REPLACE FUNCTION lookalike.access_rules()
    RETURNS TABLE (role text, privileges text, kind text, object text)
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH everybody (role) AS (
        VALUES ('lookalike_analyst'), ('lookalike_loader'), ('lookalike_reviewer'), ('lookalike_steward')
    )
    SELECT e.role, 'USAGE', 'SCHEMA', 'lookalike' FROM everybody e
    UNION ALL
    SELECT e.role, 'SELECT', 'TABLE', o.object
    FROM everybody e
    CROSS JOIN (VALUES
        -- installation, log
        ('alembic_version'), ('installation'), ('event'), ('event_log'),
        -- catalogue
        ('collection'), ('run'), ('image'), ('problem'), ('setting'), ('catalogue'), ('catalogue_import'),
        ('catalogue_entry'), ('catalogue_entry_history'), ('entry_image'), ('publication'),
        ('unlinked_entry'), ('unlinked_image'), ('refused_link'),
        ('catalogue_record'), ('unmatched_entry'), ('uncatalogued_image'),
        -- fingerprint, embed, match, prove, cluster
        ('fingerprint'), ('fingerprint_method'), ('model'), ('embedding'), ('embedding_part'),
        ('representative'), ('unmatched_image'), ('unmatched_representative'), ('match_pass'), ('match'),
        ('candidate'), ('proposed'), ('cluster'), ('cluster_member'), ('cluster_change'), ('unclustered'),
        ('pair_decision'), ('cut_match'),
        -- conflict, guard
        ('metadata_conflict'), ('rights_conflict'), ('conflicted_image'), ('metadata_conflicted_image'),
        ('legal_matter'), ('legal_hold'), ('legal_hold_picture'), ('guard_lock'), ('active_hold'), ('held_image'), ('image_decision'),
        ('published_image'), ('published_source'), ('derivation_source'), ('staying_image'), ('leaving_image'),
        ('backed_image'), ('guarded_image'),
        -- retention, review, quarantine
        ('retention_policy'), ('retention_rule'), ('policy_application'), ('retention_class'), ('unclassified'),
        ('policy_version'), ('policy_rule'), ('policy_vocabulary'), ('classification_evidence'),
        ('decision'), ('review_interval'), ('review'), ('review_sample'), ('collection_review'),
        ('review_schedule'), ('match_precision'), ('review_queue'), ('review_decision'),
        ('quarantine_plan'), ('quarantine_item'), ('quarantine_manifest'),
        -- report
        ('duplicate_pair'), ('duplicate_image'), ('duplicate_cluster'), ('duplication_summary'),
        ('retention_classification'), ('scan_problem')
    ) o (object)
    UNION ALL
    -- The stages from scan to classify, as the loader runs them.
    SELECT 'lookalike_loader', o.privileges, 'TABLE', o.object
    FROM (VALUES
        ('run', 'INSERT, UPDATE'),
        ('image', 'INSERT, UPDATE, DELETE'),
        ('problem', 'INSERT, UPDATE, DELETE'),
        ('fingerprint', 'INSERT, UPDATE, DELETE'),
        ('fingerprint_method', 'INSERT'),
        ('model', 'INSERT, UPDATE'),
        ('embedding', 'INSERT, UPDATE, DELETE, TRUNCATE'),
        ('embedding_part', 'INSERT, DELETE, TRUNCATE'),
        ('representative', 'INSERT, UPDATE, DELETE'),
        ('unmatched_image', 'INSERT, DELETE'),
        ('unmatched_representative', 'INSERT, DELETE, TRUNCATE'),
        ('match_pass', 'INSERT, DELETE, TRUNCATE'),
        ('match', 'INSERT, UPDATE, DELETE'),
        ('candidate', 'INSERT, UPDATE, DELETE'),
        ('proposed', 'INSERT, UPDATE, DELETE'),
        ('cluster', 'INSERT, UPDATE'),
        ('cluster_member', 'INSERT, UPDATE, DELETE'),
        ('cluster_change', 'INSERT'),
        ('unclustered', 'INSERT, DELETE'),
        ('cut_match', 'INSERT, DELETE'),
        ('retention_class', 'INSERT, UPDATE, DELETE'),
        ('unclassified', 'INSERT, DELETE')
    ) o (object, privileges)
    UNION ALL
    SELECT 'lookalike_loader', 'EXECUTE', 'FUNCTION', o.object
    FROM (VALUES
        ('add_collection'), ('analyze_if_grown'), ('index_embeddings'), ('drop_embedding_index'),
        ('record_run'), ('match_entries')
    ) o (object)
    UNION ALL
    SELECT e.role, 'EXECUTE', 'FUNCTION', o.object
    FROM everybody e
    CROSS JOIN (VALUES
        ('record_decision'), ('draw_sample'), ('complete_review'),
        ('propose_quarantine'), ('approve_quarantine'), ('withdraw_quarantine')
    ) o (object)
    WHERE e.role IN ('lookalike_reviewer', 'lookalike_steward')
    UNION ALL
    SELECT 'lookalike_steward', 'EXECUTE', 'FUNCTION', o.object
    FROM (VALUES
        ('set_setting'), ('reset_setting'), ('set_review_interval'), ('match_entries'), ('place_hold'), ('release_hold'), ('close_matter'),
        ('add_policy'), ('apply_policy'),
        ('open_plan'), ('close_plan'), ('begin_move'), ('finish_move'), ('withhold_item'),
        ('begin_restore'), ('finish_restore'), ('note_problem'),
        ('begin_import'), ('store_import'), ('link_entry'), ('unlink_entry')
    ) o (object)
    UNION ALL
    -- Called by other functions only, or as triggers: who could put one of these on a table of their own
    -- would have it run as the owner over what they please.
    SELECT NULL, 'EXECUTE', 'FUNCTION', o.object
    FROM (VALUES
        ('record_event'), ('take_guard_lock'), ('withhold_guarded'), ('recheck_guards'), ('recheck_images'), ('recheck_held'), ('remember_held'),
        ('check_approval'),
        ('check_collection'), ('queue_entries'), ('queue_image_links'), ('queue_linked_entries')
    ) o (object);
END;
COMMENT ON FUNCTION lookalike.access_rules() IS
    'What grant_access() grants to whom, beside what everybody may; a null role is nobody but the owner.';
