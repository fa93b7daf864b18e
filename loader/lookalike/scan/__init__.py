"""Turn a folder of image files into records of what each one is and what it looks like.

`walk` lists files, `fingerprint` reads one file, `run` does so on all cores.
"""
