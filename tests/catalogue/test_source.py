"""Files are read as they were written, whatever wrote them; what is broken is named by its line."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from examples import examples
from lookalike.catalogue.source import open_source
from lookalike.errors import LookalikeError

Write = Callable[[bytes | str], Path]
SLOVAK = [
    "Bogdan, Jakub; Zápas kohútov; vpravo v obraze na kameni, olejomaľba na plátne",
    "Neznámy spišský maliar; Predela Oltára svätej Anny zo Spišskej Novej Vsi; drevo, tempera",
    "Majster oplakávania z Tvrdošína; Svätý Pavol a svätý Ondrej; pôvodne súčasť oltára",
    "Podobizeň blahobytného mešťana; nereštaurované, maľba na pôvodnom plátne; ľúbezná žena",
]
GERMAN = [
    "Blick über die Dächer von Münster; Straße mit Fußgängern; Öl auf Leinwand, süddeutsch",
    "Bildnis eines jungen Mädchens; früher für ein Gemälde Dürers gehalten; Künstler unbekannt",
    "Große Kirche bei Nürnberg; überarbeitet, übermalt; Gräfin Thürheim, Österreich",
]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(content: bytes | str) -> Path:
        path = tmp_path / "catalogue.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def read(path: Path, **options: Any) -> list[tuple[int, dict[str, Any]]]:
    return list(open_source(path, **options).rows.rows())


def refused(path: Path, **options: Any) -> LookalikeError:
    with pytest.raises(LookalikeError) as caught:
        read(path, **options)
    return caught.value


# Delimiters, quotes, lines


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, delimiter: str) -> None:
    text = io.StringIO(newline="")
    rows = [["id", "title", "note"], ["1", 'a "b", c', "x;y"], ["2", "d|e", "two\nlines"]]
    csv.writer(text, delimiter=delimiter).writerows(rows)
    source = open_source(write(text.getvalue()))
    assert source.rows.columns == rows[0]
    assert [list(said.values()) for _, said in source.rows.rows()] == rows[1:]


def test_a_row_is_known_by_the_line_it_begins_on(write: Write) -> None:
    path = write('id,note\n1,"two\nlines"\n\n2,one\n3,"and\r\nthree\nlines"\n4,end\n')
    assert [line for line, _ in read(path)] == [2, 5, 6, 9]


def test_excel_says_the_delimiter_itself(write: Write) -> None:
    assert read(write("sep=;\nid;title, long\n1;a, b\n")) == [
        (3, {"id": "1", "title, long": "a, b"})
    ]


def test_one_column_is_a_catalogue_too(write: Write) -> None:
    assert read(write("id\n1\n2\n")) == [(2, {"id": "1"}), (3, {"id": "2"})]


def test_columns_without_a_name_or_with_anothers_are_numbered(write: Write) -> None:
    path = write("id,note,,note\n1,a,b,c\n")
    assert read(path) == [(2, {"id": "1", "note": "a", "column 3": "b", "note (2)": "c"})]


def test_what_is_empty_is_left_out(write: Write) -> None:
    assert read(write("id,a,b\n1,,  \n")) == [(2, {"id": "1"})]


@pytest.mark.parametrize(
    ("row", "fields"), [("3,too,many,fields", 4), ("3", 1), ("3,unquoted, comma", 3)]
)
def test_a_ragged_row_is_named_by_its_line(write: Write, row: str, fields: int) -> None:
    path = write(f'id,title\n1,"a\nb"\n2,c\n{row}\n4,d\n')
    error = refused(path, delimiter="comma")
    assert error.message == f'line 5 of "catalogue.csv" has {fields} fields, the header has 2'


def test_a_quote_that_is_not_closed_is_named_by_the_line_it_is_on(write: Write) -> None:
    rows = "".join(f"{n},more,of it\n" for n in range(3, 2000))
    error = refused(write(f'id,title,note\n1,a,b\n2,"c,d\n{rows}'))
    assert error.message == 'a quote on line 3 of "catalogue.csv" is not closed'
    assert "line 2000" in str(error.detail)


def test_a_quote_inside_that_is_not_doubled_is_named(write: Write) -> None:
    error = refused(write('id,title\n1,a\n2,"the "old" mill"\n3,b\n'))
    assert error.message == 'line 3 of "catalogue.csv" is broken'


def test_an_empty_file_has_no_columns(write: Write) -> None:
    assert refused(write("")).message == 'file "catalogue.csv" is empty'


def test_a_nul_is_named_by_its_line(write: Write) -> None:
    assert refused(write("id,title\n1,a\n2,b\0c\n")).message.startswith("line 3 ")


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso-8859-2"])
def test_slovak_is_read_in_every_encoding(write: Write, encoding: str) -> None:
    lines = [SLOVAK[n % len(SLOVAK)] for n in range(40)]
    path = write("\r\n".join(["autor; názov; poznámka", *lines]).encode(encoding))
    assert [list(said.values()) for _, said in read(path)] == [line.split(";") for line in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso-8859-1"])
def test_german_is_read_in_every_encoding(write: Write, encoding: str) -> None:
    rows = [GERMAN[n % len(GERMAN)] for n in range(40)]
    path = write("\n".join(["Titel; Beschreibung; Bemerkung", *rows]).encode(encoding))
    assert [list(said.values()) for _, said in read(path)] == [line.split(";") for line in rows]


def test_an_encoding_that_is_given_holds(write: Write) -> None:
    path = write("id,title\n1,Žilina\n".encode("cp1250"))
    assert read(path, encoding="cp1250") == [(2, {"id": "1", "title": "Žilina"})]
    assert read(path, encoding="iso-8859-1") == [(2, {"id": "1", "title": "\x8eilina"})]


def test_a_byte_that_is_not_text_is_named_by_its_line(write: Write) -> None:
    good = "".join(f"{n},Žltý kôň {n}\n" for n in range(1, 50000)).encode()
    start = b"id,title\n"
    path = write(start + good + b"x,bro\xffken\n" + good)
    error = refused(path)
    assert error.message == 'file "catalogue.csv" is not UTF-8: line 50001'
    assert f"Byte {len(start + good) + 6:,} of the file, 0xFF" in str(error.detail)


def test_after_a_mark_bytes_are_counted_with_it(write: Write) -> None:
    error = refused(write(b"\xef\xbb\xbfid\n\xff\n"))
    assert error.message.endswith("line 2")
    assert "Byte 7 of the file, 0xFF" in str(error.detail)


def test_a_wrong_encoding_is_an_error_and_not_garbage(write: Write) -> None:
    error = refused(write("id,title\n1,a\n2,Žilina\n".encode("cp1250")), encoding="utf-8")
    assert error.message == 'file "catalogue.csv" is not UTF-8: line 3'
    assert "0x8E" in str(error.detail)


def test_an_unknown_encoding_is_an_error(write: Write) -> None:
    assert refused(write("id\n1\n"), encoding="utf-88").message == 'unknown encoding "utf-88"'
    assert refused(write("id\n1\n"), encoding="base64").message == 'unknown encoding "base64"'


# The property: what was written is what is read

CELLS = st.text(
    st.characters(codec="cp1250", exclude_characters="\0\ufeff", exclude_categories=["Cs"]),
    max_size=12,
)


@examples(300)
@given(
    rows=st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8
        )
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1250"]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_was_written_is_what_is_read(
    tmp_path: Path,
    rows: list[list[str]],
    delimiter: str,
    encoding: str,
    newline: str,
    quoting: Any,
) -> None:
    # csv leaves the other ends of lines unquoted than those that it writes.
    assume(quoting == csv.QUOTE_ALL or not any(set(c) & {"\r", "\n"} for r in rows for c in r))
    columns = [f"column {n}" for n in range(len(rows[0]))]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(columns)
    writer.writerows(rows)
    path = tmp_path / "rows.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    given = None if encoding.startswith("utf") else encoding
    source = open_source(path, encoding=given, delimiter=delimiter)
    read_rows = [[said.get(column, "") for column in columns] for _, said in source.rows.rows()]
    written = [[cell if cell.strip() else "" for cell in row] for row in rows]
    assert read_rows == [row for row in written if any(row)]  # blank rows are skipped
    # Without being told, the delimiter is found where the rows leave no doubt.
    plain = all(not set(cell) & set(',;\t|"\r\n') for row in rows for cell in row)
    assume(plain)
    assert open_source(path, encoding=given).rows.columns == columns


# JSON Lines and Parquet


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.jsonl"
    path.write_text(
        '{"id": 7, "title": "Café", "tags": ["a", "b"], "size": {"w": 1.50}, "public": true}\n'
        "\n"
        '{"id": "8", "title": null, "late": "x"}\n',
        encoding="utf-8",
    )
    source = open_source(path)
    assert source.rows.columns == ["id", "title", "tags", "size", "public", "late"]
    assert list(source.rows.rows()) == [
        (1, {"id": "7", "title": "Café", "tags": "a; b", "size": {"w": "1.50"}, "public": "true"}),
        (3, {"id": "8", "late": "x"}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": 1}\n{"id": 2\n', 'line 2 of "c.jsonl" is not JSON'),
        ('{"id": 1}\n[1, 2]\n', 'line 2 of "c.jsonl" is not a JSON object'),
        ('{"id": 1}\n{"id": "a\\u0000b"}\n', 'line 2 of "c.jsonl" holds a NUL character'),
        ('{"id": 1}\n{"id": "\\ud800"}\n', 'line 2 of "c.jsonl" holds a NUL character'),
    ],
)
def test_broken_json_is_named_by_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "c.jsonl").write_text(text)
    assert refused(tmp_path / "c.jsonl").message.startswith(message)


def test_parquet(tmp_path: Path) -> None:
    rows = [
        {"id": "PH-1", "year": 1920, "title": "Flood", "tags": ["a", "b"]},
        {"id": "PH-2", "year": None, "title": "", "tags": None},
    ]
    path = tmp_path / "catalogue.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    source = open_source(path)
    assert source.rows.columns == ["id", "year", "title", "tags"]
    assert list(source.rows.rows()) == [
        (1, {"id": "PH-1", "year": "1920", "title": "Flood", "tags": "a; b"}),
        (2, {"id": "PH-2"}),
    ]


def test_what_is_no_parquet_is_said(tmp_path: Path) -> None:
    (tmp_path / "c.parquet").write_text("id,title\n")
    assert refused(tmp_path / "c.parquet").message == 'file "c.parquet" is not a Parquet file'


def test_a_name_that_says_nothing_needs_a_format(tmp_path: Path) -> None:
    (tmp_path / "export.dat").write_text(json.dumps({"id": "1"}) + "\n")
    assert "--format" in str(refused(tmp_path / "export.dat").hint)
    assert read(tmp_path / "export.dat", kind="jsonl") == [(1, {"id": "1"})]
