
COMMENT ON TABLE lookalike.alembic_version IS 'The migration the tables are at; kept by Alembic.';
COMMENT ON COLUMN lookalike.alembic_version.version_num IS 'Number of the migration.';
