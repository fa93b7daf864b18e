"""Proofs that do not trust the database: its log, its functions, and the bytes of the files."""
