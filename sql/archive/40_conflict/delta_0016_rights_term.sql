-- Phrases about rights that people add.
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
