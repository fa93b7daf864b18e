SELECT extract(epoch FROM s.setting::bigint * interval '1 millisecond')
FROM pg_settings AS s WHERE s.name = 'deadlock_timeout'
