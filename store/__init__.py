"""DuckDB snapshots, the book of records, SQL (one question per file) and typed readers."""
