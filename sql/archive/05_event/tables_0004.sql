-- Stateful: run once by a migration. The log of what happened, each row sealed with the one before.

CREATE TABLE lookalike.event (
    event_id bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    action text NOT NULL,
    event_type text NOT NULL,
    agent text NOT NULL,
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
    CONSTRAINT event_agent_check CHECK (agent <> '')
);

CREATE INDEX event_object_idx ON lookalike.event (object_type, object_id);
