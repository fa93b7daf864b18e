-- Stateful: run once by a migration. Policies as rules, and what is to be classified.

ALTER TABLE lookalike.retention_policy
    ADD COLUMN created_by text NOT NULL DEFAULT session_user,
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT clock_timestamp();

CREATE TABLE lookalike.retention_rule (
    policy_id integer NOT NULL,
    priority integer NOT NULL,
    name text NOT NULL,
    predicate text NOT NULL,
    class text NOT NULL,
    disposition text NOT NULL,
    authority text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT retention_rule_pkey PRIMARY KEY (policy_id, priority),
    CONSTRAINT retention_rule_name_key UNIQUE (policy_id, name),
    CONSTRAINT retention_rule_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES lookalike.retention_policy,
    CONSTRAINT retention_rule_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified')),
    CONSTRAINT retention_rule_disposition_check CHECK (
        disposition IN ('retain', 'transfer', 'quarantine', 'review')),
    CONSTRAINT retention_rule_text_check CHECK (name <> '' AND predicate <> '' AND authority <> '' AND reason <> '')
);

-- The latest row says which policy is in use.
CREATE TABLE lookalike.policy_application (
    application_id bigint GENERATED ALWAYS AS IDENTITY,
    policy_id integer NOT NULL,
    applied_by text NOT NULL DEFAULT session_user,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT policy_application_pkey PRIMARY KEY (application_id),
    CONSTRAINT policy_application_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES lookalike.retention_policy
);

-- Policies and runs of classification are never deleted; to look them up for every one of a million
-- images that is classified takes as long as to say why it has its class.
ALTER TABLE lookalike.retention_class
    DROP CONSTRAINT retention_class_policy_id_fkey,
    DROP CONSTRAINT retention_class_run_id_fkey,
    ADD COLUMN disposition text NOT NULL DEFAULT 'review',
    ADD COLUMN authority text NOT NULL DEFAULT '',
    ADD COLUMN derivation text,
    DROP CONSTRAINT retention_class_class_check,
    ADD CONSTRAINT retention_class_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified')),
    ADD CONSTRAINT retention_class_disposition_check CHECK (
        disposition IN ('retain', 'transfer', 'quarantine', 'review')),
    ADD CONSTRAINT retention_class_derivation_check CHECK (derivation IN ('isFormatOf', 'isVersionOf'));

-- Filled by triggers. Rows are only added, and an image may be in many, as in lookalike.unclustered.
CREATE TABLE lookalike.unclassified (
    image_id bigint NOT NULL
);
