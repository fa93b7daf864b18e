"""Proving on the pixels that one image is a copy of another, and saying how they relate."""
