"""A query against a hospital database: pulled page by page, each page read like any table."""
