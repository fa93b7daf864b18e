"""Projections: their laws, what they are fitted to, their file, and those of models."""

import dataclasses
import io
import pickle
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import TensorProto, helper
from PIL import Image

from lookalike.embed import Embedder, Model, Projection, default_model, fit_model, load_model
from lookalike.embed import model as model_module
from lookalike.embed.projection import STORED_DIMENSIONS, fit_projection, padding
from lookalike.errors import LookalikeError

Vectors = NDArray[np.float64]

_PHOTOGRAPHS = ("chelsea", "coffee", "rocket", "astronaut", "camera", "coins")


def made_up(
    groups: int = 60, copies: int = 6, length: int = 96, noise: float = 3.0, seed: int = 0
) -> tuple[Vectors, NDArray[np.int64]]:
    """Give vectors whose copies differ much, but in a few directions only."""
    rng = np.random.default_rng(5)  # the directions are the same for every seed
    edits = np.linalg.qr(rng.normal(size=(length, 12)))[0].T * noise * np.sqrt(length)
    rng = np.random.default_rng(seed)
    photographs = np.repeat(rng.normal(size=(groups, length)), copies, axis=0)
    changes = rng.normal(size=(groups * copies, 12)) @ edits / np.sqrt(12)
    little = 0.2 * rng.normal(size=photographs.shape)
    return photographs + changes + little, np.repeat(np.arange(groups), copies)


def cosines(rows: NDArray[Any]) -> Vectors:
    exact = rows.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    return exact @ exact.T


@pytest.fixture(scope="module")
def fitted() -> Projection:
    return fit_projection(*made_up(), dimensions=32)


# --- laws


def test_rows_are_float32_of_length_one(fitted: Projection) -> None:
    found = fitted.apply(made_up(seed=1)[0])
    assert found.shape == (360, 32) and found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert fitted.dimensions == 32


@given(st.floats(-30, 30).map(lambda power: 10.0**power))
def test_the_length_of_a_vector_does_not_count(fitted: Projection, scale: float) -> None:
    vectors = made_up(groups=2)[0]
    np.testing.assert_allclose(fitted.apply(vectors * scale), fitted.apply(vectors), atol=1e-5)


def test_a_row_of_zeros_stays_one_and_no_rows_give_none(fitted: Projection) -> None:
    vectors = made_up(groups=1)[0]
    vectors[2] = 0
    found = fitted.apply(vectors)
    assert not found[2].any() and found[[0, 1, 3]].any(axis=1).all()
    assert fitted.apply(vectors[:0]).shape == (0, 32)


def test_a_vector_that_is_the_mean_has_no_direction() -> None:
    mean = np.array([0.6, 0.8], np.float32)
    found = Projection(mean, np.eye(2, dtype=np.float32)).apply(mean[np.newaxis])
    assert np.isfinite(found).all()


@pytest.mark.parametrize("shape", [(3, 95), (3, 97), (96,), (1, 3, 96)])
def test_vectors_of_another_length_are_refused(fitted: Projection, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="from 96"):
        fitted.apply(np.ones(shape))


def test_what_is_applied_to_is_not_changed(fitted: Projection) -> None:
    vectors = made_up(seed=1)[0]
    fitted.apply(vectors)
    np.testing.assert_array_equal(vectors, made_up(seed=1)[0])


@given(st.integers(1, 256))
def test_padding_keeps_cosines(length: int) -> None:
    vectors = np.random.default_rng(length).normal(size=(5, length))
    found = padding(length).apply(vectors)
    assert found.shape == (5, STORED_DIMENSIONS)
    assert not found[:, length:].any()
    np.testing.assert_allclose(cosines(found), cosines(vectors), atol=1e-6)


def test_longer_vectors_cannot_be_padded() -> None:
    with pytest.raises(ValueError, match="257"):
        padding(257)


# --- fitting


def test_the_same_vectors_give_the_same_projection(fitted: Projection) -> None:
    vectors, groups = made_up()
    again = fit_projection(vectors, groups, 32)
    assert again == fitted and again.digest() == fitted.digest()
    assert hash(again) == hash(fitted)
    named_otherwise = fit_projection(vectors, np.array([f"photograph {i:03}" for i in groups]), 32)
    assert named_otherwise == fitted
    assert fit_projection(*made_up(seed=1), 32) != fitted


def test_signs_are_fixed(fitted: Projection) -> None:
    vectors, groups = made_up()
    backwards = fit_projection(vectors[::-1], groups[::-1], 32)
    np.testing.assert_allclose(backwards.matrix, fitted.matrix, atol=2e-3)


def test_a_shorter_projection_is_the_start_of_a_longer_one(fitted: Projection) -> None:
    short = fit_projection(*made_up(), 8)
    # Both are in half precision, and of a scale of their own.
    ratio = short.matrix / np.where(fitted.matrix[:, :8] == 0, np.nan, fitted.matrix[:, :8])
    np.testing.assert_allclose(ratio, np.nanmedian(ratio), rtol=0.02)


def separation(rows: NDArray[Any], groups: NDArray[Any]) -> float:
    """The share of pairs of one group that are nearer than all but 1 % of other pairs."""
    every = cosines(rows)
    same = groups[:, np.newaxis] == groups
    pair = np.triu(np.ones_like(same), 1)
    return float((every[same & pair] > np.quantile(every[~same & pair], 0.99)).mean())


def test_strong_changes_within_groups_are_seen_through() -> None:
    fitted = fit_projection(*made_up(), 32)
    vectors, groups = made_up(seed=1)  # other photographs, edited the same way
    learnt, _ = made_up()
    learnt /= np.linalg.norm(learnt, axis=1, keepdims=True)
    centred = learnt - learnt.mean(axis=0)
    components = np.linalg.svd(centred, full_matrices=False)[2][:32].T
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    by_pca = separation((unit - learnt.mean(axis=0)) @ components, groups)
    by_fit = separation(fitted.apply(vectors), groups)
    assert by_fit > 0.9 > by_pca + 0.4
    assert by_fit > separation(vectors, groups)


@pytest.mark.parametrize("groups", [2, 3, 31, 40])
def test_with_few_groups_all_dimensions_are_of_use(groups: int) -> None:
    vectors, names = made_up(groups=groups, copies=3)
    fitted = fit_projection(vectors, names, 32)
    assert fitted.matrix.shape == (96, 32)
    assert np.isfinite(fitted.matrix).all() and np.linalg.matrix_rank(fitted.matrix) == 32
    others, names = made_up(seed=1)
    assert separation(fitted.apply(others), names) > separation(others, names)


def test_photographs_without_copies_are_fitted_to() -> None:
    vectors, _ = made_up()
    fitted = fit_projection(vectors, np.arange(len(vectors)), 32)
    assert np.isfinite(fitted.matrix).all() and np.abs(fitted.matrix).any(axis=0).all()


def test_vectors_that_are_all_the_same_are_fitted_to() -> None:
    fitted = fit_projection(np.ones((6, 40)), np.arange(6) // 2, 32)
    assert np.isfinite(fitted.apply(np.eye(40))).all()


@pytest.mark.parametrize("length", [1, 31, 32])
def test_short_vectors_are_only_padded(length: int) -> None:
    vectors, groups = made_up()
    assert fit_projection(vectors[:, :length], groups, 32) == padding(length, 32)


def test_vectors_and_groups_that_do_not_fit_are_refused() -> None:
    vectors, groups = made_up()
    with pytest.raises(ValueError, match="groups of"):
        fit_projection(vectors, groups[1:], 32)
    with pytest.raises(ValueError, match="two photographs"):
        fit_projection(vectors, np.zeros(len(vectors)), 32)


# --- the file


def test_half_precision_keeps_cosines(fitted: Projection) -> None:
    rng = np.random.default_rng(3)
    exact = Projection(
        rng.normal(scale=0.01, size=96).astype(np.float32),
        rng.normal(size=(96, 32)).astype(np.float32),
    )
    vectors = made_up(seed=1)[0]
    read = Projection.from_bytes(exact.to_bytes())
    np.testing.assert_allclose(
        cosines(read.apply(vectors)), cosines(exact.apply(vectors)), atol=1e-3
    )
    assert read == exact  # equal is what the file cannot tell apart
    read = Projection.from_bytes(fitted.to_bytes())
    np.testing.assert_array_equal(read.matrix, fitted.matrix)  # it is in half precision already
    np.testing.assert_array_equal(read.mean, fitted.mean)


def test_the_file_is_small_and_always_the_same(fitted: Projection) -> None:
    content = fitted.to_bytes()
    assert content == fitted.to_bytes()
    assert len(content) < 2 * (96 * 33) + 1000


def test_the_digest_is_that_of_numbers_and_shape() -> None:
    flat = Projection(np.zeros(2, np.float32), np.zeros((2, 6), np.float32))
    other = Projection(np.zeros(2, np.float32), np.zeros((2, 5), np.float32))
    longer = Projection(np.zeros(3, np.float32), np.zeros((3, 4), np.float32))
    assert len({flat.digest(), other.digest(), longer.digest()}) == 3
    assert len(flat.digest()) == 64
    assert flat != "a projection"


def test_a_projection_can_be_pickled(fitted: Projection) -> None:
    assert pickle.loads(pickle.dumps(fitted)) == fitted


class Touch:
    """Pickled as a call that would leave a file behind."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self._path,)


def saved(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _half(*shape: int) -> NDArray[np.float16]:
    return np.ones(shape, np.float16)


def _compressed() -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, mean=_half(4), matrix=_half(4, 2))
    return file.getvalue()


def _of_enormous_shape() -> bytes:
    header = io.BytesIO()
    shape = {"descr": "<f2", "fortran_order": False, "shape": (2**40, 2**20)}
    np.lib.format.write_array_header_1_0(header, shape)
    file = io.BytesIO(saved(mean=_half(4)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("matrix.npy", header.getvalue())
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no projection",
        b"PK\x03\x04",
        _compressed(),
        _of_enormous_shape(),
        saved(mean=_half(4)),
        saved(mean=_half(4), matrix=_half(4, 2), more=_half(1)),
        saved(mean=_half(3), matrix=_half(4, 2)),
        saved(mean=_half(4), matrix=_half(8)),
        saved(mean=_half(4, 1), matrix=_half(4, 2)),
        saved(mean=_half(4), matrix=_half(4, 0)),
        saved(mean=_half(0), matrix=_half(0, 2)),
        saved(mean=_half(4).astype(np.float32), matrix=_half(4, 2)),
        saved(mean=_half(4), matrix=np.array(["text"])),
        saved(mean=_half(4) * np.nan, matrix=_half(4, 2)),
        saved(mean=_half(4), matrix=_half(4, 2) * np.inf),
    ],
)
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(LookalikeError, match=r'"mine\.npz" is damaged') as caught:
        Projection.from_bytes(content, "mine.npz")
    assert caught.value.detail and caught.value.hint


def test_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    victim = tmp_path / "touched"
    hostile = np.array([Touch(victim)], object)
    for content in (
        saved(mean=_half(4), matrix=hostile),
        pickle.dumps(Touch(victim)),
    ):
        with pytest.raises(LookalikeError, match="damaged"):
            Projection.from_bytes(content)
    assert not victim.exists()


@pytest.mark.parametrize("damage", range(8))
def test_damage_anywhere_is_noticed(fitted: Projection, damage: int) -> None:
    content = bytearray(fitted.to_bytes())
    at = len(content) * damage // 8
    with pytest.raises(LookalikeError):
        Projection.from_bytes(bytes(content[:at]))
    # The zip holds a checksum of each array.
    start = content.index(b"\x93NUMPY") + 200
    content[start + damage * 800] ^= 0x10
    with pytest.raises(LookalikeError):
        Projection.from_bytes(bytes(content))


# --- of models


def test_the_default_model_comes_with_its_projection() -> None:
    model = default_model()
    assert model.projection is not None
    assert model.projection.matrix.shape == (1280, STORED_DIMENSIONS)
    assert np.abs(model.projection.matrix).any(axis=0).all()
    assert model_module._PROJECTION.stat().st_size < 700_000
    assert pickle.loads(pickle.dumps(model)) == model
    assert default_model(projected=False) == dataclasses.replace(model, projection=None)


def test_a_damaged_projection_in_the_package_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "efficientnet-lite0.npz"
    monkeypatch.setattr(model_module, "_PROJECTION", path)
    with pytest.raises(LookalikeError, match="cannot read"):
        default_model()
    path.write_bytes(b"no projection")
    with pytest.raises(LookalikeError, match="damaged"):
        default_model()


def test_the_default_model_knows_edited_copies_better_than_without_projection() -> None:
    embedder = Embedder(default_model())
    originals = [photograph(name) for name in _PHOTOGRAPHS]
    changed = [picture.convert("L").rotate(90, expand=True) for picture in originals]

    def margin(raw: bool) -> float:
        found = embedder.embed(originals, raw) @ embedder.embed(changed, raw).T
        strangers = found[~np.eye(len(found), dtype=bool)]
        return float((found.diagonal().min() - strangers.max()) / strangers.std())

    assert embedder.embed(originals).shape == (6, 256)
    assert embedder.embed(originals, raw=True).shape == (6, 1280)
    assert margin(raw=False) > margin(raw=True)


def photograph(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)())


def tiny_model(folder: Path, pools: int) -> Model:
    """A model of the user's, 32 x 32: means of squares of 32 / pools pixels, 3 pools^2 values."""
    step = 32 // pools
    graph = helper.make_graph(
        [
            helper.make_node(
                "AveragePool", ["image"], ["x"], kernel_shape=[step] * 2, strides=[step] * 2
            ),
            helper.make_node("Flatten", ["x"], ["features"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, None)],
    )
    path = folder / "tiny.onnx"
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return load_model(path, "tiny", 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))


def test_a_model_of_the_user_is_fitted(tmp_path: Path) -> None:
    model = tiny_model(tmp_path, pools=16)
    assert model.projection is None
    found = fit_model(model, (photograph(name) for name in _PHOTOGRAPHS))
    assert dataclasses.replace(found, projection=None) == model
    assert found == fit_model(found, [photograph(name) for name in _PHOTOGRAPHS])
    assert found.projection is not None and len(found.projection.mean) == 768

    embedder = Embedder(pickle.loads(pickle.dumps(found)))
    assert (embedder.dimensions, embedder.raw_dimensions) == (256, 768)
    pictures = [photograph(name) for name in _PHOTOGRAPHS]
    raw = embedder.embed(pictures, raw=True)
    assert raw.shape == (6, 768)
    np.testing.assert_array_equal(embedder.embed(pictures), found.projection.apply(raw))
    mirrored = [picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for picture in pictures]
    before = raw @ embedder.embed(mirrored, raw=True).T
    after = embedder.embed(pictures) @ embedder.embed(mirrored).T
    assert after.diagonal().min() > before.diagonal().min()
    assert (after.argmax(axis=1) == np.arange(6)).all()


def test_all_modes_and_sizes_of_photographs_are_fitted_to(tmp_path: Path) -> None:
    model = tiny_model(tmp_path, pools=16)
    odd = [Image.new(mode, (3, 1), 1) for mode in ("1", "LA", "P", "RGBA", "CMYK", "I;16", "F")]
    found = fit_model(model, [*odd, photograph("chelsea")], edits=("sepia", "mirror"))
    assert np.isfinite(Embedder(found).embed(odd)).all()


def _no_photographs() -> Any:
    raise AssertionError("photographs were asked for")
    yield


def test_a_model_of_short_vectors_is_padded_without_photographs(tmp_path: Path) -> None:
    model = tiny_model(tmp_path, pools=8)
    found = fit_model(model, _no_photographs())
    assert found.projection == padding(192)
    pictures = [photograph(name) for name in _PHOTOGRAPHS]
    for embedder in (Embedder(model), Embedder(found)):
        vectors = embedder.embed(pictures)
        assert vectors.shape == (6, embedder.dimensions) == (6, 256)
        raw = embedder.embed(pictures, raw=True)
        assert raw.shape == (6, embedder.raw_dimensions) == (6, 192)
        np.testing.assert_allclose(cosines(vectors), cosines(raw), atol=1e-6)


@pytest.mark.parametrize("pictures", [[], [Image.new("RGB", (9, 9))]])
def test_long_vectors_without_projection_are_refused(
    tmp_path: Path, pictures: Sequence[Image.Image]
) -> None:
    embedder = Embedder(tiny_model(tmp_path, pools=16))
    assert embedder.dimensions == embedder.raw_dimensions == 768
    with pytest.raises(LookalikeError, match="no projection") as caught:
        embedder.embed(pictures)
    assert "lookalike model add" in str(caught.value.hint)
    assert embedder.embed(pictures, raw=True).shape == (len(pictures), 768)


def test_a_projection_of_another_model_is_refused(tmp_path: Path) -> None:
    model = dataclasses.replace(tiny_model(tmp_path, pools=16), projection=padding(192))
    with pytest.raises(LookalikeError, match="of another model") as caught:
        Embedder(model)
    assert "192" in str(caught.value.detail) and "768" in str(caught.value.detail)


@pytest.mark.parametrize("make", [list, iter], ids=["none", "one"])
def test_one_photograph_is_too_few(tmp_path: Path, make: Callable[[Any], Any]) -> None:
    given_pictures = make([photograph("chelsea")] if make is iter else [])
    with pytest.raises(LookalikeError, match="cannot fit a projection") as caught:
        fit_model(tiny_model(tmp_path, pools=16), given_pictures)
    assert caught.value.hint
