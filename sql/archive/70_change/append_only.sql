-- What never changes. These tables keep every row as it was written: events, decisions, holds, publications, captions, policies,
-- reviews, reports, vital records, transfers and disposals.
CREATE OR REPLACE TRIGGER event_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.event
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER event_refuse_trigger ON lookalike_internal.event IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER decision_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.decision
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER decision_refuse_trigger ON lookalike_internal.decision IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER same_record_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.same_record
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER same_record_refuse_trigger ON lookalike_internal.same_record IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER publication_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.publication
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER publication_refuse_trigger ON lookalike_internal.publication IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER rendition_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.rendition
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER rendition_refuse_trigger ON lookalike_internal.rendition IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER wrong_caption_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.wrong_caption
    FOR EACH STATEMENT WHEN (NOT lookalike_internal.is_redacting()) EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER wrong_caption_refuse_trigger ON lookalike_internal.wrong_caption IS 'Refuses any change but new rows, and redactions.';
CREATE OR REPLACE TRIGGER catalogue_entry_history_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.catalogue_entry_history
    FOR EACH STATEMENT WHEN (NOT lookalike_internal.is_redacting()) EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER catalogue_entry_history_refuse_trigger ON lookalike_internal.catalogue_entry_history IS 'Refuses any change but new rows, and redactions.';
CREATE OR REPLACE TRIGGER retention_policy_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.retention_policy
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER retention_policy_refuse_trigger ON lookalike_internal.retention_policy IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER retention_rule_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.retention_rule
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER retention_rule_refuse_trigger ON lookalike_internal.retention_rule IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER policy_application_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.policy_application
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER policy_application_refuse_trigger ON lookalike_internal.policy_application IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER review_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.review
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER review_refuse_trigger ON lookalike_internal.review IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER report_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.report
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER report_refuse_trigger ON lookalike_internal.report IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER review_sample_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.review_sample
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER review_sample_refuse_trigger ON lookalike_internal.review_sample IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER legal_hold_picture_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.legal_hold_picture
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER legal_hold_picture_refuse_trigger ON lookalike_internal.legal_hold_picture IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER legal_hold_file_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.legal_hold_file
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER legal_hold_file_refuse_trigger ON lookalike_internal.legal_hold_file IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER legal_hold_image_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.legal_hold_image
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER legal_hold_image_refuse_trigger ON lookalike_internal.legal_hold_image IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER vital_mark_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.vital_mark
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER vital_mark_refuse_trigger ON lookalike_internal.vital_mark IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER transfer_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.transfer
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER transfer_refuse_trigger ON lookalike_internal.transfer IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER transfer_receipt_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.transfer_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER transfer_receipt_refuse_trigger ON lookalike_internal.transfer_receipt IS 'Refuses any change but new rows.';
CREATE OR REPLACE TRIGGER disposal_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.disposal
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER disposal_refuse_trigger ON lookalike_internal.disposal IS 'Refuses any change but new rows.';

-- A hold is released, and a matter is closed, by an update (legal_hold.sql, legal_matter.sql).
CREATE OR REPLACE TRIGGER legal_hold_refuse_trigger BEFORE DELETE OR TRUNCATE ON lookalike_internal.legal_hold
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER legal_hold_refuse_trigger ON lookalike_internal.legal_hold IS 'Refuses to take rows away.';
CREATE OR REPLACE TRIGGER legal_matter_refuse_trigger BEFORE DELETE OR TRUNCATE ON lookalike_internal.legal_matter
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER legal_matter_refuse_trigger ON lookalike_internal.legal_matter IS 'Refuses to take rows away.';
-- An authority is ended by an update (end_authority()).
CREATE OR REPLACE TRIGGER disposal_authority_refuse_trigger BEFORE DELETE OR TRUNCATE ON lookalike_internal.disposal_authority
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER disposal_authority_refuse_trigger ON lookalike_internal.disposal_authority IS 'Refuses to take rows away.';

-- What an entry says of a publication changes with the entry.
CREATE OR REPLACE TRIGGER published_entry_refuse_trigger BEFORE DELETE OR TRUNCATE ON lookalike_internal.published_entry
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER published_entry_refuse_trigger ON lookalike_internal.published_entry IS 'Refuses to take rows away.';

-- Keys that the triggers of these tables find a row by (so do image.sql and collection.sql).
CREATE OR REPLACE TRIGGER catalogue_entry_key_trigger BEFORE UPDATE OF entry_id ON lookalike_internal.catalogue_entry
    FOR EACH ROW WHEN (OLD.entry_id IS DISTINCT FROM NEW.entry_id) EXECUTE FUNCTION lookalike_internal.refuse_key_change();
COMMENT ON TRIGGER catalogue_entry_key_trigger ON lookalike_internal.catalogue_entry IS 'Keeps the key of a row.';
CREATE OR REPLACE TRIGGER match_key_trigger BEFORE UPDATE OF image_id_a, image_id_b ON lookalike_internal.match
    FOR EACH ROW WHEN ((OLD.image_id_a, OLD.image_id_b) IS DISTINCT FROM (NEW.image_id_a, NEW.image_id_b)) EXECUTE FUNCTION lookalike_internal.refuse_key_change();
COMMENT ON TRIGGER match_key_trigger ON lookalike_internal.match IS 'Keeps the key of a row.';
CREATE OR REPLACE TRIGGER fingerprint_key_trigger BEFORE UPDATE OF image_id, region ON lookalike_internal.fingerprint
    FOR EACH ROW WHEN ((OLD.image_id, OLD.region) IS DISTINCT FROM (NEW.image_id, NEW.region)) EXECUTE FUNCTION lookalike_internal.refuse_key_change();
COMMENT ON TRIGGER fingerprint_key_trigger ON lookalike_internal.fingerprint IS 'Keeps the key of a row.';
CREATE OR REPLACE TRIGGER entry_redaction_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike_internal.entry_redaction
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER entry_redaction_refuse_trigger ON lookalike_internal.entry_redaction IS 'Refuses any change but new rows.';
-- A restriction is lifted by an update (lift_restriction()).
CREATE OR REPLACE TRIGGER access_restriction_refuse_trigger BEFORE DELETE OR TRUNCATE ON lookalike_internal.access_restriction
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_change();
COMMENT ON TRIGGER access_restriction_refuse_trigger ON lookalike_internal.access_restriction IS 'Refuses to take rows away.';
