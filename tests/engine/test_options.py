"""What people say to choose an engine, and what they are told where it cannot be."""

import sys

import pytest

from command import run_command
from lookalike.engine.cluster import spark_of
from lookalike.errors import LookalikeError

NOWHERE = "postgresql://nowhere.invalid/none"  # no database is asked


@pytest.mark.parametrize("command", ["encode", "embed", "match", "prove", "lineage"])
def test_without_the_extra(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(LookalikeError, match="pyspark, which is not installed") as error:
        run_command(NOWHERE, command, "--engine", "spark", "--master", "local[1]")
    assert "pip install 'lookalike[spark]'" in str(error.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--master", "local[2]"], "Add --engine spark"),
        (["--engine", "spark", "--workers", 2], "a worker for each core of its executors"),
    ],
)
def test_options_that_do_not_go_together(options: list[object], words: str) -> None:
    with pytest.raises(LookalikeError) as error:
        run_command(NOWHERE, "encode", *options)
    assert words in str(error.value)


def test_a_session_without_a_context_is_refused() -> None:
    pytest.importorskip("pyspark", reason="NO SPARK: pip install 'lookalike[spark]'")
    with pytest.raises(LookalikeError, match="cannot run Lookalike"):
        spark_of(object())
