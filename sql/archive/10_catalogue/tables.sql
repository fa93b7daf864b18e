-- Stateful: created once by a migration. What was scanned, when, and what was found.

CREATE TABLE lookalike.collection (
    collection_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    root text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT collection_pkey PRIMARY KEY (collection_id),
    CONSTRAINT collection_name_key UNIQUE (name),
    CONSTRAINT collection_root_key UNIQUE (root),
    CONSTRAINT collection_name_check CHECK (name <> '')
);

CREATE TABLE lookalike.run (
    run_id bigint GENERATED ALWAYS AS IDENTITY,
    stage text NOT NULL,
    collection_id integer,
    state text NOT NULL DEFAULT 'running',
    settings jsonb NOT NULL DEFAULT '{}',
    counts jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    CONSTRAINT run_pkey PRIMARY KEY (run_id),
    CONSTRAINT run_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike.collection,
    CONSTRAINT run_stage_check CHECK (stage IN ('scan', 'match', 'cluster', 'classify')),
    CONSTRAINT run_state_check CHECK (state IN ('running', 'finished')),
    CONSTRAINT run_collection_check CHECK ((stage = 'scan') = (collection_id IS NOT NULL)),
    CONSTRAINT run_finished_check CHECK ((state = 'finished') = (finished_at IS NOT NULL))
);

-- An unfinished scan is resumed, so a collection has one at the most.
CREATE UNIQUE INDEX run_unfinished_scan_idx ON lookalike.run (collection_id)
    WHERE stage = 'scan' AND state = 'running';

CREATE TABLE lookalike.image (
    image_id bigint GENERATED ALWAYS AS IDENTITY,
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    byte_size bigint NOT NULL,
    modified_at timestamptz NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    format text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    mode text NOT NULL,
    frame_count integer NOT NULL,
    lossless boolean NOT NULL,
    captured_at timestamptz,
    camera text,
    software text,
    creator text,
    copyright_notice text,
    credit_line text,
    usage_terms text,
    rights_url text,
    metadata jsonb NOT NULL DEFAULT '{}',
    first_seen_run_id bigint NOT NULL,
    changed_run_id bigint NOT NULL,
    missing_since timestamptz,
    matched_run_id bigint,
    CONSTRAINT image_pkey PRIMARY KEY (image_id),
    CONSTRAINT image_collection_id_path_key UNIQUE (collection_id, path),
    CONSTRAINT image_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike.collection,
    CONSTRAINT image_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike.run,
    CONSTRAINT image_changed_run_id_fkey FOREIGN KEY (changed_run_id) REFERENCES lookalike.run,
    CONSTRAINT image_matched_run_id_fkey FOREIGN KEY (matched_run_id) REFERENCES lookalike.run,
    CONSTRAINT image_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT image_pixel_digest_check CHECK (octet_length(pixel_digest) = 32),
    CONSTRAINT image_size_check CHECK (width > 0 AND height > 0 AND byte_size > 0 AND frame_count > 0)
);

CREATE INDEX image_sha256_idx ON lookalike.image (sha256);
CREATE INDEX image_pixel_digest_idx ON lookalike.image (pixel_digest);
-- What the next match has to look at; empty when everything is matched.
CREATE INDEX image_unmatched_idx ON lookalike.image (image_id) WHERE matched_run_id IS NULL;

CREATE TABLE lookalike.problem (
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    problem text NOT NULL,
    message text NOT NULL,
    scanned boolean NOT NULL,
    byte_size bigint,
    modified_at timestamptz,
    first_seen_run_id bigint NOT NULL,
    CONSTRAINT problem_pkey PRIMARY KEY (collection_id, path, problem),
    CONSTRAINT problem_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike.collection,
    CONSTRAINT problem_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike.run
);

CREATE TABLE lookalike.setting (
    name text NOT NULL,
    value text NOT NULL,
    description text NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (name)
);
