"""Makes docs/notebook.ipynb of docs/notebook_cells.py: its cells and what they show.

python tests/docs/notebook.py    writes the notebook again
"""

import os
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
SCRIPT, NOTEBOOK = ROOT / "docs" / "notebook_cells.py", ROOT / "docs" / "notebook.ipynb"


def read_script() -> Any:
    """The cells of the script, without outputs."""
    notebook = jupytext.read(SCRIPT, fmt="py:percent")
    notebook.metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{number}", {}
    return notebook


def run(notebook: Any, folder: Path) -> None:
    """Run the cells in an empty folder; they get their outputs, and no time and no progress."""
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", record_timing=False, coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    with mock.patch.dict(os.environ):
        os.environ.pop("LOOKALIKE_DATABASE", None)
        client.execute()
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if one.get("name") != "stderr"]


def said(notebook: Any) -> list[tuple[str, str]]:
    """What each cell of code says in words, without pictures and markup."""
    return [
        (cell.source, one.text if one.output_type == "stream" else one.data.get("text/plain", ""))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for one in cell.outputs
    ]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lookalike-") as folder:
        Path(folder).chmod(0o755)
        notebook = read_script()
        run(notebook, Path(folder))
    nbformat.write(notebook, NOTEBOOK)


if __name__ == "__main__":
    main()
