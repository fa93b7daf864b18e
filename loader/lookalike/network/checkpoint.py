"""Read the tensors of a PyTorch checkpoint without PyTorch, and without running what is in it.

A checkpoint is a pickle, and a pickle can call any function. This reader knows the few names that
a plain dictionary of tensors needs and refuses every other before it is even imported. A hostile
file can still ask for much memory, so compare the digest of one that you know first.

There are two formats. Up to PyTorch 1.5 (and in the weights that we use) the file is a stream:
pickles of a magic number, a protocol number, facts on the machine, the dictionary and the keys
of its storages; then each storage as a count (int64) and its values. From 1.6 on it is a zip that
holds the dictionary as data.pkl and each storage as a stored, not compressed, member data/KEY.
"""

import io
import math
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import LookalikeError

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_DTYPES = {
    "BoolStorage": "?",
    "ByteStorage": "u1",
    "CharStorage": "i1",
    "ShortStorage": "<i2",
    "IntStorage": "<i4",
    "LongStorage": "<i8",
    "HalfStorage": "<f2",
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
}


def read_checkpoint(content: bytes, name: str) -> dict[str, NDArray[Any]]:
    """Give the tensors of a .pth file by their names, as contiguous arrays of their own.

    `name` is what messages call the file. Raises LookalikeError if the file is damaged, no
    checkpoint, or asks for anything beyond tensors of numbers.
    """
    try:
        read = _read_zip if content.startswith(b"PK") else _read_stream
        return read(content)
    except _Refused as refusal:
        raise LookalikeError(
            f'"{name}" is not a plain checkpoint',
            detail=f"It asks for {refusal}; only a dictionary of tensors is read.",
            hint="Do not load this file with other software unless you trust where it is from.",
        ) from None
    except Exception as error:  # damaged pickles fail in a dozen ways
        raise LookalikeError(
            f'"{name}" is damaged or no PyTorch checkpoint',
            detail=f"{type(error).__name__}: {error}",
            hint="Install or download it again.",
        ) from error


class _Refused(Exception):  # noqa: N818 -- says what was refused
    pass


@dataclass(frozen=True)
class _Storage:
    dtype: np.dtype[Any]
    key: str
    count: int


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]  # in values, not bytes


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        # A pickle can set attributes of what it is given, so nothing is given that would keep
        # them: a built-in class, a bound method, a string.
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return self._rebuild
        if module == "torch" and name in _DTYPES:
            return name
        raise _Refused(f'"{module}.{name}"')

    def persistent_load(self, pid: Any, /) -> _Storage:
        # The last of the stream format's six says of what other storage this one is a part.
        kind, storage, key, _device, count, *view = pid
        if kind != "storage" or any(part is not None for part in view):
            raise _Refused(f"a stored {kind} that is not whole")
        return _Storage(np.dtype(_DTYPES[storage]), _text(key), _natural(count))

    def _rebuild(
        self, storage: Any, offset: Any, shape: Any, strides: Any, *_gradient_and_hooks: Any
    ) -> _Tensor:
        if not isinstance(storage, _Storage):
            raise ValueError("a tensor without a storage")
        sides, steps = tuple(map(_natural, shape)), tuple(map(_natural, strides))
        if len(sides) != len(steps):
            raise ValueError(f"a tensor of {len(sides)} dimensions with {len(steps)} strides")
        return _Tensor(storage, _natural(offset), sides, steps)


def _read_stream(content: bytes) -> dict[str, NDArray[Any]]:
    stream = io.BytesIO(content)
    if _Unpickler(stream).load() != _MAGIC or _Unpickler(stream).load() != _PROTOCOL:
        raise ValueError("the magic number of a checkpoint is not there")
    machine = _Unpickler(stream).load()
    if machine["little_endian"] is not True:
        raise _Refused("big-endian numbers")
    tensors = _named_tensors(_Unpickler(stream).load())
    storages = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    found: dict[str, NDArray[Any]] = {}
    for key in _Unpickler(stream).load():
        # Read by what the dictionary says of it; the count in between must say the same.
        storage = storages[key]
        if int.from_bytes(stream.read(8), "little") != storage.count:
            raise ValueError(f"storage {key} is not as long as its tensor says")
        found[key] = _values(storage, stream.read(storage.count * storage.dtype.itemsize))
    return {name: _array(tensor, found) for name, tensor in tensors.items()}


def _read_zip(content: bytes) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            # PyTorch compresses nothing; what does may grow beyond any memory.
            if member.compress_type != zipfile.ZIP_STORED:
                raise _Refused("compressed data")
        pickled = next((name for name in archive.namelist() if name.endswith("/data.pkl")), None)
        if pickled is None:
            raise ValueError("there is no data.pkl in it")
        folder = pickled.removesuffix("data.pkl")
        order = f"{folder}byteorder"
        if order in archive.namelist() and archive.read(order) != b"little":
            raise _Refused("big-endian numbers")
        tensors = _named_tensors(_Unpickler(io.BytesIO(archive.read(pickled))).load())
        storages = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
        found = {
            key: _values(storage, archive.read(f"{folder}data/{key}"))
            for key, storage in storages.items()
        }
    return {name: _array(tensor, found) for name, tensor in tensors.items()}


def _named_tensors(root: Any) -> dict[str, _Tensor]:
    if not isinstance(root, Mapping):
        raise _Refused(f"a {type(root).__name__} in place of a dictionary")
    for name, value in root.items():
        if not isinstance(name, str) or not isinstance(value, _Tensor):
            raise _Refused(f"an entry {name!r} that is a {type(value).__name__}")
    return dict(root)


def _values(storage: _Storage, data: bytes) -> NDArray[Any]:
    if len(data) != storage.count * storage.dtype.itemsize:
        raise ValueError(f"storage {storage.key} is cut short")
    return np.frombuffer(data, storage.dtype)


def _array(tensor: _Tensor, storages: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    values = storages[tensor.storage.key]
    # Two tensors may name one storage and say different things of it.
    if values.dtype != tensor.storage.dtype:
        raise ValueError(f"storage {tensor.storage.key} is of two types")
    size = math.prod(tensor.shape)
    steps = zip(tensor.shape, tensor.strides, strict=True)
    last = tensor.offset + sum((side - 1) * step for side, step in steps)
    # The first check is against reading foreign memory, the second against filling all of it:
    # strides of zero would make any number of values out of one.
    if size and (last >= values.size or size > values.size):
        raise ValueError(f"a tensor of {tensor.shape} reaches beyond its storage")
    if not size:
        return np.empty(tensor.shape, values.dtype)
    strides = [step * values.itemsize for step in tensor.strides]
    view = np.lib.stride_tricks.as_strided(
        values[tensor.offset :], tensor.shape, strides, writeable=False
    )
    return view.copy(order="C")


def _natural(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} in place of a whole number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} in place of a name")
    return value
