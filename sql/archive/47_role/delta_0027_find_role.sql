-- find_role() took their place.
DROP FUNCTION IF EXISTS lookalike_internal.declared_for(integer, text);
DROP FUNCTION IF EXISTS lookalike_internal.catalogued_role(bigint);
DROP FUNCTION IF EXISTS lookalike_internal.embedded_role(jsonb);
