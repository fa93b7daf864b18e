"""Reading a PyTorch checkpoint: what is in it, what is refused, what is damaged."""

import io
import os
import pickle
import sys
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from lookalike.errors import LookalikeError
from lookalike.network.checkpoint import read_checkpoint

_MAGIC = 0x1950A86A20F9469CFC6C


@dataclass(frozen=True)
class Storage:
    key: str
    values: np.ndarray[Any, Any]
    kind: str = "FloatStorage"
    count: int | None = None  # what the file says, if that is not true

    @property
    def said(self) -> int:
        return self.values.size if self.count is None else self.count


@dataclass(frozen=True)
class Tensor:
    storage: Any
    offset: Any
    shape: Any
    strides: Any

    def __reduce__(self) -> Any:
        rebuild = sys.modules["torch._utils"]._rebuild_tensor_v2
        return rebuild, (self.storage, self.offset, self.shape, self.strides, False, OrderedDict())


class Call:
    """Pickled as a call of any function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._as = function, arguments

    def __reduce__(self) -> Any:
        return self._as


@pytest.fixture(autouse=True)
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of PyTorch that a checkpoint holds, to write one without PyTorch."""
    module, utils = ModuleType("torch"), ModuleType("torch._utils")
    for name in ("FloatStorage", "LongStorage", "BFloat16Storage"):
        setattr(module, name, type(name, (), {"__module__": "torch"}))

    def _rebuild_tensor_v2() -> None:
        pass

    _rebuild_tensor_v2.__module__ = "torch._utils"
    _rebuild_tensor_v2.__qualname__ = "_rebuild_tensor_v2"
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", module)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)


class Writer:
    """Writes a dictionary of tensors as PyTorch does, or a root that it never would."""

    def __init__(self, zipped: bool) -> None:
        self.zipped = zipped

    def __call__(self, root: Any, **settings: Any) -> bytes:
        return self._zip(root, **settings) if self.zipped else self._stream(root, **settings)

    def _pickle(self, root: Any) -> tuple[bytes, dict[str, Storage]]:
        storages: dict[str, Storage] = {}
        after = () if self.zipped else (None,)

        class Pickler(pickle.Pickler):
            def persistent_id(self, value: Any) -> Any:
                if not isinstance(value, Storage):
                    return None
                storages[value.key] = value
                kind = getattr(sys.modules["torch"], value.kind)
                return ("storage", kind, value.key, "cpu", value.said, *after)

        buffer = io.BytesIO()
        Pickler(buffer, protocol=2).dump(root)
        return buffer.getvalue(), storages

    def _stream(self, root: Any, little: bool = True) -> bytes:
        pickled, storages = self._pickle(root)
        machine = {"protocol_version": 1001, "little_endian": little}
        parts = [pickle.dumps(part, protocol=2) for part in (_MAGIC, 1001, machine)]
        parts += [pickled, pickle.dumps(list(storages), protocol=2)]
        for storage in storages.values():
            parts += [storage.values.size.to_bytes(8, "little"), storage.values.tobytes()]
        return b"".join(parts)

    def _zip(self, root: Any, little: bool = True, compression: int = zipfile.ZIP_STORED) -> bytes:
        pickled, storages = self._pickle(root)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as archive:
            archive.writestr("archive/data.pkl", pickled)
            archive.writestr("archive/byteorder", b"little" if little else b"big")
            for key, storage in storages.items():
                archive.writestr(f"archive/data/{key}", storage.values.tobytes())
        return buffer.getvalue()


@pytest.fixture(params=[False, True], ids=["stream", "zip"])
def write(request: pytest.FixtureRequest) -> Writer:
    return Writer(request.param)


def floats(length: int, **settings: Any) -> Storage:
    return Storage("0", np.arange(length, dtype=np.float32), **settings)


def refusal(content: bytes) -> LookalikeError:
    with pytest.raises(LookalikeError) as caught:
        read_checkpoint(content, "weights.pth")
    assert '"weights.pth"' in caught.value.message
    assert caught.value.hint
    return caught.value


def test_strided_and_shared_storages_become_arrays_of_their_own(write: Writer) -> None:
    shared = floats(24)
    counts = Storage("1", np.array([7], np.int64), "LongStorage")
    tensors = OrderedDict(
        transposed=Tensor(shared, 0, (3, 4), (1, 3)),
        tail=Tensor(shared, 12, (3, 4), (4, 1)),
        count=Tensor(counts, 0, (), ()),
        empty=Tensor(shared, 24, (0, 5), (5, 1)),
    )
    tensors._metadata = {"version": 1}  # type: ignore[attr-defined] # as state_dict() leaves it

    found = read_checkpoint(write(tensors), "weights.pth")

    assert list(found) == ["transposed", "tail", "count", "empty"]
    np.testing.assert_array_equal(found["transposed"], np.arange(12).reshape(4, 3).T)
    np.testing.assert_array_equal(found["tail"], np.arange(12, 24).reshape(3, 4))
    assert found["count"] == 7 and found["count"].dtype == np.int64
    assert found["empty"].shape == (0, 5)
    assert all(array.flags.c_contiguous and array.flags.writeable for array in found.values())


def test_a_pickle_that_calls_a_function_is_refused_and_does_not_call_it(
    write: Writer, tmp_path: Path
) -> None:
    victim = tmp_path / "called"
    error = refusal(write(OrderedDict(weight=Call(os.mkdir, str(victim)))))
    assert f"{os.mkdir.__module__}.mkdir" in str(error.detail)
    assert not victim.exists()


@pytest.mark.parametrize("function", [eval, getattr, __import__, print])
def test_built_in_functions_are_refused(write: Writer, function: Any) -> None:
    # Pickles of this age know the module by its old name.
    assert f"__builtin__.{function.__name__}" in str(refusal(write(Call(function, "1"))).detail)


def test_a_call_in_place_of_the_magic_number_is_refused(tmp_path: Path) -> None:
    victim = tmp_path / "called"
    refusal(pickle.dumps(Call(os.mkdir, str(victim)), protocol=2))
    assert not victim.exists()


@pytest.mark.parametrize("name", [b"torch._utils\n_rebuild_tensor_v2", b"torch\nFloatStorage"])
def test_a_pickle_cannot_change_the_reader(write: Writer, name: bytes) -> None:
    # Sets the attribute __code__ of what it is given: GLOBAL, (None, {"__code__": 1}), BUILD.
    hostile = b"\x80\x02c" + name + b"\nN}X\x08\x00\x00\x00__code__K\x01s\x86b."
    start = b"".join(pickle.dumps(x, protocol=2) for x in (_MAGIC, 1001, {"little_endian": True}))
    refusal(start + hostile)
    good = write({"weight": Tensor(floats(2), 0, (2,), (1,))})
    assert read_checkpoint(good, "weights.pth")["weight"].tolist() == [0, 1]


def test_an_unknown_kind_of_number_is_refused(write: Writer) -> None:
    storage = floats(2, kind="BFloat16Storage")
    error = refusal(write({"weight": Tensor(storage, 0, (2,), (1,))}))
    assert "torch.BFloat16Storage" in str(error.detail)


@pytest.mark.parametrize(
    "root", [[1, 2], {"epoch": 3}, {"state_dict": {}}, {1: "x"}, None], ids=repr
)
def test_anything_but_a_dictionary_of_tensors_is_refused(write: Writer, root: Any) -> None:
    refusal(write(root))


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [
        (1, (4,), (1,)),
        (0, (2, 2), (3, 1)),
        (0, (5,), (1,)),
        (-1, (2,), (1,)),
        (0, (2,), (-1,)),
        (0, (-2,), (1,)),
        (0, (10**9, 10**9), (0, 0)),
        (0, (10**30,), (1,)),
        (0, (2, 2), (1,)),
        (0.0, (2,), (1,)),
        (True, (2,), (1,)),
        (0, ("2",), (1,)),
        (0, None, None),
    ],
)
def test_a_tensor_beyond_its_storage_is_refused(
    write: Writer, offset: Any, shape: Any, strides: Any
) -> None:
    refusal(write({"weight": Tensor(floats(4), offset, shape, strides)}))


@pytest.mark.parametrize("count", [3, 5, 2**62])
def test_a_storage_of_another_length_than_said_is_refused(write: Writer, count: int) -> None:
    refusal(write({"weight": Tensor(floats(4, count=count), 0, (2,), (1,))}))


def test_one_storage_of_two_types_is_refused(write: Writer) -> None:
    data = np.arange(4, dtype=np.float32)
    both = {
        "a": Tensor(Storage("0", data), 0, (2,), (1,)),
        "b": Tensor(Storage("0", data.view(np.int64), "LongStorage"), 0, (2,), (1,)),
    }
    refusal(write(both))


def test_big_endian_numbers_are_refused(write: Writer) -> None:
    error = refusal(write({"weight": Tensor(floats(2), 0, (2,), (1,))}, little=False))
    assert "big-endian" in str(error.detail)


def test_a_compressed_zip_is_refused() -> None:
    content = Writer(zipped=True)({}, compression=zipfile.ZIP_DEFLATED)
    assert "compressed" in str(refusal(content).detail)


def test_a_file_cut_short_anywhere_is_said_to_be_damaged(write: Writer) -> None:
    whole = write(
        {"weight": Tensor(floats(4), 0, (2, 2), (1, 2)), "b": Tensor(floats(4), 0, (), ())}
    )
    assert len(read_checkpoint(whole, "weights.pth")) == 2
    for length in range(len(whole)):
        assert "damaged" in refusal(whole[:length]).message


def test_a_flipped_value_in_a_zip_is_said_to_be_damaged() -> None:
    values = np.full(64, 1.5, np.float32)
    whole = Writer(zipped=True)({"weight": Tensor(Storage("0", values), 0, (64,), (1,))})
    broken = whole.replace(values.tobytes(), values.tobytes()[:-1] + b"\xff")
    assert broken != whole
    assert "damaged" in refusal(broken).message


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04", pickle.dumps({})])
def test_another_file_is_no_checkpoint(content: bytes) -> None:
    assert "no PyTorch checkpoint" in refusal(content).message


def test_a_zip_without_a_dictionary_is_no_checkpoint() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert "data.pkl" in str(refusal(buffer.getvalue()).detail)
