"""The facts of an archive as Parquet files, and views over them for DuckDB and Spark."""
