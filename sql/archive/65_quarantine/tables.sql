CREATE TABLE lookalike_internal.destination_volume (
    plan_id integer NOT NULL,
    mount_point text NOT NULL,
    file_system text NOT NULL,
    source text NOT NULL,
    CONSTRAINT destination_volume_pkey PRIMARY KEY (plan_id),
    CONSTRAINT destination_volume_plan_id_fkey FOREIGN KEY (plan_id)
        REFERENCES lookalike_internal.quarantine_plan ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.destination_volume IS
    'The volume (mounted file system) of the folder of a plan, as it was when the plan was proposed, or when its files were last seen there.';
COMMENT ON COLUMN lookalike_internal.destination_volume.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.destination_volume.mount_point IS 'Absolute path where the volume is mounted.';
COMMENT ON COLUMN lookalike_internal.destination_volume.file_system IS 'Kind of file system, such as ext4, nfs4 or cifs.';
COMMENT ON COLUMN lookalike_internal.destination_volume.source IS 'What is mounted there, such as /dev/sdb1 or server:/share.';

-- The place of the file is kept here, because an item stays when its collection is forgotten.

CREATE TABLE lookalike_internal.quarantine_journal (
    plan_id integer NOT NULL,
    image_id bigint NOT NULL,
    path text COLLATE "C" NOT NULL,
    direction text NOT NULL,
    path_inode numeric(20),
    destination_inode numeric(20),
    copy_name text,
    aside_name text,
    attributes jsonb,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT quarantine_journal_pkey PRIMARY KEY (plan_id, image_id, path),
    CONSTRAINT quarantine_journal_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT quarantine_journal_item_fkey FOREIGN KEY (plan_id, image_id) REFERENCES lookalike_internal.quarantine_item,
    CONSTRAINT quarantine_journal_direction_check CHECK (direction IN ('out', 'back')),
    CONSTRAINT quarantine_journal_copy_name_check CHECK (copy_name ~ '^\.lookalike-[0-9a-f]{32}$'),
    CONSTRAINT quarantine_journal_aside_name_check CHECK (aside_name ~ '^\.lookalike-[0-9a-f]{32}$')
);
COMMENT ON TABLE lookalike_internal.quarantine_journal IS
    'The journal of each file that was moved, an image or a companion: what the loader notes before each step, so that it can continue after a kill.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.path IS 'Path of the file, relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.direction IS 'Where the file was last going: out of the archive, or back.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.path_inode IS 'Inode of the file at its path, where it is known to be the one that was moved.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.destination_inode IS 'Inode of the file at its destination, where it is known to be the one that was moved.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.copy_name IS 'Name of the copy that is being made, in the folder to which the file goes; null when that step is over.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.aside_name IS 'Name under which the file is set aside before it is removed, in the folder that it leaves; null when that step is over.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.attributes IS
    'Owner (uid, gid), mode, times in nanoseconds and extended attributes (base64) of the file when it left.';
COMMENT ON COLUMN lookalike_internal.quarantine_journal.noted_at IS 'When this was noted.';

CREATE TABLE lookalike_internal.companion (
    plan_id integer NOT NULL,
    image_id bigint NOT NULL,
    path text COLLATE "C" NOT NULL,
    byte_size bigint NOT NULL,
    sha256 bytea NOT NULL,
    destination text,
    obstacle text,
    CONSTRAINT companion_pkey PRIMARY KEY (plan_id, image_id, path),
    CONSTRAINT companion_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT companion_item_fkey FOREIGN KEY (plan_id, image_id) REFERENCES lookalike_internal.quarantine_item ON DELETE CASCADE,
    CONSTRAINT companion_byte_size_check CHECK (byte_size >= 0),
    CONSTRAINT companion_sha256_check CHECK (octet_length(sha256) = 32)
);
COMMENT ON TABLE lookalike_internal.companion IS
    'Files that move with an image of a plan: sidecar files and the film of a live photo.';
COMMENT ON COLUMN lookalike_internal.companion.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.companion.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.companion.path IS 'Path of the companion, relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_internal.companion.byte_size IS 'Size in bytes when the plan was proposed.';
COMMENT ON COLUMN lookalike_internal.companion.sha256 IS 'SHA-256 when the plan was proposed; it is checked when the file is moved.';
COMMENT ON COLUMN lookalike_internal.companion.destination IS 'Absolute path to which it goes; null if the plan moves no files.';
COMMENT ON COLUMN lookalike_internal.companion.obstacle IS 'Why it stays when its image leaves; null if it goes with its image.';

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
