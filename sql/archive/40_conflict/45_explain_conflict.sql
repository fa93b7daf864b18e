CREATE OR REPLACE FUNCTION lookalike_internal.explain_conflict(
    field text, is_serious boolean, is_contradiction boolean, is_licensed_otherwise boolean, categories text[]
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN is_contradiction AND cardinality(categories) > 1 THEN
        -- No known copyright and public domain do not exclude each other.
        array_to_string(CASE WHEN 'public domain' = ANY (categories) THEN array_remove(categories, 'no known copyright')
                             ELSE categories END, ' against ')
        || CASE WHEN is_serious THEN '' ELSE ', perhaps under different laws' END
    WHEN is_serious THEN CASE field
        WHEN 'rights holder' THEN 'different holders'
        WHEN 'period' THEN 'one has ended, and another has not'
        WHEN 'embargo' THEN 'under embargo, and published or free to use'
        ELSE CASE WHEN is_licensed_otherwise THEN 'different licences' ELSE 'different restrictions' END END
    ELSE CASE field
        WHEN 'licence' THEN 'different terms, not all of which could be read'
        WHEN 'licensor' THEN 'different licensors'
        WHEN 'licence reference' THEN 'different numbers of licences'
        WHEN 'territory' THEN 'different places that overlap'
        WHEN 'period' THEN 'different times that overlap'
        WHEN 'embargo' THEN 'different ends of the embargo'
        WHEN 'web statement' THEN 'different pages'
        ELSE format('a statement that could not be read against %s', array_to_string(categories, ', ')) END END;
COMMENT ON FUNCTION lookalike_internal.explain_conflict(text, boolean, boolean, boolean, text[]) IS
    'The conflict of a field of rights in words.';
