"""The parts that we use of onnxruntime: open a model on the processor, and run it."""

from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

_FATAL = 4  # onnxruntime's log level; what fails is raised too, and said once


def open_session(content: bytes, threads: int) -> onnxruntime.InferenceSession:
    """Load an ONNX file's content; raises whatever onnxruntime does if it cannot."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def run(
    session: onnxruntime.InferenceSession, output: str, pixels: NDArray[np.float32]
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
