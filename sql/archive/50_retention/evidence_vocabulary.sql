-- All that the rules of a policy may say, written once: whoever checks a rule reads it here.
CREATE OR REPLACE VIEW lookalike.policy_vocabulary AS
SELECT 'column' AS kind,
       a.attname::text AS word,
       format_type(a.atttypid, NULL) AS type,
       col_description(a.attrelid, a.attnum) AS meaning
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = 'lookalike.classification_evidence'::regclass AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT v.kind, v.word, v.type, v.meaning
FROM (VALUES
    ('function', 'coalesce', NULL, 'The first of its arguments that is not null.'),
    ('function', 'greatest', NULL, 'The greatest of its arguments.'),
    ('function', 'least', NULL, 'The least of its arguments.'),
    ('function', 'length', 'integer', 'How many characters a text has.'),
    ('function', 'lower', 'text', 'A text in small letters.'),
    ('function', 'upper', 'text', 'A text in capitals.'),
    ('function', 'starts_with', 'boolean', 'Whether a text begins with another.'),
    ('keyword', 'and', NULL, 'Both hold.'),
    ('keyword', 'or', NULL, 'One of two holds.'),
    ('keyword', 'not', NULL, 'It does not hold.'),
    ('keyword', 'in', NULL, 'It is one of a list.'),
    ('keyword', 'between', NULL, 'It lies between two values, or is one of them.'),
    ('keyword', 'like', NULL, 'A text is like a pattern: % stands for any characters, _ for one.'),
    ('keyword', 'ilike', NULL, 'The same, whatever the case of letters.'),
    ('keyword', 'is', NULL, 'It is null, true or false.'),
    ('keyword', 'null', NULL, 'No value is known.'),
    ('keyword', 'true', NULL, 'Always.'),
    ('keyword', 'false', NULL, 'Never.'),
    ('operator', '=', NULL, 'They are equal.'),
    ('operator', '<>', NULL, 'They differ.'),
    ('operator', '!=', NULL, 'They differ.'),
    ('operator', '<', NULL, 'It is less.'),
    ('operator', '<=', NULL, 'It is less or equal.'),
    ('operator', '>', NULL, 'It is more.'),
    ('operator', '>=', NULL, 'It is more or equal.'),
    ('class', 'archival master', NULL, 'The one image of a cluster that is kept as the original.'),
    ('class', 'derivative', NULL, 'An image that was made of another.'),
    ('class', 'identical copy', NULL, 'An image with the bytes or pixels of another.'),
    ('class', 'archival copy of a published image', NULL, 'An image with the very pixels that were published, beside its archival master.'),
    ('class', 'possible duplicate', NULL, 'An image that resembles another, without a proof.'),
    ('class', 'unique', NULL, 'An image that nothing resembles.'),
    ('class', 'unclassified', NULL, 'An image that nothing can be said of yet.'),
    ('disposition', 'retain', NULL, 'It is kept.'),
    ('disposition', 'transfer', NULL, 'It is to go to another keeper.'),
    ('disposition', 'quarantine', NULL, 'It may be proposed for a quarantine plan; people approve it, and it can be restored.'),
    ('disposition', 'review', NULL, 'People are to look at it.')
) AS v (kind, word, type, meaning);
COMMENT ON VIEW lookalike.policy_vocabulary IS 'All that the rules of a policy may say: the columns, functions, keywords and operators of a predicate, and the classes and dispositions.';
COMMENT ON COLUMN lookalike.policy_vocabulary.kind IS 'column, function, keyword, operator, class or disposition.';
COMMENT ON COLUMN lookalike.policy_vocabulary.word IS 'The word.';
COMMENT ON COLUMN lookalike.policy_vocabulary.type IS 'Type of a column, or of what a function gives; null where it depends on the arguments.';
COMMENT ON COLUMN lookalike.policy_vocabulary.meaning IS 'What it means.';
