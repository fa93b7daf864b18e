"""Loads what workers need, with the machine code of compiled functions, when it is imported.

The process that forks workers imports this module once; so a worker has all of it from its start.
A worker that is no fork imports it before its first item: no time limit pays for it.
"""

from lookalike.encode import codes
from lookalike.lineage import kernel as lineage
from lookalike.picture.worker import warm_up
from lookalike.prove import bits, kernel, tones

warm_up()
for part in (codes, bits, kernel, tones, lineage):
    part.warm_up()
