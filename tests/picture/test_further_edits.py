"""The further edits: saved as they say, laid over what they say, and chains of known copies."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from lookalike.picture.edits import EDITS, Edit
from lookalike.picture.further_edits import CHAINS, FURTHER, ONCE

PICTURE = Image.fromarray(data.astronaut()).resize((300, 200))
SIZES = {"enlarge to 150 %": (450, 300), "enlarge to 200 %": (600, 400)}


def opened(edit: Edit, seed: str = "one") -> Image.Image:
    image = Image.open(io.BytesIO(edit.make(PICTURE, seed)))
    image.load()
    return image


@pytest.mark.parametrize("edit", FURTHER, ids=lambda edit: edit.name)
def test_edit(edit: Edit) -> None:
    image = opened(edit)
    assert image.format == edit.format
    assert edit.make(PICTURE, "one") == edit.make(PICTURE, "one")
    if edit.name in SIZES:
        assert image.size == SIZES[edit.name]
    saved = f"quality {edit.quality}." if edit.format == "JPEG" else f"Saved as {edit.format}."
    assert edit.description.endswith(saved)
    assert edit.relations


def test_pixels_are_kept() -> None:
    kept = [edit for edit in FURTHER if edit.keeps_pixels]
    assert [edit.of for edit in kept] == ["", "negative, PNG"]
    for edit in kept:
        assert (np.asarray(opened(edit)) == np.asarray(PICTURE)).all()


@pytest.mark.parametrize("name", ["sticker", "black bar"])
def test_share_that_is_covered(name: str) -> None:
    (edit,) = (edit for edit in ONCE if edit.name == name)
    for seed in "abcdef":
        changed = np.abs(np.asarray(opened(edit, seed), np.int32) - np.asarray(PICTURE)).max(-1)
        # Where the picture has the colour of what covers it, nothing changes.
        assert 0.02 < (changed > 40).mean() < 0.2


def test_names_and_chains() -> None:
    names = [edit.name for edit in EDITS + FURTHER]
    assert len(set(names)) == len(names)
    assert not any(edit.of for edit in EDITS + ONCE)
    for edit in CHAINS:
        assert names.index(edit.of) < names.index(edit.name)
    steps = {edit.name: edit.of for edit in CHAINS}
    lengths = set()
    for edit in CHAINS:
        length, name = 1, edit.name
        while name in steps:
            name, length = steps[name], length + 1
        lengths.add(length)
    assert lengths == {2, 3, 4}
