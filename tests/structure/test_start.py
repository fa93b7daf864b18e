"""A command starts quickly: what reads pictures and makes pages is imported only where needed."""

import subprocess
import sys

_HEAVY = ("numpy", "scipy", "numba", "PIL", "cv2", "onnxruntime", "imagehash", "sqlglot", "jinja2")


def test_the_commands_import_nothing_that_few_of_them_need() -> None:
    code = f"import sys, lookalike.cli; print([name for name in {_HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
