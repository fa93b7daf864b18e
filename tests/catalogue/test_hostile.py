"""Catalogues that are made to do harm, or are merely broken: an error that says where, no more."""

import json
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from lookalike.catalogue import lines
from lookalike.catalogue.source import open_source
from lookalike.errors import LookalikeError


def read(path: Path) -> list[dict[str, object]]:
    return [row for _, row in open_source(path).rows.rows()]


def refusal(path: Path) -> LookalikeError:
    with pytest.raises(LookalikeError) as refused:
        read(path)
    return refused.value


@pytest.mark.parametrize("depth", [65, 1_000, 100_000])
@pytest.mark.parametrize("kind", ["lists", "objects"])
def test_json_that_is_nested_too_deeply(tmp_path: Path, depth: int, kind: str) -> None:
    path = tmp_path / "deep.jsonl"
    start, end = ("[", "]") if kind == "lists" else ('{"a":', "}")
    inside = "1" if kind == "objects" else ""
    path.write_text('{"id": 1}\n{"id": 2, "x": ' + start * depth + inside + end * depth + "}\n")
    error = refusal(path)
    assert error.message == 'line 2 of "deep.jsonl" is nested too deeply'
    assert error.detail and error.hint


def test_json_that_is_nested_as_people_do(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    value: object = "x"
    for _ in range(20):
        value = {"a": value}
    path.write_text(json.dumps({"id": 1, "x": value}) + "\n")
    assert read(path) == [{"id": "1", "x": value}]


def test_numbers_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    long = "9" * 10_000
    path.write_text(f'{{"a": {long}, "b": -1e999, "c": NaN, "d": [1, NaN], "e": -Infinity}}\n')
    assert read(path) == [{"a": long, "b": "-1e999", "d": "1", "e": "-Infinity"}]


@pytest.mark.parametrize("text", ['{"id": 1, "id": 2}', '{"a": {"id": 1, "id": 2}}'])
def test_a_name_that_comes_twice(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 0}\n' + text + "\n")
    error = refusal(path)
    assert error.message == 'line 2 of "a.jsonl" has the name "id" twice'
    assert error.hint


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.tsv"])
def test_a_line_longer_than_memory_should_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(lines, "LONGEST", 1000)
    path = tmp_path / name
    first = '{"a": "b"}' if name == "a.jsonl" else "a,b" if name == "a.csv" else "a\tb"
    path.write_text(f"{first}\n{',' * 1001}\n")
    error = refusal(path)
    assert error.message == f'line 2 of "{name}" is longer than 1,000 characters'
    assert error.hint


def test_lines_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 4)
    path = tmp_path / "a"
    path.write_bytes(b"abc\nabc\r\nab")
    with path.open(newline="\n") as file, pytest.raises(LookalikeError, match="line 2"):
        list(lines.limited_lines(file, "a"))
    path.write_bytes(b"abc\nab\n\nabc")
    with path.open(newline="") as file:
        assert list(lines.limited_lines(file, "a")) == ["abc\n", "ab\n", "\n", "abc"]


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    values = [f"value {number}" for number in range(1000)]
    table = pyarrow.table({"id": values, "x": [float("nan"), *map(float, range(999))]})
    pyarrow.parquet.write_table(table, path)
    assert read(path)[0] == {"id": "value 0"}
    whole = path.read_bytes()
    path.write_bytes(whole[:40] + b"\xff" * 400 + whole[440:])
    error = refusal(path)
    assert 'file "a.parquet"' in error.message and "damaged" in error.message
    path.write_bytes(whole[:-200])
    assert "not a Parquet file" in refusal(path).message
    pyarrow.parquet.write_table(
        pyarrow.Table.from_arrays([pyarrow.array(["a"]), pyarrow.array(["b"])], ["id", "id"]), path
    )
    assert 'has the name "id" twice' in refusal(path).message


def test_nested_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    value: object = "x"
    for _ in range(66):
        value = {"a": value}
    pyarrow.parquet.write_table(pyarrow.table({"x": [value]}), path)
    assert refusal(path).message == 'row 1 of "a.parquet" is nested too deeply'
