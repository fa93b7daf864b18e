"""czkawka's similar images through its Python binding, nothing set.

The binding's defaults are a gradient hash of 8 by 8 bits, Lanczos3, and at most 10 bits. It gives
groups, each file in one at most; all pairs of files in a group are taken as said to be alike. Their
distances, which the binding takes anew without turning as EXIF says, are not used to choose.
"""

from itertools import combinations
from math import nan

from czkawka import ImageSimilarity
from rival_output import arguments, hand_back

if __name__ == "__main__":
    paths, output, _ = arguments()
    finder = ImageSimilarity()
    finder.set_directories([paths[0].parent])
    groups = finder.find_similar()
    pairs = ((a.name, b.name, nan) for group in groups for a, b in combinations(group, 2))
    notes = ["groups differ a little from run to run"]
    hand_back(output, pairs, ["czkawka"], notes)
