-- A path that a scan stores is relative: no part of it is empty, . or .. ; a problem of the folder itself is at ".".
ALTER TABLE lookalike_internal.image ADD CONSTRAINT image_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)');
ALTER TABLE lookalike_internal.scan_problem ADD CONSTRAINT scan_problem_path_check CHECK (path = '.' OR path !~ '(^|/)[.]{0,2}(/|$)');
ALTER TABLE lookalike_internal.quarantine_item ADD CONSTRAINT quarantine_item_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)');
