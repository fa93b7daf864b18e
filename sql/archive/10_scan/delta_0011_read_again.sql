-- What one set of libraries could not read is read again with another.
ALTER TABLE lookalike_internal.scan_problem
    ADD COLUMN method_id integer,
    ADD CONSTRAINT scan_problem_method_id_fkey FOREIGN KEY (method_id) REFERENCES lookalike_internal.fingerprint_method;
COMMENT ON COLUMN lookalike_internal.scan_problem.method_id IS
    'With which libraries the file was read; null where an earlier version read it. Under other libraries it is read again.';
