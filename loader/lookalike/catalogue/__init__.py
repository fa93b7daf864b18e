"""Catalogues: what is read from a file or a query, and how it becomes entries."""
