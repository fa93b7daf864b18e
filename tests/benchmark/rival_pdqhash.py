"""PDQ, 256 bits, at its authors' threshold of 31 bits, compared by brute force.

Setting `one`: a hash a picture. Setting `eight`: the hash of one picture against the hashes of the
other turned and mirrored all eight ways. Pictures are read with OpenCV as in the documentation of
pdqhash, which turns them as EXIF says.
"""

import cv2
import numpy as np
import pdqhash
from rival_brute_force import near_pairs, pack
from rival_output import arguments, hand_back

RADIUS = 31
QUALITY = 50  # the authors advise against using hashes of less

if __name__ == "__main__":
    paths, output, setting = arguments()
    variants = []
    poor = 0
    for path in paths:
        picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
        if setting == "eight":
            bits, quality = pdqhash.compute_dihedral(picture)
        else:
            one, quality = pdqhash.compute(picture)
            bits = [one]
        variants.append(pack(np.stack(bits).astype(bool)))
        poor += quality < QUALITY
    stacked = np.stack(variants)  # (n, 1 or 8, 4)
    pairs = (
        (paths[i].name, paths[j].name, bits)
        for i, j, bits in near_pairs(stacked[:, 0], stacked, RADIUS)
    )
    notes = [f"hashes below quality {QUALITY}, used all the same: {poor}"]
    hand_back(output, pairs, ["pdqhash", "opencv-python-headless", "numpy"], notes)
