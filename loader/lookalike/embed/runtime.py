"""The parts that we use of onnxruntime: open a model on the processor, and run it.

Nothing else imports onnxruntime, because it reports to its maker unless it is told not to before
it is imported.
"""

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_FATAL = 4  # onnxruntime's log level; what fails is raised too, and said once


def open_session(content: bytes, threads: int) -> "InferenceSession":
    """Load an ONNX file's content; raises whatever onnxruntime does if it cannot."""
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def run(
    session: "InferenceSession", output: str, pixels: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Give the vectors (n, d) of pixels (n, 3, s, s), both float32.

    The output may be (n, d), or (n, d, 1, 1), or tokens (n, t, d) of a transformer, of which the
    first is taken: there most models put what they say of the whole picture (CLS). Raises
    ValueError for any other shape, and whatever onnxruntime does if the model cannot be run.
    """
    feeds: dict[str, Any] = {session.get_inputs()[0].name: pixels}
    (values,) = session.run([output], feeds)
    found = np.asarray(values, np.float32)
    if found.ndim == 3:
        found = found[:, 0]
    elif found.ndim == 4 and found.shape[2:] == (1, 1):
        found = found[:, :, 0, 0]
    if found.ndim != 2 or len(found) != len(pixels) or found.shape[1] < 1:
        raise ValueError(f"an output of {np.shape(values)} for {len(pixels)} pictures")
    return found


@cache
def load_onnxruntime() -> Any:
    """Import onnxruntime with its telemetry off, whatever the environment of the user says."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # also where it was imported before us
    return onnxruntime
