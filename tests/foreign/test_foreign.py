"""Fingerprints of one archive at another: what leaves, what is found, and what is refused."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, lose, near, put
from command import run_command
from examples import examples
from lookalike import stages
from lookalike.database import connect
from lookalike.errors import LookalikeError
from lookalike.foreign.export import export_fingerprints
from lookalike.foreign.store import import_fingerprints
from servers import WAYS, Servers

RNG = random.Random(5)
A, B, C, D = (RNG.getrandbits(64) for _ in range(4))
SHARED = (
    "SELECT path, collection, is_foreign, found_by, images, collections, sites, jurisdictions"
    " FROM lookalike.shared_picture ORDER BY path, is_foreign, collection"
)


@pytest.fixture(scope="module")
def urls(servers: Servers) -> Iterator[tuple[str, str]]:
    with (
        servers.database(WAYS[0], "archive") as here,
        servers.database(WAYS[0], "archive") as there,
    ):
        for url in (here, there):  # each database is a copy of one archive
            with connect(url) as connection:
                connection.execute(
                    "UPDATE lookalike_internal.installation SET archive_id = gen_random_uuid()"
                )
        yield here, there


def clean(connection: Connection[Any]) -> None:
    """Empty an archive; a match commits, so its work cannot be rolled back."""
    for rows in (
        "foreign_match",
        "foreign_collection",
        "image",
        "run WHERE stage = 'scan'",
        "collection",
    ):
        connection.execute(f"DELETE FROM lookalike_internal.{rows}".encode())
    connection.execute("SELECT lookalike.reset_setting('match_radius')")


@pytest.fixture
def here(urls: tuple[str, str]) -> Iterator[Connection[Any]]:
    with connect(urls[0]) as connection:
        clean(connection)
        yield connection


@pytest.fixture
def there(urls: tuple[str, str]) -> Iterator[Connection[Any]]:
    with connect(urls[1]) as connection:
        clean(connection)
        yield connection


def export(connection: Connection[Any], path: Path, *names: str, paths: bool = False) -> list[Any]:
    with path.open("wb") as stream:
        done = export_fingerprints(connection, stream, list(names), paths)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert done.images == len(lines) - 1
    return lines


def settle(connection: Connection[Any]) -> None:
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("SELECT lookalike_internal.match_foreign()")
    connection.execute("CALL lookalike.form_clusters()")
    connection.execute("CALL lookalike.refresh_facts()")


def shared(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    connection.execute("CALL lookalike.refresh_facts()")
    return connection.execute(SHARED).fetchall()


def test_what_leaves_is_no_image_and_no_path(there: Connection[Any], tmp_path: Path) -> None:
    put(there, [FakeImage("secret/a.tif", A), FakeImage("b.tif", B), FakeImage("c", C)], "scans")
    put(there, [FakeImage("d.tif", D)], "/made up/other")
    lose(there, ["c"])
    there.execute("SELECT lookalike.set_site('Annex', 'library', 'SG')")
    there.execute("SELECT lookalike.set_collection_site('scans', 'Annex')")
    head, first, second, third = export(there, tmp_path / "f.jsonl")
    described = ("site", "sector", "jurisdiction", "images")
    assert [tuple(c[key] for key in described) for c in head["collections"]] == [
        ("Annex", "library", "SG", 2),
        (None, None, None, 1),
    ]
    text = (tmp_path / "f.jsonl").read_text()
    assert "secret" not in text and ".tif" not in text and "made" not in text.replace("made-up", "")
    assert first.keys() == {
        "collection", "number", "sha256", "pixel_digest", "phash", "phash_256", "quality",
        "byte_size", "width", "height", "frames", "format",
    }  # fmt: skip
    assert int(first["phash"], 16) == A and int(second["phash"], 16) == B
    assert int(first["phash_256"], 16) == FakeImage("", A).judge
    again = export(there, tmp_path / "g.jsonl")
    assert again == [head, first, second, third]
    (_, only) = export(there, tmp_path / "f.jsonl", "/made up/other", paths=True)
    assert only["path"] == "d.tif" and only["collection"].startswith("collection ")
    with pytest.raises(psycopg.errors.UndefinedObject, match='"scan" does not exist'):
        export(there, tmp_path / "f.jsonl", "scan")


def test_restricted_images_stay(there: Connection[Any], tmp_path: Path) -> None:
    put(there, [FakeImage("a", A), FakeImage("b", B)], "scans")
    with there.transaction(force_rollback=True):
        there.execute(
            "SELECT lookalike.restrict_access('donor', 'deed', 'Stella', 'x', image_id =>"
            " (SELECT image_id FROM lookalike_detail.image WHERE path = 'a'))"
        )
        lines = there.execute(
            "SELECT l ->> 'phash' FROM lookalike_internal.list_fingerprints("
            " ARRAY(SELECT collection_id FROM lookalike.collection), true) l"
        ).fetchall()
        head = there.execute(
            "SELECT h #>> '{collections,0,images}' FROM lookalike_internal.head_fingerprints("
            " ARRAY(SELECT collection_id FROM lookalike.collection)) h"
        ).fetchone()
        there.execute("SELECT lookalike.lift_restriction(max(restriction_id), 'Stella', 'x')"
                      " FROM lookalike_internal.access_restriction")  # fmt: skip
    assert lines == [(f"{B:016x}",)]
    assert head == ("1",)


def test_pictures_in_both_archives(
    here: Connection[Any], there: Connection[Any], tmp_path: Path
) -> None:
    put(there, [FakeImage("file", A, content="one"), FakeImage("pixels", B, pixels="two"),
                FakeImage("hash", C, content="h"), FakeImage("near", near(D, 3, RNG)),
                FakeImage("alone", RNG.getrandbits(64)),
                FakeImage("pages", A ^ 1, frames=2)], "foreign scans")  # fmt: skip
    there.execute("SELECT lookalike.set_jurisdiction('foreign scans', 'SG')")
    put(here, [FakeImage("file", A, content="one"), FakeImage("pixels", B ^ 1, pixels="two"),
               FakeImage("hash", C, format="PNG"), FakeImage("near", D)], "scans")  # fmt: skip
    here.execute("SELECT lookalike.set_jurisdiction('scans', 'HK')")
    settle(here)
    assert shared(here) == []
    file = tmp_path / "f.jsonl"
    export(there, file, paths=True)
    counts = import_fingerprints(here, file)
    assert counts == {"collections": 1, "changed": 1, "images": 6, "shared": 4}
    expected = [
        (name, "foreign scans", True, found, 1, 2, 0, 2)
        for name, found in [
            ("file", "same file"), ("hash", "same hash"), ("near", "near hash"),
            ("pixels", "same pixels"),
        ]
    ]  # fmt: skip
    rows = shared(here)
    assert [row for row in rows if row[2]] == expected
    assert [row[:5] for row in rows if not row[2]] == [
        (row[0], "scans", False, None, 1) for row in expected
    ]
    assert here.execute(
        "SELECT DISTINCT foreign_path = path, has_different_jurisdictions, cluster_id IS NULL"
        " FROM lookalike.shared_picture WHERE is_foreign"
    ).fetchall() == [(True, True, True)]
    counts = here.execute("SELECT images, shared_images FROM lookalike_detail.foreign_collection")
    assert counts.fetchall() == [(6, 4)]
    # The same file again; then new images here, and an image that changes or goes.
    log = here.execute("SELECT max(event_id) FROM lookalike_internal.event").fetchone()
    before = here.execute("SELECT * FROM lookalike_internal.foreign_match ORDER BY 1, 2").fetchall()
    assert import_fingerprints(here, file)["changed"] == 0
    assert here.execute("SELECT max(event_id) FROM lookalike_internal.event").fetchone() == log
    assert before == here.execute(
        "SELECT * FROM lookalike_internal.foreign_match ORDER BY 1, 2"
    ).fetchall()  # fmt: skip
    put(here, [FakeImage("hash copy", C)], "web")
    settle(here)
    assert [row[:2] for row in shared(here) if row[5] == 3] == [
        ("hash", "scans"), ("hash", "foreign scans"), ("hash copy", "web")
    ]  # fmt: skip
    lose(here, ["near", "file"])
    settle(here)
    assert {row[0] for row in shared(here)} == {"hash", "hash copy", "pixels"}
    here.execute(
        "SELECT lookalike.forget_foreign(archive_id, collection)"
        " FROM lookalike_detail.foreign_collection"
    )
    assert {row[1] for row in shared(here)} == {"scans", "web"}


def test_a_newer_file_takes_the_place_of_the_older(
    here: Connection[Any], there: Connection[Any], tmp_path: Path
) -> None:
    put(here, [FakeImage("a", A), FakeImage("b", B)], "scans")
    settle(here)
    put(there, [FakeImage("a", A)], "x")
    put(there, [FakeImage("b", B)], "y")
    export(there, tmp_path / "f")
    import_fingerprints(here, tmp_path / "f")
    assert [row[0] for row in shared(here) if row[2]] == ["a", "b"]
    lose(there, ["a"])
    there.execute("SELECT lookalike.set_jurisdiction('y', 'SG')")
    export(there, tmp_path / "f", "x")  # of one collection: the other one stays
    import_fingerprints(here, tmp_path / "f")
    assert [row[0] for row in shared(here) if row[2]] == ["b"]
    export(there, tmp_path / "f")
    assert import_fingerprints(here, tmp_path / "f")["changed"] == 1  # only the jurisdiction
    assert here.execute(
        "SELECT jurisdiction FROM lookalike.shared_picture WHERE is_foreign"
    ).fetchall() == [("SG",)]  # fmt: skip


HEX = {"sha256": "0" * 64, "pixel_digest": "1" * 64, "phash": "2" * 16, "phash_256": "3" * 64}
ROW = {"collection": "x", "number": 1, **HEX, "quality": 1, "byte_size": 9, "width": 3, "height": 4,
       "frames": 1, "format": "JPEG"}  # fmt: skip
HEAD = {"format": "lookalike fingerprints", "version": 1, "hashes": None,
        "archive": "00000000-0000-4000-8000-000000000000",
        "collections": [{"collection": "x", "images": 1}]}  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "detail"),
    [
        ([], "first line"),
        (["id,title"], "Line 1 is not a JSON object"),
        (["[1]"], "Line 1 is not a JSON object"),
        ([{"a": 1}], "first line"),
        ([HEAD | {"version": 2}, ROW], "version 2"),
        ([HEAD | {"archive": "x"}, ROW], "from which archive"),
        ([HEAD | {"archive": None}, ROW], "from which archive"),
        ([HEAD | {"collections": {}}, ROW], "list the collections"),
        ([HEAD | {"collections": [{"collection": "x"}]}, ROW], "list the collections"),
        ([HEAD | {"collections": HEAD["collections"] * 2}, ROW], "list the collections"),  # type: ignore[operator]
        (
            [HEAD | {"collections": [{"collection": "x", "images": 1, "jurisdiction": "no"}]}, ROW],
            "list the collections",
        ),
        ([HEAD], 'should have 1 images of collection "x", and it has 0'),
        ([HEAD, ROW, ROW | {"number": 2}], "and it has 2"),
        ([HEAD, ROW, ROW], "line 2 is in it twice"),
        ([HEAD, ROW | {"collection": "y"}], 'images of collection "x", and it has 0'),
        ([HEAD, {k: v for k, v in ROW.items() if k != "number"}], "Line 2 has no number"),
        ([HEAD, ROW | {"collection": None}], "Line 2 has no collection"),
        *(
            ([HEAD, ROW | {key: bad}], "Line 2 has no " + key)
            for key, bad in [
                ("sha256", "0" * 63), ("pixel_digest", "G" * 64), ("phash", 12), ("phash_256", ""),
                ("quality", 1.5), ("quality", "NaN"), ("byte_size", -1), ("width", 0),
                ("format", ""),
            ]
        ),
        ([HEAD, ROW | {"frames": 0}], "no number of frames"),
        ([HEAD, ROW | {"height": 10**12}], "no width and height"),
        ([HEAD, json.dumps(ROW)[:-5]], "Line 2 is not a JSON object"),
        ([HEAD, json.dumps(ROW | {"quality": float("nan")})], "Line 2 is not a JSON object"),
        ([HEAD, json.dumps(ROW | {"format": "\0"})], "Line 2 is not a JSON object"),
        ([HEAD, json.dumps(ROW | {"format": "\ud800"})], "Line 2 is not a JSON object"),
        (["[" * 100_000], "Line 1 is not a JSON object"),
        (["\udcff"], "not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(
    here: Connection[Any], tmp_path: Path, lines: list[Any], detail: str
) -> None:
    good = tmp_path / "good.jsonl"
    good.write_text("\n".join(map(json.dumps, (HEAD, ROW))))
    import_fingerprints(here, good)  # which the bad file would replace
    bad = tmp_path / "bad.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    bad.write_bytes(text.encode(errors="surrogateescape"))
    query = "SELECT * FROM lookalike_internal.foreign_fingerprint"
    before = here.execute(query).fetchall()
    assert len(before) == 1
    with pytest.raises((LookalikeError, psycopg.Error)) as refused:
        import_fingerprints(here, bad)
    error = refused.value
    said = error.detail if isinstance(error, LookalikeError) else error.diag.message_detail
    hint = error.hint if isinstance(error, LookalikeError) else error.diag.message_hint
    assert detail in (said or ""), said
    assert "lookalike export fingerprints" in (hint or "")
    assert here.execute(query).fetchall() == before


def test_other_hashes_and_own_fingerprints_are_refused(
    here: Connection[Any], tmp_path: Path
) -> None:
    put(here, [FakeImage("a", A)], "x")
    file = tmp_path / "f"
    file.write_text("\n".join(map(json.dumps, (HEAD | {"hashes": ["dhash"]}, ROW))))
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="of different kinds"):
        import_fingerprints(here, file)
    own = here.execute("SELECT archive_id::text FROM lookalike_internal.installation").fetchone()
    assert own is not None
    file.write_text("\n".join(map(json.dumps, (HEAD | {"archive": own[0]}, ROW))))
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="those of this archive"):
        import_fingerprints(here, file)
    with pytest.raises(LookalikeError, match="cannot read"):
        import_fingerprints(here, tmp_path / "none")


def test_the_commands(
    urls: tuple[str, str], here: Connection[Any], there: Connection[Any], tmp_path: Path
) -> None:
    put(there, [FakeImage("a", A)], "scans")
    file = tmp_path / "f.jsonl"
    said = run_command(urls[1], "export", "fingerprints", file, "--collection", "scans")
    assert said.startswith(f"1 fingerprint of 1 collection written to {file}.\n")
    event = there.execute(
        "SELECT detail #>> '{sha256}', event_type FROM lookalike_internal.event"
        " WHERE action = 'export fingerprints'"
    ).fetchone()
    assert event is not None and event[0] in said and event[1] == "exporting"
    said = run_command(urls[0], "import", "fingerprints", file)
    assert "1 collection of another archive: 1 fingerprint.\n" in said
    assert "0 images of f.jsonl show a picture that is here, too.\n" in said
    assert run_command(urls[0], "import", "fingerprints", file).startswith("Nothing to do")
    forget = "SELECT lookalike.forget_foreign(archive_id, collection)"
    row = here.execute(f"{forget} FROM lookalike_detail.foreign_collection".encode()).fetchone()
    assert row == (1,)
    with pytest.raises(psycopg.errors.UndefinedObject, match="no fingerprints"):
        here.execute("SELECT lookalike.forget_foreign('x', 'y')")


@given(seed=st.integers(0, 2**32))
@examples(12)
def test_links_are_those_of_brute_force(
    here: Connection[Any], seed: int, tmp_path_factory: Any
) -> None:
    """Random images here and there, that change: kept links and places equal those by hand."""
    rng = random.Random(seed)
    bases = [rng.getrandbits(64) for _ in range(4)]

    def image(name: str) -> FakeImage:
        hash_ = near(rng.choice(bases), rng.choice([0, 0, 2, 7, 12]), rng)
        content = rng.choice([None, None, "1", "2"])  # the same bytes have the same pixels
        return FakeImage(name, hash_, content=content,
                         pixels=None if content else rng.choice([None, "p", "q"]),
                         quality=rng.choice([0.1, 1.0]),
                         frames=rng.choice([1, 1, 1, 2]))  # fmt: skip

    clean(here)
    file = tmp_path_factory.mktemp("f") / "f.jsonl"
    foreign = [image(str(n)) for n in range(rng.randint(1, 8))]
    rows = [
        {"collection": "x", "number": n, "sha256": i.sha256.hex(), "quality": i.quality,
         "pixel_digest": i.pixel_digest.hex(), "phash": f"{i.phash:016x}", "byte_size": 5,
         "phash_256": f"{i.judge:064x}", "width": 1, "height": 1, "frames": i.frames,
         "format": "PNG"}
        for n, i in enumerate(foreign)
    ]  # fmt: skip
    head = HEAD | {"collections": [{"collection": "x", "images": len(rows)}]}
    file.write_text("\n".join(map(json.dumps, [head, *rows])))
    local: dict[str, FakeImage] = {}
    is_imported = False
    for step in range(4):
        for _ in range(rng.randint(0, 3)):
            name = str(rng.randint(0, 5))
            local[name] = image(name)
            here.execute("DELETE FROM lookalike_internal.image WHERE path = %s", (name,))
            put(here, [local[name]], rng.choice("ab"), is_lineage_known=False)
        if local and rng.random() < 0.3:
            name = rng.choice(list(local))
            lose(here, [name])
            del local[name]
        if not is_imported and step == rng.randint(0, 3):
            import_fingerprints(here, file)
            is_imported = True
        settle(here)
    import_fingerprints(here, file)
    here.execute("CALL lookalike.refresh_facts()")
    clusters = dict(here.execute(
        "SELECT path, coalesce(cluster_id, -image_id) FROM lookalike.image_fact"
        " WHERE NOT is_missing"
    ).fetchall())  # fmt: skip

    def links(i: FakeImage, f: FakeImage) -> bool:
        if i.sha256 == f.sha256 or i.pixel_digest == f.pixel_digest:
            return True
        return (
            min(i.quality, f.quality) >= 0.25 and i.frames == f.frames == 1
            and (i.phash ^ f.phash).bit_count() <= 8 and (i.judge ^ f.judge).bit_count() <= 64
        )  # fmt: skip

    expected = {
        (clusters[name], n)
        for name, i in local.items()
        for n, f in enumerate(foreign)
        if links(i, f)
    }
    found = here.execute(
        "SELECT DISTINCT coalesce(k.cluster_id, -m.image_id), m.foreign_number"
        " FROM lookalike_internal.foreign_match m"
        " LEFT JOIN lookalike_internal.cluster_member k USING (image_id)"
    ).fetchall()
    assert set(found) == expected
    places = here.execute(
        "SELECT picture_id, sum(images) FILTER (WHERE is_foreign),"
        " count(*) = min(collections) AND min(collections) = max(collections)"
        " FROM lookalike.shared_picture GROUP BY picture_id"
    ).fetchall()
    counts = {picture: number for picture, number, _ in places if number}
    assert counts == {
        picture: sum(1 for p, _ in expected if p == picture) for picture, _ in expected
    }
    assert all(is_right for _, _, is_right in places)
    kept = here.execute("SELECT * FROM lookalike_internal.shared_picture ORDER BY 1, 2")
    rebuilt = here.execute(
        "SELECT * FROM lookalike_internal.list_shared_pictures(NULL, NULL) ORDER BY 1, 2"
    )
    assert kept.fetchall() == rebuilt.fetchall()


def test_a_match_compares_new_images(here: Connection[Any], tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text("\n".join(map(json.dumps, (HEAD, ROW))))
    import_fingerprints(here, file)
    put(here, [FakeImage("a", int("2" * 16, 16), int("3" * 64, 16))], "scans")
    settle(here)
    assert [row[3] for row in shared(here)] == [None, "same hash"]
    # Under other settings all are compared again.
    here.execute("UPDATE lookalike_internal.fingerprint SET phash = ~phash & phash")
    settle(here)
    assert shared(here) == []
    here.execute("SELECT lookalike.set_setting('match_radius', '64')")
    here.execute("SELECT lookalike_internal.match_foreign()")
    assert [row[3] for row in shared(here)] == [None, "near hash"]


def test_stage_match_looks_at_foreign_fingerprints(
    urls: tuple[str, str], there: Connection[Any], tmp_path: Path
) -> None:
    file = tmp_path / "f"
    file.write_text("\n".join(map(json.dumps, (HEAD, ROW))))
    import_fingerprints(there, file)
    put(there, [FakeImage("a", int("2" * 16, 16), int("3" * 64, 16))], "scans")
    stages.match(there)
    assert there.execute("SELECT found_by FROM lookalike_internal.foreign_match").fetchall() == [
        ("same hash",)
    ]
    there.execute("DELETE FROM lookalike_internal.foreign_collection")
