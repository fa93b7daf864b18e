"""A small archive with copies, pages on it that a real server shows, and a browser."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import skimage.data
from PIL import Image, ImageOps
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from access.logins import Logins
from command import run_command
from lookalike.database import connect, one
from lookalike.database.embedded import EmbeddedServer
from lookalike.picture.edits import EDITS
from lookalike.serve.app import make_app
from lookalike.serve.people import People
from lookalike.serve.place import Place
from lookalike.serve.run import make_server
from serve.browser import follow
from servers import WAYS, Servers

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PASSWORD = "a password of the tests"
EDITED = ("crop 35 %", "mirror", "caption bar", "JPEG quality 30")
PHOTOGRAPHS = ("chelsea", "coffee", "astronaut", "rocket")


def make_archive(folder: Path) -> None:
    """Photographs with copies, a sheet with two of them, and pictures that only look alike."""
    pictures = {}
    for name in PHOTOGRAPHS:
        picture = Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
        picture.thumbnail((480, 480))
        pictures[name] = picture
        box = folder / name
        box.mkdir(parents=True)
        picture.save(box / f"{name}.png")
        for edit in EDITS:
            if edit.name in EDITED:
                made = box / f"{name} {edit.name.replace(' ', '-')}{edit.suffix}"
                made.write_bytes(edit.make(picture, name))
    sheet = Image.new("RGB", (900, 500), "white")
    sheet.paste(pictures["chelsea"].resize((380, 250)), (40, 100))
    sheet.paste(pictures["coffee"].resize((380, 250)), (480, 100))
    sheet.save(folder / "sheet.png")
    ImageOps.posterize(pictures["rocket"].resize((90, 60)), 2).save(folder / "rocket poster.png")


@dataclass(frozen=True)
class Site:
    """Pages that are served. `url` is their address, `database` that of the owner's role."""

    url: str
    database: str
    folder: Path  # of the pictures
    people: People

    def enter(self, page: Any, name: str = "ida") -> None:
        """Let a browser's page in by a one-time link, as the owner."""
        page.goto(f"{self.url}/enter?key={self.people.make_link(name)}")

    def image(self, path: str) -> int:
        """The number of the image with this path."""
        query = "SELECT image_id FROM lookalike_detail.image WHERE path = %s"
        with connect(self.database) as owner:
            found: int = one(owner, query, path)
        return found

    def sign_in(self, page: Any, name: str) -> None:
        """Sign in as a login role that `logins` has made."""
        page.goto(f"{self.url}/sign-in")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        follow(page, "button.main")


@pytest.fixture(scope="session")
def audited_archive(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """The folder of an audited archive, and its database."""
    folder = tmp_path_factory.mktemp("site") / "archive"
    make_archive(folder)
    shutil.copytree(folder, folder.with_name("kept"))
    with servers.database(WAYS[0], "archive") as url:
        run_command(url, "audit", folder, "--report", folder.parent / "report", "--workers", 1)
        yield folder, url


@pytest.fixture(scope="module")
def site(servers: Servers, audited_archive: tuple[Path, str]) -> Iterator[Site]:
    """Pages on an audited archive of this module's own: it may be changed, files too."""
    folder, audited = audited_archive
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("kept"), folder)
    with servers.copy(WAYS[0], str(conninfo_to_dict(audited)["dbname"])) as url:
        ask_for_passwords(servers.server(WAYS[0].version), url)
        with serving(url, folder) as site:
            yield site


@contextmanager
def serving(url: str, folder: Path, is_behind_proxy: bool = False) -> Iterator[Site]:
    """Serve the pages of an archive on a free port of this machine."""
    people = People(url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = Place(port=port, is_behind_proxy=is_behind_proxy)
    server = make_server(make_app(people, place), place)
    listening = socket.create_server((place.address, port))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < end, "the server of the pages does not start"
        time.sleep(0.01)
    try:
        yield Site(f"http://localhost:{port}", url, folder, people)
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


class SignIns(Logins):
    """Login roles for people who sign in: each has a password."""

    def add(self, *roles: str, name: str | None = None) -> str:
        url = super().add(*roles, name=name)
        name = str(conninfo_to_dict(url)["user"])
        with connect(self.url) as owner:
            owner.execute(f"ALTER ROLE \"{name}\" PASSWORD '{PASSWORD}'".encode())
        return make_conninfo(url, password=PASSWORD)


def ask_for_passwords(server: EmbeddedServer, url: str) -> None:
    """Have the server ask for passwords in one database, except of its own roles."""
    database = conninfo_to_dict(url)["dbname"]
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        row = admin.execute("SHOW hba_file").fetchone()
        assert row is not None
        hba = Path(row[0])
        hba.write_text(
            f"local {database} lookalike,postgres trust\n"
            f"local {database} all scram-sha-256\n{hba.read_text()}"
        )
        admin.execute("SELECT pg_reload_conf()")
    end = time.monotonic() + 30
    while True:  # until the server has read it
        try:
            psycopg.connect(make_conninfo(url, user="a role that is not there")).close()
        except psycopg.OperationalError as error:
            if "password" in str(error):
                return
        assert time.monotonic() < end, "the server does not read its rules again"


@pytest.fixture
def logins(site: Site) -> Iterator[Logins]:
    """Login roles for the archive of the site: `logins.add("lookalike_reviewer", name="anna")`."""
    with SignIns(site.database) as logins:
        yield logins
        site.people.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real browser; tests skip loudly without it."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page in a browser of its own (no cookies); errors of its scripts fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda text: text.type == "error" and said.append(text.text))
    yield page
    context.close()
    assert [line for line in said if "Failed to load resource" not in line] == []
