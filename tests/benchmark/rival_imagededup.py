"""imagededup's PHash at its default distance of 10 bits.

It is installed without torch and torchvision, gigabytes that only its CNN uses. The package imports
these wherever any of it is imported, so its two `__init__` modules are left out here; the hash, the
search and their defaults are the package's own.
"""

import sys
import types
from importlib.util import find_spec

from rival_output import arguments, hand_back


def _without_init(name: str) -> None:
    """Let a package be found, but not run what it does when imported."""
    package = types.ModuleType(name)
    root = find_spec("imagededup").submodule_search_locations[0]
    package.__path__ = [f"{root}/{name.split('.')[1]}"]
    sys.modules[name] = package


for _name in ("imagededup.methods", "imagededup.utils"):
    _without_init(_name)

from imagededup.methods.hashing import PHash  # noqa: E402

if __name__ == "__main__":
    paths, output, _ = arguments()
    found = PHash().find_duplicates(image_dir=paths[0].parent, scores=True)
    pairs = ((a, b, bits) for a, others in found.items() for b, bits in others if a < b)
    notes = ["installed without torch and torchvision, which its PHash does not use"]
    missed = len(paths) - len(found)
    if missed:
        notes.append(f"files it did not hash: {missed}")
    hand_back(output, pairs, ["imagededup", "numpy", "pillow", "scipy"], notes)
