-- Stateful: created once by a migration. What is installed in this database.

CREATE TABLE lookalike.installation (
    is_only boolean NOT NULL DEFAULT true,
    version text NOT NULL,
    mode text NOT NULL,
    source_digest text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT installation_pkey PRIMARY KEY (is_only),
    CONSTRAINT installation_is_only_check CHECK (is_only),
    CONSTRAINT installation_mode_check CHECK (mode IN ('extension', 'loose'))
);
