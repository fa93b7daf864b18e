"""Reads a file of fingerprints into the archive, all of it or nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.catalogue.lines import limited_lines
from lookalike.console import progress
from lookalike.database import one
from lookalike.errors import LookalikeError

_STEP = 1000  # rows between two movements of the progress bar
_HINT = "Write the file again at the other archive: lookalike export fingerprints FILE"


def import_fingerprints(connection: Connection[Any], path: Path) -> dict[str, int]:
    """Store the fingerprints of a file; return the counts of store_fingerprints.

    Raises LookalikeError, and errors of the database with a hint; then nothing is changed.
    """
    try:
        with (
            path.open(encoding="utf-8", newline="\n") as file,
            connection.transaction(),
            progress("import", None, "fingerprints") as meter,
        ):
            lines = _objects(limited_lines(file, path.name), path.name)
            head = next(lines, (0, "{}"))[1]
            connection.execute("SELECT lookalike_internal.begin_fingerprints()")
            with (
                connection.cursor() as cursor,
                cursor.copy("COPY pg_temp.fingerprint_row (line, said) FROM STDIN") as copy,
            ):
                for number, text in lines:
                    copy.write_row((number, text))
                    if number % _STEP == 0:
                        meter.advance(_STEP)
            counts: dict[str, int] = one(
                connection, "SELECT lookalike_internal.store_fingerprints(%s)", head
            )
    except UnicodeDecodeError as error:
        raise _no_fingerprints(path.name, f"It is not UTF-8 text: {error.reason}.") from error
    except OSError as error:
        raise LookalikeError(
            f'cannot read "{path}"',
            detail=f"{error.strerror or error}.",
            hint="Name a file that lookalike export fingerprints wrote, and that you may read.",
        ) from error
    return counts


def _objects(lines: Iterator[str], name: str) -> Iterator[tuple[int, str]]:
    """Give each line that is not empty with its number; it is one JSON object, fit for jsonb."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line, parse_constant=_refuse_constant)
            is_fit = isinstance(said, dict)
            whole = json.dumps(said, ensure_ascii=False) if is_fit else ""
            whole.encode()  # half of one of two code units fails
        except (ValueError, RecursionError):
            is_fit = False
        if not is_fit or "\\u0000" in whole:
            raise _no_fingerprints(name, f"Line {number} is not a JSON object.")
        yield number, whole


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _no_fingerprints(name: str, why: str) -> LookalikeError:
    return LookalikeError(
        f'"{name}" is no file of fingerprints', detail=f"{why} Nothing was changed.", hint=_HINT
    )
