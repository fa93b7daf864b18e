-- Views of the detail go into a schema of their own (docs/decisions/0067-a-schema-for-detail.md); an install makes it. They
-- are moved, not made again: a view or a materialized view of a user that reads one goes on reading it.
ALTER VIEW IF EXISTS lookalike.access_restriction SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.caption_error SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.classification_evidence SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.conflicted_image SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.copyright_term SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.disposal_authority SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.disposal_due SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.disposition_count SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.duplicate_cluster SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.duplicate_image SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.duplicate_pair SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.event_log SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.fixity SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.foreign_collection SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.guarded_image SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.hold_review_due SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.image SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.image_role SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.image_to_review SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.legal_hold SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.metadata_conflict SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.metadata_conflicted_image SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.model SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.next_step SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.open_work SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.physical_object SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.policy_rule SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.policy_version SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.policy_vocabulary SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.publication SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.published_without_copy SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.quarantine_companion SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.quarantine_manifest SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.quarantine_plan SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.record_context SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.redacted_field SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.report_change SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.report_figure SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.retention_classification SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.rights_conflict SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.rights_term SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.run SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.same_record_decision SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.setting SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.stage_state SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.uncatalogued_image SET SCHEMA lookalike_detail;
ALTER VIEW IF EXISTS lookalike.vital_image SET SCHEMA lookalike_detail;

-- Where the embedded server has set the search path, names of these views need no schema afterwards, either.
DO $do$
BEGIN
    IF EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
               WHERE d.datname = current_database() AND pg_has_role(d.datdba, 'USAGE') AND s.setrole = 0
                 AND 'search_path=public, lookalike' = ANY (s.setconfig)) THEN
        EXECUTE format('ALTER DATABASE %I SET search_path = public, lookalike, lookalike_detail', current_database());
    END IF;
END
$do$;
