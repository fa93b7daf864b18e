"""The notebook of the documentation: its cells are those of its script, and say what it shows."""

from pathlib import Path

import nbformat
import pytest

from docs.notebook import NOTEBOOK, read_script, run, said
from servers import temporary_folder


def test_its_cells_are_those_of_the_script() -> None:
    stored = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(stored)
    assert [(cell.cell_type, cell.source) for cell in stored.cells] == [
        (cell.cell_type, cell.source) for cell in read_script().cells
    ]


def test_it_is_small_and_shows_pictures() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert len(text) < 200_000
    assert "data:image/jpeg;base64," in text


@pytest.mark.long
def test_its_cells_say_what_it_shows() -> None:
    notebook = read_script()
    with temporary_folder() as folder:
        run(notebook, Path(folder))
    assert said(notebook) == said(nbformat.read(NOTEBOOK, as_version=4))
    (gallery,) = (
        cell.outputs[0].data["text/html"] for cell in notebook.cells if "gallery(1" in cell.source
        and cell.cell_type == "code"
    )  # fmt: skip
    assert gallery.count("<img ") == 4
