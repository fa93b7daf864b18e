SELECT l.person, l.ends_at, l.person = btrim(%(by)s) AS is_mine,
       greatest(extract(epoch FROM l.ends_at - clock_timestamp()), 0)::integer AS seconds
FROM lookalike.lease_case(%(by)s, %(a)s, %(b)s, %(cluster)s) l
