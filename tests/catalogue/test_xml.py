"""Catalogues in XML."""

import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from typer.testing import CliRunner

from builder import FakeImage, put
from catalogue.xml_samples import DUBLIN_CORE, LIDO, MARC, MODS, OAI
from lookalike.catalogue.source import Source, open_source
from lookalike.cli import app
from lookalike.errors import LookalikeError

pytest.importorskip("lxml", reason="pip install 'lookalike[xml]'")


@pytest.fixture
def opened(tmp_path: Path) -> Any:
    def open_text(text: str, ending: str = ".xml", encoding: str = "utf-8") -> Source:
        path = tmp_path / f"catalogue{ending}"
        path.write_bytes(text.encode(encoding))
        return open_source(path)

    return open_text


def rows(source: Source) -> list[dict[str, Any]]:
    return [row for _, row in source.rows.rows()]


def test_marcxml(opened: Any) -> None:
    source = opened(MARC)
    assert source.description == "XML, MARCXML"
    one, other = rows(source)
    assert one == {
        "record id": "ph00001",
        "file": "https://example.org/img/ph%2000001.tif\nhttps://example.org/img/ph%2000001v.tif",
        "link": "https://example.org/about",
        "title": "Mill at the river",
        "creator": "Kral, Eva",
        "date": "[ca. 1900]",
        "rights": "No known restrictions. http://rightsstatements.org/vocab/NKC/1.0/",
        "subject": "Mills -- Slovakia.",
    }
    assert other == {
        "record id": "ph00002", "title": "Flood", "creator": "Novak, J.", "date": "192u",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fixed", "date"),
    [
        ("s1920    ", "1920"),
        ("s19uu    ", "19uu"),
        ("q18901910", "1890/1910"),
        ("m18uu192u", "1800/1929"),
        ("quuuu1910", "-1910"),
        ("c19149999", "1914-"),
        ("d1914uuuu", "1914-"),
        ("u1914uuuu", "1914-"),
        # Reprint and original, distribution and production, publication and copyright.
        ("r19901920", "1920/1990"),
        ("p19561955", "1955/1956"),
        ("t19801981", "1980/1981"),
        ("t1981    ", "1981"),
        ("r19201920", "1920"),
        ("r1990uuuu", None),
        ("e19200531", "1920"),
        ("nuuuuuuuu", None),
        ("suuuu    ", None),
        ("muuuuuuuu", None),
        ("b        ", None),
        ("s||||    ", None),
        ("|||||||||", None),
    ],
)
def test_the_date_in_field_008_of_marc(opened: Any, fixed: str, date: str | None) -> None:
    _, row = rows(opened(MARC.replace("s192u    ", fixed)))
    assert row.get("date") == date


def test_formats_without_a_namespace(opened: Any) -> None:
    bare = MARC.replace(' xmlns="http://www.loc.gov/MARC21/slim"', "")
    assert rows(opened(bare)) == rows(opened(MARC))
    bare = MODS.replace('xmlns="http://www.loc.gov/mods/v3"', "")
    assert rows(opened(bare)) == rows(opened(MODS))


def test_what_a_server_says_of_itself_is_no_record(opened: Any) -> None:
    about = OAI.format(token="").replace(
        "<ListRecords>",
        "<ListSets><set><setSpec>a</setSpec><setDescription><oai_dc:dc"
        ' xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A set</dc:title></oai_dc:dc>'
        "</setDescription></set></ListSets><ListRecords>",
    )
    assert [row["title"] for row in rows(opened(about))] == ["Mill"]


def test_mods(opened: Any) -> None:
    source = opened(MODS, ".mods")
    assert source.description == "XML, MODS"
    assert rows(source) == [{
        "record id": "PH-7",
        "identifier": "https://example.org/id/7; PH-7",
        "file": "https://example.org/files/PH-7.tif",
        "link": "https://example.org/items/7",
        "title": "The mill: in winter",
        "other title": "The old mill",
        "creator": "Kral, Eva",
        "date": "1898~/1901",
        "description": "A mill.",
        "rights": "https://creativecommons.org/licenses/by/4.0/; CC BY 4.0",
        "access restriction": "Reading room only",
        "host item": "Kral albums",
        "shelf location": "Box 3",
    }]  # fmt: skip


def test_dublin_core_in_any_container(opened: Any) -> None:
    source = opened(DUBLIN_CORE)
    assert source.description == "XML, Dublin Core"
    (row,) = rows(source)
    assert row["record id"] == "A 12"
    assert row["file"] == "A_12_front.jpg\nA_12_back.jpg"
    assert (row["title"], row["other title"]) == ("Mlyn", "Mill")
    assert row["creator"] == "Kral, Eva; Novak, J."
    assert row["date"] == "1920-05/1920-06"
    assert row["subject"] == "mills & rivers"
    assert row["rights"] == "In Copyright"
    assert row["licence"] == "https://creativecommons.org/licenses/by/4.0/"


def test_lido(opened: Any) -> None:
    source = opened(LIDO)
    assert source.description == "XML, LIDO"
    assert rows(source) == [{
        "record id": "M-1",
        "identifier": "1920/17",
        "file": "https://example.org/m/M-1_a.tif\nhttps://example.org/m/M-1_b.tif",
        "title": "Alte Mühle",
        "other title": "Old mill",
        "creator": "Kral, Eva",
        "date": "1920/1925",
        "rights": "Public Domain",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "rights holder": "Museum M",
        "credit line": "Museum M",
        "object type": "Fotografie",
    }]  # fmt: skip


def test_an_oai_export(opened: Any) -> None:
    source = opened(OAI.format(token=""))
    assert "OAI-PMH of Dublin Core" in source.description
    # What was deleted is left out.
    assert rows(source) == [{
        "record id": "oai:example.org:1",
        "identifier": "PH 1",
        "title": "Mill",
        "date": "1936 or later",
        "relation": "https://example.org/web/PH%201.jpg?size=full",
        "file": "https://example.org/web/PH%201.jpg?size=full",
        "set": "photographs; mills",
        "datestamp": "2020-01-01",
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("inner", "label", "title"),
    [(MARC, "MARCXML", "Mill at the river"), (MODS, "MODS", "The mill: in winter"),
     (LIDO, "LIDO", "Alte Mühle")],
)  # fmt: skip
def test_an_oai_export_of_each_format(opened: Any, inner: str, label: str, title: str) -> None:
    wrapped = inner[inner.index("<", 2) if inner.startswith("<?") else 0 :]
    text = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>'
        "<identifier>oai:x:1</identifier></header><metadata>"
        f"{only_record(wrapped)}</metadata></record></ListRecords></OAI-PMH>"
    )
    source = opened(text)
    assert source.description == f"XML, OAI-PMH of {label}"
    (row,) = rows(source)
    assert (row["record id"], row["title"]) == ("oai:x:1", title)


def only_record(text: str) -> str:
    """The first record of a collection, as an element that stands alone."""
    from lxml import etree

    return etree.tostring(etree.fromstring(text.encode())[0], encoding="unicode")


def test_a_page_of_an_export_is_refused(opened: Any) -> None:
    with pytest.raises(LookalikeError, match="only a page of an OAI-PMH export") as caught:
        opened(OAI.format(token="page 2"))
    assert "all pages" in str(caught.value.hint)
    # All pages in one element are the whole.
    pages = "".join(
        OAI.format(token=token).partition("?>")[2].replace("org:1<", f"org:{n}<")
        for n, token in enumerate(("page 2", ""))
    )
    assert len(rows(opened(f"<pages>{pages}</pages>"))) == 2


TITLE = "<dc:title>Photographs</dc:title>"
ITEM = DUBLIN_CORE[DUBLIN_CORE.index("<item>") : DUBLIN_CORE.index("</records>")]
BARE_MARC = MARC.replace(' xmlns="http://www.loc.gov/MARC21/slim"', "")


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        (DUBLIN_CORE.replace("<item>", f"{TITLE}<item>"), "records"),
        (DUBLIN_CORE.replace("</item>", f"</item>{TITLE}"), "records"),
        (DUBLIN_CORE.replace("<item>", f"<set>{TITLE}<item>").replace("</item>", "</item></set>"),
         "set"),
        (DUBLIN_CORE.replace(ITEM, TITLE + only_record(MODS)), "records"),
        (DUBLIN_CORE.replace(ITEM, TITLE + only_record(MARC)), "records"),
        (BARE_MARC.replace("<record>", "<leader>00000</leader><record>", 1), "collection"),
        (BARE_MARC.replace("</collection>", "<leader>00000</leader></collection>"), "collection"),
    ],
    ids=["before", "after", "deeper", "of MODS", "of MARC", "MARC before", "MARC after"],
)  # fmt: skip
def test_fields_beside_records_are_refused(opened: Any, text: str, holder: str) -> None:
    """The title of a collection must not make one entry of all its records."""
    with pytest.raises(LookalikeError, match=f'"{holder}" holds fields of a record, and') as caught:
        opened(text)
    assert "take them out" in str(caught.value.hint)
    assert "Nothing was changed" in str(caught.value.detail)


def test_a_part_of_a_value_is_no_field(opened: Any) -> None:
    album = "<dc:relation><album><dc:title>Kral albums</dc:title></album></dc:relation>"
    (row,) = rows(opened(DUBLIN_CORE.replace("<dc:creator>", f"{album}<dc:creator>", 1)))
    assert (row["title"], row["other title"]) == ("Mlyn", "Mill")
    assert row["relation"] == "Kral albums"


def oai(*records: str) -> str:
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        + "".join(f"<record><header/>{record}</record>" for record in records)
        + "</ListRecords></OAI-PMH>"
    )


EAD = '<metadata><ead xmlns="urn:isbn:1-931666-22-9"><eadheader/></ead></metadata>'


def test_records_that_cannot_be_read_are_counted(
    opened: Any, archive_url: str, tmp_path: Path
) -> None:
    known = f"<metadata>{only_record(MODS)}</metadata>"
    empty = '<metadata><mods xmlns="http://www.loc.gov/mods/v3"/></metadata>'
    text = oai(EAD, known, EAD, "", empty, "<metadata><own/></metadata>")
    source = opened(text)
    assert len(rows(source)) == 1
    assert source.left_out == (
        '5 records left out: 2 in the format "urn:isbn:1-931666-22-9", 1 without metadata, '
        '1 without a field that is known, 1 in the format "http://www.openarchives.org/OAI/2.0/".'
    )
    assert opened(oai(known)).left_out == ""
    path = tmp_path / "c.xml"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(path), "--database", archive_url])
    assert done.exit_code == 0, (done.output, done.exception)
    assert f"c.xml: {source.left_out}" in done.stderr


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([EAD, EAD], '2 records left out: 2 in the format "urn:isbn:1-931666-22-9".'),
        (['<header status="deleted"/>', EAD], "2 records left out"),
    ],
)
def test_an_export_without_a_readable_record_is_refused(
    opened: Any, records: list[str], why: str
) -> None:
    text = oai(*records).replace(
        '<header/><header status="deleted"/>', '<header status="deleted"/>'
    )
    with pytest.raises(LookalikeError, match="no record in") as caught:
        opened(text)
    assert why in str(caught.value.detail)
    assert "Dublin Core" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not well-formed XML"),
        ("<a><b></a>", 'line 1 of "catalogue.xml" is not well-formed XML'),
        ("<html><body/></html>", 'no record in "catalogue.xml"'),
        (MARC[:-20], "is not well-formed XML"),
        ("id,file\n1,a.tif\n", "is not well-formed XML"),
    ],
)
def test_what_is_no_catalogue_is_refused(opened: Any, text: str, message: str) -> None:
    with pytest.raises(LookalikeError) as caught:
        opened(text)
    assert message in str(caught.value)
    assert caught.value.hint


LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "declaration",
    [
        LAUGHS,
        '<!DOCTYPE r [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY j SYSTEM "http://localhost:1/x">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"><!ENTITY j "x">]>',
    ],
)
def test_entities_are_refused(opened: Any, declaration: str) -> None:
    body = DUBLIN_CORE.replace("A 12", "&j;")
    with pytest.raises(LookalikeError, match="declares entities"):
        opened(declaration + body)


def test_a_document_type_alone_is_no_harm(opened: Any) -> None:
    assert (
        len(rows(opened('<!DOCTYPE records SYSTEM "http://localhost:1/r.dtd">' + DUBLIN_CORE))) == 1
    )


def test_other_encodings(opened: Any) -> None:
    text = LIDO.replace(
        "<lido:lidoWrap", '<?xml version="1.0" encoding="ISO-8859-1"?><lido:lidoWrap', 1
    )
    assert rows(opened(text, encoding="iso-8859-1"))[0]["title"] == "Alte Mühle"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(records: int) -> int:
        path = tmp_path / f"{records}.xml"
        item = DUBLIN_CORE[DUBLIN_CORE.index("<item>") : DUBLIN_CORE.index("</records>")]
        head = DUBLIN_CORE[: DUBLIN_CORE.index("<item>")]
        with path.open("w", encoding="utf-8") as file:
            file.write(head)
            for n in range(records):
                file.write(item.replace("A 12", f"A {n}"))
            file.write("</records>")
        tracemalloc.start()
        count = sum(1 for _ in open_source(path).rows.rows())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == records
        return most

    assert peak(4000) < 2 * peak(400)


def test_without_the_library_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "c.xml").write_text(MODS)
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    with pytest.raises(LookalikeError, match="XML files need lxml") as caught:
        open_source(tmp_path / "c.xml")
    assert "pip install 'lookalike[xml]'" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "paths", "entries"),
    [
        (MARC, ["img/ph 00001.tif", "img/ph 00001v.tif", "ph00002.tif"], 2),
        (MODS, ["files/PH-7.tif"], 1),
        (DUBLIN_CORE, ["x/A_12_front.jpg", "x/A_12_back.jpg"], 1),
        (OAI.format(token=""), ["web/PH 1.jpg"], 1),
        (LIDO, ["m/M-1_a.tif", "m/M-1_b.tif"], 1),
    ],
    ids=["MARC", "MODS", "Dublin Core", "OAI", "LIDO"],
)
def test_it_is_imported_and_all_files_are_linked(
    archive: Connection[Any], archive_url: str, tmp_path: Path,
    text: str, paths: list[str], entries: int,
) -> None:  # fmt: skip
    put(archive, [FakeImage(path, phash=n) for n, path in enumerate(paths)])
    path = tmp_path / "catalogue.xml"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(path), "--database", archive_url])
    assert done.exit_code == 0, (done.output, done.exception)
    linked = archive.execute(
        "SELECT path FROM lookalike.catalogue_record WHERE path IS NOT NULL"
    ).fetchall()
    assert sorted(path for (path,) in linked) == sorted(paths)
    known = archive.execute(
        "SELECT count(*), count(title), count(date_from) FROM lookalike_internal.catalogue_entry"
    ).fetchone()
    assert known == (entries, entries, entries)
    again = CliRunner().invoke(app, ["import", str(path), "--database", archive_url])
    assert "nothing has changed" in again.output
