"""Makes a record of each image file in a folder: what it is and what it looks like.

`walk` lists files, `fingerprint` reads one file, `run` does so on all cores.
"""
