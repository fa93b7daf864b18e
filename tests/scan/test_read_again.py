"""What one decoder could not read is read again when the libraries change, and only then."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from psycopg import Connection

from containers import Directory, saved, tiff
from lookalike.picture.contents import BROKEN
from lookalike.scan import run, store
from lookalike.scan.fingerprint import method
from lookalike.scan.run import scan_folder
from pictures import picture

# As if Pillow had been built without JPEG 2000.
HIDE_JPEG_2000 = """
import os
if os.environ.get("OLD_DECODERS"):
    import PIL.Image, PIL.features
    PIL.Image.init()
    factory, _ = PIL.Image.OPEN["JPEG2000"]
    PIL.Image.OPEN["JPEG2000"] = factory, lambda prefix: False
    known = PIL.features.version
    PIL.features.version = lambda name: None if name == "jpg_2000" else known(name)
"""
SCAN = """
import sys
from pathlib import Path
from lookalike.database import connect
from lookalike.scan.run import scan_folder
with connect(sys.argv[1]) as connection:
    print(scan_folder(connection, Path(sys.argv[2]), workers=1).counts["new"])
"""


def problems(connection: Connection[Any]) -> dict[str, str]:
    return dict(connection.execute("SELECT path, problem FROM lookalike.scan_problem").fetchall())


def test_a_decoder_that_comes_back(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "sitecustomize.py").write_text(HIDE_JPEG_2000)
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.jp2").write_bytes(saved(picture(1), "JPEG2000"))
    (folder / "b.png").write_bytes(saved(picture(2), "PNG"))

    def scan(**more: str) -> int:
        path = os.pathsep.join([str(tmp_path / "hidden"), *sys.path])
        done = subprocess.run(
            [sys.executable, "-c", SCAN, archive_url, str(folder)],
            env=os.environ | {"PYTHONPATH": path} | more,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return int(done.stdout)

    assert scan(OLD_DECODERS="1") == 1
    assert problems(archive) == {"a.jp2": "unidentified"}
    assert scan() == 1
    assert problems(archive) == {}


def test_which_files_are_read_again(
    archive: Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [Directory(np.asarray(picture(n, 16, 16))) for n in range(2)]
    contents = {
        "notes.txt": b"no image",
        "page.exr": b"\x76\x2f\x31\x01" + b"\1" * 99,
        "cut.jpg": saved(picture(1), "JPEG")[:-90],
        "empty.tif": b"",
        "good.png": saved(picture(2), "PNG"),
        # Its last directory lies beyond its end.
        "frames.tif": tiff(*pages, next_at_end=10**6),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "link").symlink_to("nowhere")
    read: list[str] = []
    select = store.ScanStore.select_files_to_read

    def noted(self: store.ScanStore, batch: int) -> Any:
        files = select(self, batch)
        read.extend(file.path for file in files)
        return files

    monkeypatch.setattr(store.ScanStore, "select_files_to_read", noted)

    def scan(pillow: str) -> set[str]:
        name, parameters, libraries = method()
        mine = (name, parameters, libraries | {"pillow": pillow})
        monkeypatch.setattr(run, "method", lambda: mine)
        read.clear()
        scan_folder(archive, tmp_path, workers=1)
        return set(read)

    assert scan("1") == contents.keys()
    not_compared = dict(
        archive.execute("SELECT path, not_compared FROM lookalike_detail.image").fetchall()
    )
    assert not_compared == {"good.png": None, "frames.tif": BROKEN}
    assert scan("1") == set()
    assert scan("2") == {"notes.txt", "page.exr", "cut.jpg", "frames.tif"}
    assert scan("2") == set()
    # As after an upgrade from a version that did not store it.
    archive.execute("UPDATE lookalike_internal.scan_problem SET method_id = NULL")
    assert scan("2") == {"notes.txt", "page.exr", "cut.jpg"}


def test_words_for_broken_frames(archive: Connection[Any]) -> None:
    query = "SELECT lookalike_internal.has_broken_frames(%s)"
    for words in (BROKEN, f"{BROKEN}; layers", f"a profile; {BROKEN}"):
        assert archive.execute(query, (words,)).fetchone() == (True,)
    assert archive.execute(query, ("layers",)).fetchone() == (False,)
