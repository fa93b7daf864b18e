"""Does once what commands do, so that all that this loads and compiles is there for them.

A module that is imported only where it is used, and the machine code of a compiled function, would
otherwise be loaded by each command. OpenCV and numba start no thread here: a thread does not live
on in a child.
"""

import tempfile
from importlib import import_module
from pathlib import Path

import numpy as np
from PIL import Image

_SIZE = (640, 480)
# They are imported only where a command needs them.
_MODULES = ("lookalike.cli", "lookalike.find", "lookalike.embed.session", "lookalike.report")


def rehearse() -> None:
    """Load the libraries, and look at two pictures that were made for this."""
    for module in _MODULES:
        import_module(module)
    _build_commands()
    from lookalike.embed.runtime import load_onnxruntime

    load_onnxruntime()
    with tempfile.TemporaryDirectory(prefix="lookalike-") as folder:
        _compare(Path(folder))


def _build_commands() -> None:
    from typer.testing import CliRunner

    from lookalike.cli import app, command

    CliRunner().invoke(app, ["find", "--help"])
    command()


def _compare(folder: Path) -> None:
    from lookalike.prove.pair import prove_pair
    from lookalike.prove.source import Source, forget_pictures
    from lookalike.scan.fingerprint import fingerprint_file
    from lookalike.scan.record import WalkedFile

    coarse = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    picture = Image.fromarray(coarse).resize(_SIZE)
    picture.save(folder / "a.png")
    picture.crop((80, 60, 560, 420)).save(folder / "b.jpg")
    for name in ("a.png", "b.jpg"):
        fingerprint_file(folder, WalkedFile(name, 0, 0))
    whole, crop = (Source(str(folder), name, None) for name in ("a.png", "b.jpg"))
    prove_pair(whole, crop, "embedding", 0.9)
    forget_pictures()
