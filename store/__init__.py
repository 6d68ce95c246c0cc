"""The clinic's store: verified DuckDB snapshots beside a small SQLite book of records."""
