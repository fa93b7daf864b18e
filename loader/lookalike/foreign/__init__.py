"""Fingerprints that go from one archive to another; no image does."""
