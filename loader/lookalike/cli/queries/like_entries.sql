-- Which entries a person may have meant: those whose ids begin in the same way, and some others.
SELECT lookalike_internal.did_you_mean(
    regexp_replace(%(entry)s, '^.*:', ''), array_agg(e.external_id ORDER BY e.external_id)) AS hint
FROM (
    (SELECT external_id FROM lookalike_internal.catalogue_entry
     WHERE starts_with(external_id, left(regexp_replace(%(entry)s, '^.*:', ''), 3)) LIMIT 3000)
    UNION
    (SELECT external_id FROM lookalike_internal.catalogue_entry LIMIT 2000)
) e
