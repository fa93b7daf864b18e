"""Disposal authorities, due dates, and classes as of a day."""

import calendar
import datetime as dt
import random
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from command import run_command
from examples import examples
from guard.holdings import Holdings
from retention.policies import rules, use_policy

DAY = dt.date.fromisoformat
CLASSES = (
    "SELECT image_id, class, rule, reason, disposition, authority, policy_id, due_on,"
    " due_authority, due_action, changes_on FROM lookalike_internal.retention_class"
    " ORDER BY image_id"
)
# Each fact that a day changes, and none that compares with the day itself.
BY_YEARS = rules(
    ("is_vital", "unique", "retain"),
    ("series IS NOT NULL AND\nyears_since_closed >= 7", "unique", "transfer"),
    ("is_due AND authority_action = 'set aside'", "unique", "quarantine"),
    ("is_due", "unique", "review"),
    ("years_since_created >= 30", "archival master", "transfer"),
    ("years_since_published BETWEEN 1 AND 2", "derivative", "review"),
    ("TRUE", "unique", "retain"),
)


def record(holdings: Holdings, path: str, *entries: dict[str, object], **more: Any) -> int:
    """Put in an image that is compared and has no copies, with these entries; return its number."""
    image = holdings.put(path, class_=None, **more)
    holdings.connection.execute("DELETE FROM lookalike_internal.unmatched_image")
    for entry in entries:
        holdings.entry(image, **entry)
    return image


def classify(holdings: Holdings, day: str | dt.date | None = None, rebuild: bool = False) -> None:
    holdings.connection.execute("CALL lookalike.classify_images(%s, %s)", (rebuild, day))


def class_of(holdings: Holdings, image: int, columns: str = "disposition") -> Any:
    row = holdings.connection.execute(
        f"SELECT {columns} FROM lookalike_detail.retention_classification"
        " WHERE image_id = %s".encode(),
        (image,),
    ).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def facts(holdings: Holdings, image: int, columns: str) -> Any:
    row = holdings.connection.execute(
        f"SELECT {columns} FROM lookalike_detail.classification_evidence"
        " WHERE image_id = %s".encode(),
        (image,),
    ).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def add(
    holdings: Holdings, code: str, action: str = "set aside", since: str = "1990-01-01",
    **more: object,
) -> int:  # fmt: skip
    names = "".join(f", {name} => %s" for name in more)
    return int(
        holdings.one(
            "SELECT lookalike.add_authority(%s, %s, 'The Director', 'Stella',"
            f" valid_from => %s{names})",
            code, action, since, *more.values(),
        )
    )  # fmt: skip


def test_seven_years_after_the_case_was_closed(holdings: Holdings) -> None:
    case = record(holdings, "case.tif", {"record_no": "17", "closed_on": "2012-02-29"})
    other = record(holdings, "other.tif", {"record_no": "18", "closed_on": "2013-05-01"})
    use_policy(holdings.connection, "cases", rules(
        ("years_since_closed >= 7", "unique", "transfer"), ("TRUE", "unique", "retain")
    ))  # fmt: skip
    classify(holdings, "2019-02-27")
    assert class_of(holdings, case) == class_of(holdings, other) == "retain"
    classify(holdings, "2019-02-28")  # no later than 1 March: the year has no 29 February
    assert (class_of(holdings, case), class_of(holdings, other)) == ("transfer", "retain")
    assert facts(holdings, case, "as_of, years_since_closed") == (DAY("2019-02-28"), 7)
    run = holdings.one(
        "SELECT settings ->> 'as_of' FROM lookalike_internal.run WHERE stage = 'classify'"
        " ORDER BY run_id DESC LIMIT 1"
    )
    assert run == "2019-02-28"
    assert holdings.events("classify")[-1]["settings"]["as_of"] == "2019-02-28"


def test_a_future_day_gives_no_class(holdings: Holdings) -> None:
    record(holdings, "a.tif")
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="lies in the future"):
        classify(holdings, dt.date.today() + dt.timedelta(days=3))


def test_a_policy_that_names_the_day_is_applied_to_all(holdings: Holdings) -> None:
    image = record(holdings, "a.tif", {"date_from": "2000-01-01", "date_to": "2000-12-31"})
    use_policy(holdings.connection, "day", rules(
        ("created_to < as_of", "unique", "transfer"), ("TRUE", "unique", "retain")
    ))  # fmt: skip
    for day, expected in (("2000-12-31", "retain"), ("2001-01-01", "transfer")):
        classify(holdings, day)
        assert class_of(holdings, image) == expected


def test_a_series_is_due_by_its_authority(holdings: Holdings) -> None:
    add(holdings, "A-1", trigger="closed", period="7 years", series="Licences")
    add(holdings, "A-2", "transfer", trigger="created", period="30 years", series="Plans")
    add(holdings, "A-3", "retain", series="Minutes")
    add(holdings, "A-4", "review", trigger="published", period="18 months", series="News")
    licence = record(holdings, "licence.tif", {"series": "Licences", "closed_on": "2010-04-30"})
    plan = record(holdings, "plan.tif", {"series": "Plans"}, captured_at="1988-07-01")
    minutes = record(holdings, "minutes.tif", {"series": "Minutes", "date_to": "1950-01-01"})
    news = record(
        holdings, "news.tif", {"series": "News", "is_published": True, "published_at": "May 2015"}
    )
    free = record(holdings, "free.tif", {"series": "Other", "closed_on": "1950-01-01"})
    classify(holdings, "2017-04-30")
    columns = "due_on, due_authority, due_action"
    assert class_of(holdings, licence, columns) == (DAY("2017-04-30"), "A-1", "set aside")
    assert class_of(holdings, plan, columns) == (DAY("2018-07-01"), "A-2", "transfer")
    assert class_of(holdings, minutes, columns) == (None, "A-3", "retain")
    assert class_of(holdings, news, columns) == (DAY("2016-11-30"), "A-4", "review")
    assert class_of(holdings, free, columns) == (None, None, None)
    due = holdings.connection.execute(
        "SELECT path, authority, action, due_on, guard FROM lookalike_detail.disposal_due"
        " ORDER BY path"
    ).fetchall()
    assert due == [
        ("licence.tif", "A-1", "set aside", DAY("2017-04-30"), "last copy"),
        ("news.tif", "A-4", "review", DAY("2016-11-30"), "last copy"),
    ]


CLOSED_2010: dict[str, object] = {"series": "S", "closed_on": "2010-01-01"}


@pytest.mark.parametrize(
    ("other", "due"),
    [
        ({"series": "S"}, None),  # still open
        ({"series": "S", "closed_on": "2012-01-01"}, "2019-01-01"),
        ({"series": "T", "closed_on": "2010-01-01"}, "2020-01-01"),
        ({"series": "U"}, None),  # a series without authority
        ({"title": "A picture"}, "2017-01-01"),  # a catalogue of pictures that knows no records
    ],
)
def test_what_is_not_known_keeps_an_image(
    holdings: Holdings, other: dict[str, object], due: str | None
) -> None:
    add(holdings, "S-1", trigger="closed", period="7 years", series="S")
    add(holdings, "T-1", "review", trigger="closed", period="10 years", series="T")
    image = record(holdings, "a.tif", CLOSED_2010, other)
    classify(holdings, "2025-01-01")
    assert class_of(holdings, image, "due_on") == (due and DAY(due))
    assert facts(holdings, image, "is_due, due_on") == (due is not None, due and DAY(due))


def test_an_open_record_has_no_years(holdings: Holdings) -> None:
    """A record without a closing date, or with one that cannot be read, is taken as open."""
    closed = {"record_no": "1", "closed_on": "2010-01-01"}
    both = record(holdings, "both.tif", closed, {"record_no": "2"})
    unread = record(holdings, "unread.tif", closed, {"unread": '{"closed_on": "soon"}'})
    one = record(holdings, "one.tif", closed, {"title": "A picture"})
    classify(holdings, "2020-06-01")
    assert facts(holdings, both, "closed_on, years_since_closed") == (None, None)
    assert facts(holdings, unread, "closed_on") is None
    assert facts(holdings, one, "closed_on, years_since_closed") == (DAY("2010-01-01"), 10)


def test_a_rule_rests_on_an_authority_in_force(holdings: Holdings) -> None:
    add(holdings, "D 9", trigger="closed", period="5 years")
    image = record(holdings, "a.tif", {"record_no": "1", "closed_on": "2010-01-01"})
    by_code = rules(("years_since_closed >= 5", "unique", "quarantine")).replace("a test", "D 9")
    use_policy(holdings.connection, "by code", by_code)
    columns = "disposition, due_on, due_authority, due_action"
    classify(holdings, "2015-01-01")
    proposed = "SELECT disposition FROM lookalike_internal.retention_class WHERE image_id = %s"
    assert holdings.one(proposed, image) == "quarantine"  # before guards
    assert class_of(holdings, image, columns)[1:] == (DAY("2015-01-01"), "D 9", "set aside")
    holdings.one("SELECT lookalike.end_authority('D 9', 'Stella', 'withdrawn', '2016-01-01')")
    classify(holdings, "2016-01-02")
    assert class_of(holdings, image, columns) == ("review", None, None, None)
    reason = class_of(holdings, image, "reason")
    assert reason.endswith(' Disposal authority "D 9" is not in force.')
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="is not in force"):
        use_policy(holdings.connection, "later", by_code.replace("rule 0", "again"))
    add(holdings, "D 9", since="2016-01-03", trigger="closed", period="8 years")
    classify(holdings, "2016-01-03")
    assert class_of(holdings, image, "due_on, due_authority") == (DAY("2018-01-01"), "D 9")
    assert [event["code"] for event in holdings.events("end authority")] == ["D 9"]
    assert len(holdings.events("add authority")) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("'', 'review', 'X', 'Stella', 'closed', '1 year'", "a code and an issuer"),
        ("'B', 'burn', 'X', 'Stella', 'closed', '1 year'", 'unknown action "burn"'),
        ("'B', 'review', 'X', 'Stella'", "has to have a trigger and a period"),
        ("'B', 'retain', 'X', 'Stella', 'closed', '1 year'", "has no period"),
        ("'B', 'review', 'X', 'Stella', 'sold', '1 year'", 'unknown trigger "sold"'),
        ("'B', 'review', 'X', 'Stella', 'closed', '36 hours'", "is not allowed"),
        ("'B', 'review', 'X', 'Stella', 'closed', '-1 year'", "is not allowed"),
        ("'A', 'review', 'X', 'Stella', 'closed', '1 year'", 'authority "A" is in force at'),
        ("'B', 'review', 'X', 'Stella', 'closed', '1 year', 'S'", 'authority "A" is in force at'),
        ("'B', 'review', 'X', 'Stella', 'closed', '1 year', 'T', '2020-01-02', '2020-01-01'",
         "would end on 2020-01-01"),
        ("'B', 'review', 'X', ' ', 'closed', '1 year'", "no person is named"),
    ],
)  # fmt: skip
def test_an_authority_has_to_make_sense(holdings: Holdings, arguments: str, message: str) -> None:
    add(holdings, "A", trigger="closed", period="1 year", series="S")
    with pytest.raises(psycopg.Error, match=message):
        holdings.connection.execute(f"SELECT lookalike.add_authority({arguments})".encode())
    with pytest.raises(psycopg.errors.RestrictViolation, match="refused"):
        holdings.connection.execute("DELETE FROM lookalike_internal.disposal_authority")


def test_a_vital_record_is_guarded(holdings: Holdings) -> None:
    """By the word of an entry, or of a person; a mark takes effect on approved plans at once."""
    master, derivative = holdings.master_and_derivative()
    plan = holdings.approved(derivative)
    holdings.one("SELECT lookalike.mark_vital(%s, 'Rita', 'Needed after a fire')", derivative)
    assert holdings.states(plan) == {derivative: "withheld"}
    assert holdings.guards(derivative) == {"vital record"}
    assert facts(holdings, derivative, "is_vital")
    assert not facts(holdings, master, "is_vital")
    with pytest.raises(psycopg.errors.DuplicateObject, match="has a mark as a vital record"):
        holdings.one("SELECT lookalike.mark_vital(%s, 'Rita', 'Twice')", derivative)
    holdings.entry(master, record_no="1")
    entry = holdings.entry(derivative, is_vital=True, record_no="1")
    holdings.one("SELECT lookalike.mark_vital(%s, 'Rita', 'No longer', false)", derivative)
    assert holdings.guards(derivative) == {"vital record"}  # the entry still says so
    holdings.connection.execute(
        "UPDATE lookalike_internal.catalogue_entry SET is_vital = false WHERE entry_id = %s",
        (entry,),
    )
    assert holdings.guards(derivative) == set()
    plan = holdings.approved(derivative)
    holdings.connection.execute("UPDATE lookalike_internal.catalogue_entry SET is_vital = true")
    assert holdings.states(plan) == {derivative: "withheld"}
    assert [event["reason"] for event in holdings.events("mark vital")] == ["Needed after a fire"]
    assert [event["reason"] for event in holdings.events("unmark vital")] == ["No longer"]


def test_a_disposal_that_is_due_makes_the_review_due(holdings: Holdings) -> None:
    add(holdings, "A-1", trigger="closed", period="7 years", series="S")
    for number in range(3):
        record(holdings, f"{number}.tif", {"series": "S", "closed_on": f"201{number}-01-01"})
    classify(holdings, "2018-06-01")
    queue = holdings.connection.execute(
        "SELECT collection_a, explanation, risk FROM lookalike.review_queue"
        " WHERE kind = 'disposal due'"
    ).fetchall()
    assert [(collection, float(risk)) for collection, _, risk in queue] == [("test", 0.6)]
    assert queue[0][1] == (
        "Authority A-1: 2 images of this collection are due, the first since 2017-01-01."
        " Its action: set aside. Guards outrank it."
    )
    schedule = "SELECT disposal_due, next_disposal, due FROM lookalike.review_schedule"
    row = holdings.connection.execute(schedule).fetchone()
    assert row is not None and row[:2] == (2, DAY("2019-01-01"))
    # A review covers what was due when it was made; what becomes due later makes the next one due.
    holdings.connection.execute(
        "INSERT INTO lookalike_internal.review (collection_id, collection, reviewed_by, run_id,"
        " reviewed_at) SELECT collection_id, name, 'Rita', 1, '2018-06-01'"
        " FROM lookalike_internal.collection"
    )
    holdings.connection.execute("SELECT lookalike.set_review_interval('test', 3650)")
    assert holdings.one("SELECT due FROM lookalike.review_schedule") == DAY("2019-01-01")


def years_later(day: dt.date, years: int) -> dt.date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return dt.date(day.year + years, day.month, min(day.day, last))


@given(
    since=st.dates(dt.date(1600, 1, 1), dt.date(2600, 1, 1)),
    until=st.dates(dt.date(1600, 1, 1), dt.date(2600, 1, 1)),
)
@examples(60)
def test_years_are_full_years(archive: Connection[Any], since: dt.date, until: dt.date) -> None:
    row = archive.execute(
        "SELECT lookalike_internal.count_years(%s::date, %s::date),"
        " lookalike_internal.next_anniversary(%s::date, %s::date)",
        (since, until, since, until),
    ).fetchone()
    assert row is not None
    years = until.year - since.year
    years -= years_later(since, years) > until
    assert row == (years, years_later(since, years + 1))


SERIES = ["S", "T", "U"]


def random_date(rng: random.Random) -> dt.date:
    return dt.date(rng.choice([1985, 1990, 2009, 2010]), rng.choice([2, 3]), rng.choice([1, 28]))


def change(holdings: Holdings, rng: random.Random, day: dt.date) -> None:
    """Somebody adds or ends an authority, or an entry changes."""
    what = rng.randrange(4)
    connection = holdings.connection
    if what == 0:
        code = f"{rng.choice('ABC')} 1"
        connection.execute(
            "INSERT INTO lookalike_internal.disposal_authority (code, series, trigger, period,"
            " action, issued_by, valid_from, valid_to, added_by) SELECT %s, %s, %s, %s, %s, 'me',"
            " %s, %s, 'me' WHERE NOT EXISTS (SELECT FROM lookalike_internal.disposal_authority"
            " WHERE code = %s OR series = %s)",
            (
                code, (series := rng.choice([*SERIES, None])),
                rng.choice(["closed", "created", "published"]),
                rng.choice(["1 year", "7 years", "18 months"]),
                rng.choice(["review", "transfer", "set aside"]),
                day + dt.timedelta(rng.randint(-400, 400)),
                rng.choice([None, day + dt.timedelta(rng.randint(400, 900))]), code, series,
            ),
        )  # fmt: skip
    elif what == 1:
        connection.execute(
            "UPDATE lookalike_internal.disposal_authority SET valid_to = greatest(valid_from, %s)"
            " WHERE code = %s AND valid_to IS NULL",
            (day, f"{rng.choice('ABC')} 1"),
        )
    else:
        connection.execute(
            "UPDATE lookalike_internal.catalogue_entry SET closed_on = %s, date_to = %s,"
            " series = %s, is_vital = %s WHERE entry_id %% 3 = %s",
            (
                rng.choice([None, random_date(rng)]), rng.choice([None, random_date(rng)]),
                rng.choice([*SERIES, None]), rng.random() < 0.2, rng.randrange(3),
            ),
        )  # fmt: skip


@given(seed=st.integers(0, 2**32), steps=st.integers(1, 5))
@examples(12)
def test_a_day_at_a_time_comes_to_the_same(archive: Connection[Any], seed: int, steps: int) -> None:
    """Days that pass, and authorities that come and go: as if all were classified on that day."""
    rng = random.Random(seed)
    with archive.transaction(force_rollback=True):
        holdings = Holdings(archive)
        for number in range(8):
            record(
                holdings, f"{number}.tif",
                *(
                    {
                        "series": rng.choice([*SERIES, None]), "closed_on": random_date(rng),
                        "date_to": rng.choice([None, random_date(rng)]), "is_published": True,
                        "published_at": rng.choice([None, "2009", "3 March 2010"]),
                    }
                    for _ in range(rng.randint(0, 2))
                ),
                captured_at=rng.choice([None, "1987-03-01"]),
            )  # fmt: skip
        use_policy(archive, "by years", BY_YEARS.replace("a test", "A 1"))
        day = dt.date(2016, 1, 1)
        for _ in range(steps):
            for _ in range(rng.randint(0, 2)):
                change(holdings, rng, day)
            day += dt.timedelta(rng.choice([0, 1, 27, 365, 400]))
            with archive.transaction(force_rollback=True):
                classify(holdings, day, rebuild=True)
                anew = archive.execute(CLASSES).fetchall()
            classify(holdings, day)
            assert archive.execute(CLASSES).fetchall() == anew
        # An earlier day gives the classes of that day.
        classify(holdings, day - dt.timedelta(1))
        classify(holdings, day)
        assert archive.execute(CLASSES).fetchall() == anew


def test_only_images_whose_day_has_come_are_looked_at(holdings: Holdings) -> None:
    use_policy(holdings.connection, "by years", BY_YEARS)
    images = [
        record(holdings, f"{n}.tif", {"series": "S", "closed_on": f"2010-0{n}-01"})
        for n in range(1, 7)
    ]
    classify(holdings, "2016-12-31")

    def outdated(day: str) -> list[int]:
        query = (
            "SELECT image_id FROM lookalike_internal.outdated_images('{}',"
            " jsonb_build_object('as_of', %s::date, 'authorities', '{}'::jsonb)) ORDER BY 1"
        )
        return [row[0] for row in holdings.connection.execute(query, (day,))]

    assert outdated("2016-12-31") == []
    assert outdated("2017-02-28") == images[:2]
    classify(holdings, "2017-02-28")
    assert outdated("2017-03-01") == images[2:3]


def test_authorities_at_the_command_line(holdings: Holdings, archive_url: str) -> None:
    image = record(holdings, "a.tif", {"series": "S", "closed_on": "2010-01-01"})

    def run(*arguments: str) -> str:
        return run_command(archive_url, *arguments)

    me = ("--by", "lookalike")
    assert run("authority", "list") == "There is no disposal authority.\n"
    run(
        "authority", "add", "S 1", "--series", "S", "--from", "closed", "--period", "7 years",
        "--action", "set aside", "--issued-by", "The Director", "--valid-from", "2001-02-03", *me,
    )  # fmt: skip
    assert run("authority", "list") == (
        "S 1, series S: 7 years after it was closed: set aside\n"
        "   The Director, in force from 2001-02-03\n"
    )
    assert run("authority", "due") == "Nothing is due.\n"
    assert run("classify", "--as-of", "2020-01-01").splitlines() == [
        "classify: 1 unique, as of 2020-01-01",
        "Dispositions of 1 image, before -> after:",
        "  retain          0 -> 1  stay where they are",
        "  not classified  1 -> 0  have no class yet, and stay where they are",
        "Nothing is behind. Next: lookalike status",
    ]
    table, hint = run("authority", "due").rstrip("\n").rsplit("\n", 1)
    assert [line.split() for line in table.splitlines()[1:]] == [
        ["S", "1", "set", "aside", "test", "1", "1", "2017-01-01"]
    ]
    assert "FROM disposal_due" in hint
    run("review", "vital", "a.tif", "--reason", "needed", *me)
    assert holdings.guards(image) == {"last copy", "vital record"}
    run("review", "vital", "a.tif", "--undo", "--reason", "no longer", *me)
    assert "vital record" not in holdings.guards(image)
    run("authority", "end", "S 1", "--last-day", "2019-12-31", "--reason", "over", *me)
    assert "to 2019-12-31" in run("authority", "list")
    run("classify", "--as-of", "2020-01-01")
    assert run("authority", "due") == "Nothing is due.\n"
