"""A scanned document and its pages, and a raw file and its export, find each other in an audit."""

from collections.abc import Iterator

import pytest
from PIL import Image

from audited import Audited, audited
from pictures import textured
from prove.series import photograph
from raw_file import write_dng
from servers import Servers

pytest.importorskip("pypdfium2", reason="PDF documents need lookalike[pdf]")
pytest.importorskip("rawpy", reason="raw files need lookalike[raw]")


@pytest.fixture(scope="module")
def found(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder = tmp_path_factory.mktemp("files") / "archive"
    folder.mkdir()
    pages = [photograph(name).resize((480, 360)) for name in ("coffee", "chelsea", "rocket")]
    pages[0].save(
        folder / "file.pdf", "PDF", save_all=True, append_images=pages[1:], resolution=100
    )
    pages[1].save(folder / "page 2.jpg", quality=85)
    shot = photograph("astronaut").resize((480, 480), Image.Resampling.LANCZOS)
    write_dng(folder / "shot.dng", shot, preview=textured((120, 120), 9))
    shot.resize((360, 360), Image.Resampling.LANCZOS).save(folder / "shot.jpg", quality=85)
    with audited(servers, folder) as said:
        yield said


def test_a_page_is_part_of_its_document(found: Audited) -> None:
    assert {(p.whole, p.page) for p in found.parts if p.part == "page 2.jpg"} == {("file.pdf", 2)}
    assert "page 2.jpg" not in found.clusters


def test_a_raw_file_and_its_export_are_copies(found: Audited) -> None:
    assert found.joined("shot.dng", "shot.jpg") == {("shot.dng", "shot.jpg")}
    assert found.classes["shot.dng"].name != "identical copy"
    assert not found.set_aside()
