"""`lookalike model`: another neural network is added, taken into use, and listed."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import psycopg
import pytest
from onnx import TensorProto, helper, numpy_helper
from psycopg import Connection
from typer.testing import CliRunner

from lookalike.cli import app
from lookalike.errors import LookalikeError
from lookalike.scan.run import scan_folder
from pictures import picture

DEFAULT = "efficientnet-lite0"


def write_model(path: Path, dimensions: int, seed: int = 1) -> Path:
    """A network of one layer: the mean of so many random filters."""
    kernels = np.random.default_rng(seed).normal(size=(dimensions, 3, 5, 5)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["image", "kernels"], ["filtered"]),
            helper.make_node("Relu", ["filtered"], ["positive"]),
            helper.make_node("GlobalAveragePool", ["positive"], ["features"]),
        ],
        "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", dimensions, 1, 1])],
        [numpy_helper.from_array(kernels, "kernels")],
    )
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path


@pytest.fixture
def url(archive: Connection[Any], archive_url: str, tmp_path: Path) -> str:
    """An archive of twenty pictures that have been scanned."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    for n in range(20):
        picture(n).save(folder / f"{n:02}.png")
    scan_folder(archive, folder, workers=1)
    return archive_url


def say(url: str, *arguments: object) -> str:
    done = CliRunner().invoke(app, [*map(str, arguments), "--database", url])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def refuse(url: str, *arguments: object) -> BaseException:
    done = CliRunner().invoke(app, [*map(str, arguments), "--database", url])
    assert done.exit_code != 0
    assert done.exception is not None
    return done.exception


def vectors(connection: Connection[Any]) -> dict[bytes, list[float]]:
    return {
        digest: vector.to_list()
        for digest, vector in connection.execute(
            "SELECT pixel_digest, embedding FROM lookalike_internal.embedding"
        )
    }


def in_use(url: str) -> list[str]:
    lines = say(url, "model", "list").splitlines()
    return [line[2:].split(":")[0] for line in lines if line.startswith("*")]


def test_another_model_sees_all_pictures_anew(
    archive: Connection[Any], url: str, tmp_path: Path
) -> None:
    assert "There is no model yet" in say(url, "model", "list")
    assert "embed: 20 new of 20 pictures" in say(url, "embed", "--workers", 1)
    assert in_use(url) == [DEFAULT]
    first = vectors(archive)
    archive.execute("CALL lookalike.propose_copies()")
    proposed = "SELECT count(*) FROM lookalike_internal.proposed WHERE is_embedded"
    assert archive.execute(proposed).fetchone() == (20,)

    file = write_model(tmp_path / "small.onnx", 300)
    said = say(url, "model", "add", file, "--size", 32, "--name", "mine")
    assert "Fitting a projection on 20 images" in said
    assert "Model mine is in use" in said
    assert in_use(url) == ["mine"]
    assert str(file) in say(url, "model", "list")
    # Vectors of two models cannot be compared, so none are left.
    assert vectors(archive) == {}
    assert archive.execute("SELECT count(*) FROM lookalike_internal.embedding_part").fetchone() == (
        0,
    )
    assert archive.execute(proposed).fetchone() == (0,)
    assert "embed: 20 new of 20 pictures" in say(url, "embed", "--workers", 1)
    second = vectors(archive)
    assert set(second) == set(first)
    assert not any(np.allclose(first[digest], second[digest], atol=0.01) for digest in first)
    assert all(np.linalg.norm(vector) == pytest.approx(1, abs=0.01) for vector in second.values())

    assert "Model mine is in use." in say(url, "model", "use", "mine")  # as it is already
    assert vectors(archive) == second
    say(url, "model", "use", DEFAULT)
    assert in_use(url) == [DEFAULT]
    assert vectors(archive) == {}
    say(url, "embed", "--workers", 1)
    assert vectors(archive) == first


def test_short_vectors_need_no_projection(
    archive: Connection[Any], url: str, tmp_path: Path
) -> None:
    file = write_model(tmp_path / "short.onnx", 8)
    say(url, "model", "add", file, "--size", 32, "--mean", "0.5", "--std", "0.5,0.5,0.5")
    assert in_use(url) == ["short"]  # the name of the file
    say(url, "embed", "--workers", 1)
    assert {tuple(vector[8:]) for vector in vectors(archive).values()} == {(0.0,) * 248}


def test_another_file_under_the_same_name(
    archive: Connection[Any], url: str, tmp_path: Path
) -> None:
    file = write_model(tmp_path / "small.onnx", 8)
    say(url, "model", "add", file, "--size", 32)
    say(url, "embed", "--workers", 1)
    before = vectors(archive)
    say(url, "model", "add", file, "--size", 32)  # the same again
    assert vectors(archive) == before
    write_model(file, 8, seed=2)
    say(url, "model", "add", file, "--size", 32)
    assert vectors(archive) == {}
    assert len(say(url, "model", "list").splitlines()) == 1
    say(url, "embed", "--workers", 1)
    assert set(vectors(archive)) == set(before)
    assert vectors(archive) != before


def test_too_few_images_to_fit_it_on(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    for n in range(16):
        picture(n).save(folder / f"{n:02}.png")
    picture(0).save(folder / "copy.png")  # the same picture again is no other one
    (folder / "15.png").unlink()
    scan_folder(archive, folder, workers=1)
    file = write_model(tmp_path / "small.onnx", 300)
    error = refuse(archive_url, "model", "add", file, "--size", 32)
    assert isinstance(error, LookalikeError)
    assert error.message == "a projection needs at least 16 images, and there are 15"
    assert "lookalike scan" in str(error.hint)
    assert "There is no model yet" in say(archive_url, "model", "list")

    picture(15).save(folder / "15.png")
    scan_folder(archive, folder, workers=1)
    say(archive_url, "model", "add", file, "--size", 32)


def test_a_file_that_is_gone_is_said(archive: Connection[Any], url: str, tmp_path: Path) -> None:
    error = refuse(url, "model", "add", tmp_path / "nowhere.onnx", "--size", 32)
    assert isinstance(error, LookalikeError)
    assert "cannot read" in error.message

    file = write_model(tmp_path / "small.onnx", 8)
    say(url, "model", "add", file, "--size", 32)
    file.unlink()
    error = refuse(url, "embed", "--workers", 1)
    assert isinstance(error, LookalikeError)
    assert error.message == f'cannot read "{file}": No such file or directory'
    assert in_use(url) == ["small"]


def test_a_model_that_is_not_known(url: str) -> None:
    error = refuse(url, "model", "use", "nobody's")
    assert isinstance(error, psycopg.errors.UndefinedObject)
    assert 'model "nobody\'s" does not exist' in str(error)
    assert "model add" in str(error.diag.message_hint)


def test_the_name_of_the_default_model_is_taken(url: str, tmp_path: Path) -> None:
    """Under that name, the next embedding would quietly take the default one again."""
    file = write_model(tmp_path / "small.onnx", 8)
    error = refuse(url, "model", "add", file, "--size", 32, "--name", DEFAULT)
    assert isinstance(error, LookalikeError)


@pytest.mark.parametrize("mean", ["1,2", "red", ""])
def test_numbers_that_are_none(url: str, tmp_path: Path, mean: str) -> None:
    file = write_model(tmp_path / "small.onnx", 8)
    done = CliRunner().invoke(
        app, ["model", "add", str(file), "--size", "32", "--mean", mean, "--database", url]
    )
    assert done.exit_code == 2
    assert "one number, or three" in done.output
