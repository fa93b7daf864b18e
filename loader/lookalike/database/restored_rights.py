"""Rights and rules that people gave by hand, out of a dump."""

import re
from collections.abc import Collection, Iterable, Iterator

import psycopg

from lookalike.database.connection import connect

_NAME = r'"(?:[^"]|"")+"|[^\s";]+'
# pg_restore writes one statement a line, with one role in each.
_RIGHT = re.compile(
    rf"(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .*? (?:TO|FROM) (?P<role>{_NAME})"
    r"(?: WITH GRANT OPTION)?;"
)
_MAKER = re.compile(rf"(?<=^ALTER DEFAULT PRIVILEGES )FOR ROLE (?P<role>{_NAME}) ")
_POLICY = re.compile(r"^(?:CREATE|COMMENT ON) POLICY .*?;$", re.DOTALL | re.MULTILINE)
# A right of everybody is taken from many functions. One that is not there any more needs no care.
_GONE = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction)


def rights(
    script: str, without: Collection[str | None] = (), owner: str | None = None
) -> Iterator[str]:
    """Yield the statements of a script that give and take rights, but for roles in `without`.

    Default rights are for what the role makes that restores, where they were for what `owner`
    made.
    """
    for line in script.splitlines():
        found = _RIGHT.fullmatch(line)
        if found is None or _unquoted(found["role"]) in without:
            continue
        maker = _MAKER.search(line)
        own = maker is not None and _unquoted(maker["role"]) == owner
        yield _MAKER.sub("", line) if own else line


def policies(script: str) -> list[str]:
    """Return the statements of a script that make policies on rows, and comment on them."""
    return _POLICY.findall(script)


def run_each(url: str, statements: Iterable[str]) -> list[str]:
    """Run statements one by one; return those that have no effect, each with the reason.

    The server only warns where the role may not give a right.
    """
    refused = []
    warnings: list[str] = []

    def keep(notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            warnings.append(notice.message_primary or "")

    with connect(url) as connection:
        connection.add_notice_handler(keep)
        for statement in statements:
            warnings.clear()
            try:
                connection.execute(statement.encode())
            except _GONE as error:
                if not statement.startswith("REVOKE"):
                    warnings.append(_primary(error))
            except psycopg.Error as error:
                warnings.append(_primary(error))
            refused += [f"{statement} -- {why}" for why in warnings]
    return refused


def _primary(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error)


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
