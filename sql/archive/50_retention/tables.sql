-- Stateful: created once by a migration. What is to be kept as what, and why.

CREATE TABLE lookalike.retention_policy (
    policy_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    version integer NOT NULL,
    description text NOT NULL,
    CONSTRAINT retention_policy_pkey PRIMARY KEY (policy_id),
    CONSTRAINT retention_policy_name_version_key UNIQUE (name, version)
);

CREATE TABLE lookalike.retention_class (
    image_id bigint NOT NULL,
    class text NOT NULL,
    rule text NOT NULL,
    reason text NOT NULL,
    derived_from_image_id bigint,
    policy_id integer NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT retention_class_pkey PRIMARY KEY (image_id),
    CONSTRAINT retention_class_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT retention_class_derived_from_image_id_fkey FOREIGN KEY (derived_from_image_id)
        REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT retention_class_policy_id_fkey FOREIGN KEY (policy_id)
        REFERENCES lookalike.retention_policy,
    CONSTRAINT retention_class_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike.run,
    CONSTRAINT retention_class_class_check CHECK (class IN (
        'archival master', 'identical copy', 'derivative', 'possible duplicate', 'unique')),
    CONSTRAINT retention_class_reason_check CHECK (reason <> '')
);

CREATE INDEX retention_class_derived_from_image_id_idx
    ON lookalike.retention_class (derived_from_image_id);
