-- Alembic makes and keeps this table.
COMMENT ON TABLE lookalike_internal.alembic_version IS 'The last migration of the tables; kept by Alembic.';
COMMENT ON COLUMN lookalike_internal.alembic_version.version_num IS 'Number of the migration.';
