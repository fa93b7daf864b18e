"""Pages that people print and sign: about a plan, and about the archive."""
