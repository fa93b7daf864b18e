"""Commands that are wrong: each error names the remedy, and the nearest thing that exists."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from command import run_command
from lookalike.cli import app
from lookalike.errors import LookalikeError
from pictures import textured
from servers import WAYS, Servers

BY = ("--by", "Ann", "--reason", "a case")
# what is typed, "{}" for the folder of the test: words of the error that help
WRONG = [
    ("find {}/nosuch.jpg", "does not exist", "It was looked for in"),
    ("find {}/photographs/bridg.png", 'Did you mean "bridge.png"?'),
    ("find {}/fotographs/bridge.png", 'no folder "fotographs"', 'Did you mean "photographs"?'),
    ("audit {}/photograph --report {}/r", 'Did you mean "photographs"?'),
    ("audit {}/photographs --report {}/photographs/r", "--report"),
    ("scan {}/entries.csv", "Name an existing folder"),
    ("report --report {}/entries.csv", "cannot write"),
    ("import {}/entrys.csv", 'Did you mean "entries.csv"?'),
    ("import {}/photographs", "is a folder"),
    ("import {}/entries.csv --map fiel=file", "field"),
    ("collection set photograph --holds masters", 'Did you mean "photographs"?'),
    ("collection move photographs {}", "--force"),
    ("collection role fotos thumbnail --by Ann", 'These exist: "photographs"'),
    ("review queue --kind pairs", "possible-pair"),
    ("review decide keep bridge.pgn", 'Did you mean "photographs:bridge.png"'),
    ("review decide keep quay.png", "photographs:a/quay.png, photographs:b/quay.png"),
    ("review decide duplicate bridge.png", "Name both"),
    ("review complete photografs --by Ann", 'Did you mean "photographs"?'),
    ("review interval photografs 30 --by Ann", 'Did you mean "photographs"?'),
    ("review undo 99", "lookalike review decisions lists"),
    ("review undo 99 --records", "lookalike review decisions --records"),
    ("collection forget photographs", "Give --yes", "photographs --dry-run"),
    ("collection forget photografs", 'Did you mean "photographs"?'),
    ("hold place Case --image {}/photographs/bridg.png", 'Did you mean "photographs:bridge.png"'),
    ("hold place Case --entry E-11", 'Did you mean "E-1"'),
    ("hold place Case", "--image, --entry, --collection"),
    ("hold confirm --matter Cose --by Bob", 'Did you mean "Case"'),
    ("hold release 99", "lookalike hold list"),
    ("authority end RT-6", 'Did you mean "RT-60"'),
    ("authority add X --issued-by Office --action burn --by Ann", "set aside"),
    ("authority add X --issued-by Office --action review --from Monday --by Ann", "closed"),
    ("policy diff public-libary", "public-library", "museum"),
    ("policy show defualt", "lookalike policy list"),
    ("policy check {}/entries.csv", "TOML"),
    ("quarantine apply spring", "lookalike quarantine approve 1 --by NAME"),
    ("quarantine restore 1", "lookalike quarantine approve 1 --by NAME"),
    ("quarantine show sprin", 'Did you mean "spring"?'),
    ("quarantine receipt spring --from X --number 1 --date 2026-01-01 --document {}/no.pdf --by A",
     "document of the receipt"),
    ("quarantine propose summer --to {}/photographs/away", "lies in no collection"),
    ("quarantine propose summer --to {}/away --image b/key.png", "b/quay.png"),
    ("export premis {}/out.xml", "--plan, --image or --all"),
    ("export premis {}/out.xml --plan sprung", 'Did you mean "spring"'),
    ("export premis {}/out.xml --image bridg.png", "photographs:bridge.png"),
    ("export facts {}/photographs", "holds something else", "new or empty folder"),
    ("export facts {}/entries.csv", "cannot write"),
    ("settings set match_radus 4", 'Did you mean "match_radius"?'),
    ("settings set match_radius many", "match_radius"),
    ("settings reset match_radios", "match_radius"),
    ("model use efficent", "lookalike model"),
    ("model add {}/no.onnx --size 224", "no.onnx"),
    ("index lookalike_internal.fingerprint phas", "phash"),
    ("verify files --share lots", "1%"),
    ("verify --head abc", "Give the head"),
]  # fmt: skip


@pytest.fixture(scope="module")
def place(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A database and a folder: pictures, a catalogue, a plan that waits, an authority, a matter."""
    folder = tmp_path_factory.mktemp("remedies")
    photographs = folder / "photographs"
    for name in ("bridge.png", "a/quay.png", "b/quay.png"):
        (photographs / name).parent.mkdir(parents=True, exist_ok=True)
        textured((96, 64), name.count("quay")).save(photographs / name)
    (folder / "entries.csv").write_text("id,file,title\nE-1,bridge.png,A bridge\n")
    with servers.database(WAYS[0], "archive") as url:
        run_command(url, "audit", photographs, "--report", folder / "report", "--quick")
        run_command(url, "import", folder / "entries.csv")
        run_command(url, "hold", "place", "Case", "--image", "bridge.png", *BY)
        away = ("--to", folder / "away", "--image", "b/quay.png")
        run_command(url, "quarantine", "propose", "spring", *away, *BY)
        add = ("RT-60", "--issued-by", "Office", "--action", "retain", "--by", "Ann")
        run_command(url, "authority", "add", *add)
        yield url, folder


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[0])
def test_the_error_names_the_remedy(place: tuple[str, Path], wrong: tuple[str, ...]) -> None:
    url, folder = place
    typed, *words = wrong
    arguments = typed.format(*[folder] * 3).split()
    if arguments[:2] in (
        ["hold", "place"], ["hold", "release"], ["review", "decide"], ["quarantine", "propose"],
        ["authority", "end"], ["review", "undo"],
    ):  # fmt: skip
        arguments += BY
    done = CliRunner().invoke(app, [*arguments, "--database", url])
    error = done.exception
    assert error is not None, done.output
    if isinstance(error, psycopg.Error):
        said = [error.diag.message_primary, error.diag.message_detail, error.diag.message_hint]
        assert error.diag.message_hint
    else:
        assert isinstance(error, LookalikeError), repr(error)
        said = [error.message, error.detail, error.hint]
        assert error.hint
    for word in words:
        assert word in " ".join(filter(None, said))


def test_a_path_as_the_shell_completes_it(
    place: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, folder = place

    def decide(subject: str, reason: str) -> str:
        by = ("--by", "Ann", "--reason", reason)
        return run_command(url, "review", "decide", "keep", subject, *by)

    monkeypatch.chdir(folder)
    assert "keep" in decide("photographs/b/quay.png", "from the working directory")
    assert "keep" in decide(f"{folder}/photographs/b/quay.png", "a whole path")
    assert "keep" in decide("b/quay.png", "a path below the collection")
    assert "keep" in decide("photographs:b/quay.png", "with its collection")
    monkeypatch.chdir(folder / "photographs" / "b")
    assert "keep" in decide("quay.png", "a name that two images have, in this folder")
    with psycopg.connect(url) as connection:
        decided = connection.execute("SELECT DISTINCT path_a FROM lookalike.review_decision")
        assert decided.fetchall() == [("b/quay.png",)]


def test_a_path_that_names_two_images(
    place: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file from here is not guessed to be meant, nor is the one of the collection."""
    url, folder = place
    other = folder / "photographs" / "deep" / "b"
    other.mkdir(parents=True)
    (other / "quay.png").write_bytes((folder / "photographs" / "bridge.png").read_bytes())
    run_command(url, "scan", folder / "photographs")
    monkeypatch.chdir(folder / "photographs" / "deep")
    with pytest.raises(LookalikeError, match="names two images"):
        run_command(url, "review", "decide", "keep", "b/quay.png", "--by", "Ann", "--reason", "x")
