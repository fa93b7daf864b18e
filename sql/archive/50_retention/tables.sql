-- State, as it is today: retention policies, disposal authorities, and the class of each image.
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

CREATE TABLE lookalike_internal.disposal_authority (
    authority_id integer GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL,
    series text,
    trigger text,
    period interval,
    action text NOT NULL,
    issued_by text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_by text,
    ended_reason text,
    CONSTRAINT disposal_authority_pkey PRIMARY KEY (authority_id),
    CONSTRAINT disposal_authority_code_valid_from_key UNIQUE (code, valid_from),
    CONSTRAINT disposal_authority_text_check CHECK (code <> '' AND series <> '' AND issued_by <> ''),
    CONSTRAINT disposal_authority_trigger_check CHECK (trigger IN ('closed', 'created', 'published')),
    CONSTRAINT disposal_authority_period_check CHECK (
        period >= '0' AND period <= '1000 years' AND date_trunc('day', period) = period),
    CONSTRAINT disposal_authority_action_check CHECK (action IN ('retain', 'review', 'transfer', 'set aside')),
    -- What is kept for good has no period.
    CONSTRAINT disposal_authority_retain_check CHECK (
        CASE WHEN action = 'retain' THEN num_nonnulls(trigger, period) = 0 ELSE num_nulls(trigger, period) = 0 END),
    CONSTRAINT disposal_authority_valid_check CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE lookalike_internal.disposal_authority IS 'Authorities that say how long images are kept, and what happens then.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.authority_id IS 'Number of the authority.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.code IS 'Code by which people and policies name it.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.series IS 'Series of records that it covers, as catalogue entries write it; null for an authority that only rules name.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.trigger IS 'The date from which the period counts: closed, created or published; null where images are kept for good.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.period IS 'How long images are kept from that date; null where they are kept for good.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.action IS 'The action when the period ends: retain (for good), review, transfer or set aside.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.issued_by IS 'Name of the person or office that issued it.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.valid_from IS 'The first day on which it is in force.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.valid_to IS 'The last day on which it is in force; null if no end is known.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.added_by IS 'Name of the person who added it.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.added_at IS 'When it was added.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.ended_by IS 'Name of the person who ended it; null if nobody did.';
COMMENT ON COLUMN lookalike_internal.disposal_authority.ended_reason IS 'Reason of that person.';

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
    due_on date,
    due_authority text,
    due_action text,
    changes_on date,
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
COMMENT ON COLUMN lookalike_internal.retention_class.due_on IS 'The day on which the period of the disposal authority ends for this image; null without an authority, where the date to count from is not known, and for images that are kept for good.';
COMMENT ON COLUMN lookalike_internal.retention_class.due_authority IS 'Code of that authority: the authority that the rule names, or else the authority of the series; several codes are joined by semicolons.';
COMMENT ON COLUMN lookalike_internal.retention_class.due_action IS 'The action of that authority: retain, review, transfer or set aside. Several authorities with other actions give review.';
COMMENT ON COLUMN lookalike_internal.retention_class.changes_on IS 'The next day on which a fact that the policy in use counts in years or by a due date is another one; null without such a fact.';
COMMENT ON COLUMN lookalike_internal.retention_class.run_id IS 'Classify run that gave the class.';
CREATE INDEX retention_class_derived_from_image_id_idx
    ON lookalike_internal.retention_class (derived_from_image_id);
-- What becomes due, and what has to be classified again because a day has come.
CREATE INDEX retention_class_due_on_idx ON lookalike_internal.retention_class (due_on) WHERE due_on IS NOT NULL;
CREATE INDEX retention_class_changes_on_idx ON lookalike_internal.retention_class (changes_on) WHERE changes_on IS NOT NULL;

-- Triggers add rows. One image may have many rows, as in lookalike_internal.unclustered.
CREATE TABLE lookalike_internal.unclassified (
    image_id bigint NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT unclassified_pkey PRIMARY KEY (image_id, change_id)
);
COMMENT ON TABLE lookalike_internal.unclassified IS 'Images that a change concerns since the last classification. An image may have several rows.';
COMMENT ON COLUMN lookalike_internal.unclassified.image_id IS 'The image; a deleted image may be here, too.';
COMMENT ON COLUMN lookalike_internal.unclassified.change_id IS 'Number of the row, as an image may have several.';
