"""Fixtures of the extension's tests."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from servers import Servers, Way


@pytest.fixture
def any_functions(any_functions: psycopg.Connection) -> psycopg.Connection:
    """As everywhere, but new tables go to `public`, as a user's do, not to our schema."""
    any_functions.execute("SET search_path = public")
    return any_functions


@pytest.fixture
def superuser(
    servers: Servers, any_way: Way, any_functions: psycopg.Connection
) -> Iterator[psycopg.Connection]:
    """A superuser's connection to the same database."""
    url = servers.server(any_way.version).url(any_functions.info.dbname, "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def role(superuser: psycopg.Connection, any_functions: psycopg.Connection) -> Iterator[str]:
    """A role that owns a schema of its own and may use the functions, and nothing else."""
    name = f"librarian_{uuid.uuid4().hex[:8]}"
    superuser.execute(f"CREATE ROLE {name}")
    superuser.execute(f"GRANT {name} TO {any_functions.info.user}")
    superuser.execute(f"GRANT USAGE ON SCHEMA lookalike TO {name}")
    superuser.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
    yield name
    superuser.execute(f"DROP OWNED BY {name} CASCADE")
    superuser.execute(f"DROP ROLE {name}")
