CREATE OR REPLACE VIEW lookalike_detail.quarantine_plan AS
SELECT p.plan_id,
       p.name AS plan,
       p.kind,
       p.state,
       p.reason,
       p.destination,
       p.proposed_by,
       p.proposed_at,
       p.approved_by,
       p.approved_at,
       n.images,
       n.bytes,
       n.withheld,
       n.set_aside,
       n.no_longer_there,
       coalesce(t.authority, d.authority) AS authority,
       t.receiver,
       coalesce(t.jurisdiction, CASE WHEN p.destination IS NOT NULL THEN lookalike_internal.jurisdiction_of(p.destination) END) AS jurisdiction,
       r.receipt_no,
       r.received_on,
       encode(r.document_sha256, 'hex') AS receipt_sha256,
       r.recorded_by AS receipt_recorded_by,
       d.method,
       d.certificate,
       d.witness,
       d.disposed_on,
       n.on_their_way,
       n.put_back,
       n.last_set_aside_at,
       n.last_put_back_at,
       lookalike_internal.next_step(p) AS next_step
FROM lookalike_internal.quarantine_plan p
CROSS JOIN LATERAL (
    SELECT count(*) AS images, coalesce(sum(q.byte_size), 0)::bigint AS bytes,
           count(*) FILTER (WHERE q.state = 'withheld') AS withheld,
           count(*) FILTER (WHERE q.state = 'moved') AS set_aside,
           count(*) FILTER (WHERE q.state = 'moved' AND k.outcome = 'missing') AS no_longer_there,
           count(*) FILTER (WHERE q.state IN ('moving', 'restoring')) AS on_their_way,
           count(*) FILTER (WHERE q.state = 'restored') AS put_back,
           max(q.changed_at) FILTER (WHERE q.state = 'moved') AS last_set_aside_at,
           max(q.changed_at) FILTER (WHERE q.state = 'restored') AS last_put_back_at
    FROM lookalike_internal.quarantine_item q
    LEFT JOIN lookalike_internal.fixity_check k
      ON k.image_id = q.image_id AND k.place = 'quarantine' AND k.sha256 = q.sha256 AND k.checked_at > q.changed_at
    WHERE q.plan_id = p.plan_id
) n
LEFT JOIN lookalike_internal.transfer t ON t.plan_id = p.plan_id
LEFT JOIN lookalike_internal.transfer_receipt r ON r.plan_id = p.plan_id
LEFT JOIN lookalike_internal.disposal d ON d.plan_id = p.plan_id;
COMMENT ON VIEW lookalike_detail.quarantine_plan IS
    'Every plan: to set files aside, to transfer them to another keeper, or to record a disposal that was done elsewhere.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.plan IS 'Name of the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.kind IS 'set aside, transfer or record disposal.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.state IS 'proposed, approved, applied, restored or withdrawn. A transfer is applied when its receipt is recorded.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.reason IS 'Why these files may go, in the words of the person who proposed the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.destination IS 'Absolute path of the folder for the files; null if the plan moves no files.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.proposed_by IS 'Name of the person who proposed the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.proposed_at IS 'When it was proposed.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.approved_by IS 'Name of the person who approved the plan; another one.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.approved_at IS 'When it was approved.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.images IS 'How many images the plan has.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.bytes IS 'Size of their files in bytes.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.withheld IS 'How many of them stay, because something keeps them.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.set_aside IS 'How many files lie in the folder of the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.no_longer_there IS 'How many of these were not found there when they were last looked for.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.authority IS 'The schedule, law or agreement that orders the transfer or allowed the disposal.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.receiver IS 'The keeper that takes the files over.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.jurisdiction IS 'The place whose law holds where the files go, as an ISO 3166 code; null where nobody declared it.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.receipt_no IS 'The number of the receipt.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.received_on IS 'The date on the receipt.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.receipt_sha256 IS 'SHA-256 of the document of the receipt, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.receipt_recorded_by IS 'The person who recorded the receipt.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.method IS 'How the files were disposed of.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.certificate IS 'The number or place of the certificate of the disposal.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.witness IS 'The person who witnessed the disposal.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.disposed_on IS 'The date of the disposal.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.on_their_way IS 'How many files an interrupted apply or restore has left on their way.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.put_back IS 'How many files were moved, and put back.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.last_set_aside_at IS 'When the last of the files that lie in the folder of the plan was moved there; null if there is no such file.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.last_put_back_at IS 'When the last file was put back; null if no file was put back.';
COMMENT ON COLUMN lookalike_detail.quarantine_plan.next_step IS 'What the plan waits for, in words, with the command.';
