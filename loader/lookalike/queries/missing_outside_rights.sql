SELECT missing, min(consequence), string_agg(quote_ident(role), ', ' ORDER BY role)
FROM lookalike_internal.missing_outside_rights()
GROUP BY missing
ORDER BY missing
