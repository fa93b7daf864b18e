-- The time is in the name, as PostgreSQL keeps none of a database.
SELECT format('lookalike_evaluate_%s_%s', to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS'),
              left(md5(gen_random_uuid()::text), 8)) AS name
