SELECT format('lookalike, %s, pg_temp', extnamespace::regnamespace)
FROM pg_extension
WHERE extname = 'vector'
