"""What in an archive is a picture: the function in SQL, from Python, and on the command line."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import skimage.data
from pgvector import HalfVector
from PIL import Image
from psycopg import Connection
from typer.testing import CliRunner

from builder import FakeImage, lose, near, put
from lookalike import stages
from lookalike.cli import app
from lookalike.database import connect
from lookalike.errors import LookalikeError
from lookalike.find import describe, find_image
from lookalike.picture.edits import EDITS
from lookalike.scan.run import scan_folder
from prove.made_up import direction, frame, leaning, mirror, see
from servers import WAYS, Servers

RNG = random.Random(6)
LOOKS = [RNG.getrandbits(64) for _ in range(20)]  # of images that have nothing in common
MIRRORED = 0x5555555555555555  # the bits that mirroring left and right exchanges


def bits(hash_: int, length: int = 64) -> str:
    return f"{hash_:0{length}b}"


def look_up(connection: Connection[Any], **given: Any) -> list[tuple[Any, ...]]:
    """Path, way, variant, distance and similarity of what is found, in order."""
    types = {
        "phash": "text::bit(64)", "phash_256": "text::bit(256)", "phash_flips": "text::bit(192)",
        "content_phash": "text::bit(64)", "embedding": "halfvec", "k": "integer",
    }  # fmt: skip
    arguments = ", ".join(f"{name} => %s::{types[name]}" for name in given)
    query = (
        "SELECT path, found_by, variant, phash_distance, round(similarity::numeric, 2)::float8"
        f" FROM lookalike.find_image({arguments})"
    )
    return connection.execute(query.encode(), tuple(given.values())).fetchall()


def test_what_is_found_by_hash_in_sql(any_archive: Connection[Any]) -> None:
    put(
        any_archive,
        [
            FakeImage("same", LOOKS[0]),
            FakeImage("close", near(LOOKS[0], 8, random.Random(1))),
            FakeImage("too far", near(LOOKS[0], 9, random.Random(2))),
            FakeImage("mirrored", near(LOOKS[0] ^ MIRRORED, 4, random.Random(3))),
            FakeImage("mirrored, too far", near(LOOKS[0] ^ MIRRORED, 5, random.Random(4))),
            FakeImage("flat", LOOKS[0], quality=0.1),
            FakeImage("framed", LOOKS[1]),
            FakeImage("gone", LOOKS[0]),
            FakeImage("another", LOOKS[2]),
        ],
    )
    frame(any_archive, "framed", near(LOOKS[0], 8, random.Random(5)))
    lose(any_archive, ["gone"])
    found = look_up(any_archive, phash=bits(LOOKS[0]), phash_256=bits(0, 256))
    assert {(path, way, variant) for path, way, variant, *_ in found} == {
        ("same", "hash", None),
        ("close", "hash", None),
        ("mirrored", "variant", 1),
        ("framed", "content", None),
    }
    assert [path for path, *_ in found][2:] == ["mirrored", "framed"]
    assert {distance for path, _, _, distance, _ in found if path in ("same", "close")} == {0, 8}


def test_what_lies_within_the_border_of_what_is_looked_for(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("plain", LOOKS[0]), FakeImage("framed", LOOKS[1])])
    frame(archive, "framed", LOOKS[0])
    found = look_up(archive, content_phash=bits(near(LOOKS[0], 8, RNG)))
    assert {(path, way) for path, way, *_ in found} == {("plain", "content"), ("framed", "content")}


def test_mirrored_hashes_that_are_known(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("upside down", LOOKS[4]), FakeImage("estimated", LOOKS[0] ^ MIRRORED)])
    mirror(archive, "estimated", LOOKS[10:13])
    flips = "".join(bits(LOOKS[n]) for n in (3, 4, 5))
    found = look_up(archive, phash=bits(LOOKS[0]), phash_flips=flips)
    assert [(path, variant) for path, _, variant, *_ in found] == [("upside down", 2)]


def test_what_the_model_finds_in_sql(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(f"{n}", LOOKS[n]) for n in range(6)])
    for n, similarity in enumerate([0.3, 0.9, 0.5, 0.7, 0.8, 0.6]):
        see(archive, f"{n}", leaning(similarity, n + 1))
    lose(archive, ["4"])
    found = look_up(archive, embedding=HalfVector(direction(0)), k=5)
    assert [(path, way, similarity) for path, way, _, _, similarity in found] == [
        ("1", "embedding", 0.9),
        ("3", "embedding", 0.7),
        ("5", "embedding", 0.6),
        ("2", "embedding", 0.5),
        ("0", "embedding", 0.3),
    ]
    # What hashes bring up has its similarity beside it.
    found = look_up(archive, phash=bits(LOOKS[3]), embedding=HalfVector(direction(0)), k=2)
    assert found[0][:2] == ("3", "hash")


def test_what_is_missing_takes_nobodys_place(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("gone", LOOKS[0], pixels="gone"), FakeImage("there", LOOKS[0])])
    lose(archive, ["gone"])
    assert [path for path, *_ in look_up(archive, phash=bits(LOOKS[0]), k=1)] == ["there"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "nothing to look for"),
        ({"phash_256": bits(0, 256), "k": 3}, "nothing to look for"),
        ({"phash": bits(0), "k": 0}, "k must be at least 1"),
        ({"phash": bits(0), "k": -5}, "k must be at least 1"),
        ({"phash": bits(0), "k": None}, "k must be at least 1"),
    ],
)
def test_what_cannot_be_looked_for(
    archive: Connection[Any], given: dict[str, Any], said: str
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match=said) as raised:
        look_up(archive, **given)
    assert raised.value.diag.message_hint


def photograph(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)())


@pytest.fixture(scope="module")
def real(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Connection[Any]]]:
    """An archive of four photographs, embedded; one is there twice, one has a border."""
    folder = tmp_path_factory.mktemp("photographs") / "archive"
    folder.mkdir()
    for name in ("chelsea", "coffee", "rocket"):
        photograph(name).save(folder / f"{name}.png")
    photograph("coffee").save(folder / "coffee copy.tif")
    framed = Image.new("RGB", (700, 560), "white")
    framed.paste(photograph("astronaut"), (90, 24))
    framed.save(folder / "framed astronaut.png")
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        scan_folder(connection, folder, workers=1)
        stages.embed(connection, workers=2)
        yield url, connection


def save(folder: Path, name: str, edit_name: str | None) -> Path:
    """A file outside of the archive: a photograph as it is, or an edited copy."""
    if edit_name is None:
        photograph(name).save(folder / "same.png")
        return folder / "same.png"
    (edit,) = (edit for edit in EDITS if edit.name == edit_name)
    path = folder / f"probe{edit.suffix}"
    path.write_bytes(edit.make(photograph(name), name))
    return path


@pytest.mark.parametrize(
    ("edit", "relation"),
    [
        ("crop 35 %", "cropped"),
        ("mirror", "mirrored"),
        ("negative", "negative"),
        ("white border", "bordered"),
        ("turn by 90 degrees", "rotated"),
        ("resize to 50 %", "resized"),
    ],
)
def test_copies_are_found_with_proof(
    real: tuple[str, Connection[Any]], tmp_path: Path, edit: str, relation: str
) -> None:
    _, connection = real
    found = find_image(connection, save(tmp_path, "coffee", edit))
    proven = [one for one in found if one.proven]
    # Each of the two files that hold the picture, and nothing else; what is proven comes first.
    assert {one.path for one in proven} <= {"coffee.png", "coffee copy.tif"}
    assert "coffee copy.tif" in {one.path for one in proven}
    assert found[: len(proven)] == proven
    for one in proven:
        assert not one.same_pixels
        assert one.proof is not None
        assert relation in one.proof.relations
        assert relation in describe(one)
        assert "correlation" in describe(one)


def test_the_same_file_is_found(real: tuple[str, Connection[Any]], tmp_path: Path) -> None:
    _, connection = real
    found = find_image(connection, save(tmp_path, "coffee", None))
    proven = [one for one in found if one.proven]
    assert [one.path for one in proven] == ["coffee copy.tif", "coffee.png"]
    assert {describe(one) for one in proven} == {"the same pixels"}


def test_what_lies_within_a_border_is_found(
    real: tuple[str, Connection[Any]], tmp_path: Path
) -> None:
    _, connection = real
    found = find_image(connection, save(tmp_path, "astronaut", None))
    (proven,) = [one for one in found if one.proven]
    assert proven.path == "framed astronaut.png"
    assert "bordered" in describe(proven)


def test_another_photograph_finds_nothing_proven(
    real: tuple[str, Connection[Any]], tmp_path: Path
) -> None:
    _, connection = real
    found = find_image(connection, save(tmp_path, "immunohistochemistry", None))
    assert found  # the model always finds something
    assert not [one for one in found if one.proven]
    assert all(describe(one).startswith("resembles it") for one in found)


def test_at_most_so_many_a_way(real: tuple[str, Connection[Any]], tmp_path: Path) -> None:
    _, connection = real
    assert len(find_image(connection, save(tmp_path, "immunohistochemistry", None), most=2)) == 2


def test_more_are_looked_at_if_the_nearest_are_not_the_picture(
    real: tuple[str, Connection[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, connection = real
    monkeypatch.setattr("lookalike.find._DEPTHS", (1, 5))
    assert len(find_image(connection, save(tmp_path, "immunohistochemistry", None))) == 4
    found = find_image(connection, save(tmp_path, "rocket", "resize to 50 %"))
    assert [(one.path, one.proven) for one in found] == [("rocket.png", True)]


def test_what_is_no_picture_is_refused(real: tuple[str, Connection[Any]], tmp_path: Path) -> None:
    _, connection = real
    (tmp_path / "notes.txt").write_text("no image")
    (tmp_path / "empty.jpg").touch()
    for name in ("notes.txt", "empty.jpg", "nowhere.jpg", "."):
        with pytest.raises(LookalikeError, match="cannot look for") as raised:
            find_image(connection, tmp_path / name)
        assert raised.value.detail
        assert raised.value.hint


def test_without_embeddings_hashes_are_asked(archive: Connection[Any], tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    photograph("coffee").save(folder / "coffee.png")
    scan_folder(archive, folder, workers=1)
    (found,) = find_image(archive, save(tmp_path, "coffee", "mirror"))
    assert (found.path, found.found_by, found.proven) == ("coffee.png", "variant", True)
    (folder / "coffee.png").unlink()
    (found,) = find_image(archive, save(tmp_path, "coffee", "mirror"))
    assert found.problem is not None
    assert not found.proven
    assert describe(found) == "resembles it; the file is not there"
    # What has the same pixels needs no proof.
    (found,) = find_image(archive, save(tmp_path, "coffee", None))
    assert found.proven


def test_a_file_that_has_changed_is_read_anew(
    real: tuple[str, Connection[Any]], tmp_path: Path
) -> None:
    _, connection = real
    for name in ("rocket", "chelsea"):
        found = find_image(connection, save(tmp_path, name, "mirror"))
        assert [one.path for one in found if one.proven] == [f"{name}.png"]


def test_the_command_says_what_it_found(real: tuple[str, Connection[Any]], tmp_path: Path) -> None:
    url, _ = real

    def say(*arguments: object) -> str:
        done = CliRunner().invoke(app, ["find", *map(str, arguments), "--database", url])
        assert done.exit_code == 0, done.output
        return done.output

    probe = save(tmp_path, "rocket", "crop 20 %")
    said = say(probe)
    assert "archive: rocket.png\n" in said
    assert "cropped" in said
    assert "1 image of the archive shows this picture." in said
    # Of two files with the same pixels, the model names one.
    assert "It was compared with 4 of 5 images, the most alike. To list all 4: --possible." in said
    assert "coffee" not in said
    listed = say(probe, "--possible", "--most", 3)
    assert "resembles it" in listed
    assert "see --possible" not in listed
    said = say(save(tmp_path, "immunohistochemistry", None))
    assert "No image of the archive is proven to show this picture." in said
    assert "The nearest 4 are above, without proof." in said
    assert said.count("resembles it") == 4
    (tmp_path / "notes.txt").write_text("no image")
    failed = CliRunner().invoke(app, ["find", str(tmp_path / "notes.txt"), "--database", url])
    assert isinstance(failed.exception, LookalikeError)
