"""What is about one picture: to decode it, to look at its pixels, to hash it and to edit it.

The stages stand on this package, and it imports none of them.
"""
