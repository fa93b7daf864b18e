-- How an event is sealed. Its ten fields follow each other, each as its length in bytes, a colon, its
-- text and a comma; a null is "-,". So no text can pass for another field. Times are in UTC with
-- microseconds, and detail is what jsonb prints. The hash is over the bytes of the hash before (no
-- bytes for the first event) and this text in UTF-8. Logs are kept for decades: this never changes.
CREATE OR REPLACE FUNCTION lookalike_internal.seal_field(field text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(octet_length(field)::text || ':' || field || ',', '-,');
COMMENT ON FUNCTION lookalike_internal.seal_field(text) IS
    'A field as it goes into the hash of an event: length in bytes, colon, text, comma; "-," for null.';

CREATE OR REPLACE FUNCTION lookalike_internal.hash_event(e lookalike_internal.event) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(coalesce((e).previous_hash, ''::bytea) || convert_to(
    lookalike_internal.seal_field((e).event_id::text)
    || lookalike_internal.seal_field(to_char((e).happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || lookalike_internal.seal_field((e).action)
    || lookalike_internal.seal_field((e).event_type)
    || lookalike_internal.seal_field((e).done_by)
    || lookalike_internal.seal_field((e).database_role)
    || lookalike_internal.seal_field((e).object_type)
    || lookalike_internal.seal_field((e).object_id)
    || lookalike_internal.seal_field((e).outcome)
    || lookalike_internal.seal_field((e).detail::text), 'UTF8'));
COMMENT ON FUNCTION lookalike_internal.hash_event(lookalike_internal.event) IS
    'The SHA-256 that seals an event: over the hash before it and its ten fields, each with its length.';
