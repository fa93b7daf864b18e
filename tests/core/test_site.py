"""Sites: who keeps which collection, under whose law, and what storage costs there."""

import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, collection_id, put
from command import run_command

SITES = "SELECT name, sector, jurisdiction, storage_rate, rate_basis, currency FROM lookalike.site"
TOLERANCE = Fraction(1, 10**20)  # of the cost of a byte, where a price has no end


def one(connection: Connection[Any], query: str, *values: object) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return row[0]


def test_a_site_is_declared_listed_and_logged(archive: Connection[Any], archive_url: str) -> None:
    put(archive, [FakeImage("a")], "scans")

    def run(*words: str) -> str:
        return run_command(archive_url, *words)

    assert "There are no sites" in run("site", "list")
    price = ("--rate", "1900", "--currency", "hkd")
    said = run("site", "set", "Central", "--sector", "library", "--jurisdiction", "hk", *price)
    assert said.startswith("Site Central is added.\n")
    said = run("site", "set", "Central", "--rate", "1900.00", "--per", "TB-year")
    assert said.startswith("Nothing to do: site Central is as before.\n")
    rack = ("--rate", "45", "--per", "rack-unit-month", "--tb-per-rack-unit", "14")
    run("site", "set", "Annex", *rack, "--currency", "SGD")
    assert [re.split(r"  +", line) for line in run("site", "list").splitlines()] == [
        ["name", "sector", "jurisdiction", "price", "collections"],
        ["Annex", "unknown", "unknown", "45 SGD for a rack unit and month, 14 TB each", "0"],
        ["Central", "library", "HK", "1900 HKD for a TB and year", "0"],
    ]
    said = run("collection", "set", "scans", "--site", "Central")
    assert said.startswith("The site of collection scans is now Central. It was unknown.\n")
    assert archive.execute(
        "SELECT jurisdiction, site, sector, cost_per_tb_year, currency FROM lookalike.collection"
    ).fetchall() == [("HK", "Central", "library", 1900, "HKD")]
    run("collection", "set", "scans", "--jurisdiction", "SG")  # its own counts first
    assert one(archive, "SELECT jurisdiction FROM lookalike.collection") == "SG"
    assert "Central" in run("collection", "list")

    run("site", "set", "Central", "--currency", "unknown", "--sector", "unknown")
    assert archive.execute(SITES + " WHERE name = 'Central'").fetchall() == [
        ("Central", None, "HK", None, None, None)
    ]
    assert "as in the settings" in run("site", "list")
    assert one(archive, "SELECT cost_per_tb_year FROM lookalike.collection") == 276
    said = run("collection", "set", "scans", "--site", "unknown")
    assert said.startswith("The site of collection scans is now unknown. It was Central.\n")
    logged = archive.execute(
        "SELECT action, detail::jsonb ->> 'name', detail::jsonb ->> 'currency',"
        " detail::jsonb #>> '{before,currency}' FROM lookalike_detail.event_log"
        " WHERE action = 'set site' ORDER BY event_id"
    ).fetchall()
    assert logged == [
        ("set site", "Central", "HKD", None),
        ("set site", "Annex", "SGD", None),
        ("set site", "Central", None, "HKD"),
    ]
    logged = "SELECT count(*) FROM lookalike_detail.event_log WHERE action = 'set collection site'"
    assert one(archive, logged) == 2


@pytest.mark.parametrize(
    ("call", "message", "hint"),
    [
        ("' '", "a site needs a name", "Give the name"),
        ("'a', jurisdiction => 'Hong Kong'", "not the code of a jurisdiction", "ISO 3166"),
        ("'a', storage_rate => 5", "is not complete", "together"),
        ("'a', currency => 'HKD'", "is not complete", "together"),
        ("'a', storage_rate => -1, currency => 'HKD'", "rate cannot be -1", "0 or more"),
        ("'a', storage_rate => 'NaN', currency => 'HKD'", "rate cannot be NaN", "0 or more"),
        ("'a', storage_rate => 'Infinity', currency => 'HKD'", "rate cannot be", "0 or more"),
        ("'a', storage_rate => 5, currency => 'dollars'", "code of a currency", "ISO 4217"),
        ("'a', storage_rate => 5, currency => ''", "has no currency", "Give a currency"),
        ("'a', storage_rate => 5, currency => 'HKD', rate_basis => 'day'", "cannot be for", "TB"),
        (
            "'a', storage_rate => 5, currency => 'HKD', rate_basis => 'rack unit and month'",
            "is not complete",
            "rack unit",
        ),
        ("'a', storage_rate => 5, currency => 'HKD', tb_per_rack_unit => 3", "is not", "rack unit"),
        (
            "'a', storage_rate => 5, currency => 'HKD', rate_basis => 'rack unit and month',"
            " tb_per_rack_unit => 0",
            "cannot hold 0 TB",
            "above 0",
        ),
    ],
)
def test_what_is_no_site(core: Connection[Any], call: str, message: str, hint: str) -> None:
    with pytest.raises(psycopg.Error, match=message) as caught:
        core.execute(f"SELECT lookalike.set_site({call})".encode())
    assert hint in (caught.value.diag.message_hint or "")
    assert one(core, "SELECT count(*) FROM lookalike.site WHERE name = 'a'") == 0


def test_names_that_are_not_there(core: Connection[Any]) -> None:
    collection_id(core, "scans")
    core.execute("SELECT lookalike.set_site('Central')")
    with pytest.raises(psycopg.errors.UndefinedObject, match='"Centrel" does not exist') as caught:
        core.execute("SELECT lookalike.set_collection_site('scans', 'Centrel')")
    assert 'Did you mean "Central"?' in (caught.value.diag.message_hint or "")


def test_a_change_of_the_basis_needs_what_belongs_to_it(core: Connection[Any]) -> None:
    rack = "rate_basis => 'rack unit and month'"
    core.execute("SELECT lookalike.set_site('b', storage_rate => 5, currency => 'EUR')")
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="not complete"):
        core.execute(f"SELECT lookalike.set_site('b', {rack})".encode())
    core.execute(f"SELECT lookalike.set_site('b', {rack}, tb_per_rack_unit => 3)".encode())
    core.execute("SELECT lookalike.set_site('b', rate_basis => 'TB and year')")
    assert one(core, "SELECT tb_per_rack_unit FROM lookalike.site WHERE name = 'b'") is None


def test_a_cost_is_exact(core: Connection[Any]) -> None:
    collection_id(core, "exact")
    cost = "SELECT lookalike.storage_cost_per_year(%s, %s)"
    assert one(core, cost, 3, None) == Decimal("0.000000000828")
    assert one(core, cost, 0, "exact") == 0
    core.execute("SELECT lookalike.set_site('c', storage_rate => 0.001, currency => 'JPY')")
    core.execute("SELECT lookalike.set_collection_site('exact', 'c')")
    assert one(core, cost, 1, "exact") == Decimal("0.000000000000001")
    with pytest.raises(psycopg.errors.UndefinedObject):
        core.execute(cost, (1, "no such"))


RATES = st.one_of(
    st.none(),
    st.tuples(st.decimals(0, 10**6, places=4), st.none()),
    st.tuples(st.decimals(0, 10**6, places=4), st.integers(1, 99)),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_costs_are_those_of_brute_force(core: Connection[Any], data: st.DataObject) -> None:
    """Random sites, prices, collections and images: each row of the summary, by hand."""
    with core.transaction(force_rollback=True):
        core.execute("DELETE FROM lookalike_internal.collection")
        sites = {}
        for name in "xyz":
            rate = data.draw(RATES)
            currency = data.draw(st.sampled_from(["EUR", "HKD", "USD"]))
            basis = "rack unit and month" if rate and rate[1] else None
            core.execute(
                "SELECT lookalike.set_site(%s, storage_rate => %s, rate_basis => %s,"
                " currency => %s, tb_per_rack_unit => %s)",
                (name, rate and rate[0], basis, currency if rate else None, rate and rate[1]),
            )
            sites[name] = (
                (Fraction(276), "USD")
                if rate is None
                else (Fraction(rate[0]) * 12 / rate[1] if rate[1] else Fraction(rate[0]), currency)
            )
        rows: list[tuple[str, str, str | None, int, bool]] = []
        for place in range(data.draw(st.integers(1, 4))):
            name, site = f"folder {place}", data.draw(st.sampled_from(["x", "y", "z", None]))
            images = [
                FakeImage(
                    f"{n}",
                    format=data.draw(st.sampled_from(["JPEG", "TIFF"])),
                    byte_size=data.draw(st.integers(1, 10**9)),
                )
                for n in range(data.draw(st.integers(0, 4)))
            ]
            collection_id(core, name)
            put(core, images, name, is_lineage_known=False)
            core.execute("SELECT lookalike.set_collection_site(%s, %s)", (name, site))
            # The last image of each cluster is no duplicate: it is the one in the middle.
            redundant = [data.draw(st.booleans()) for _ in images[:-1]] + [False]
            for image, is_redundant in zip(images, redundant, strict=False):
                rows.append((name, image.format, site, image.byte_size, is_redundant))
            if any(redundant):
                core.execute(
                    "WITH c AS (INSERT INTO lookalike_internal.cluster (cluster_id, images,"
                    " created_run_id, central_image_id) SELECT %s, %s, (SELECT min(run_id)"
                    " FROM lookalike_internal.run), image_id FROM lookalike_detail.image"
                    " WHERE collection = %s AND path = %s RETURNING cluster_id)"
                    " INSERT INTO lookalike_internal.cluster_member (image_id, cluster_id)"
                    " SELECT i.image_id, c.cluster_id FROM c, lookalike_detail.image i"
                    " WHERE i.collection = %s AND i.path = ANY (%s)",
                    (
                        place + 1, sum(redundant) + 1, name, images[-1].path, name,
                        [i.path for i, r in zip(images, redundant, strict=True) if r]
                        + [images[-1].path],
                    ),
                )  # fmt: skip
            if not images:
                rows.append((name, "", site, 0, False))
        core.execute("CALL lookalike.refresh_facts()")
        costs: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(
            lambda: defaultdict(Fraction)
        )
        for name, format_, site, size, is_redundant in rows:
            rate_, currency = sites[site] if site else (Fraction(276), "USD")
            keys = [("archive", "all"), ("collection", name), ("currency", currency)]
            keys += [("format", format_)] if format_ else []
            keys += [("site", site)] if site else []
            for key in keys:
                costs[key][currency] += size * rate_ / 10**12 if is_redundant else 0
        if len(costs["archive", "all"]) == 1:
            costs = {key: cost for key, cost in costs.items() if key[0] != "currency"}
        found = core.execute(
            "SELECT dimension, value, redundant_cost_per_year, currency, redundant_bytes"
            " FROM lookalike.duplication_summary"
        ).fetchall()
        assert {row[:2] for row in found} == costs.keys()
        for dimension, value, cost, currency, size in found:
            expected = costs[dimension, value]
            if len(expected) > 1:
                assert (cost, currency) == (None, None)
            else:
                assert expected.keys() == {currency}
                assert abs(Fraction(cost) - expected[currency]) <= TOLERANCE * size
                assert cost > 0 or expected[currency] == 0


@pytest.fixture(scope="module")
def core(servers: Any) -> Any:
    """One archive for the tests that leave nothing behind that another test asks for."""
    from lookalike.database import connect
    from servers import WAYS

    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        yield connection
