"""Catalogues: reads the rows of a file or query, and imports them as entries."""
