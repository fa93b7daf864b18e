-- Another capture of the same object has a class of its own. rank_members() says the role, so the old one has to go;
-- delta_0014 took away the function that called it.
ALTER TABLE lookalike_internal.retention_rule DROP CONSTRAINT retention_rule_class_check;
ALTER TABLE lookalike_internal.retention_rule ADD CONSTRAINT retention_rule_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified', 'original undetermined', 'other capture'));
ALTER TABLE lookalike_internal.retention_class DROP CONSTRAINT retention_class_class_check;
ALTER TABLE lookalike_internal.retention_class ADD CONSTRAINT retention_class_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified', 'original undetermined', 'other capture'));
COMMENT ON COLUMN lookalike_internal.retention_class.class IS 'archival master, derivative, identical copy, archival copy of a published image, other capture, original undetermined, possible duplicate, unique or unclassified.';
DROP FUNCTION IF EXISTS lookalike_internal.rank_members(integer[]);
