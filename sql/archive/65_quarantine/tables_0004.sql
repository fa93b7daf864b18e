-- Stateful: run once by a migration. Which files are to be set aside, who agreed, and how far it is.

CREATE TABLE lookalike.quarantine_plan (
    plan_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    destination text NOT NULL,
    state text NOT NULL DEFAULT 'proposed',
    proposed_by text NOT NULL,
    reason text NOT NULL,
    proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    approved_by text,
    approved_at timestamptz,
    CONSTRAINT quarantine_plan_pkey PRIMARY KEY (plan_id),
    CONSTRAINT quarantine_plan_name_key UNIQUE (name),
    CONSTRAINT quarantine_plan_name_check CHECK (btrim(name) <> ''),
    CONSTRAINT quarantine_plan_destination_check CHECK (starts_with(destination, '/')),
    CONSTRAINT quarantine_plan_state_check CHECK (
        state IN ('proposed', 'approved', 'applied', 'restored', 'withdrawn')),
    CONSTRAINT quarantine_plan_proposed_by_check CHECK (btrim(proposed_by) <> ''),
    CONSTRAINT quarantine_plan_reason_check CHECK (btrim(reason) <> ''),
    CONSTRAINT quarantine_plan_approval_check CHECK (
        (approved_by IS NULL) = (approved_at IS NULL)
        AND (state IN ('proposed', 'withdrawn') OR approved_by IS NOT NULL)),
    -- Four eyes.
    CONSTRAINT quarantine_plan_four_eyes_check CHECK (lower(btrim(approved_by)) <> lower(btrim(proposed_by)))
);

-- Where the file lay is kept here: items outlive the collections they are of.
CREATE TABLE lookalike.quarantine_item (
    plan_id integer NOT NULL,
    image_id bigint NOT NULL,
    state text NOT NULL DEFAULT 'proposed',
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    byte_size bigint NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    archival_pixel_digest bytea NOT NULL,
    destination text NOT NULL,
    problem text,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT quarantine_item_pkey PRIMARY KEY (plan_id, image_id),
    CONSTRAINT quarantine_item_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES lookalike.quarantine_plan,
    CONSTRAINT quarantine_item_state_check CHECK (state IN (
        'proposed', 'approved', 'withheld', 'moving', 'moved', 'restoring', 'restored')),
    CONSTRAINT quarantine_item_withheld_check CHECK (state <> 'withheld' OR problem IS NOT NULL)
);

-- An image is on its way out once at the most; and what is on its way is looked at often.
CREATE UNIQUE INDEX quarantine_item_leaving_idx ON lookalike.quarantine_item (image_id)
    WHERE state IN ('approved', 'moving', 'moved', 'restoring');

CREATE INDEX quarantine_item_archival_pixel_digest_idx ON lookalike.quarantine_item (archival_pixel_digest)
    WHERE state IN ('approved', 'moving', 'moved', 'restoring');
CREATE INDEX quarantine_item_pixel_digest_idx ON lookalike.quarantine_item (pixel_digest)
    WHERE state IN ('approved', 'moving', 'moved', 'restoring');
