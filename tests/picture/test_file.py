"""Every reader of archive files stays beneath the collection, whatever a row says of a path."""

import os
from pathlib import Path

import pytest
from PIL import Image

from lookalike.evaluate.copies import read_reduced as read_for_evaluation
from lookalike.names import escape_path
from lookalike.picture.file import PictureFile, open_image
from lookalike.picture.problem import BadImage
from lookalike.picture.reduced import decode_again, read_reduced
from lookalike.report.thumbnails import Thumbnail, make_thumbnail


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A collection with one image, beside a folder with an image that is nobody's business."""
    root, private = tmp_path / "collection", tmp_path / "private"
    root.mkdir()
    private.mkdir()
    for path in (root / "own.png", private / "secret.png"):
        Image.new("RGB", (40, 30), "red").save(path)
    (root / "link.png").symlink_to(private / "secret.png")
    (root / "near.png").symlink_to("own.png")
    (root / "folder").symlink_to(private)
    (root / "loop").symlink_to("loop")
    os.mkfifo(root / "pipe")
    return root


OUTSIDE = {
    "../private/secret.png": "unreadable",
    "folder/../../private/secret.png": "unreadable",
    "link.png": "symlink",
    "near.png": "symlink",
    "folder/secret.png": "symlink",
    "loop": "symlink",
    "pipe": "special_file",
    ".": "special_file",
    "gone.png": "vanished",
    "own.png/x": "vanished",
}


def text(root: Path) -> str:
    return escape_path(os.fsencode(root))


def test_a_file_of_the_collection_is_read(root: Path) -> None:
    with open_image(text(root), "own.png") as file:
        assert file.read() == (root / "own.png").read_bytes()
    assert read_reduced(text(root), "own.png", 20).image.size == (20, 15)
    assert isinstance(make_thumbnail(PictureFile(text(root), "own.png"), 10**6, 10**4), Thumbnail)


def test_the_root_itself_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "mounted").symlink_to(root)
    assert read_reduced(text(tmp_path / "mounted"), "own.png", 20).image.size == (20, 15)


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_reader_leaves_the_collection(root: Path, path: str) -> None:
    with pytest.raises(BadImage) as refused, open_image(text(root), path):
        pass
    assert refused.value.problem == OUTSIDE[path]
    with pytest.raises(BadImage), decode_again(text(root), path):
        pass
    with pytest.raises(BadImage):
        read_reduced(text(root), path, 20)
    assert read_for_evaluation is read_reduced
    assert isinstance(make_thumbnail(PictureFile(text(root), path), 10**6, 10**4), str)


def test_an_absolute_path_leads_nowhere(root: Path, tmp_path: Path) -> None:
    with pytest.raises(BadImage), open_image(text(root), text(tmp_path / "private/secret.png")):
        pass
