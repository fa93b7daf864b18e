-- State, as it is today: what words about rights mean in this archive, and captions that people found wrong.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.rights_term (
    phrase text NOT NULL,
    written text NOT NULL,
    category text NOT NULL,
    added_by text NOT NULL,
    reason text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT rights_term_pkey PRIMARY KEY (phrase),
    CONSTRAINT rights_term_phrase_check CHECK (phrase <> ''),
    CONSTRAINT rights_term_category_check CHECK (category IN (
        'public domain', 'no known copyright', 'open licence', 'in copyright', 'all rights reserved', 'restricted',
        'undetermined'))
);
COMMENT ON TABLE lookalike_internal.rights_term IS 'Phrases that people added, with the category of rights that each says.';
COMMENT ON COLUMN lookalike_internal.rights_term.phrase IS 'The phrase as it is looked for: without case, punctuation and diacritics.';
COMMENT ON COLUMN lookalike_internal.rights_term.written IS 'The phrase as it was written.';
COMMENT ON COLUMN lookalike_internal.rights_term.category IS
    'The category of rights: public domain, no known copyright, open licence, in copyright, all rights reserved, restricted or undetermined.';
COMMENT ON COLUMN lookalike_internal.rights_term.added_by IS 'The person who added it.';
COMMENT ON COLUMN lookalike_internal.rights_term.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.rights_term.added_at IS 'When it was added.';

CREATE TABLE lookalike_internal.wrong_caption (
    decision_id bigint GENERATED ALWAYS AS IDENTITY,
    entry_id bigint NOT NULL,
    field text NOT NULL,
    caption text NOT NULL,
    right_caption text,
    decided_by text NOT NULL,
    reason text NOT NULL,
    database_role text NOT NULL DEFAULT session_user,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT wrong_caption_pkey PRIMARY KEY (decision_id),
    CONSTRAINT wrong_caption_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT wrong_caption_field_check CHECK (field IN ('title', 'description')),
    CONSTRAINT wrong_caption_decided_by_check CHECK (btrim(decided_by) <> ''),
    CONSTRAINT wrong_caption_reason_check CHECK (btrim(reason) <> '')
);
COMMENT ON TABLE lookalike_internal.wrong_caption IS 'Decisions of people that a caption is wrong; rows are only added.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.decision_id IS 'Number of the decision; a later one is higher.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.entry_id IS 'The entry with the caption.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.field IS 'title or description.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.caption IS 'The wrong caption.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.right_caption IS 'The right caption, if the person gave it.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.decided_by IS 'Name of the person who decided.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike_internal.wrong_caption.decided_at IS 'When the person decided.';
CREATE INDEX wrong_caption_entry_id_idx ON lookalike_internal.wrong_caption (entry_id);
