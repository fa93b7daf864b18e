COPY pg_temp.scanned_problem
(path, problem, message, is_scanned, byte_size, modified_at)
FROM STDIN (FORMAT binary)
