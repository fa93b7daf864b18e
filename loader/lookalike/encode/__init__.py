"""Local codes: 64 bits for each of the strongest corners of a picture.

A crop, a mirrored copy and a copy with a caption share corners with their original. Codes of such
corners differ in a few bits, so pictures that share them are found by their codes alone.
"""

from lookalike.encode.codes import LocalCodes, find_codes

__all__ = ["LocalCodes", "find_codes"]
