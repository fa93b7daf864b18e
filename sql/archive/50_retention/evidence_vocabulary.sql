-- All words that the rules of a policy may use. Every check of a rule reads this list.
CREATE OR REPLACE VIEW lookalike_detail.policy_vocabulary AS
SELECT 'column' AS kind,
       a.attname::text AS word,
       format_type(a.atttypid, NULL) AS type,
       col_description(a.attrelid, a.attnum) AS meaning
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = 'lookalike_detail.classification_evidence'::regclass AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT v.kind, v.word, v.type, v.meaning
FROM (VALUES
    ('function', 'coalesce', NULL, 'The first argument that is not null.'),
    ('function', 'greatest', NULL, 'The greatest argument.'),
    ('function', 'least', NULL, 'The least argument.'),
    ('function', 'length', 'integer', 'How many characters a text has.'),
    ('function', 'lower', 'text', 'A text in small letters.'),
    ('function', 'upper', 'text', 'A text in capitals.'),
    ('function', 'starts_with', 'boolean', 'Whether a text begins with another text.'),
    ('keyword', 'and', NULL, 'Both conditions are true.'),
    ('keyword', 'or', NULL, 'At least one condition is true.'),
    ('keyword', 'not', NULL, 'The condition is not true.'),
    ('keyword', 'in', NULL, 'The value is in a list.'),
    ('keyword', 'between', NULL, 'The value lies between two values, or equals one of them.'),
    ('keyword', 'like', NULL, 'A text is like a pattern: % stands for any characters, _ for one.'),
    ('keyword', 'ilike', NULL, 'The same as like, but upper and lower case are equal.'),
    ('keyword', 'is', NULL, 'The value is null, true or false.'),
    ('keyword', 'null', NULL, 'The value is not known.'),
    ('keyword', 'true', NULL, 'Always.'),
    ('keyword', 'false', NULL, 'Never.'),
    ('operator', '=', NULL, 'The values are equal.'),
    ('operator', '<>', NULL, 'The values differ.'),
    ('operator', '!=', NULL, 'The values differ.'),
    ('operator', '<', NULL, 'The first value is less.'),
    ('operator', '<=', NULL, 'The first value is less or equal.'),
    ('operator', '>', NULL, 'The first value is more.'),
    ('operator', '>=', NULL, 'The first value is more or equal.'),
    ('class', 'archival master', NULL, 'The one image of a cluster that is kept as the original.'),
    ('class', 'derivative', NULL, 'An image that was made of another image.'),
    ('class', 'identical copy', NULL, 'An image with the bytes or pixels of another image.'),
    ('class', 'archival copy of a published image', NULL, 'An image with exactly the published pixels, kept beside its archival master.'),
    ('class', 'possible duplicate', NULL, 'An image that resembles another image, without a proof.'),
    ('class', 'unique', NULL, 'An image that no other image resembles.'),
    ('class', 'other capture', NULL, 'A preservation master that was captured of the same object as another one: no derivative of it.'),
    ('class', 'original undetermined', NULL, 'An image of a cluster in which no image is certain to be the original.'),
    ('class', 'unclassified', NULL, 'An image that no rule can class yet.'),
    ('disposition', 'retain', NULL, 'The image is kept.'),
    ('disposition', 'transfer', NULL, 'The image goes to another keeper.'),
    ('disposition', 'quarantine', NULL, 'The image may be proposed for a quarantine plan. People approve the plan, and the image can be restored.'),
    ('disposition', 'review', NULL, 'A person must look at the image.')
) AS v (kind, word, type, meaning);
COMMENT ON VIEW lookalike_detail.policy_vocabulary IS 'All words that the rules of a policy may use: the columns, functions, keywords and operators of a predicate, and the classes and dispositions.';
COMMENT ON COLUMN lookalike_detail.policy_vocabulary.kind IS 'column, function, keyword, operator, class or disposition.';
COMMENT ON COLUMN lookalike_detail.policy_vocabulary.word IS 'The word.';
COMMENT ON COLUMN lookalike_detail.policy_vocabulary.type IS 'Type of a column, or of the result of a function; null where it depends on the arguments.';
COMMENT ON COLUMN lookalike_detail.policy_vocabulary.meaning IS 'Meaning of the word.';
