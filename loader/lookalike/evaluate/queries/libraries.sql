SELECT DISTINCT l.key AS name, l.value AS version
FROM lookalike_internal.fingerprint_method m, jsonb_each_text(m.libraries) l
WHERE l.value <> 'none'
ORDER BY name
