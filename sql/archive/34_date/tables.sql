-- State, as it is today: words in dates that people add. A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.date_word (
    word text NOT NULL,
    written text NOT NULL,
    meaning text NOT NULL,
    added_by text NOT NULL,
    reason text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT date_word_pkey PRIMARY KEY (word),
    CONSTRAINT date_word_word_check CHECK (word <> '')
);
COMMENT ON TABLE lookalike_internal.date_word IS 'Words in dates that people added, with the English word that each means.';
COMMENT ON COLUMN lookalike_internal.date_word.word IS 'The word as it is looked for, in small letters.';
COMMENT ON COLUMN lookalike_internal.date_word.written IS 'The word as it was written.';
COMMENT ON COLUMN lookalike_internal.date_word.meaning IS 'The English word that it means, one of those of view date_word; or an era, such as era 1911, of which 1912 is the first year.';
COMMENT ON COLUMN lookalike_internal.date_word.added_by IS 'The person who added it.';
COMMENT ON COLUMN lookalike_internal.date_word.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.date_word.added_at IS 'When it was added.';

CREATE TABLE lookalike_internal.date_reading (
    version integer NOT NULL,
    CONSTRAINT date_reading_pkey PRIMARY KEY (version)
);
COMMENT ON TABLE lookalike_internal.date_reading IS 'One row: how the dates of all entries were read last.';
COMMENT ON COLUMN lookalike_internal.date_reading.version IS 'Version of the rules by which they were read.';
