"""`lookalike index`: makes what is missing, once, concurrently if asked."""

from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from lifecycle.inspect_database import ask, run
from lookalike.cli import app
from lookalike.errors import LookalikeError
from servers import Servers, Way

VALID = (
    "SELECT count(*) FROM pg_index"
    " WHERE indrelid = 'public.asset'::regclass AND indisvalid AND indexprs IS NOT NULL"
)


def index(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["index", *arguments, "--database", url])


@pytest.fixture
def url(servers: Servers, any_way: Way) -> Any:
    """A database with our functions, no archive, and a table of somebody's."""
    with servers.database(any_way, "functions") as url:
        run(url, 'CREATE TABLE public.asset (id integer, h bit(64), "Long hash" bit(128))')
        yield url


@pytest.mark.parametrize("option", [(), ("--concurrently",)])
def test_index_once(url: str, option: tuple[str, ...]) -> None:
    word = "CONCURRENTLY " if option else ""
    made = index(url, "asset", "h", *option)
    assert made.exit_code == 0, made.output
    assert made.output.splitlines() == [
        *(
            f"CREATE INDEX {word}asset_h_hamming_{chunk}_idx ON public.asset"
            f" (lookalike.hamming_chunk(h, {chunk}));"
            for chunk in range(3)
        ),
        "ANALYZE public.asset;",
    ]
    assert ask(url, VALID) == 3
    again = index(url, "public.asset", "h", *option)
    assert again.exit_code == 0
    assert again.output == 'Nothing to do: column "h" of public.asset has its hamming indexes.\n'
    assert index(url, "asset", "Long hash", *option).exit_code == 0
    assert ask(url, VALID) == 9
    assert ask(url, "SELECT to_regclass('lookalike_internal.image')") is None, (
        "nothing was installed"
    )


def test_errors_are_the_servers(url: str) -> None:
    assert isinstance(index(url, "nowhere", "h").exception, psycopg.errors.UndefinedTable)
    assert isinstance(index(url, "asset", "id").exception, psycopg.errors.DatatypeMismatch)


def test_database_without_the_functions(servers: Servers, any_way: Way) -> None:
    with servers.database(any_way, "vector") as url:
        error = index(url, "asset", "h").exception
    assert isinstance(error, LookalikeError)
    assert "no functions of lookalike" in error.message
    assert "lookalike install" in str(error.hint)
