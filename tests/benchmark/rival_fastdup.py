"""fastdup with the model in its wheel: the pairs of its similarity table.

Setting `default`: nothing set, which is two neighbours a picture and similarity 0.9. Setting `30`:
30 neighbours and similarity 0.9.
"""

import os
from pathlib import Path

os.environ["FASTDUP_PRODUCTION"] = "1"  # or it asks the package index for a newer version
os.environ["SENTRY_OPT_OUT"] = "1"  # or it sends reports home

import fastdup
from rival_output import arguments, hand_back

SETTINGS = {"default": {}, "30": {"nearest_neighbors_k": 30, "threshold": 0.9}}

if __name__ == "__main__":
    paths, output, setting = arguments()
    tool = fastdup.create(work_dir=f"fastdup-{setting}", input_dir=str(paths[0].parent))
    tool.run(overwrite=True, **SETTINGS[setting])
    table = tool.similarity()
    rows = zip(table["filename_from"], table["filename_to"], table["distance"], strict=True)
    pairs = ((Path(a).name, Path(b).name, similarity) for a, b, similarity in rows)
    left_out = len(tool.invalid_instances())
    notes = ["licence: not for commercial use"]
    if left_out:
        notes.append(f"files it could not read: {left_out}")
    packages = ["fastdup", "opencv-python-headless", "numpy", "pillow"]
    hand_back(output, pairs, packages, notes)
