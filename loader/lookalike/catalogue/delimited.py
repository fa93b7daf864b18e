"""Delimited text (CSV and TSV): finds the delimiter and reads records with their lines."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from lookalike.catalogue.lines import LONGEST, limited_lines
from lookalike.errors import LookalikeError

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_SAMPLE = 1 << 17  # characters the delimiter is told from


class Table:
    """A delimited file: its columns, and its rows as dictionaries of what is not empty."""

    row_noun = "line"

    def __init__(self, path: Path, encoding: str, delimiter: str | None) -> None:
        """Read the header. Raises LookalikeError if the file has no header or no delimiter fits."""
        self.path, self.encoding = path, encoding
        with self._open() as file:
            sample = file.read(_SAMPLE)
        whole = len(sample) < _SAMPLE
        self._skip = 0
        first = sample.split("\n", 1)[0].rstrip("\r")
        if len(first) == 5 and first.startswith("sep="):  # as Excel has it
            self._skip = 1
            delimiter = delimiter or first[4]
            sample = sample.partition("\n")[2]
        self.delimiter = delimiter or _find_delimiter(sample, path.suffix.lower(), whole)
        header = next(self._records(), None)
        if header is None:
            raise LookalikeError(
                f'file "{path.name}" is empty', hint="The first row has to name the columns."
            )
        self.columns = column_names(header[1])

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each record with the line it begins on. Raises LookalikeError at a broken one."""
        width = len(self.columns)
        for line, values in islice(self._records(), 1, None):
            if not any(map(str.strip, values)):
                continue  # a blank row of a spreadsheet
            if len(values) != width:
                raise LookalikeError(
                    f'line {line} of "{self.path.name}" has {len(values)} fields, '
                    f"the header has {width}",
                    detail=f"The delimiter is {describe(self.delimiter)}. Nothing was changed.",
                    hint="A field with the delimiter or a quote in it has to be quoted; "
                    "--delimiter names another delimiter.",
                )
            yield line, {c: v for c, v in zip(self.columns, values, strict=True) if v.strip()}

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, newline="")

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(LONGEST)  # more is a quote that is not closed
        with self._open() as file:
            for _ in range(self._skip):
                file.readline()
            lines = limited_lines(file, self.path.name)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            while True:
                line = reader.line_num + 1 + self._skip
                try:
                    values = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise _broken(self.path, line, reader.line_num + self._skip, error) from error
                if values and values != [""]:
                    nul = next((value for value in values if "\0" in value), None)
                    if nul is not None:
                        raise LookalikeError(
                            f'line {line} of "{self.path.name}" holds a NUL character',
                            detail="No database stores it as text. Nothing was changed.",
                            hint="If the file is UTF-16, say so: --encoding utf-16-le.",
                        )
                    yield line, values


def describe(delimiter: str) -> str:
    """A delimiter in words."""
    return {value: name for name, value in DELIMITERS.items()}.get(delimiter, f'"{delimiter}"')


def _broken(path: Path, line: int, last: int, error: csv.Error) -> LookalikeError:
    what = str(error)
    if "unexpected end of data" in what or "field larger" in what:
        return LookalikeError(
            f'a quote on line {line} of "{path.name}" is not closed',
            detail=f"The record that begins there goes on to line {last}. Nothing was changed.",
            hint='A quote inside a quoted field has to be written twice: "".',
        )
    where = f"line {line}" if last <= line else f"the record on lines {line} to {last}"
    return LookalikeError(
        f'{where} of "{path.name}" is broken',
        detail=f"{what[0].upper()}{what[1:]}. Nothing was changed.",
        hint='A quote inside a quoted field has to be written twice: "".',
    )


def _find_delimiter(sample: str, suffix: str, whole: bool) -> str:
    """Return the delimiter that gives all records the same number of fields, and the most."""
    if suffix in (".tsv", ".tab"):
        return "\t"
    best, best_score = ",", (False, 0, 0)
    for delimiter in (",", ";", "\t", "|"):
        lines = iter(sample.splitlines(keepends=True))
        widths: list[int] = []
        try:
            widths.extend(len(v) for v in csv.reader(lines, delimiter=delimiter, strict=True) if v)
            broken = False
        except csv.Error as error:
            broken = whole or "unexpected end" not in str(error)
        if not whole and not broken:
            widths = widths[:-1] or widths  # the last one is cut off
        if not widths or widths[0] < 2:
            continue
        same = sum(width == widths[0] for width in widths)
        score = (not broken and same == len(widths), same, widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def column_names(header: list[str]) -> list[str]:
    """Return the names of the columns, each once; a missing or repeated name gets a number."""
    names: list[str] = []
    for position, name in enumerate(header, start=1):
        wanted = plain = " ".join(name.replace("\ufeff", "").split()) or f"column {position}"
        number = 1
        while wanted in names:
            number += 1
            wanted = f"{plain} ({number})"
        names.append(wanted)
    return names
