-- State, as it is today: retention policies, and the class of each image.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.retention_policy (
    policy_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    version integer NOT NULL,
    description text NOT NULL,
    created_by text NOT NULL DEFAULT session_user,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT retention_policy_pkey PRIMARY KEY (policy_id),
    CONSTRAINT retention_policy_name_version_key UNIQUE (name, version)
);
COMMENT ON TABLE lookalike_internal.retention_policy IS 'Retention policies by name and version; a version never changes.';
COMMENT ON COLUMN lookalike_internal.retention_policy.policy_id IS 'Number of the policy version.';
COMMENT ON COLUMN lookalike_internal.retention_policy.name IS 'Name of the policy.';
COMMENT ON COLUMN lookalike_internal.retention_policy.version IS 'Its version.';
COMMENT ON COLUMN lookalike_internal.retention_policy.description IS 'Summary of the policy in words.';
COMMENT ON COLUMN lookalike_internal.retention_policy.created_by IS 'Name of the person who added it; installation for the default policy.';
COMMENT ON COLUMN lookalike_internal.retention_policy.created_at IS 'When it was added.';

CREATE TABLE lookalike_internal.retention_rule (
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
    CONSTRAINT retention_rule_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES lookalike_internal.retention_policy,
    CONSTRAINT retention_rule_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified', 'original undetermined', 'other capture')),
    CONSTRAINT retention_rule_disposition_check CHECK (
        disposition IN ('retain', 'transfer', 'quarantine', 'review')),
    CONSTRAINT retention_rule_text_check CHECK (name <> '' AND predicate <> '' AND authority <> '' AND reason <> '')
);
COMMENT ON TABLE lookalike_internal.retention_rule IS 'The rules of the policies. For an image, the rule with the lowest priority whose predicate is true applies.';
COMMENT ON COLUMN lookalike_internal.retention_rule.policy_id IS 'The policy version.';
COMMENT ON COLUMN lookalike_internal.retention_rule.priority IS 'Place of the rule in the policy; lower numbers come first.';
COMMENT ON COLUMN lookalike_internal.retention_rule.name IS 'Name of the rule.';
COMMENT ON COLUMN lookalike_internal.retention_rule.predicate IS 'The condition of the rule, on the columns of classification_evidence.';
COMMENT ON COLUMN lookalike_internal.retention_rule.class IS 'The class that the rule gives.';
COMMENT ON COLUMN lookalike_internal.retention_rule.disposition IS 'The proposed disposition: retain, transfer, quarantine or review.';
COMMENT ON COLUMN lookalike_internal.retention_rule.authority IS 'The authority for the disposition, such as a retention schedule.';
COMMENT ON COLUMN lookalike_internal.retention_rule.reason IS 'Template of the reason; {column} stands for a column of classification_evidence.';

-- The latest row says which policy is in use.
CREATE TABLE lookalike_internal.policy_application (
    application_id bigint GENERATED ALWAYS AS IDENTITY,
    policy_id integer NOT NULL,
    applied_by text NOT NULL DEFAULT session_user,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT policy_application_pkey PRIMARY KEY (application_id),
    CONSTRAINT policy_application_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES lookalike_internal.retention_policy
);
COMMENT ON TABLE lookalike_internal.policy_application IS 'When each policy version was taken into use; the latest row is the policy in use.';
COMMENT ON COLUMN lookalike_internal.policy_application.application_id IS 'Number of the application.';
COMMENT ON COLUMN lookalike_internal.policy_application.policy_id IS 'The policy version.';
COMMENT ON COLUMN lookalike_internal.policy_application.applied_by IS 'Name of the person who took it into use; installation for the default policy.';
COMMENT ON COLUMN lookalike_internal.policy_application.applied_at IS 'When the version was taken into use.';

-- No foreign keys to policies and runs, which are never deleted: to check them for a million images takes as
-- long as to write the reasons.
CREATE TABLE lookalike_internal.retention_class (
    image_id bigint NOT NULL,
    class text NOT NULL,
    rule text NOT NULL,
    reason text NOT NULL,
    derived_from_image_id bigint,
    policy_id integer NOT NULL,
    run_id bigint NOT NULL,
    disposition text NOT NULL DEFAULT 'review',
    authority text NOT NULL DEFAULT '',
    derivation text,
    is_other_record boolean NOT NULL DEFAULT false,
    CONSTRAINT retention_class_pkey PRIMARY KEY (image_id),
    CONSTRAINT retention_class_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT retention_class_derived_from_image_id_fkey FOREIGN KEY (derived_from_image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT retention_class_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified', 'original undetermined', 'other capture')),
    CONSTRAINT retention_class_reason_check CHECK (reason <> ''),
    CONSTRAINT retention_class_disposition_check CHECK (
        disposition IN ('retain', 'transfer', 'quarantine', 'review')),
    CONSTRAINT retention_class_derivation_check CHECK (derivation IN ('isFormatOf', 'isVersionOf'))
);
COMMENT ON TABLE lookalike_internal.retention_class IS 'The class of each image, with the rule that gave it and the reason in words.';
COMMENT ON COLUMN lookalike_internal.retention_class.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.retention_class.class IS 'archival master, derivative, identical copy, archival copy of a published image, other capture, original undetermined, possible duplicate, unique or unclassified.';
COMMENT ON COLUMN lookalike_internal.retention_class.rule IS 'Rule of the policy that gave the class.';
COMMENT ON COLUMN lookalike_internal.retention_class.reason IS 'The reason in words.';
COMMENT ON COLUMN lookalike_internal.retention_class.derived_from_image_id IS 'The image that it is a copy or derivative of.';
COMMENT ON COLUMN lookalike_internal.retention_class.policy_id IS 'Policy version that gave the class.';
COMMENT ON COLUMN lookalike_internal.retention_class.disposition IS 'The disposition that the rule proposes: retain, transfer, quarantine or review. Guards outrank it.';
COMMENT ON COLUMN lookalike_internal.retention_class.authority IS 'The authority for the disposition.';
COMMENT ON COLUMN lookalike_internal.retention_class.derivation IS 'How the image derives from its source, where bytes or pixels prove it: isFormatOf or isVersionOf.';
COMMENT ON COLUMN lookalike_internal.retention_class.is_other_record IS 'Whether the image belongs to a record to which no image of a better rank belongs; such an image is not redundant.';
COMMENT ON COLUMN lookalike_internal.retention_class.run_id IS 'Classify run that gave the class.';
CREATE INDEX retention_class_derived_from_image_id_idx
    ON lookalike_internal.retention_class (derived_from_image_id);

-- Triggers add rows. One image may have many rows, as in lookalike_internal.unclustered.
CREATE TABLE lookalike_internal.unclassified (
    image_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.unclassified IS 'Images that a change concerns since the last classification. An image may have several rows.';
COMMENT ON COLUMN lookalike_internal.unclassified.image_id IS 'The image; a deleted image may be here, too.';
