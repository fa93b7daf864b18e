"""`lookalike doctor` sees what is wrong."""

import re
from pathlib import Path

from lifecycle.command_line import Cli
from lifecycle.inspect_database import ask, run
from servers import Servers, Way


def levels(shown: str) -> set[str]:
    """Return the levels of all findings."""
    return set(re.findall(r"^(ok|warning|error) ", shown, re.MULTILINE))


def test_nothing_wrong(cli: Cli) -> None:
    shown = cli.out("doctor")
    assert levels(shown) <= {"ok", "warning"}
    for word in ("Python 3", "memory", "writable", "PostgreSQL 18", "pgvector 0.", "up to date"):
        assert re.search(f"^ok .*{re.escape(word)}", shown, re.MULTILINE), word
    assert "hashes are imagehash's" in shown
    assert re.search("^(ok|warning) .*workers that decode are", shown, re.MULTILINE)
    for decoder in ("JPEG", "AVIF", "HEIC", "JPEG 2000"):
        assert decoder in shown


def test_lost_folder_and_unfinished_scan(archive_url: str, cli: Cli, folder: Path) -> None:
    there = folder / "caf\u00e9"
    there.mkdir()
    run(
        archive_url,
        f"INSERT INTO lookalike_internal.collection (name, root) VALUES ('here', '{there}'), "
        "('lost', '/nonexistent/lost')",
        "INSERT INTO lookalike_internal.run (stage, collection_id) SELECT 'scan', collection_id "
        "FROM lookalike_internal.collection WHERE name = 'lost'",
    )
    shown = cli.out("doctor", "--database", archive_url)
    assert re.search('^ok .*"here" is readable', shown, re.MULTILINE)
    assert re.search('^warning .*"lost" cannot be read at /nonexistent/lost', shown, re.MULTILINE)
    assert re.search('^warning .*scan of "lost", started .* not finished', shown, re.MULTILINE)
    assert "-> " in shown


def test_nothing_is_installed_by_looking(cli: Cli, servers: Servers) -> None:
    with servers.database(Way(18, "extension"), "vector") as url:
        shown = cli.out("doctor", "--database", url)
        assert re.search("^warning .*not installed", shown, re.MULTILINE)
        assert ask(url, "SELECT to_regnamespace('lookalike')") is None


def test_no_server(cli: Cli, folder: Path) -> None:
    shown = cli.run("doctor", "--database", f"postgresql:///x?host={folder}", code=1).stdout
    assert re.search("^error .*cannot connect", shown, re.MULTILINE)


def test_no_place_for_data(folder: Path) -> None:
    (folder / "file").touch()
    shown = Cli(folder / "file" / "data").run("doctor", code=1).stdout
    assert re.search("^error .*not writable", shown, re.MULTILINE)
