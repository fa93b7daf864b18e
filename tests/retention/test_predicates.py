"""What a predicate may say: the archive refuses the rest, and nothing that passes can write."""

import json
import re
import string
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from psycopg import Connection

from access.logins import Logins
from examples import examples
from lookalike.database import connect
from lookalike.errors import LookalikeError
from lookalike.retention import Vocabulary, read_policy, read_vocabulary
from lookalike.retention.predicate import find_fault

# What is wrong, and the place of the token that is (from 1).
BAD = [
    ("(SELECT true)", 2, '"SELECT" is not allowed in a predicate'),
    ("rank IN (SELECT 1)", 10, '"SELECT" is not allowed in a predicate'),
    ("EXISTS (SELECT FROM lookalike_internal.image)", 1, 'function "EXISTS" is not allowed'),
    ("pg_sleep(10) IS NULL", 1, 'function "pg_sleep" is not allowed'),
    ("rank = 1 AND pg_sleep (10) IS NULL", 14, 'function "pg_sleep" is not allowed'),
    ("lo_import('x') = 1", 1, 'function "lo_import" is not allowed'),
    ("width(rank) = 1", 1, 'function "width" is not allowed'),
    ("rank = 1; DROP TABLE lookalike_internal.image", 9, '";" is not allowed'),
    ("rank = 1;", 9, '";" is not allowed'),
    ("widht < 100", 1, 'column "widht" does not exist'),
    ("rank = 1 OR  nosuch", 14, 'column "nosuch" does not exist'),
    ("rank = 1 -- all", 10, "a comment is not allowed"),
    ("rank = 1 /* all */", 10, "a comment is not allowed"),
    ("rank =/**/ 1", None, None),
    ("rank::text = '1'", 5, "a cast is not allowed"),
    ("CAST(rank AS text) = '1'", 1, 'function "CAST" is not allowed'),
    ("path = 'it''s'", 8, "may not hold quotes or backslashes"),
    ("path = 'a\\'", 8, "may not hold quotes or backslashes"),
    ("path = 'a", 8, "does not end"),
    ("path = E'a'", 8, None),
    ("path = U&'a'", 8, None),
    ("path = B'1'", 8, None),
    ("path = $$a$$", 8, None),
    ("path = $x$a$x$", 8, None),
    ('"path" = 1', 1, "quoted name"),
    ('path = "a"', 8, "quoted name"),
    ("classification_evidence.rank = 1", 1, None),
    ("path COLLATE \"C\" = 'a'", 6, '"COLLATE" is not allowed'),
    ("date '2020-01-01' < captured_at", 1, None),
    ("width + height > 10", 7, '"+" is not allowed'),
    ("width / 0 = 1", 7, '"/" is not allowed'),
    ("path || 'a' = 'b'", 6, None),
    ("path ~ '(a+)+b'", 6, '"~" is not allowed'),
    ("path SIMILAR TO 'a'", 6, '"SIMILAR" is not allowed'),
    ("CASE WHEN true THEN true END", 1, '"CASE" is not allowed'),
    ("rank = ALL (ARRAY[1])", 8, None),
    ("rank = 1 AND (true", 14, "is not closed"),
    ("true) OR (true", 5, "closes no open parenthesis"),
    ("captured_at < 'yesterday'", 15, "would mean another day tomorrow"),
    ("captured_at < 'now'", 15, "would mean another day tomorrow"),
    ("captured_at < '10:00 TODAY utc'", 15, "would mean another day tomorrow"),
    # However else the day is written: only the server knows what it takes for one.
    ("captured_at < 'today America/New_York'", 15, "would mean another day tomorrow"),
    ("captured_at < ' now '", 15, "would mean another day tomorrow"),
    ("captured_at < '\t10:00  tomorrow Europe/Berlin '", 15, "would mean another day tomorrow"),
    ("created_to < '%yesterday%'", 14, "would mean another day tomorrow"),
    ("coalesce(captured_at, '_Now_') = captured_at", 23, "would mean another day tomorrow"),
    ("captured_at IN ('2020-01-01', 'today allballs')", 31, "would mean another day tomorrow"),
    ("captured_at < ' infinity'", 15, "names a date by a word"),
    ("captured_at BETWEEN 'epoch' AND '2020-01-01'", 21, "names a date by a word"),
    ("captured_at > '2020-01-01 allballs'", 15, "names a date by a word"),
    # Types before a text, whose checks would run; some words are types only there.
    ("rank 'x' = 'x'", 6, "'x' may not follow rank"),
    ("path '(0,0)' = path '(1,1)'", 6, "'(0,0)' may not follow path"),
    ("path = path '(1,1)'", 13, "'(1,1)' may not follow path"),
    ("path = ilike 'x'", 8, "ilike may not follow ="),
    ("path = like 'x'", 8, "like may not follow ="),
    ("like 'x' = 'x'", 1, "a predicate may not begin with like"),
    ("not like 'true'", 5, "like may not follow not"),
    ("path is 'x'", 9, "'x' may not follow is"),
    ("path = is 'x'", 8, "is may not follow ="),
    ("path IS NOT 'x'", 13, "'x' may not follow NOT"),
    ("between 'x' = 'x'", 1, "a predicate may not begin with between"),
    ("path = coalesce 'x'", 8, 'function "coalesce" lacks its arguments'),
    ("lower('a') 'b' = 'c'", 12, "'b' may not follow )"),
    ("(rank) 'x' = 'x'", 8, "'x' may not follow )"),
    ("path = 'n'\n'ow'", 12, "'ow' may not follow 'n'"),
    ("captured_at < 'to' \r\n 'day'", 23, "'day' may not follow 'to'"),
    ("path = 'a' 'b'", 12, "'b' may not follow 'a'"),
    ("rank = 1 'x'", 10, "'x' may not follow 1"),
    ("null 'x' = 'x'", 6, "'x' may not follow null"),
    ("path IN 'x'", 9, "'x' may not follow IN"),
    ("rank = 1 2", 10, "2 may not follow 1"),
    ("rank = = 1", 8, "= may not follow ="),
    ("rank NOT = 1", 10, "= may not follow NOT"),
    ("rank IS width", 9, "width may not follow IS"),
    ("coalesce(rank,) = 1", 15, ") may not follow ,"),
    ("like(path, 'a')", 1, "a predicate may not begin with like"),
    ("rank = 12x", 8, "is not a number"),
    ("rank = 1.", 8, "is not a number"),
    ("starts_with", 1, None),
    ("rank = 1 \u00a0AND true", 10, None),
    ("", 1, "empty"),
    ("  \n", 1, "empty"),
    ("width", 1, "must be type boolean"),
    ("width = 'a'", 9, "invalid input syntax for type integer"),
    ("path > 3", None, "operator does not exist"),
    ("lower(1) = 'a'", None, "does not exist"),
    ("rank = 1 AND", None, None),
    ("rank rank", 6, "rank may not follow rank"),
    ("rank IN ()", 10, ") may not follow ("),
    ("NOT", None, None),
    ("x" * 4001, None, None),
]


@pytest.fixture
def words(archive: Connection[Any]) -> Vocabulary:
    return read_vocabulary(archive)


def place_of(error: psycopg.Error, predicate: str) -> int | None:
    """Where an error of the archive points to: by its own words, or as the server does."""
    named = re.search(r", at position (\d+)$", str(error.diag.message_primary))
    if named:
        return int(named[1])
    if error.diag.internal_position and error.diag.internal_query:
        return int(error.diag.internal_position) - error.diag.internal_query.index(predicate)
    return None


def test_the_archive_refuses(any_archive: Connection[Any]) -> None:
    before = any_archive.execute(
        "SELECT count(*) FROM lookalike_internal.retention_rule"
    ).fetchone()
    for predicate, place, message in BAD:
        for statement in (
            "SELECT lookalike.check_predicate(%s)",
            # Not even the owner gets it into the table.
            "WITH p AS (INSERT INTO lookalike_internal.retention_policy (name, version,"
            " description)"
            " VALUES ('raw', 1, 'x') RETURNING policy_id)"
            " INSERT INTO lookalike_internal.retention_rule SELECT policy_id, 1, 'x', %s, 'unique',"
            " 'retain', 'x', 'x' FROM p",
        ):
            with pytest.raises(psycopg.Error) as refused:
                any_archive.execute(statement, (predicate,))
            found = place_of(refused.value, predicate)
            assert found is not None, predicate
            assert place in (None, found), predicate
            assert message is None or message in str(refused.value), predicate
    assert (
        any_archive.execute("SELECT count(*) FROM lookalike_internal.retention_rule").fetchone()
        == before
    )


def test_the_parser_points_at_the_same(archive: Connection[Any], words: Vocabulary) -> None:
    for predicate, place, _ in BAD:
        fault = find_fault(archive, predicate, words)
        assert fault is not None, predicate
        assert place in (None, fault.place + 1), (predicate, fault)
        assert 0 <= fault.place <= len(predicate), predicate


GOOD = [
    "rank = 1 AND cluster_size > 1",
    "NOT (is_on_hold OR is_kept) AND derivation = 'isFormatOf'",
    "format IN ('TIFF', 'PNG') AND pixels >= 1000000",
    "byte_size BETWEEN 1 AND 1000 OR created_to < '1945-05-08'",
    "path ILIKE '%today%' AND path NOT LIKE 'a_b%'",
    "starts_with(lower(collection), 'press') AND length(path) > 3",
    "coalesce(creator, credit_line, '') <> '' AND creator IS NOT NULL",
    "greatest(width, height) <= 400 AND least(width, height) != 3",
    "captured_at >= '2020-01-01 10:00' AND quality < 0.25",
    "is_lossless IS TRUE AND is_kept IS NOT FALSE AND relation IS NULL",
    "(\n\ttrue)\r\n OR\tfalse",
    "RANK = 1 and Has_Same_Bytes = FALSE",
    "NOT NOT true AND NOT(rank = 1)",
    "(path) LIKE 'x%' OR lower(path) NOT ILIKE 'y' OR 'a' LIKE path AND path LIKE lower('A')",
    "(rank, path) IN ((1, 'a'), (2, 'b')) OR rank NOT IN (1) OR rank NOT BETWEEN 1 AND 2",
    "(rank IS NULL) IS NOT TRUE AND TRUE IS TRUE",
    "path = 'Where we are now' OR creator = 'Now and Then' OR path NOT LIKE '%today%'",
]


def test_what_is_allowed(archive: Connection[Any], words: Vocabulary) -> None:
    for predicate in GOOD:
        archive.execute("SELECT lookalike.check_predicate(%s)", (predicate,))
        assert find_fault(archive, predicate, words) is None, predicate


def test_every_column_can_be_named(archive: Connection[Any], words: Vocabulary) -> None:
    """Also by the parser, whatever else it takes the word for."""
    for column in words.columns:
        predicate = f"{column} IS NOT NULL AND ({column} = {column} OR {column} IN ({column}))"
        archive.execute("SELECT lookalike.check_predicate(%s)", (predicate,))
        assert find_fault(archive, predicate, words) is None, column


def test_a_null_predicate_is_none(archive: Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.NullValueNotAllowed):
        archive.execute("SELECT lookalike.check_predicate(NULL)")


def test_the_lists_are_those_of_the_tables(archive: Connection[Any], words: Vocabulary) -> None:
    constraints = dict(
        archive.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid IN ('lookalike_internal.retention_rule'::regclass,"
            " 'lookalike_internal.retention_class'::regclass)"
        )
    )
    for table in ("rule", "class"):
        for kind, known in (("class", words.classes), ("disposition", words.dispositions)):
            said = re.findall("'([a-z ]+)'::text", constraints[f"retention_{table}_{kind}_check"])
            assert sorted(said) == sorted(known)


def test_a_session_with_old_strings_cannot_slip_through(archive: Connection[Any]) -> None:
    """Where a backslash escapes, a text could end elsewhere than it seems to."""
    archive.execute("SET standard_conforming_strings = off")
    archive.execute("SET backslash_quote = on")
    with pytest.raises(psycopg.Error, match="may not hold quotes or backslashes"):
        archive.execute(
            "SELECT lookalike.check_predicate(%s)", ("path = '\\' OR true OR path = '",)
        )


def test_a_file_is_told_where_a_type_or_a_day_stands(
    archive: Connection[Any], tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    for predicate, message, marked in (
        ("rank 'x' = 'x'", "'x' may not follow rank", "'x'"),
        ("path = ilike 'x'", "ilike may not follow =", "ilike"),
        ("captured_at < ' now '", "would mean another day tomorrow", "' now '"),
    ):
        path.write_text(
            'name = "mine"\ndescription = "x"\n[[rule]]\nname = "a"\npriority = 1\n'
            f'predicate = "{predicate}"\nclass = "unique"\ndisposition = "retain"\n'
            'authority = "me"\nreason = "x"\n'
        )
        with pytest.raises(LookalikeError) as refused:
            read_policy(archive, path)
        assert "line 6" in refused.value.message and message in refused.value.message
        line, carets = refused.value.shown
        start = line.index(marked)
        assert carets.rstrip() == " " * start + "^" * len(marked)


# A predicate that names a type of the caller's, and the type's name.
DOMAINS = [
    ("rank 'x' = 'x'", "rank"),
    ("path = ilike 'x'", '"ilike"'),
    ("path = like 'x'", '"like"'),
    ("not like 'true'", '"like"'),
    ("path = is 'x'", '"is"'),
]


def test_a_type_of_a_steward_never_runs_as_the_owner(
    archive: Connection[Any], archive_url: str
) -> None:
    before = archive.execute("SELECT count(*) FROM lookalike_internal.retention_policy").fetchone()
    with Logins(archive_url) as logins:
        url = logins.add("lookalike_steward")
        for predicate, domain in DOMAINS:
            base = "boolean" if predicate.startswith("not") else "text"
            with connect(url) as steward:
                steward.execute(
                    "CREATE FUNCTION pg_temp.say_who() RETURNS boolean LANGUAGE plpgsql AS"
                    " $$BEGIN RAISE EXCEPTION 'ran as %', current_user; END$$"
                )
                steward.execute(
                    f"CREATE DOMAIN pg_temp.{domain} AS {base} CHECK (pg_temp.say_who())".encode()
                )
                # The trap is one, for who sets it.
                with pytest.raises(psycopg.errors.RaiseException, match="ran as login"):
                    steward.execute(f"SELECT 'true'::pg_temp.{domain}".encode())
                rule = {
                    "name": "a", "priority": 1, "predicate": predicate, "class": "unique",
                    "disposition": "retain", "authority": "x", "reason": "x",
                }  # fmt: skip
                for call in (
                    "SELECT lookalike.add_policy('mine', 'x', %s::text::jsonb, session_user::text)",
                    "SELECT lookalike.diff_rules(%s::text::jsonb)",
                ):
                    with pytest.raises(psycopg.errors.SyntaxError, match="may not"):
                        steward.execute(call.encode(), (json.dumps([rule]),))
    after = archive.execute("SELECT count(*) FROM lookalike_internal.retention_policy").fetchone()
    assert after == before


SOME_TOKENS = st.sampled_from(["'true'", "(", ")", ",", "=", "1", "and", "not", "like", "word"])


@given(
    before=st.lists(SOME_TOKENS, max_size=2),
    middle=st.sampled_from([(), ("(", ")"), ("(", "1", ")"), ("(", "word", ")")]),
    after=st.lists(SOME_TOKENS, max_size=2),
    data=st.data(),
)
@examples(300)
def test_no_order_of_allowed_tokens_names_a_type(
    archive: Connection[Any],
    words: Vocabulary,
    before: list[str],
    middle: tuple[str, ...],
    after: list[str],
    data: st.DataObject,
) -> None:
    """Every word is a type that cannot be used unnoticed."""
    named = sorted({*words.columns, *words.functions, *words.keywords})
    if archive.execute("SELECT to_regtype('pg_temp.rank')").fetchone() == (None,):
        archive.execute(
            "CREATE FUNCTION pg_temp.trap() RETURNS boolean LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'a type was used'; END$$"
        )
        for word in named:
            archive.execute(
                f'CREATE DOMAIN pg_temp."{word}" AS boolean CHECK (pg_temp.trap())'.encode()
            )
    tokens = [*before, "word", *middle, "'true'", *after]
    parts = [data.draw(st.sampled_from(named)) if t == "word" else t for t in tokens]
    predicate = data.draw(st.sampled_from([" ", "\n"])).join(parts)
    try:
        archive.execute("SELECT lookalike.check_predicate(%s)", (predicate,))
    except psycopg.Error as error:
        assert "a type was used" not in str(error), predicate


# Predicates by the grammar.
OPERATORS = ["=", "<>", "!=", "<", "<=", ">", ">="]
literals = {
    "integer": st.integers(0, 10**6).map(str),
    "bigint": st.integers(0, 10**12).map(str),
    "numeric": st.decimals(0, 1, places=3).map(str),
    # Words such as infinity are refused, because PostgreSQL reads them as dates.
    "text": st.text(string.ascii_letters + "%_ .;:-/*()$,=\u00e4\u4e16", max_size=8)
    .filter(
        lambda text: not re.search("now|today|morrow|yester|allballs|epoch|infinity", text, re.I)
    )
    .map(lambda text: f"'{text}'"),
    "date": st.dates().map(lambda day: f"'{day}'"),
    "timestamp with time zone": st.datetimes()
    .map(lambda time: f"'{time:%Y-%m-%d}'")
    .filter(lambda text: len(text) == 12),
    "boolean": st.sampled_from(["TRUE", "false"]),
}


def predicates(columns: dict[str, str]) -> st.SearchStrategy[str]:
    @st.composite
    def comparison(draw: st.DrawFn) -> str:
        column = draw(st.sampled_from(sorted(columns)))
        type_ = columns[column]
        value = literals[type_]
        forms = [
            f"{column} {draw(st.sampled_from(OPERATORS))} {draw(value)}",
            f"{column} IS {draw(st.sampled_from(['NULL', 'NOT NULL']))}",
            f"{column} {draw(st.sampled_from(['in', 'NOT IN']))} ({draw(value)}, {draw(value)})",
            f"{column} between {draw(value)} AND {draw(value)}",
            f"coalesce({column}, {draw(value)}) = greatest({draw(value)}, {column})",
        ]
        if type_ == "text":
            forms += [
                f"{column} {draw(st.sampled_from(['LIKE', 'not ilike']))} {draw(value)}",
                f"starts_with(lower({column}), {draw(value)})",
                f"length(upper({column})) > {draw(literals['integer'])}",
            ]
        if type_ == "boolean":
            forms += [column, f"{column} IS NOT TRUE"]
        return draw(st.sampled_from(forms))

    return st.recursive(
        comparison(),
        lambda inner: st.one_of(
            inner.map(lambda one: f"NOT ({one})"),
            st.tuples(inner, st.sampled_from(["AND", "or"]), inner).map(
                lambda parts: f"({parts[0]})\n {parts[1]} {parts[2]}"
            ),
        ),
        max_leaves=6,
    )


@given(data=st.data())
@examples(150)
def test_what_the_grammar_makes_is_accepted_and_runs(
    archive: Connection[Any], words: Vocabulary, data: st.DataObject
) -> None:
    predicate = data.draw(predicates(dict(words.columns)))
    assume(not re.search("now|today|tomorrow|yesterday", predicate, re.IGNORECASE))
    archive.execute("SELECT lookalike.check_predicate(%s)", (predicate,))
    assert find_fault(archive, predicate, words) is None
    archive.execute(
        "SELECT FROM lookalike.diff_rules(jsonb_build_array(jsonb_build_object('name', 'x',"
        " 'priority', 1, 'predicate', %s::text, 'class', 'unique', 'disposition', 'retain',"
        " 'authority', 'x', 'reason', '{evidence}')))",
        (predicate,),
    )


FORBIDDEN = [
    ";", "--", "/*", "::", "$$", '"', "\\", "''", "{", "[", "]", "@", "~", "||", "+", "#",
    " select 1 ", " from image ", " pg_sleep(1) ", " current_user ", " now() ", " nextval('x') ",
    " set_config('a', 'b', false) ", " E'\\''", " image ", " * ", " case ", " cast( ", " row(1) ",
    " array[1] ", " lookalike.classify_images() ", "\u2028", "\x01", ".", "?", "`",
]  # fmt: skip


@given(data=st.data())
@examples(200)
def test_what_is_not_allowed_is_refused_wherever_it_stands(
    archive: Connection[Any], words: Vocabulary, data: st.DataObject
) -> None:
    predicate = data.draw(predicates(dict(words.columns)))
    token = data.draw(st.sampled_from(FORBIDDEN))
    place = data.draw(st.integers(0, len(predicate)))
    # Within a text it is harmless, but for quotes and backslashes.
    within = predicate[:place].count("'") % 2 == 1
    assume(not within or "'" in token or "\\" in token)
    # A second point makes no number of one, and a double quote none of a text.
    broken = predicate[:place] + token + predicate[place:]
    if token == "." and re.search(r"\d\.\d", broken[max(place - 1, 0) : place + 2]):
        assume(False)
    if token == "''" and within is False:
        pass  # an empty text between two others
    try:
        archive.execute("SELECT lookalike.check_predicate(%s)", (broken,))
    except psycopg.Error:
        assert find_fault(archive, broken, words) is not None
    else:
        pytest.fail(f"accepted: {broken}")


@given(text=st.text(string.printable + "\u00e4\u2019\u00a0", max_size=60))
@examples(300)
def test_any_text_is_judged_the_same_by_both(
    archive: Connection[Any], words: Vocabulary, text: str
) -> None:
    """The parser refuses all that the archive refuses, and says where."""
    text = text.replace("\x00", "")
    try:
        archive.execute("SELECT lookalike.check_predicate(%s)", (text,))
    except psycopg.Error:
        fault = find_fault(archive, text, words)
        assert fault is not None
        assert 0 <= fault.place <= len(text)
