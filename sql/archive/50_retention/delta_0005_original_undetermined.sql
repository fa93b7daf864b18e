ALTER TABLE lookalike_internal.retention_rule DROP CONSTRAINT retention_rule_class_check;
ALTER TABLE lookalike_internal.retention_rule ADD CONSTRAINT retention_rule_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified', 'original undetermined'));
ALTER TABLE lookalike_internal.retention_class DROP CONSTRAINT retention_class_class_check;
ALTER TABLE lookalike_internal.retention_class ADD CONSTRAINT retention_class_class_check CHECK (class IN (
        'archival master', 'derivative', 'identical copy', 'archival copy of a published image',
        'possible duplicate', 'unique', 'unclassified', 'original undetermined'));
COMMENT ON COLUMN lookalike_internal.retention_class.class IS 'archival master, derivative, identical copy, archival copy of a published image, original undetermined, possible duplicate, unique or unclassified.';
-- No lineage is known yet, so what rests on it must be classified again.
INSERT INTO lookalike_internal.unclassified (image_id) SELECT m.image_id FROM lookalike_internal.cluster_member m;
