"""No cell of a CSV file is a formula, and numbers stay numbers."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.csv_output import csv_writer, plain_cell

FORMULAS = [
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|'/c calc'!A0", "--5", "-", "-33.8, 151.2"),
    *("\t=1", "\tx", "\r=1", "\rx", "\n=1", " =1", "\xa0=1", "\ufeff=1", "\u2003+1"),
    *(
        f"{sign}1"
        for sign in "\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u2212"
    ),
    *("a;=1", "a; -b", "a\t=1", "a\n=1", "a\r\n=1"),
]
NUMBERS = ["-5", "+5", "-0.25", "-.5", "-1e-7", "+3.", "12", "0", "-12345678901234567890"]
PLAIN = ["", "a", "a=1", "a-b", "x;y", "2024-01-01", "'=1", "[-1]", "日本", "a, =b", "50 %", "x\ny"]
# The characters on which the rule rests, often.
_TEXTS = st.text(
    st.one_of(
        st.sampled_from(list("=+-@\uff1d\uff0d;, \t\r\n'\"1.e")), st.characters(codec="utf-8")
    ),
    max_size=12,
)


def written(rows: list[list[object]], raw_values: bool = False) -> str:
    file = io.BytesIO()
    write = csv_writer(file, raw_values)
    for row in rows:
        write(row)
    return file.getvalue().decode()


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_plain(text: str) -> None:
    assert plain_cell(text) != text
    assert plain_cell(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", [*NUMBERS, *PLAIN])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert plain_cell(text) == text


def test_a_row_with_formulas_and_numbers() -> None:
    row = ["=1", -5, None, "a", -0.5, "-7", True, ""]
    assert written([row]) == '\'=1,-5,,a,-0.5,-7,True,""\n'
    assert written([row], raw_values=True) == '=1,-5,,a,-0.5,-7,True,""\n'


@given(st.lists(_TEXTS, min_size=2, max_size=5))
def test_raw_values_come_back(row: list[str]) -> None:
    assert read(written([row], raw_values=True)) == [row]


@given(st.lists(_TEXTS, min_size=2, max_size=5))
def test_whatever_separates_cells_no_cell_begins_like_a_formula(row: list[str]) -> None:
    text = written([row])
    assert read(text) == [[plain_cell(cell) for cell in row]]
    # A reader that splits where it likes, and does not know what a quote is, sees the same: only
    # what stands before the first separator may begin with a number's sign.
    for cell in re.split("[;\\t\\r\\n]", text)[1:]:
        start = unicodedata.normalize("NFKC", cell.lstrip("\ufeff\u200b"))
        assert not start.startswith(("=", "+", "-", "@"))
