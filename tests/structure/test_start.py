"""A command starts quickly: what reads pictures is imported by the commands that read pictures."""

import subprocess
import sys

_HEAVY = ("numpy", "scipy", "numba", "PIL", "cv2", "onnxruntime", "imagehash", "sqlglot")


def test_the_commands_import_nothing_that_reads_pictures() -> None:
    code = f"import sys, lookalike.cli; print([name for name in {_HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
