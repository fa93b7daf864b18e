"""Spreadsheets (.xlsx, .xlsm, .xlsb, .xls, .ods): the rows of one sheet, as text."""

import math
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lookalike.catalogue.delimited import column_names
from lookalike.errors import LookalikeError

_LARGEST = 4 << 30  # bytes of a workbook when it is unpacked; more is no catalogue


class Spreadsheet:
    """One sheet of a workbook: its columns, and its rows as dictionaries of what is not empty.

    The first row with a value names the columns. A workbook is read as a whole: a sheet has at
    most 1,048,576 rows.
    """

    row_noun = "row"

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """Open the sheet of this name, or the first visible one with a value.

        Raises LookalikeError if the file is no workbook, or has no such sheet.
        """
        try:
            import python_calamine
        except ImportError as error:
            raise LookalikeError(
                "spreadsheets need python-calamine",
                detail=f'"{path.name}" is one.',
                hint="Install it along: pip install 'lookalike[spreadsheet]'. Or save the sheet"
                " as CSV, UTF-8.",
            ) from error
        self.path = path
        _check_size(path)
        try:
            self._book = python_calamine.load_workbook(path)
            sheets = [
                meta.name
                for meta in self._book.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
                and (meta.visible == python_calamine.SheetVisibleEnum.Visible or meta.name == sheet)
            ]
            if sheet is not None:
                if sheet not in sheets:
                    raise LookalikeError(
                        f'"{path.name}" has no sheet "{sheet}"',
                        hint=f"Its sheets are: {', '.join(sheets)}.",
                    )
                self.sheet: str | None = sheet
            else:
                self.sheet = next((name for name in sheets if any(self._records(name))), None)
        except python_calamine.PasswordError as error:
            raise LookalikeError(
                f'"{path.name}" is protected by a password',
                hint="Save it without a password, or as CSV, UTF-8.",
            ) from error
        except python_calamine.CalamineError as error:
            raise _damaged(path, error) from error
        header = next(self._records(self.sheet), None) if self.sheet is not None else None
        if header is None:
            raise LookalikeError(
                f'file "{path.name}" is empty', hint="The first row has to name the columns."
            )
        self.sheets = len(sheets)
        self.columns = column_names([value or "" for value in header[1]])

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each row that is not blank, with its number in the sheet."""
        records = self._records(self.sheet)
        next(records, None)
        for number, values in records:
            said = zip(self.columns, values, strict=True)
            yield number, {column: value for column, value in said if value is not None}

    def _records(self, name: str | None) -> Iterator[tuple[int, list[str | None]]]:
        """Rows with a value, from the sheet's first row, which is 1."""
        sheet = self._book.get_sheet_by_name(name or "")
        for number, values in enumerate(sheet.iter_rows(), start=1):
            texts = [_text(value, self.path, number) for value in values]
            if any(text is not None for text in texts):
                yield number, texts


def _text(value: Any, path: Path, row: int) -> str | None:
    """A cell as its text: whole numbers without a point, days without a time; None if empty."""
    if isinstance(value, str):
        if "\0" in value:
            raise LookalikeError(
                f'row {row} of "{path.name}" holds a NUL character',
                detail="No database stores it as text. Nothing was changed.",
                hint="Correct the cell, and import the file again.",
            )
        return value if value.strip() else None
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _damaged(path: Path, error: Exception) -> LookalikeError:
    return LookalikeError(
        f'file "{path.name}" is not a spreadsheet, or it is damaged',
        detail=f"{str(error).rstrip('.')}. Nothing was changed.",
        hint="Save it again as .xlsx or .ods, or as CSV, UTF-8.",
    )


def _check_size(path: Path) -> None:
    """Refuse a workbook whose parts unpack to more than a catalogue ever has."""
    if not zipfile.is_zipfile(path):
        return  # .xls, or no workbook at all
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _damaged(path, error) from error
    if size > _LARGEST:
        raise LookalikeError(
            f'"{path.name}" unpacks to {size:,} bytes',
            detail=f"More than {_LARGEST:,} are not read into memory. Nothing was changed.",
            hint="Save the sheet as CSV, UTF-8: that is read row by row.",
        )
