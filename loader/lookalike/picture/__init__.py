"""Work on one picture: to decode it, to read its pixels, to hash it and to edit it.

The stages use this package, and it does not import any of them.
"""
