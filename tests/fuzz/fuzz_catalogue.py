"""Reads broken catalogues: python tests/fuzz/fuzz_catalogue.py [--count 2000] [--seed 1].

Each is a catalogue (CSV, TSV, JSON Lines, Parquet, .xlsx, .ods, XML) with a few faults. Every one
must be imported whole or refused in words, memory stays bounded, and nothing is left in the
database. Exit code 1 where that does not hold. Runs outside CI: it takes minutes.
"""

import argparse
import csv
import io
import json
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pyarrow
import pyarrow.parquet

sys.path.insert(0, str(Path(__file__).parents[1]))

from catalogue.workbook import write_ods, write_xlsx
from catalogue.xml_samples import DUBLIN_CORE, LIDO, MARC, MODS, OAI
from fuzz.mutate import mutated
from lookalike.catalogue.source import open_source
from lookalike.catalogue.store import choose_mapping, import_source
from lookalike.database import connect
from lookalike.demo.catalogue import catalogue
from lookalike.errors import LookalikeError
from lookalike.pool import Failure, WorkerPool
from servers import WAYS, Servers, temporary_folder

SHARED = Path(__file__).parents[3] / "shared" / "images"
_FEW = 60  # rows: more of them hold no other faults


def seeds() -> dict[str, list[bytes]]:
    """Catalogues by their format: tables of the shared images, and the one of the demo."""
    files: defaultdict[tuple[str, str], str] = defaultdict(lambda: "masters/a.tif")
    tables = [list(csv.reader(io.StringIO(catalogue(files).decode())))]
    for path in sorted(SHARED.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables.append(list(csv.reader(file))[:_FEW])
    tables.append([["id", "title", "date"], *(["é" * 3, "a;b", f"19{n:02}"] for n in range(30))])
    return {
        ".csv": [_delimited(table, ",") for table in tables],
        ".tsv": [_delimited(table, "\t") for table in tables],
        ".jsonl": [_json_lines(table) for table in tables],
        ".xlsx": [_workbook(table, ".xlsx") for table in tables],
        ".ods": [_workbook(table, ".ods") for table in tables],
        ".xml": [text.encode() for text in (MARC, MODS, DUBLIN_CORE, OAI.format(token=""), LIDO)],
        ".parquet": [_parquet(table, form) for table in tables for form in ("snappy", "zstd")],
    }


def _delimited(table: list[list[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode()


def _records(table: list[list[str]]) -> list[dict[str, Any]]:
    header, *rows = table
    return [dict(zip(header, row, strict=False)) for row in rows]


def _json_lines(table: list[list[str]]) -> bytes:
    nested = {"keywords": ["flood", "river"], "size": {"width": 3, "height": 2.5}}
    return "".join(
        json.dumps(record | nested, ensure_ascii=False) + "\n" for record in _records(table)
    ).encode()


def _workbook(table: list[list[str]], ending: str) -> bytes:
    write = write_xlsx if ending == ".xlsx" else write_ods
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book"
        write(path, {"Objects": [row[:26] for row in table]})
        return path.read_bytes()


def _parquet(table: list[list[str]], compression: str) -> bytes:
    buffer = io.BytesIO()
    records = [record | {"keywords": ["flood"], "n": 2.5} for record in _records(table)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records), buffer, compression=compression)
    return buffer.getvalue()


def read(path: Path) -> str | None:
    """Read all of a catalogue, in a worker; return why it is refused, or None."""
    try:
        for _ in open_source(path).rows.rows():
            pass
    except LookalikeError as error:
        return error.message
    return None


def prepare() -> None:
    """Make a worker quiet."""
    warnings.simplefilter("ignore")


def main() -> int:
    """Run, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = Random(options.seed)
    formats = seeds()
    everything = [content for contents in formats.values() for content in contents]
    with temporary_folder() as folder, temporary_folder() as programs:
        for number in range(options.count):
            suffix = sorted(formats)[number % len(formats)]
            content = mutated(random.choice(formats[suffix]), everything, random)
            (folder / f"{number:05}{suffix}").write_bytes(content)
        started = time.monotonic()
        outcomes: Counter[tuple[str, str]] = Counter()
        faults: list[str] = []
        whole: list[Path] = []
        with WorkerPool(2, time_limit=30, prepare=prepare) as pool:
            for path, found in pool.map_unordered(read, sorted(folder.iterdir())):
                if isinstance(found, Failure):
                    faults.append(f"{path.name}: {found.problem}: {found.message}")
                elif found is None:
                    whole.append(path)
                else:
                    outcomes[path.suffix, "refused when read"] += 1
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        servers = Servers(programs)
        with (
            servers.database(WAYS[0], "archive") as url,
            connect(url) as connection,
        ):
            for path in whole:
                try:
                    with connection.transaction(force_rollback=True):
                        source = open_source(path)
                        columns = source.rows.columns
                        given = {"external_id": columns[0]} if columns else {}
                        mapping = choose_mapping(connection, "fuzz", columns, given)
                        import_source(connection, "fuzz", path.name, source, mapping)
                    outcomes[path.suffix, "imported"] += 1
                except (LookalikeError, psycopg.Error):
                    outcomes[path.suffix, "refused when stored"] += 1
                except Exception as error:
                    faults.append(f"{path.name}: {type(error).__name__}: {error}")
        servers.stop()
    print(f"{options.count} catalogues, seed {options.seed}")
    for (suffix, outcome), count in sorted(outcomes.items()):
        print(f"{suffix} {outcome}: {count}")
    print(f"{time.monotonic() - started:.0f} seconds, at most {peak:.0f} MiB in a worker")
    print(f"without an answer in words: {len(faults)}")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults or sum(outcomes.values()) != options.count else 0


if __name__ == "__main__":
    sys.exit(main())
