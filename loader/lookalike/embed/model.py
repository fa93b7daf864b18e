"""Which network makes the embeddings: the one we build ourselves, or a file of the user's."""

import atexit
import contextlib
import dataclasses
import hashlib
import json
import math
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from lookalike.embed.projection import Projection
from lookalike.embed.runtime import open_session, run
from lookalike.errors import LookalikeError
from lookalike.network import build
from lookalike.network.ends import INPUT_SIZE, MEAN, OUTPUT, PARTS_SIZE, STD

Triple = tuple[float, float, float]

_PACKAGED = Path(build.__file__).parent
DEFAULT_NAME = build.DEFAULT_NAME
# Written by tests/benchmark/fit_projection.py.
_PROJECTION = Path(__file__).with_name(f"{DEFAULT_NAME}.npz")


@dataclass(frozen=True)
class Model:
    """An ONNX file, and all that must be known to use it and to say which one was used."""

    name: str
    path: Path
    sha256: str  # of the file, in hexadecimal
    input_size: int  # the side of the square that it looks at, in pixels
    mean: Triple  # of red, green and blue in 0..1: (value - mean) / std goes in
    std: Triple
    output: str  # the name of the output that is the embedding
    provenance: str  # where it is from and under which licence, for people
    projection: Projection | None = None  # to the length in which its vectors are stored
    parts_size: int = (
        0  # the side at which its output "parts" says what is in parts; 0: it has none
    )


def default_model(projected: bool = True) -> Model:
    """Give EfficientNet-Lite0, which was built with this package.

    Beside the ONNX file is a .json with its digest, which is checked each time. Where there is no
    such file, as in a tree that was not installed, or it does not fit, it is built from the
    installed weights, and kept in the user's cache folder (LOOKALIKE_CACHE_DIR names another).
    Where that folder cannot be written the file lasts as long as this process. The
    projection is part of this package; `projected=False` is for what fits it. Raises
    LookalikeError if the weights are not installed or not those that we know, or the projection
    is damaged.
    """
    network = _network()
    if not projected:
        return network
    projection = Projection.from_bytes(_read(_PROJECTION), _PROJECTION.name)
    return dataclasses.replace(network, projection=projection)


def load_model(
    path: Path,
    name: str,
    input_size: int,
    mean: Iterable[float],
    std: Iterable[float],
    output: str | None = None,
) -> Model:
    """Check an ONNX file of the user's by running it once, and give it as a model.

    It must take one float32 input (n, 3, input_size, input_size) and give (n, d), (n, d, 1, 1) or
    the tokens (n, t, d) of a transformer, of which the first (CLS) is used. `output` may be None
    if there is only one. It has no projection yet: fit_model() adds one. Raises LookalikeError
    that says what does not fit.
    """
    try:
        import onnx  # a tenth of a second, which the default model does not need
    except ImportError:
        raise LookalikeError(
            f'cannot check the model "{path}": onnx is not installed',
            hint="Install it: pip install 'lookalike[model]'",
        ) from None
    if input_size < 1:
        raise LookalikeError(
            f"the input size of a model cannot be {input_size}",
            hint="Give the side of its square picture, in pixels.",
        )
    scale = _triple("std", std)
    if min(scale) <= 0:
        raise LookalikeError(
            f"the std of a model must be above 0, not {min(scale)}",
            hint="Give the values with which the model was trained.",
        )
    content = _read(path)
    try:
        # The digest would not cover them, and onnxruntime would look in the current folder.
        if _has_data_elsewhere(onnx.load_model_from_string(content)):
            raise ValueError("Some of its weights lie in another file.")
        session = open_session(content, threads=1)
    except Exception as error:
        raise LookalikeError(
            f'cannot load the model "{path}"',
            detail=_first_line(error),
            hint="It must be one ONNX file with its weights inside, not in a file beside it.",
        ) from error
    _check_input(path, session.get_inputs(), input_size)
    chosen = _choose_output(path, [found.name for found in session.get_outputs()], output)
    try:
        # Two pictures, as a model that was exported for batches of one would refuse them.
        run(session, chosen, np.zeros((2, 3, input_size, input_size), np.float32))
    except Exception as error:
        raise LookalikeError(
            f'the model "{path}" does not give an embedding as "{chosen}"',
            detail=_first_line(error),
            hint="It must give (n, d), (n, d, 1, 1) or (n, t, d) for any number n of pictures.",
        ) from error
    return Model(
        name=name,
        path=path,
        sha256=_sha256(content),
        input_size=input_size,
        mean=_triple("mean", mean),
        std=scale,
        output=chosen,
        provenance=f'file "{path.name}", named by the user',
    )


def read_model(model: Model) -> bytes:
    """Give the content of a model's file; raises LookalikeError if it is not as it was."""
    content = _read(model.path)
    if _sha256(content) != model.sha256:
        raise LookalikeError(
            f'the model "{model.path}" has changed since it was checked',
            hint="Run the command again.",
        )
    return content


def _network() -> Model:
    folder = _cache_folder()
    kept = _kept(_PACKAGED, by_anybody=True) or _kept(folder)
    if kept is not None:
        return kept
    content, provenance = build.build_network()
    try:
        return _keep(folder, content, provenance)
    except OSError:
        temporary = Path(tempfile.mkdtemp(prefix="lookalike-"))
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        return _keep(temporary, content, provenance)


def _cache_folder() -> Path:
    named = os.environ.get("LOOKALIKE_CACHE_DIR")
    return (Path(named) if named else platformdirs.user_cache_path("lookalike")) / "models"


def _files(folder: Path) -> tuple[Path, Path]:
    """The ONNX file and the .json that says what it is."""
    return folder / f"{build.STEM}.onnx", folder / f"{build.STEM}.json"


def _kept(folder: Path, by_anybody: bool = False) -> Model | None:
    """Give the model in a folder; None if there is none, not a whole one or another user's.

    With `by_anybody` it may be another user's, who has written our code as well.
    """
    path, beside = _files(folder)
    try:
        if not (by_anybody or (_is_ours(path) and _is_ours(beside))):
            return None
        known = json.loads(beside.read_bytes())
        digest, provenance = str(known["sha256"]), str(known["provenance"])
        if _sha256(path.read_bytes()) != digest:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _ours(path, digest, provenance)


def _is_ours(path: Path) -> bool:
    """Whether nobody else can have written a file: root may run with the cache of a user."""
    status = path.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_uid in (0, os.geteuid())


def _keep(folder: Path, content: bytes, provenance: str) -> Model:
    """Write both files, each at once or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path, beside = _files(folder)
    digest = _sha256(content)
    _write(path, content)
    _write(beside, build.describe(content, provenance))
    return _ours(path, digest, provenance)


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _ours(path: Path, digest: str, provenance: str) -> Model:
    return Model(
        DEFAULT_NAME, path, digest, INPUT_SIZE, MEAN, STD, OUTPUT, provenance, parts_size=PARTS_SIZE
    )


def _has_data_elsewhere(message: Any) -> bool:
    """True if a tensor is kept in another file, however deep it lies in a message of ONNX."""
    from onnx import TensorProto

    if isinstance(message, TensorProto):
        return message.data_location == TensorProto.EXTERNAL
    return any(
        _has_data_elsewhere(part)
        for field, value in message.ListFields()
        if field.message_type
        for part in ([value] if hasattr(value, "ListFields") else value)
    )


def _check_input(path: Path, inputs: list[Any], size: int) -> None:
    wanted = f"(n, 3, {size}, {size})"
    if len(inputs) != 1:
        names = ", ".join(f'"{found.name}"' for found in inputs)
        raise LookalikeError(
            f'the model "{path}" takes {len(inputs)} inputs',
            detail=f"They are {names}.",
            hint="Export only the part that looks at pictures.",
        )
    (found,) = inputs
    shape = list(found.shape)
    fits = len(shape) == 4 and all(
        not isinstance(given, int) or given == side
        for given, side in zip(shape[1:], (3, size, size), strict=True)
    )
    if not fits:
        raise LookalikeError(
            f'the model "{path}" takes an input of {shape}, not {wanted}',
            hint="Give its own input size, or export it for pictures of three planes, RGB.",
        )
    if isinstance(shape[0], int):
        raise LookalikeError(
            f'the model "{path}" takes batches of {shape[0]} pictures only',
            hint="Export it with a batch size that is not fixed.",
        )
    if found.type != "tensor(float)":
        raise LookalikeError(
            f'the model "{path}" takes {found.type}, not tensor(float)',
            hint="Export it with an input in single precision.",
        )


def _choose_output(path: Path, names: list[str], output: str | None) -> str:
    listed = "Its outputs are " + ", ".join(f'"{name}"' for name in names) + "."
    if output is None:
        if len(names) == 1:
            return names[0]
        raise LookalikeError(
            f'the model "{path}" has {len(names)} outputs',
            detail=listed,
            hint="Name the one that is the embedding.",
        )
    if output not in names:
        raise LookalikeError(
            f'the model "{path}" has no output "{output}"', detail=listed, hint="Name one of them."
        )
    return output


def _triple(what: str, values: Iterable[float]) -> Triple:
    found = tuple(float(value) for value in values)
    if len(found) != 3 or not all(map(math.isfinite, found)):
        raise LookalikeError(
            f"the {what} of a model must be three numbers, not {found}",
            hint="Give one each for red, green and blue, on values from 0 to 1.",
        )
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LookalikeError(
            f'cannot read "{path}": {error.strerror}', hint="Check the path and its permissions."
        ) from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
