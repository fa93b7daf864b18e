-- Jurisdictions of folders, transfers with their receipts, and disposals done elsewhere.
CREATE TABLE lookalike_internal.quarantine_target (
    folder text NOT NULL,
    jurisdiction text NOT NULL,
    CONSTRAINT quarantine_target_pkey PRIMARY KEY (folder),
    CONSTRAINT quarantine_target_folder_check CHECK (starts_with(folder, '/')),
    CONSTRAINT quarantine_target_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$')
);
COMMENT ON TABLE lookalike_internal.quarantine_target IS 'Folders to which plans move files, and the jurisdiction in which each lies.';
COMMENT ON COLUMN lookalike_internal.quarantine_target.folder IS 'Absolute path of the folder; it counts for all folders in it.';
COMMENT ON COLUMN lookalike_internal.quarantine_target.jurisdiction IS 'The place whose law holds there, as an ISO 3166 code.';

CREATE TABLE lookalike_internal.transfer (
    plan_id integer NOT NULL,
    receiver text NOT NULL,
    authority text NOT NULL,
    jurisdiction text,
    CONSTRAINT transfer_pkey PRIMARY KEY (plan_id),
    CONSTRAINT transfer_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES lookalike_internal.quarantine_plan,
    CONSTRAINT transfer_receiver_check CHECK (btrim(receiver) <> ''),
    CONSTRAINT transfer_authority_check CHECK (btrim(authority) <> ''),
    CONSTRAINT transfer_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$')
);
COMMENT ON TABLE lookalike_internal.transfer IS 'Who is to take over the files of a transfer plan, and by which authority. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.transfer.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.transfer.receiver IS 'The keeper that takes the files over.';
COMMENT ON COLUMN lookalike_internal.transfer.authority IS 'The schedule, law or agreement that orders the transfer.';
COMMENT ON COLUMN lookalike_internal.transfer.jurisdiction IS 'The place whose law holds at the receiver, as an ISO 3166 code; null where nobody declared it.';

CREATE TABLE lookalike_internal.transfer_receipt (
    plan_id integer NOT NULL,
    receiver text NOT NULL,
    receipt_no text NOT NULL,
    received_on date NOT NULL,
    document_sha256 bytea NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT transfer_receipt_pkey PRIMARY KEY (plan_id),
    CONSTRAINT transfer_receipt_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES lookalike_internal.transfer,
    CONSTRAINT transfer_receipt_receiver_check CHECK (btrim(receiver) <> ''),
    CONSTRAINT transfer_receipt_receipt_no_check CHECK (btrim(receipt_no) <> ''),
    CONSTRAINT transfer_receipt_document_check CHECK (octet_length(document_sha256) = 32),
    CONSTRAINT transfer_receipt_recorded_by_check CHECK (btrim(recorded_by) <> '')
);
COMMENT ON TABLE lookalike_internal.transfer_receipt IS 'The receipts that receivers gave for the files of transfer plans. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.transfer_receipt.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.transfer_receipt.receiver IS 'The keeper that gave the receipt.';
COMMENT ON COLUMN lookalike_internal.transfer_receipt.receipt_no IS 'The number of the receipt.';
COMMENT ON COLUMN lookalike_internal.transfer_receipt.received_on IS 'The date on the receipt.';
COMMENT ON COLUMN lookalike_internal.transfer_receipt.document_sha256 IS 'SHA-256 of the document of the receipt.';
COMMENT ON COLUMN lookalike_internal.transfer_receipt.recorded_by IS 'The person who recorded it.';
COMMENT ON COLUMN lookalike_internal.transfer_receipt.recorded_at IS 'When it was recorded.';

CREATE TABLE lookalike_internal.disposal (
    plan_id integer NOT NULL,
    authority text NOT NULL,
    method text NOT NULL,
    certificate text NOT NULL,
    witness text NOT NULL,
    disposed_on date NOT NULL,
    CONSTRAINT disposal_pkey PRIMARY KEY (plan_id),
    CONSTRAINT disposal_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES lookalike_internal.quarantine_plan,
    CONSTRAINT disposal_text_check CHECK (
        btrim(authority) <> '' AND btrim(method) <> '' AND btrim(certificate) <> '' AND btrim(witness) <> '')
);
COMMENT ON TABLE lookalike_internal.disposal IS 'How the files of a plan were disposed of, outside of Lookalike. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.disposal.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.disposal.authority IS 'The schedule, law or order that allowed the disposal.';
COMMENT ON COLUMN lookalike_internal.disposal.method IS 'How the files were disposed of, such as overwritten.';
COMMENT ON COLUMN lookalike_internal.disposal.certificate IS 'The number or place of the certificate of the disposal.';
COMMENT ON COLUMN lookalike_internal.disposal.witness IS 'The person who witnessed it.';
COMMENT ON COLUMN lookalike_internal.disposal.disposed_on IS 'The date of the disposal.';

ALTER TABLE lookalike_internal.companion ALTER COLUMN destination DROP NOT NULL;
COMMENT ON COLUMN lookalike_internal.companion.destination IS 'Absolute path to which it goes; null if the plan moves no files.';
