"""Quarantine: files of an approved plan are moved out of the archive, and can all be put back.

The one package that touches image files. `move` moves one file from one place to another so that a
kill at any point loses and doubles nothing; `run` does so for a plan, with the database as journal.
"""
