"""Heads that are kept in a file outside the database, and their time stamps."""

import re
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from typer.testing import CliRunner

from core.sealing import read
from lookalike.cli import app
from lookalike.errors import LookalikeError
from verify.authority import Authority, serve

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (\d+) ([0-9a-f]{64})")


class Keeper:
    """Keeps the heads of an archive in one file."""

    def __init__(self, archive: Connection[Any], url: str, file: Path) -> None:
        self.archive, self._url, self.file = archive, url, file

    def record(self, events: int = 1) -> None:
        self.archive.execute(
            "SELECT lookalike_internal.record_event('scan', 'lookalike')"
            " FROM generate_series(1, %s)",
            (events,),
        )

    def keep(self, *arguments: object) -> str:
        """Keep the head, and return what was said."""
        return self._run(*arguments)[0]

    def refusal(self, *arguments: object) -> str:
        """Try to, and return the error; nothing is added to the file."""
        before = self.file.read_bytes() if self.file.exists() else None
        error = self._run(*arguments)[1]
        assert isinstance(error, LookalikeError), error
        assert (self.file.read_bytes() if self.file.exists() else None) == before
        return str(error)

    def kept(self) -> list[tuple[int, str]]:
        lines = self.file.read_text().splitlines()
        found = [LINE.fullmatch(line) for line in lines]
        return [(int(one[1]), one[2]) for one in found if one is not None]

    def _run(self, *arguments: object) -> tuple[str, BaseException | None]:
        command = ["verify", "--log-only", "--database", self._url, "--keep", str(self.file)]
        done = CliRunner().invoke(app, [*command, *map(str, arguments)])
        return done.stdout, done.exception


@pytest.fixture
def keeper(archive: Connection[Any], archive_url: str, tmp_path: Path) -> Keeper:
    return Keeper(archive, archive_url, tmp_path / "heads")


def test_each_head_is_compared_before_the_next_is_kept(keeper: Keeper) -> None:
    assert "There is no head to keep." in keeper.keep()
    for total in (2, 5):
        keeper.record(total - len(read(keeper.archive)))
        said = keeper.keep()
        assert f"of event {total} is kept in" in said
        assert ("The file held no head yet." in said) == (total == 2)
    hashes = [row.hash for row in read(keeper.archive)]
    assert keeper.kept() == [(2, hashes[1]), (5, hashes[4])]
    assert "It holds 2 heads that you kept." in keeper.keep()
    assert len(keeper.kept()) == 2, "a head is kept once"

    # The whole log is written again, with matching hashes: only the kept heads tell.
    keeper.archive.execute("ALTER TABLE lookalike_internal.event DISABLE TRIGGER USER")
    with keeper.archive.transaction():
        keeper.archive.execute("DELETE FROM lookalike_internal.event")
        keeper.record(7)
    assert keeper.refusal().startswith("the event log is broken: wrong head")
    assert len(keeper.kept()) == 2


def test_an_older_head_counts_too(keeper: Keeper) -> None:
    """The newest kept head may be of a log that was written again before."""
    keeper.record(3)
    keeper.keep()
    lines = keeper.file.read_text()
    keeper.file.write_text(lines.replace(keeper.kept()[0][1], "ab" * 32) + lines)
    assert keeper.refusal().startswith("the event log is broken: wrong head")
    keeper.file.write_text(lines.replace(" 3 ", " 2 "))
    assert "was kept as that of event 2" in keeper.refusal()


def test_heads_that_were_noted_by_hand(keeper: Keeper) -> None:
    keeper.record(2)
    keeper.file.write_text(f"Head: {read(keeper.archive)[0].hash}\n")
    assert "It holds 1 head that you kept." in keeper.keep()
    assert [number for number, _ in keeper.kept()] == [2]


@pytest.mark.parametrize("text", ["no head\n", "2026-01-31T09:05:00Z 3 " + "ab" * 32])
def test_another_file_is_not_added_to(keeper: Keeper, text: str) -> None:
    keeper.record()
    keeper.file.write_text(text)
    assert f'line 1 of "{keeper.file}" is no kept head' in keeper.refusal()


def test_a_link_is_not_followed(keeper: Keeper, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    keeper.file.symlink_to(tmp_path / "other")
    assert "cannot open" in keeper.refusal()
    assert "cannot open" in keeper.refusal("--keep", tmp_path / "not there" / "heads")


def test_heads_are_stamped_by_an_authority(keeper: Keeper, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    with serve(authority.reply) as server:
        url = f"http://127.0.0.1:{server.server_port}/stamp"
        stamp = ("--timestamp", url, "--timestamp-ca", authority.root)
        keeper.record(2)
        assert "The head was stamped at 20" in keeper.keep(*stamp)
        assert "The time stamps hold: 1." in keeper.keep(*stamp)
        assert len(server.asked) == 1, "a head is stamped once"
        assert server.asked[0][:2] == ("/stamp", "application/timestamp-query")
        keeper.record()
        keeper.keep(*stamp)
    ((_, first), (_, second)) = keeper.kept()
    tokens = [keeper.file.with_name(f"heads.{number}.tsr") for number in (2, 3)]
    assert authority.openssl_accepts(tokens[0], first.encode())
    assert not authority.openssl_accepts(tokens[0], second.encode())

    # Without a request, later: no traffic, and each stamp is checked again.
    assert "The time stamps hold: 2." in keeper.keep("--timestamp-ca", authority.root)
    stranger = Authority(tmp_path / "stranger")
    assert "a time stamp does not hold" in keeper.refusal("--timestamp-ca", stranger.root)
    tokens[0].write_bytes(tokens[1].read_bytes())
    assert f"does not hold for head {first}" in keeper.refusal("--timestamp-ca", authority.root)


def test_answers_that_are_no_stamp(keeper: Keeper, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    keeper.record()
    keeper.keep()
    earlier: list[bytes] = []

    def replay(request: bytes) -> bytes:
        """The answer to the first request, whatever is asked."""
        if not earlier:
            earlier.append(authority.reply(request))
        return earlier[0]

    for answer, said in (
        (lambda request: b"no token", "does not hold"),
        (lambda request: Authority.reply(Authority(tmp_path / "other"), request), "does not hold"),
    ):
        with serve(answer) as server:
            url = f"http://127.0.0.1:{server.server_port}/"
            error = keeper.refusal("--timestamp", url, "--timestamp-ca", authority.root)
            assert said in error
    with serve(replay) as server:
        url = f"http://127.0.0.1:{server.server_port}/"
        stamp = ("--timestamp", url, "--timestamp-ca", authority.root)
        keeper.keep(*stamp)
        keeper.file.with_name("heads.1.tsr").unlink()
        assert "does not hold" in keeper.refusal(*stamp), "an old answer has another nonce"
    with serve(authority.reply) as server:
        url = f"http://127.0.0.1:{server.server_port}/moved"
        error = keeper.refusal("--timestamp", url, "--timestamp-ca", authority.root)
        assert f"no time stamp from {url}" in error
        assert [path for path, *_ in server.asked] == ["/moved"], "no other address is asked"
    assert not list(tmp_path.glob("*.tsr"))


def test_what_a_stamp_needs(keeper: Keeper, tmp_path: Path) -> None:
    keeper.record()
    assert "Add --timestamp-ca" in keeper.refusal("--timestamp", "http://127.0.0.1/")
    (tmp_path / "empty.pem").write_text("")
    assert "cannot read certificates" in keeper.refusal("--timestamp-ca", tmp_path / "empty.pem")
    authority = Authority(tmp_path / "authority")
    signer = authority.folder / "signer.pem"
    assert "holds no root certificate" in keeper.refusal("--timestamp-ca", signer)
    keeper.keep()
    refused = keeper.refusal("--timestamp", "file:///etc/passwd", "--timestamp-ca", authority.root)
    assert "is no address" in refused
