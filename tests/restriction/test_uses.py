"""A takedown names all that shows a picture; and the commands about restrictions."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from command import run_command
from guard.holdings import Holdings


def uses(connection: Connection[Any], **of: int) -> set[tuple[str, ...]]:
    ((name, number),) = of.items()
    return set(
        connection.execute(
            "SELECT what, relation, coalesce(path, external_id), state FROM"
            f" lookalike.find_uses({name} => %s)".encode(),
            (number,),
        ).fetchall()
    )


@pytest.fixture
def picture(holdings: Holdings) -> dict[str, int]:
    """A picture with everything that an archive may have of it, and one that is not it."""
    made = {
        "master": holdings.put("master.tif", "m", "archival master"),
        "copy": holdings.put("copy.tif", "m", "identical copy"),
    }
    made["small"] = holdings.put("small.jpg", class_="derivative", of=made["master"])
    holdings.cluster(made["master"], made["copy"], made["small"])
    made["sheet"] = holdings.put("sheet.jpg")
    holdings.contain(made["small"], made["sheet"])
    other = holdings.put("other.tif")
    holdings.contain(other, made["sheet"])
    made["entry"] = holdings.publish_as(
        made["master"], published_in="Gazette", published_edition="city", licence="CC BY 4.0"
    )
    holdings.move(holdings.approved(made["copy"]), made["copy"])
    made["hold"] = holdings.hold(image_id=made["small"])
    return made


FILES = {
    ("file", "the image itself", "master.tif", "present"),
    ("file", "same pixels", "copy.tif", "missing"),
    ("file", "version", "small.jpg", "present"),
    ("file", "contains it", "sheet.jpg", "present"),
    ("plan", "same pixels", "copy.tif", "moved"),
}


def test_all_of_it(owner: Connection[Any], picture: dict[str, int]) -> None:
    found = uses(owner, of_image_id=picture["master"])
    assert found >= FILES
    assert {row[:1] for row in found} == {
        ("file",), ("plan",), ("entry",), ("licence",), ("publication",), ("hold",)
    }  # fmt: skip
    assert "other.tif" not in {row[2] for row in found}
    assert uses(owner, of_entry_id=picture["entry"]) == found
    owner.execute(
        "SELECT lookalike.restrict_access('copyright', 'letter', 'S', 'x', image_id => %s)",
        (picture["small"],),
    )
    assert ("restriction", "version", "small.jpg", "in force") in uses(
        owner, of_image_id=picture["master"]
    )
    for wrong in ("", "of_image_id => 1, of_entry_id => 1", "of_image_id => 999"):
        with pytest.raises(psycopg.Error, match=r"one thing|does not exist"):
            owner.execute(f"SELECT * FROM lookalike.find_uses({wrong})".encode())


def test_commands(archive_url: str, picture: dict[str, int], tmp_path: Path) -> None:
    def run(*words: str) -> str:
        return run_command(archive_url, *words)

    said = run("takedown", "master.tif", "--csv", str(tmp_path / "uses.csv"))
    assert "test:sheet.jpg: contains it, present" in said
    assert "Nothing was changed." in said
    assert "sheet.jpg" in (tmp_path / "uses.csv").read_text()
    said = run("restriction", "add", "--kind", "donor", "--basis", "deed", "--by", "S", "--reason",
               "asked", "--image", "master.tif", "--until", "2999-01-31")  # fmt: skip
    assert said.splitlines()[0] == "Restriction 1 on image master.tif: 3 images restricted."
    assert said.splitlines()[-1] == "To see what is restricted: lookalike restriction list"
    said = run("restriction", "list")
    assert said.startswith("1. donor: image master.tif, 3 images until 2999-01-31\n   deed\n   S, ")
    said = run("restriction", "lift", "1", "--by", "S", "--reason", "agreed")
    assert said.startswith(
        "Restriction 1 lifted on image master.tif: 3 images, unless others restrict them.\n"
    )
    assert run("restriction", "list") == "No restriction is in force that you may see.\n"
