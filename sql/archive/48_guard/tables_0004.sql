-- Stateful: run once by a migration. What is held because of a proceeding.

CREATE TABLE lookalike.legal_matter (
    matter_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_by text,
    closed_reason text,
    closed_at timestamptz,
    CONSTRAINT legal_matter_pkey PRIMARY KEY (matter_id),
    CONSTRAINT legal_matter_name_key UNIQUE (name),
    CONSTRAINT legal_matter_name_check CHECK (name <> ''),
    CONSTRAINT legal_matter_closed_check CHECK (
        (closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_reason IS NULL))
);

-- A hold names one thing: a picture by its pixels, an entry, or a collection. It stays when that is
-- forgotten; a trigger keeps a collection that is held.
CREATE TABLE lookalike.legal_hold (
    hold_id bigint GENERATED ALWAYS AS IDENTITY,
    matter_id integer NOT NULL,
    pixel_digest bytea,
    entry_id bigint,
    collection_id integer,
    image_id bigint,
    reason text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    released_by text,
    released_reason text,
    released_at timestamptz,
    CONSTRAINT legal_hold_pkey PRIMARY KEY (hold_id),
    CONSTRAINT legal_hold_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES lookalike.legal_matter,
    CONSTRAINT legal_hold_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike.catalogue_entry,
    CONSTRAINT legal_hold_subject_check CHECK (num_nonnulls(pixel_digest, entry_id, collection_id) = 1),
    CONSTRAINT legal_hold_image_check CHECK ((image_id IS NULL) = (pixel_digest IS NULL)),
    CONSTRAINT legal_hold_reason_check CHECK (reason <> ''),
    CONSTRAINT legal_hold_released_check CHECK (
        (released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (released_reason IS NULL))
);

CREATE INDEX legal_hold_pixel_digest_idx ON lookalike.legal_hold (pixel_digest) WHERE released_at IS NULL;
CREATE INDEX legal_hold_entry_id_idx ON lookalike.legal_hold (entry_id) WHERE released_at IS NULL;

-- Every picture that a hold has ever covered. Entries, links, files and collections go their ways; what was
-- held once stays held for as long as the hold does. Rows are only ever added.
CREATE TABLE lookalike.legal_hold_picture (
    hold_id bigint NOT NULL,
    pixel_digest bytea NOT NULL,
    CONSTRAINT legal_hold_picture_pkey PRIMARY KEY (hold_id, pixel_digest),
    CONSTRAINT legal_hold_picture_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES lookalike.legal_hold
);

CREATE INDEX legal_hold_picture_pixel_digest_idx ON lookalike.legal_hold_picture (pixel_digest);

-- One row. Whoever changes what guards rest on, or approves, updates it: in READ COMMITTED they wait
-- for each other, and in stricter isolation levels the one who came too late gets a serialization error.
CREATE TABLE lookalike.guard_lock (
    is_only boolean NOT NULL DEFAULT true,
    taken bigint NOT NULL DEFAULT 0,
    CONSTRAINT guard_lock_pkey PRIMARY KEY (is_only),
    CONSTRAINT guard_lock_is_only_check CHECK (is_only)
);

INSERT INTO lookalike.guard_lock DEFAULT VALUES;
