-- Disposal authorities, and the dates by which they are due.
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

ALTER TABLE lookalike_internal.retention_class
    ADD COLUMN due_on date,
    ADD COLUMN due_authority text,
    ADD COLUMN due_action text,
    ADD COLUMN changes_on date;
COMMENT ON COLUMN lookalike_internal.retention_class.due_on IS 'The day on which the period of the disposal authority ends for this image; null without an authority, where the date to count from is not known, and for images that are kept for good.';
COMMENT ON COLUMN lookalike_internal.retention_class.due_authority IS 'Code of that authority: the authority that the rule names, or else the authority of the series; several codes are joined by semicolons.';
COMMENT ON COLUMN lookalike_internal.retention_class.due_action IS 'The action of that authority: retain, review, transfer or set aside. Several authorities with other actions give review.';
COMMENT ON COLUMN lookalike_internal.retention_class.changes_on IS 'The next day on which a fact that the policy in use counts in years or by a due date is another one; null without such a fact.';
-- What becomes due, and what has to be classified again because a day has come.
CREATE INDEX retention_class_due_on_idx ON lookalike_internal.retention_class (due_on) WHERE due_on IS NOT NULL;
CREATE INDEX retention_class_changes_on_idx ON lookalike_internal.retention_class (changes_on) WHERE changes_on IS NOT NULL;

-- Functions that take a date now.
DROP PROCEDURE IF EXISTS lookalike.classify_images(boolean);
DROP FUNCTION IF EXISTS lookalike_internal.take_unclassified(boolean);
DROP FUNCTION IF EXISTS lookalike_internal.compile_rules(jsonb);
