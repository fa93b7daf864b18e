"""imagehash.phash, 64 bits, compared by brute force; read as its documentation does."""

import imagehash
import numpy as np
from PIL import Image
from rival_brute_force import near_pairs, pack
from rival_output import arguments, hand_back

RADIUS = 8

if __name__ == "__main__":
    paths, output, _ = arguments()
    hashes = pack(np.stack([imagehash.phash(Image.open(path)).hash.ravel() for path in paths]))
    pairs = (
        (paths[i].name, paths[j].name, bits)
        for i, j, bits in near_pairs(hashes, hashes[:, None], RADIUS)
    )
    hand_back(output, pairs, ["imagehash", "numpy", "pillow", "scipy"])
