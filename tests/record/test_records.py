"""A record is content in its context: one picture in two records stays in both."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

from builder import FakeImage, put
from guard.holdings import Holdings

ENTRIES = (
    "SELECT * FROM (VALUES ('C17', 'case17.tif', 'Case 17', 'AG1-2019-1'),"
    " ('C23', 'case23.tif', 'Case 23', 'AG2-2021-9'),"
    " ('C17b', 'again.tif', 'CASE 17', 'ag1 2019/1')"
    ") v (id, file, series, contract)"
)


def classify(connection: Connection[Any]) -> None:
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
    connection.execute("CALL lookalike.classify_images()")


def import_cases(connection: Connection[Any], entries: str = ENTRIES) -> None:
    connection.execute(
        "SELECT lookalike.import_entries('cases', %s, %s)",
        (
            entries,
            Jsonb(
                {
                    "external_id": "id",
                    "file": "file",
                    "series": "series",
                    "contract_no": "contract",
                }
            ),
        ),
    )


def told(connection: Connection[Any]) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(
        "SELECT path, class, disposition, guard, is_other_record"
        " FROM lookalike_detail.retention_classification"
    )
    return {path: tuple(said) for path, *said in rows}


def number(connection: Connection[Any], external_id: str) -> int:
    row = connection.execute(
        "SELECT entry_id FROM lookalike.catalogue_record WHERE external_id = %s", (external_id,)
    ).fetchone()
    assert row is not None
    return int(row[0])


def decide(connection: Connection[Any], decision: str, one: str, other: str) -> None:
    connection.execute(
        "SELECT lookalike.decide_record(%s, 'Rita', %s || clock_timestamp(), %s, %s)",
        (decision, "looked at both ", number(connection, one), number(connection, other)),
    )


def test_one_photograph_in_two_cases_stays_in_both(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(f"{name}.tif", content="x") for name in ("case17", "case23", "again")])
    import_cases(archive)
    archive.execute(
        "UPDATE lookalike_internal.image SET modified_at = modified_at - interval '1 year'"
        " WHERE path = 'case17.tif'"
    )
    classify(archive)
    kept = {
        "again.tif": ("identical copy", "quarantine", None, False),
        "case17.tif": ("archival master", "retain", None, False),
        "case23.tif": ("identical copy", "retain", "other record", True),
    }
    assert told(archive) == kept
    row = archive.execute(
        "SELECT reason FROM lookalike_detail.retention_classification WHERE path = 'case23.tif'"
    ).fetchone()
    assert row == (
        'Same bytes as "case17.tif", the archival master.'
        " It belongs to another record: Case 23, contract AG2-2021-9.",
    )
    # It is no identical copy that could go.
    figures = "SELECT identical_copies, identical_bytes, redundant_bytes, other_records,"
    figures += " other_record_bytes FROM lookalike.duplication_summary WHERE dimension = 'archive'"
    archive.execute("CALL lookalike.refresh_facts()")
    # By clusters alone it is a duplicate all the same.
    assert archive.execute(figures).fetchone() == (1, 1000, 2000, 1, 1000)
    clusters = "SELECT redundant_images, identical_bytes FROM lookalike_detail.duplicate_cluster"
    assert archive.execute(clusters).fetchall() == [(2, 1000)]

    # The queue has one row for the cluster, until somebody decides.
    queue = (
        "SELECT explanation, path_b, bytes FROM lookalike.review_queue WHERE kind = 'other record'"
    )
    assert archive.execute(queue).fetchall() == [
        (
            "The 3 images of cluster 1 belong to 2 different records:"
            " CASE 17, contract ag1 2019/1; Case 23, contract AG2-2021-9.",
            None,
            3000,
        )
    ]
    decide(archive, "not the same record", "C17", "C23")
    assert archive.execute(queue).fetchall() == []
    archive.execute("CALL lookalike.classify_images()")
    assert told(archive) == kept

    # The decision is about the records: it holds for another entry, and after another import.
    decide(archive, "same record", "C23", "C17b")
    import_cases(archive, ENTRIES.replace("'Case 23', 'AG2-2021-9'", "'case 23', 'AG2 2021 9'"))
    archive.execute("CALL lookalike.classify_images()")
    assert told(archive)["case23.tif"] == ("identical copy", "quarantine", None, False)
    assert archive.execute(queue).fetchall() == []
    decide(archive, "not the same record", "C17", "C23")
    archive.execute("CALL lookalike.classify_images()")
    assert told(archive) == kept


def test_a_record_loses_no_picture_with_the_last_file_of_it(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    c = holdings.put("c.tif", "x", "identical copy", of=a)
    # Outside clusters, the same pixels stand for each other.
    holdings.entry(b, c, record_no="17")
    for image in (a, b, c):
        assert holdings.guards(image) == set()
    holdings.cluster(a, b, c)
    for image in (a, b, c):
        assert holdings.guards(image) == set()
    both = holdings.connection.execute(
        "SELECT image_id, guard, reason FROM lookalike.find_guards(%s)", ([b, c],)
    )
    reason = (
        "No other file that stays belongs to record 17."
        " Nobody has decided that a file that stays belongs to the same record."
    )
    assert sorted(both) == [(b, "other record", reason), (c, "other record", reason)]
    plan = holdings.approved(b)
    assert holdings.guards(c) == {"other record"}
    # The database withholds an approved file when another import changes the record of its copy.
    holdings.connection.execute("UPDATE lookalike_internal.catalogue_entry SET record_no = '18'")
    assert holdings.states(plan) == {b: "approved"}
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.entry_image WHERE image_id = %s", (c,)
    )
    assert holdings.states(plan) == {b: "withheld"}
    assert "other record: No other file that stays belongs to record 18." in holdings.problem(
        plan, b
    )


@pytest.mark.parametrize(
    ("one", "other", "is_one_record"),
    [
        ({"record_no": "Case 17/b"}, {"record_no": "CASE-17 B"}, True),
        ({"record_no": "Case17"}, {"record_no": "case\u3000\uff11\uff17"}, True),
        ({"record_no": "案件 17"}, {"record_no": "案件17"}, True),
        ({"record_no": "𨋢1"}, {"record_no": "𠀀1"}, False),
        ({"record_no": "1-17"}, {"record_no": "11-7"}, False),
        ({"record_no": "1", "contract_no": "n/a"}, {"record_no": "1"}, True),
        ({"record_no": "1", "series": "A"}, {"record_no": "1", "series": "B"}, False),
        ({"record_no": "1", "contract_no": "2"}, {"record_no": "1"}, False),
        ({"contract_no": "2"}, {"contract_no": "2"}, True),
        # Neither names a record, so the ids of the entries tell them apart.
        ({}, {}, False),
        ({"series": "A"}, {"series": "A"}, False),
        ({"contract_no": "N/A"}, {"contract_no": "n/a"}, False),
        ({"record_no": "0"}, {"record_no": "0"}, False),
    ],
)
def test_what_one_record_is(
    holdings: Holdings, one: dict[str, str], other: dict[str, str], is_one_record: bool
) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.cluster(a, b)
    holdings.entry(a, **one)
    holdings.entry(b, **other)
    assert holdings.guards(b) == (set() if is_one_record else {"other record"})


def test_two_catalogues_may_name_one_record(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.cluster(a, b)
    holdings.entry(a, record_no="17")
    entry = holdings.entry(b, record_no="17")
    holdings.connection.execute(
        "WITH other AS (INSERT INTO lookalike_internal.catalogue (name, mapping)"
        " VALUES ('other', '{}') RETURNING catalogue_id)"
        " UPDATE lookalike_internal.catalogue_entry e SET catalogue_id = o.catalogue_id"
        " FROM other o WHERE e.entry_id = %s",
        (entry,),
    )
    assert holdings.guards(b) == set()


def test_an_entry_that_left_its_catalogue_keeps_nothing(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.cluster(a, b)
    entry = holdings.entry(b)
    assert holdings.guards(b) == {"other record"}
    holdings.connection.execute(
        "UPDATE lookalike_internal.catalogue_entry SET missing_since = now() WHERE entry_id = %s",
        (entry,),
    )
    assert holdings.guards(b) == set()


def test_the_view_lists_records_with_their_images(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    cluster = holdings.cluster(a, b)
    holdings.entry(a, b, series="Police", record_no="17", contract_no="AG 1")
    holdings.entry(b)
    rows = holdings.connection.execute(
        "SELECT record, catalogue, path, collection, cluster_id"
        " FROM lookalike_detail.record_context"
        " ORDER BY record, path"
    ).fetchall()
    assert rows == [
        ("Police, record 17, contract AG 1", "catalogue", "a.tif", "test", cluster),
        ("Police, record 17, contract AG 1", "catalogue", "b.tif", "test", cluster),
        ("entry catalogue:E-2", "catalogue", "b.tif", "test", cluster),
    ]


def test_a_revoked_decision_withholds_what_it_let_go(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.cluster(a, b)
    one, other = holdings.entry(a), holdings.entry(b)
    call = "SELECT lookalike.decide_record(%s, 'Dora', 'looked at both', %s, %s)"
    holdings.one(call, "same record", one, other)
    plan = holdings.approved(b)
    holdings.one(call, "not the same record", other, one)
    assert holdings.states(plan) == {b: "withheld"}
    (detail, _) = holdings.events("decide")
    assert detail == {
        "decision": "same record", "reason": "looked at both", "entry_id": one,
        "record": "entry catalogue:E-1", "other_entry_id": other,
        "other_record": "entry catalogue:E-2",
    }  # fmt: skip
    rows = holdings.connection.execute(
        "SELECT decision, record_a, record_b, decided_by FROM lookalike_detail.same_record_decision"
        " ORDER BY decision_id"
    ).fetchall()
    names = ("entry catalogue:E-1", "entry catalogue:E-2", "Dora")
    assert rows == [("same record", *names), ("not the same record", *names)]
    with pytest.raises(psycopg.errors.RestrictViolation, match="is refused"):
        holdings.connection.execute("DELETE FROM lookalike_internal.same_record")


def test_slips_are_explained_and_change_nothing(holdings: Holdings) -> None:
    one, other = holdings.entry(record_no="1"), holdings.entry(record_no="2")
    twin = holdings.entry(record_no="No. 1", series=None)
    again = holdings.entry(record_no="1.")
    call = "SELECT lookalike.decide_record(%s, %s, %s, %s, %s)"
    holdings.one(call, "same record", "Dora", "looked", one, other)
    for arguments, message in [
        (("duplicate", "Dora", "looked", one, other), 'unknown decision "duplicate"'),
        (("same record", " ", "looked", one, other), "no person is named"),
        (("same record", "Dora", " ", one, other), "no reason is given"),
        (("same record", "Dora", "looked", one, 99), "catalogue entry 99 does not exist"),
        (("same record", "Dora", "looked", one, None), "catalogue entry null does not exist"),
        (("same record", "Dora", "looked", one, again), "both entries belong to one record"),
        (("same record", "Dora", "looked", other, one), "Dora decided that already"),
        (("same record", "Dora", "looked", twin, twin), "both entries belong to one record"),
    ]:
        with pytest.raises(psycopg.Error) as caught:
            holdings.one(call, *arguments)
        assert message in str(caught.value)
    assert holdings.one("SELECT count(*) FROM lookalike_detail.same_record_decision") == 1
