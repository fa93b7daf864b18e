-- A scan can leave files out.
COMMENT ON COLUMN lookalike_internal.image.missing_since IS
    'When a scan first missed the image, or left it out by a pattern; null while it is present.';
COMMENT ON TABLE lookalike_internal.scan_problem IS
    'Files that could not be scanned, or only with a remark, and files and folders that a pattern leaves out; read them through the view scan_problem.';
COMMENT ON COLUMN lookalike_internal.scan_problem.byte_size IS 'Size of the file in bytes, where it is known; null for a folder.';
