-- The table is Alembic's.
COMMENT ON TABLE lookalike_internal.alembic_version IS 'The migration the tables are at; kept by Alembic.';
COMMENT ON COLUMN lookalike_internal.alembic_version.version_num IS 'Number of the migration.';
