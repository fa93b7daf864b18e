-- State, as it is today: the installation, collections, runs of stages, settings, the log, and decisions of people.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.installation (
    is_only boolean NOT NULL DEFAULT true,
    version text NOT NULL,
    mode text NOT NULL,
    source_digest text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now(),
    archive_id uuid NOT NULL DEFAULT gen_random_uuid(),
    CONSTRAINT installation_pkey PRIMARY KEY (is_only),
    CONSTRAINT installation_is_only_check CHECK (is_only),
    CONSTRAINT installation_mode_check CHECK (mode IN ('extension', 'loose'))
);
COMMENT ON TABLE lookalike_internal.installation IS
    'What is installed in this database: one row, written by `lookalike install`.';
COMMENT ON COLUMN lookalike_internal.installation.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike_internal.installation.version IS 'Version of lookalike that installed.';
COMMENT ON COLUMN lookalike_internal.installation.mode IS
    'How the stateless functions were installed: as "extension", or "loose" where that is not possible.';
COMMENT ON COLUMN lookalike_internal.installation.source_digest IS
    'SHA-256 of all SQL sources, and the major version of the server; if one of them is another, an install has something to do.';
COMMENT ON COLUMN lookalike_internal.installation.installed_at IS 'When the last install changed something.';
COMMENT ON COLUMN lookalike_internal.installation.archive_id IS
    'Identity of this archive. Names in quarantine carry it, so that archives can share a folder.';

CREATE TABLE lookalike_internal.role_naming (
    is_only boolean NOT NULL DEFAULT true,
    prefix text NOT NULL,
    former text,
    CONSTRAINT role_naming_pkey PRIMARY KEY (is_only),
    CONSTRAINT role_naming_is_only_check CHECK (is_only),
    CONSTRAINT role_naming_prefix_check CHECK (prefix ~ '^[a-z][a-z0-9_]{0,39}$')
);
COMMENT ON TABLE lookalike_internal.role_naming IS
    'How the names of the roles of this archive begin: one row, or no row where they begin with lookalike.';
COMMENT ON COLUMN lookalike_internal.role_naming.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike_internal.role_naming.prefix IS 'The prefix, as in museum_analyst.';
COMMENT ON COLUMN lookalike_internal.role_naming.former IS 'The prefix before, whose roles still have to lose their rights; null if there is no such prefix.';

CREATE TABLE lookalike_internal.site (
    site_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    sector text,
    jurisdiction text,
    storage_rate numeric,
    rate_basis text,
    tb_per_rack_unit numeric,
    currency text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT site_pkey PRIMARY KEY (site_id),
    CONSTRAINT site_name_key UNIQUE (name),
    CONSTRAINT site_name_check CHECK (name <> ''),
    CONSTRAINT site_sector_check CHECK (sector <> ''),
    CONSTRAINT site_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
    CONSTRAINT site_storage_rate_check CHECK (storage_rate >= 0 AND storage_rate < 1e12),
    CONSTRAINT site_rate_basis_check CHECK (rate_basis IN ('TB and year', 'rack unit and month')),
    CONSTRAINT site_tb_per_rack_unit_check CHECK (tb_per_rack_unit > 0 AND tb_per_rack_unit < 1e12),
    CONSTRAINT site_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT site_rate_check CHECK (num_nonnulls(storage_rate, rate_basis, currency) IN (0, 3)),
    CONSTRAINT site_rack_check CHECK ((tb_per_rack_unit IS NOT NULL) = (rate_basis IS NOT DISTINCT FROM 'rack unit and month'))
);
COMMENT ON TABLE lookalike_internal.site IS 'A place that keeps collections: what it is, whose law holds there, and what storage costs there.';
COMMENT ON COLUMN lookalike_internal.site.site_id IS 'Number of the site.';
COMMENT ON COLUMN lookalike_internal.site.name IS 'Name that people gave it.';
COMMENT ON COLUMN lookalike_internal.site.sector IS 'Sector in the words of people, such as library or newsroom; null where nobody declared it.';
COMMENT ON COLUMN lookalike_internal.site.jurisdiction IS
    'The place whose law holds there, as an ISO 3166 code such as HK or US-CA; null where nobody declared it. The jurisdiction of a collection counts before it.';
COMMENT ON COLUMN lookalike_internal.site.storage_rate IS
    'Price of storage for one unit of rate_basis, in the currency; null where the settings of the archive hold.';
COMMENT ON COLUMN lookalike_internal.site.rate_basis IS 'What the price is for: TB and year, or rack unit and month. One TB is 10^12 bytes.';
COMMENT ON COLUMN lookalike_internal.site.tb_per_rack_unit IS 'How many TB a rack unit holds; null for prices of a TB and year.';
COMMENT ON COLUMN lookalike_internal.site.currency IS 'Currency of the price, as three capital letters of ISO 4217, such as HKD.';
COMMENT ON COLUMN lookalike_internal.site.created_at IS 'When it was added.';

CREATE TABLE lookalike_internal.collection (
    collection_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    root text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    holds text,
    jurisdiction text,
    site_id integer,
    CONSTRAINT collection_pkey PRIMARY KEY (collection_id),
    CONSTRAINT collection_name_key UNIQUE (name),
    CONSTRAINT collection_root_key UNIQUE (root),
    CONSTRAINT collection_site_id_fkey FOREIGN KEY (site_id) REFERENCES lookalike_internal.site,
    CONSTRAINT collection_name_check CHECK (name <> ''),
    CONSTRAINT collection_holds_check CHECK (holds IN ('masters', 'derivatives')),
    CONSTRAINT collection_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$')
);
COMMENT ON TABLE lookalike_internal.collection IS 'A folder whose files are scanned together.';
COMMENT ON COLUMN lookalike_internal.collection.collection_id IS 'Number of the collection.';
COMMENT ON COLUMN lookalike_internal.collection.name IS 'What people call it; by default the name of the folder.';
COMMENT ON COLUMN lookalike_internal.collection.root IS 'Absolute path of the folder; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.collection.created_at IS 'When it was first scanned.';
COMMENT ON COLUMN lookalike_internal.collection.holds IS
    'What people declared that it holds: masters or derivatives; null where nothing is known.';
COMMENT ON COLUMN lookalike_internal.collection.jurisdiction IS
    'The place whose law holds for its files, as an ISO 3166 code such as HK or US-CA; null where nobody declared it.';
COMMENT ON COLUMN lookalike_internal.collection.site_id IS 'The site that keeps it; null where nobody declared it.';

CREATE TABLE lookalike_internal.run (
    run_id bigint GENERATED ALWAYS AS IDENTITY,
    stage text NOT NULL,
    collection_id integer,
    state text NOT NULL DEFAULT 'running',
    settings jsonb NOT NULL DEFAULT '{}',
    counts jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    CONSTRAINT run_pkey PRIMARY KEY (run_id),
    CONSTRAINT run_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike_internal.collection,
    CONSTRAINT run_stage_check CHECK (
        stage IN ('scan', 'encode', 'embed', 'match', 'prove', 'cluster', 'lineage', 'classify')),
    CONSTRAINT run_state_check CHECK (state IN ('running', 'finished', 'refused')),
    CONSTRAINT run_collection_check CHECK ((stage = 'scan') = (collection_id IS NOT NULL)),
    CONSTRAINT run_finished_check CHECK ((state = 'running') = (finished_at IS NULL))
);
COMMENT ON TABLE lookalike_internal.run IS 'One execution of a stage, with the settings it used and what it counted.';
COMMENT ON COLUMN lookalike_internal.run.run_id IS 'Number of the run.';
COMMENT ON COLUMN lookalike_internal.run.stage IS 'scan, encode, embed, match, prove, cluster, lineage or classify.';
COMMENT ON COLUMN lookalike_internal.run.collection_id IS 'The collection that a scan reads; null for other stages.';
COMMENT ON COLUMN lookalike_internal.run.state IS
    'running, finished, or refused: a scan that stopped because many images were gone. A run that was interrupted stays running and is resumed.';
COMMENT ON COLUMN lookalike_internal.run.settings IS 'The settings the run used.';
COMMENT ON COLUMN lookalike_internal.run.counts IS 'What the run counted.';
COMMENT ON COLUMN lookalike_internal.run.started_at IS 'When it started.';
COMMENT ON COLUMN lookalike_internal.run.finished_at IS 'When it ended; null while it runs.';
-- An unfinished scan is resumed, so a collection has at most one.
CREATE UNIQUE INDEX run_unfinished_scan_idx ON lookalike_internal.run (collection_id)
    WHERE stage = 'scan' AND state = 'running';

CREATE TABLE lookalike_internal.setting (
    name text NOT NULL,
    value text NOT NULL,
    default_value text NOT NULL,
    description text NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE lookalike_internal.setting IS 'Settings for the whole archive.';
COMMENT ON COLUMN lookalike_internal.setting.name IS 'Name of the setting.';
COMMENT ON COLUMN lookalike_internal.setting.value IS 'Its value, as text.';
COMMENT ON COLUMN lookalike_internal.setting.default_value IS 'Its value until somebody changes it.';
COMMENT ON COLUMN lookalike_internal.setting.description IS 'What the setting does.';

CREATE TABLE lookalike_internal.event (
    event_id bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    action text NOT NULL,
    event_type text NOT NULL,
    done_by text NOT NULL,
    database_role text NOT NULL,
    object_type text,
    object_id text,
    outcome text NOT NULL,
    detail jsonb NOT NULL,
    previous_hash bytea,
    hash bytea NOT NULL,
    CONSTRAINT event_pkey PRIMARY KEY (event_id),
    CONSTRAINT event_chain_check CHECK ((previous_hash IS NULL) = (event_id = 1)),
    CONSTRAINT event_hash_check CHECK (octet_length(hash) = 32),
    CONSTRAINT event_done_by_check CHECK (done_by <> '')
);
COMMENT ON TABLE lookalike_internal.event IS
    'The log of what was done. Each row is sealed with the row before; rows are only added. Read it through event_log.';
COMMENT ON COLUMN lookalike_internal.event.event_id IS 'Number of the event, from 1, without gaps.';
COMMENT ON COLUMN lookalike_internal.event.happened_at IS 'When the event was written.';
COMMENT ON COLUMN lookalike_internal.event.action IS 'What was done, in the words of Lookalike.';
COMMENT ON COLUMN lookalike_internal.event.event_type IS 'What was done, in the words of PREMIS.';
COMMENT ON COLUMN lookalike_internal.event.done_by IS 'Who did it: a person, or, of a stage, the role that ran it.';
COMMENT ON COLUMN lookalike_internal.event.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike_internal.event.object_type IS 'What it was done to.';
COMMENT ON COLUMN lookalike_internal.event.object_id IS 'Number or name of that object.';
COMMENT ON COLUMN lookalike_internal.event.outcome IS 'How it ended.';
COMMENT ON COLUMN lookalike_internal.event.detail IS 'More about it.';
COMMENT ON COLUMN lookalike_internal.event.previous_hash IS 'Hash of the event before; null for the first event.';
COMMENT ON COLUMN lookalike_internal.event.hash IS 'The hash that hash_event() gives for this row.';
CREATE INDEX event_object_idx ON lookalike_internal.event (object_type, object_id);

-- Rows are only added; the latest row about the same subject holds. A pair is two pictures, known by
-- their pixels; an image is a file with a picture.
CREATE TABLE lookalike_internal.decision (
    decision_id bigint GENERATED ALWAYS AS IDENTITY,
    decision text NOT NULL,
    pixel_digest_a bytea NOT NULL,
    pixel_digest_b bytea,
    image_id_a bigint NOT NULL,
    image_id_b bigint,
    path_a text NOT NULL,
    path_b text,
    statements text,
    decided_by text NOT NULL,
    reason text NOT NULL,
    database_role text NOT NULL DEFAULT session_user,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    undoes bigint,
    CONSTRAINT decision_pkey PRIMARY KEY (decision_id),
    CONSTRAINT decision_undoes_key UNIQUE (undoes),
    CONSTRAINT decision_undoes_fkey FOREIGN KEY (undoes) REFERENCES lookalike_internal.decision,
    CONSTRAINT decision_undoes_check CHECK (undoes < decision_id),
    CONSTRAINT decision_decision_check CHECK (decision IN (
        'duplicate', 'not a duplicate', 'keep', 'quarantine', 'rights settled', 'metadata settled')),
    CONSTRAINT decision_subject_check CHECK (
        (decision IN ('duplicate', 'not a duplicate')) = (pixel_digest_b IS NOT NULL)
        AND (pixel_digest_b IS NULL) = (image_id_b IS NULL)
        AND (pixel_digest_b IS NULL) = (path_b IS NULL)),
    CONSTRAINT decision_order_check CHECK (pixel_digest_a < pixel_digest_b),
    CONSTRAINT decision_statements_check CHECK (
        (decision IN ('rights settled', 'metadata settled')) = (statements IS NOT NULL)),
    CONSTRAINT decision_decided_by_check CHECK (btrim(decided_by) <> ''),
    CONSTRAINT decision_reason_check CHECK (btrim(reason) <> '')
);
COMMENT ON TABLE lookalike_internal.decision IS
    'Decisions of people about pictures and pairs of pictures. Rows are only added; the latest holds.';
COMMENT ON COLUMN lookalike_internal.decision.decision_id IS 'Number of the decision; a later one is higher.';
COMMENT ON COLUMN lookalike_internal.decision.decision IS 'duplicate or not a duplicate, of a pair; keep, quarantine, rights settled or metadata settled, of an image.';
COMMENT ON COLUMN lookalike_internal.decision.pixel_digest_a IS
    'Digest of the pixels of the picture; of a pair, the digest that sorts before the other.';
COMMENT ON COLUMN lookalike_internal.decision.pixel_digest_b IS 'Digest of the pixels of the other picture of a pair.';
COMMENT ON COLUMN lookalike_internal.decision.image_id_a IS
    'The image that the reviewer named, with the pixels of pixel_digest_a.';
COMMENT ON COLUMN lookalike_internal.decision.image_id_b IS
    'The image that the reviewer named, with the pixels of pixel_digest_b.';
COMMENT ON COLUMN lookalike_internal.decision.path_a IS 'Path of image a at that time.';
COMMENT ON COLUMN lookalike_internal.decision.path_b IS 'Path of image b at that time.';
COMMENT ON COLUMN lookalike_internal.decision.statements IS 'Digests of the contradicting statements that are settled: of rights settled one for all fields, of metadata settled one for each field, with spaces between them.';
COMMENT ON COLUMN lookalike_internal.decision.decided_by IS 'Who decided.';
COMMENT ON COLUMN lookalike_internal.decision.reason IS 'Why, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.decision.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike_internal.decision.decided_at IS 'When.';
COMMENT ON COLUMN lookalike_internal.decision.undoes IS
    'The earlier decision that this row takes back; the row repeats what it was about. Null for a decision.';
CREATE INDEX decision_pair_idx ON lookalike_internal.decision (pixel_digest_a, pixel_digest_b, decision_id);
CREATE INDEX decision_pixel_digest_b_idx ON lookalike_internal.decision (pixel_digest_b) WHERE pixel_digest_b IS NOT NULL;
CREATE INDEX decision_statements_idx ON lookalike_internal.decision (statements) WHERE statements IS NOT NULL;

-- One row. A transaction updates it if it approves, or changes what guards rest on. In READ COMMITTED
-- such transactions wait for each other; in stricter levels the later one gets a serialization error.
CREATE TABLE lookalike_internal.guard_lock (
    is_only boolean NOT NULL DEFAULT true,
    taken bigint NOT NULL DEFAULT 0,
    CONSTRAINT guard_lock_pkey PRIMARY KEY (is_only),
    CONSTRAINT guard_lock_is_only_check CHECK (is_only)
);
COMMENT ON TABLE lookalike_internal.guard_lock IS
    'One row, which lookalike_internal.lock_guards() updates: a lock that works in every isolation level.';
COMMENT ON COLUMN lookalike_internal.guard_lock.is_only IS 'True.';
COMMENT ON COLUMN lookalike_internal.guard_lock.taken IS 'How often the lock was taken.';
INSERT INTO lookalike_internal.guard_lock DEFAULT VALUES;

-- Locks that stages hold, by name and key: a stage, the scan of a collection, a plan whose files move. Only
-- take_stage_lock() and release_stage_lock() write to it (stage_lock.sql).
CREATE TABLE lookalike_internal.stage_lock (
    name text NOT NULL,
    key integer NOT NULL,
    holder text,
    pid integer,
    token integer,
    taken_at timestamptz,
    CONSTRAINT stage_lock_pkey PRIMARY KEY (name, key),
    CONSTRAINT stage_lock_held_check CHECK (num_nonnulls(holder, pid, token, taken_at) IN (0, 4))
);
COMMENT ON TABLE lookalike_internal.stage_lock IS 'Locks that stages hold. A row is free if its holder is null, or if the session of its holder has ended.';
COMMENT ON COLUMN lookalike_internal.stage_lock.name IS 'Stage, scan, quarantine: what is locked.';
COMMENT ON COLUMN lookalike_internal.stage_lock.key IS 'Number of the collection or of the plan; 0 for a stage of the whole archive.';
COMMENT ON COLUMN lookalike_internal.stage_lock.holder IS 'Role that was connected when it took the lock; null while the lock is free.';
COMMENT ON COLUMN lookalike_internal.stage_lock.pid IS 'Process of the server that took the lock.';
COMMENT ON COLUMN lookalike_internal.stage_lock.token IS 'Key of the advisory lock that this process has as long as it is there.';
COMMENT ON COLUMN lookalike_internal.stage_lock.taken_at IS 'When it took the lock.';
