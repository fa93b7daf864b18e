-- SECURITY DEFINER: a steward changes the phrases only through these functions, which check and log.
CREATE OR REPLACE FUNCTION lookalike.add_rights_term(phrase text, category text, by text, reason text) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    wanted text := lookalike_internal.rights_phrase(coalesce(phrase, ''));
    former lookalike_internal.rights_term;
BEGIN
    IF wanted = '' THEN
        RAISE EXCEPTION 'no phrase is given'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'Without spaces and punctuation, nothing is left of the phrase.',
                  HINT = 'Give words as they are written in statements.';
    END IF;
    IF category IS NULL OR category NOT IN ('public domain', 'no known copyright', 'open licence', 'in copyright',
                                            'all rights reserved', 'restricted', 'undetermined') THEN
        RAISE EXCEPTION 'unknown category of rights "%"', category
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use public domain, no known copyright, open licence, in copyright, all rights reserved, restricted or undetermined.';
    END IF;
    PERFORM lookalike_internal.lock_guards();
    SELECT t.* INTO former FROM lookalike_internal.rights_term t WHERE t.phrase = wanted;
    IF FOUND THEN
        RAISE EXCEPTION 'there is a phrase "%" already', former.written
            USING ERRCODE = 'duplicate_object',
                  DETAIL = format('%s added it as "%s": %s', former.added_by, former.category, former.reason),
                  HINT = 'Take it away with remove_rights_term() first.';
    END IF;
    INSERT INTO lookalike_internal.rights_term (phrase, written, category, added_by, reason)
    VALUES (wanted, btrim(phrase), category, this_person, this_reason);
    PERFORM lookalike_internal.record_event(
        'add rights term', this_person, 'rights term', wanted,
        jsonb_build_object('written', btrim(phrase), 'category', category, 'reason', this_reason));
    RETURN wanted;
END
$$;
COMMENT ON FUNCTION lookalike.add_rights_term(text, text, text, text) IS
    'Adds a phrase that statements of rights use, with the category that it says, and returns the phrase as it is looked for. It outranks the rules of rights_category().';

CREATE OR REPLACE FUNCTION lookalike.remove_rights_term(phrase text, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    former lookalike_internal.rights_term;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    DELETE FROM lookalike_internal.rights_term t
    WHERE t.phrase = lookalike_internal.rights_phrase(coalesce(phrase, ''))
    RETURNING t.* INTO former;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no phrase "%"', phrase
            USING ERRCODE = 'undefined_object',
                  HINT = 'SELECT * FROM lookalike_detail.rights_term lists the phrases.';
    END IF;
    PERFORM lookalike_internal.record_event(
        'remove rights term', this_person, 'rights term', former.phrase,
        jsonb_build_object('written', former.written, 'category', former.category, 'reason', this_reason));
END
$$;
COMMENT ON FUNCTION lookalike.remove_rights_term(text, text, text) IS
    'Takes away a phrase that add_rights_term() added.';

CREATE OR REPLACE VIEW lookalike_detail.rights_term AS
SELECT t.written AS phrase, t.category, t.added_by, t.reason, t.added_at
FROM lookalike_internal.rights_term t;
COMMENT ON VIEW lookalike_detail.rights_term IS 'Phrases in statements of rights that people added, with the category that each says.';
COMMENT ON COLUMN lookalike_detail.rights_term.phrase IS 'The phrase, as it was written.';
COMMENT ON COLUMN lookalike_detail.rights_term.category IS 'public domain, no known copyright, open licence, in copyright, all rights reserved, restricted, or undetermined for a phrase that says nothing about rights.';
COMMENT ON COLUMN lookalike_detail.rights_term.added_by IS 'The person who added it.';
COMMENT ON COLUMN lookalike_detail.rights_term.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_detail.rights_term.added_at IS 'When it was added.';
