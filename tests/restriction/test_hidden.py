"""Who may not see what is restricted finds nothing of it, in no table, view or function."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from guard.holdings import Holdings
from lookalike.errors import LookalikeError
from lookalike.report.page import read_facts, render
from lookalike.verify.chain import read_chain
from report.reader import read_page

# The numbers of hidden images and entries, so that they are found in any text.
HIDDEN = 987_654_000
HUSH = "hush"
# What the database itself says about hidden images to everybody: their numbers, and nothing else.
NUMBERS = {"hidden_image", "hidden_entry", "hidden_hold", "event_log"}
BLIND = ("lookalike_analyst", "lookalike_reviewer")

# Every public function that reads the archive, with a call that would tell of a hidden image.
CALLS = {
    name: f"SELECT * FROM lookalike.{name}({arguments})"
    for name, arguments in (
        ("conflicted_among", "%(all)s"),
        ("find_guards", "%(all)s"),
        (
            "find_image",
            "phash => %(phash)s::bit(64), phash_256 => %(phash_256)s::bit(256), k => 100",
        ),
        ("find_by_path", "'hush master.tif'"),
        ("find_path", "'hush master.tif'"),
        ("find_uses", "of_image_id => %(image)s"),
        ("image_of", "%(pixels)s"),
        ("plan_obstacles", "%(plan)s"),
        ("search_archive", "'hush'"),
        ("nearest_pictures", "array_fill(1, '{256}')::real[]::halfvec(256), 100"),
        ("propose_copies", "100"),
        ("rights_statements", "%(image)s"),
        ("verify_log", ""),
        # People who act on a hidden image are told that it does not exist.
        ("confirm_rendition", "%(entry)s, %(image)s, session_user, 'x'"),
        ("decide_cluster", "'keep', session_user, 'x', 1"),
        ("decide_record", "'same record', session_user, 'x', %(entry)s, %(entry)s"),
        ("mark_vital", "%(image)s, session_user, 'x'"),
        (
            "propose_disposal_record",
            "'d', 'x', 'x', 'x', 'x', current_date, session_user, 'x', ARRAY[%(image)s::bigint]",
        ),
        ("propose_quarantine", "'q', '/q', session_user, 'x', ARRAY[%(image)s::bigint]"),
        ("propose_transfer", "'t', 'x', 'x', session_user, 'x', ARRAY[%(image)s::bigint]"),
        ("undo_decision", "1, session_user, 'x'"),
        ("undo_decisions", "'{1}', session_user, 'x'"),
        ("undo_record_decision", "1, session_user, 'x'"),
        ("record_decision", "'keep', session_user, 'x', %(image)s"),
        ("lease_case", "session_user, %(image)s"),
        ("release_case", "session_user, %(image)s"),
        ("take_case", "session_user"),
        ("record_wrong_caption", "%(entry)s, session_user, 'x'"),
        ("refuse_rendition", "%(entry)s, %(image)s, session_user, 'x'"),
        ("approve_quarantine", "%(plan)s, session_user"),
    )
}
# Public functions that read no image and no entry, or that only stewards, loaders and owners
# may call.
SILENT = {
    "access_rules", "add_authority", "add_date_word", "add_policy", "add_rights_term",
    "apply_policy", "catalogue_fields", "check_hash", "check_predicate", "classify_images",
    "close_matter", "complete_review",
    "confirm_close", "confirm_release", "copyright_term_hint", "cosine_similarity",
    "count_hidden", "create_hamming_index", "declare_role", "diff_policy", "diff_rules",
    "draw_sample", "end_authority", "explain", "find_matches", "forget_collection",
    "forget_foreign", "form_clusters", "get_setting", "grant_access", "guess_mapping",
    "help", "import_entries",
    "index_recall", "lift_restriction", "link_entries", "link_entry", "move_collection",
    "name_key", "nearest", "nearest_embedding", "parse_date_bounds", "phash_transposed",
    "phash_variants", "place_hold", "plain_text", "policy_in_use", "read_role",
    "record_receipt", "redact_entry", "refresh_facts", "refuse_close", "refuse_hash",
    "refuse_release", "release_hold", "remove_date_word", "remove_rights_term", "reset_setting",
    "restrict_access", "review_hold",
    "rights_category",
    "row_relation", "rules_of", "set_collection", "set_collection_site", "set_jurisdiction",
    "set_review_interval", "set_setting", "set_site", "set_target_jurisdiction",
    "storage_cost_per_year", "take_snapshot", "unlink_entry", "use_model",
    "withdraw_quarantine", "within", "within_128", "within_256",
}  # fmt: skip


# The others end with an error.
ANSWERED = {
    "find_by_path",
    "conflicted_among", "find_guards", "find_image", "image_of", "nearest_pictures",
    "plan_obstacles", "propose_copies", "release_case", "rights_statements", "search_archive",
    "take_case",
}  # fmt: skip


class Secret:
    """An archive in which one picture is restricted; everything that an archive may know of it."""

    def __init__(self, holdings: Holdings) -> None:
        self.connection = owner = holdings.connection
        seen = [holdings.put(f"seen {n}.tif", phash=3 << n) for n in range(3)]
        self.seen = seen[0]
        for table, column in (("image", "image_id"), ("catalogue_entry", "entry_id")):
            owner.execute(
                f"ALTER TABLE lookalike_internal.{table} ALTER {column} RESTART WITH {HIDDEN}"
            )
        self.master = holdings.put("hush master.tif", "hush", "archival master", phash=1)
        self.copy = holdings.put("hush copy.tif", "hush", "identical copy", of=self.master, phash=1,
                                 disposition="quarantine")  # fmt: skip
        self.version = holdings.put(
            "hush small.jpg", class_="derivative", of=self.master, disposition="quarantine", phash=5
        )
        holdings.cluster(self.master, self.copy, self.version)
        holdings.prove(self.version, self.master)
        self.sheet = holdings.put("hush sheet.jpg", class_="possible duplicate")
        holdings.contain(self.version, self.sheet)
        self.twin = holdings.put("elsewhere/hush twin.tif", "hush", collection="other")
        inside = holdings.put("hush case/hush.tif")
        self.images = [self.master, self.copy, self.version, self.sheet, self.twin, inside]
        self.entry = holdings.publish(
            self.master,
            title="hush title",
            description="hush text",
            creator="hush person",
            published_in="hush gazette",
            rights_statement="http://rightsstatements.org/vocab/InC/1.0/",
        )
        holdings.entry(self.copy, title="other hush", licence="CC0 1.0", file="hush file.tif")
        holdings.one("SELECT lookalike.link_entries()")
        owner.execute(
            'UPDATE lookalike_internal.catalogue_entry SET other = \'{"sitter": "hush sitter"}\''
        )
        holdings.decide("keep", self.master)
        holdings.decide("not a duplicate", self.sheet, seen[0])
        self.plan = holdings.propose(self.twin)
        holdings.hold("Case 7", image_id=self.master)
        holdings.hold("Case 8", image_ids=[self.version], query="hush", custodian="hush office")
        holdings.one("SELECT lookalike.mark_vital(%s, 'Vera', 'hush')", self.version)
        holdings.one(
            "SELECT lookalike.declare_role('test', 'preservation master', 'Vera', 'hush case')"
        )
        holdings.one(
            "SELECT lookalike.restrict_access('donor', 'hush deed', 'Stella', 'hush',"
            " collection => 'test', folder => 'hush case')"
        )
        owner.execute(
            "INSERT INTO lookalike_internal.scan_problem (collection_id, path, problem, message,"
            " is_scanned, first_seen_run_id) SELECT collection_id, path, 'truncated', 'hush', true,"
            " first_seen_run_id FROM lookalike_internal.image WHERE path ~ 'hush'"
        )
        owner.execute(
            "INSERT INTO lookalike_internal.embedding (pixel_digest, embedding, hubness)"
            " SELECT DISTINCT ON (pixel_digest) pixel_digest,"
            " array_fill(1, '{256}')::real[]::halfvec(256), 0 FROM lookalike_internal.image"
        )
        owner.execute(
            "INSERT INTO lookalike_internal.thumbnail (pixel_digest, jpeg, width, height)"
            " SELECT DISTINCT pixel_digest, 'hush'::bytea, 1, 1 FROM lookalike_internal.image"
            " WHERE path ~ 'hush'"
        )
        owner.execute(
            "INSERT INTO lookalike_internal.fixity_check (image_id, place, sha256, outcome,"
            " explanation) SELECT image_id, 'collection', sha256, 'missing', 'hush'"
            " FROM lookalike_internal.image WHERE image_id = %s",
            (self.master,),
        )
        owner.execute(
            "INSERT INTO lookalike_internal.foreign_collection (archive_id, collection, images,"
            " content_digest) VALUES (gen_random_uuid(), 'elsewhere', 1, '')"
        )
        owner.execute(
            "INSERT INTO lookalike_internal.foreign_fingerprint (foreign_collection_id,"
            " foreign_number, sha256, pixel_digest, phash, phash_256, quality, byte_size, width,"
            " height, frame_count, format, foreign_path)"
            " SELECT foreign_collection_id, row_number() OVER (), sha256, pixel_digest, phash,"
            " phash_256, 1, 1,"
            " 1, 1, 1, 'TIFF', 'hush abroad.tif' FROM lookalike_internal.foreign_collection,"
            " lookalike_internal.image JOIN lookalike_internal.fingerprint USING (image_id)"
            " WHERE region = 'full' AND path ~ 'hush'"
        )
        owner.execute("SELECT lookalike_internal.match_foreign()")
        owner.execute("SELECT lookalike.take_snapshot()")
        owner.execute(
            "INSERT INTO lookalike_internal.image_change (audit_id, image_id, change, path)"
            " SELECT audit_id, image_id, 'came', path FROM lookalike_internal.image,"
            " lookalike_internal.audit"
        )
        self.numbers = {str(number) for number in (*self.images, self.entry)}
        self.needles = {HUSH}
        for digests in owner.execute(
            "SELECT encode(sha256, 'hex'), encode(pixel_digest, 'hex')"
            " FROM lookalike_internal.image WHERE image_id = ANY (%s)",
            (self.images,),
        ):
            self.needles |= set(digests)
        self.restriction = holdings.one(
            "SELECT lookalike.restrict_access('personal data', 'hush act', 'Stella', 'asked',"
            " image_id => %s)",
            self.version,
        )
        row = owner.execute(
            "SELECT f.phash::text, f.phash_256::text, i.pixel_digest"
            " FROM lookalike_internal.fingerprint f"
            " JOIN lookalike_internal.image i USING (image_id)"
            " WHERE image_id = %s",
            (self.master,),
        ).fetchone()
        assert row is not None
        self.arguments = {
            "all": [*self.images, *seen],
            "image": self.master,
            "entry": self.entry,
            "plan": self.plan,
            "phash": row[0],
            "phash_256": row[1],
            "pixels": row[2],
        }

    def tells(self, text: str, with_numbers: bool = True) -> bool:
        needles = self.needles | self.numbers if with_numbers else self.needles
        return any(needle in text for needle in needles)


@pytest.fixture
def secret(holdings: Holdings) -> Iterator[Secret]:
    yield Secret(holdings)


def relations(connection: Connection[Any], schema: str) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace"
            " AND relkind IN ('r', 'v') AND has_table_privilege(oid, 'SELECT') ORDER BY 1",
            (schema,),
        )
    ]


def telling(connection: Connection[Any], schema: str, secret: Secret) -> set[str]:
    """The tables and views whose rows tell of the secret."""
    found = set()
    for name in relations(connection, schema):
        rows = connection.execute(f'SELECT to_jsonb(t)::text FROM {schema}."{name}" t'.encode())
        if any(secret.tells(text, name not in NUMBERS) for (text,) in rows):
            found.add(name)
    return found


def count(connection: Connection[Any]) -> tuple[int, int] | None:
    """How many images the reader sees, and how many are hidden."""
    row: tuple[int, int] | None = connection.execute(
        "SELECT count(*), lookalike.count_hidden() FROM lookalike_detail.image"
    ).fetchone()
    return row


def test_no_table_and_no_view_tells(logins: Logins, owner: Connection[Any], secret: Secret) -> None:
    """A new table or view that tells of a restricted image makes this fail."""
    public = ("lookalike", "lookalike_detail")
    to_owner = {schema: telling(owner, schema, secret) for schema in public}
    assert len(to_owner["lookalike"]) > 10  # else this would show nothing
    assert len(to_owner["lookalike_detail"]) > 15
    assert to_owner["lookalike"] > {"catalogue_field", "image_change", "shared_picture"}
    assert count(owner) == (9, 0)
    with logins.connect("lookalike_analyst") as person:
        for schema in public:
            assert relations(person, schema) == relations(owner, schema)
        for schema in (*public, "lookalike_internal"):
            assert telling(person, schema, secret) == set()
        assert count(person) == (3, 6)
    with logins.connect("lookalike_restricted") as person:
        for schema in public:
            assert telling(person, schema, secret) == to_owner[schema]
    # The policies know no other difference between roles than this.
    with logins.connect("lookalike_reviewer") as person:
        assert count(person) == (3, 6)
    for role in ("lookalike_steward", "lookalike_loader"):
        with logins.connect(role) as person:
            assert count(person) == (9, 0), role


def test_a_role_that_was_set_is_the_one_that_reads(logins: Logins, secret: Secret) -> None:
    """A pool of connections may log in once, and set the role of each person."""
    with logins.connect("lookalike_steward", "lookalike_analyst") as pool:
        pool.execute("SET ROLE lookalike_analyst")
        for schema in ("lookalike", "lookalike_detail"):
            assert telling(pool, schema, secret) == set()
        found = pool.execute(CALLS["find_image"].encode(), secret.arguments).fetchall()
        assert found
        assert not secret.tells(str(found))


def test_no_function_tells(logins: Logins, owner: Connection[Any], secret: Secret) -> None:
    public = {
        name
        for (name,) in owner.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'lookalike'::regnamespace"
        )
        if not name.startswith("hamming_")
    }
    assert public == SILENT | CALLS.keys()  # a new function is put into one of the two
    for role in BLIND:
        with logins.connect(role) as person:
            for name, call in CALLS.items():
                try:
                    answer = str(person.execute(call.encode(), secret.arguments).fetchall())
                except psycopg.Error as error:
                    answer = f"{error.diag.message_primary} {error.diag.message_detail}"
                    for given in (secret.master, secret.entry, "hush master.tif"):
                        answer = answer.replace(str(given), "")
                else:
                    assert name in ANSWERED, name
                assert not secret.tells(answer), (role, name)
    found = owner.execute(CALLS["find_image"].encode(), secret.arguments).fetchall()
    assert {row[0] for row in found} > {secret.master, secret.twin}
    # The best matches are hidden; they take no place of those that are shown.
    closest = CALLS["find_image"].replace("k => 100", "k => 1")
    near = (
        "SELECT * FROM lookalike.find_image(k => 3,"
        " embedding => array_fill(1, '{256}')::real[]::halfvec(256))"
    )
    with logins.connect("lookalike_analyst") as person:
        assert person.execute(closest.encode(), secret.arguments).fetchall()
        assert len(person.execute(near.encode()).fetchall()) == 3


def test_a_plan_of_what_is_proposed(logins: Logins, holdings: Holdings, secret: Secret) -> None:
    """Nothing hidden goes into a plan that names no image, nor into its errors and notices."""
    holdings.connection.execute(
        "UPDATE lookalike_internal.retention_class SET disposition = 'transfer'"
        " WHERE image_id = %s",
        (secret.master,),
    )
    quarantine = "SELECT lookalike.propose_quarantine(%s, '/q', session_user, 'x', %s)"
    transfer = "SELECT lookalike.propose_transfer(%s, 'x', 'x', session_user, 'x', %s)"
    with logins.connect("lookalike_reviewer") as person:
        said: list[str] = []
        person.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
        for number, call in enumerate((quarantine, transfer)):
            with pytest.raises(psycopg.errors.NoDataFound) as none:
                person.execute(call.encode(), (f"none {number}", None))
            said.append(str(none.value.diag.message_detail))
        assert "0 of 3 images" in said[0]
        copy = holdings.put("seen copy.tif", "c", "identical copy", disposition="quarantine")
        holdings.put("seen copy 2.tif", "c", "archival master")
        row = person.execute(quarantine.encode(), ("some", None)).fetchone()
        assert row is not None
        assert not any(secret.tells(words) for words in said)
        items = "SELECT image_id FROM lookalike_internal.quarantine_item WHERE plan_id = %s"
        assert holdings.connection.execute(items.encode(), row).fetchall() == [(copy,)]
        with pytest.raises(psycopg.errors.RestrictViolation) as guarded:
            person.execute(quarantine.encode(), ("guarded", [secret.seen]))
        assert guarded.value.diag.message_detail == f"Image {secret.seen}: last copy"
    with (
        logins.connect("lookalike_reviewer", "lookalike_restricted") as person,
        pytest.raises(psycopg.errors.RestrictViolation) as guarded,
    ):
        person.execute(quarantine.encode(), ("guarded", [secret.seen]))
    assert str(guarded.value.diag.message_detail).startswith(f"Image {secret.seen}: last copy: ")


def test_the_reason_of_a_shown_image(logins: Logins, holdings: Holdings) -> None:
    """No stored reason names a restricted image, from the restriction until it is lifted."""
    hush, whole = (holdings.put(f"hush {n}.tif", class_=None) for n in range(2))
    alike, part = (holdings.put(f"seen {n}.tif", class_=None) for n in range(2))
    holdings.prove(alike, hush)
    holdings.contain(part, whole)
    owner = holdings.connection
    owner.execute("UPDATE lookalike_internal.match SET is_accepted = false, proof = NULL,"
                  " derived_image_id = NULL WHERE relation = 'resized'")  # fmt: skip
    owner.execute("DELETE FROM lookalike_internal.unmatched_image")

    def reasons(classify: bool = True) -> list[str]:
        if classify:
            owner.execute("CALL lookalike.classify_images()")
        with logins.connect("lookalike_analyst") as person:
            query = (
                "SELECT reason FROM lookalike_detail.retention_classification"
                " WHERE image_id = ANY (%s) ORDER BY path"
            )
            return [reason for (reason,) in person.execute(query.encode(), ([alike, part],))]

    before = reasons()
    assert [HUSH in reason for reason in before] == [True, True]
    restrictions = [
        holdings.one(
            "SELECT lookalike.restrict_access('donor', 'x', 'Stella', 'x', image_id => %s)", image
        )
        for image in (hush, whole)
    ]
    assert not any(HUSH in reason for reason in reasons(classify=False))
    after = reasons()
    assert [reason.replace('"hush 0.tif"', "another image").replace('"hush 1.tif"', "another image")
            for reason in before] == after  # fmt: skip
    for restriction in restrictions:
        holdings.one("SELECT lookalike.lift_restriction(%s, 'Stella', 'x')", restriction)
    assert reasons() == before


def test_the_report_leaves_it_out(logins: Logins, secret: Secret) -> None:
    for role, hidden in (("lookalike_analyst", 6), ("lookalike_restricted", 0)):
        with logins.connect(role) as person:
            facts = read_facts(person)
        assert secret.tells(str(facts)) == (hidden == 0)
        html = render(replace(facts, clusters=[], pairs=[]), [], raw_values=False)  # without files
        page = read_page(html).text
        assert ("Restricted and left out, in the figures too: 6 images." in page) == (hidden == 6)


def test_figures_of_other_reports_are_hidden(
    logins: Logins, owner: Connection[Any], secret: Secret
) -> None:
    """They count what is restricted, so their difference would tell how much that is."""
    owner.execute("""SELECT lookalike_internal.record_report('{"images": 1}')""")
    change = "SELECT figure, before FROM lookalike_detail.report_change"
    with logins.connect("lookalike_analyst") as person:
        assert person.execute(change).fetchall() == []
        assert person.execute("TABLE lookalike_internal.report").fetchall() == []
        # A role that only reads leaves no trace.
        person.execute("""SELECT lookalike_internal.record_report('{"images": 2}')""")
    with logins.connect("lookalike_restricted") as person:
        assert ("images", 1) in person.execute(change).fetchall()
    assert owner.execute("SELECT count(*) FROM lookalike_internal.report").fetchall() == [(1,)]


def test_the_log_keeps_every_row(logins: Logins, owner: Connection[Any], secret: Secret) -> None:
    rows = "SELECT event_id, detail FROM lookalike_detail.event_log ORDER BY 1"
    whole = dict(owner.execute(rows).fetchall())
    with logins.connect("lookalike_analyst") as person:
        shown = dict(person.execute(rows).fetchall())
        with pytest.raises(LookalikeError, match="may not read the table of the event log"):
            read_chain(person)
    assert shown.keys() == whole.keys()
    left_out = {event for event in shown if shown[event] != whole[event]}
    assert all(shown[event] is None for event in left_out)
    assert {whole[event] for event in left_out} >= {
        whole[event] for event in whole if secret.tells(whole[event])
    }
    assert left_out != whole.keys()


def test_what_a_policy_makes_of_every_table(owner: Connection[Any]) -> None:
    """Each table with a number of an image or entry, or a digest, has a policy."""
    bare = owner.execute(
        "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'lookalike_internal'::regnamespace AND c.relkind = 'r'"
        " AND (a.attname ~ 'image_id|entry_id|pixel_digest' OR a.attname = 'sha256')"
        " AND c.relname <> 'model' AND NOT c.relrowsecurity"
    ).fetchall()
    assert bare == []
    definers = owner.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace::regnamespace::text"
        " LIKE 'lookalike%' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        " ORDER BY 1"
    ).fetchall()
    assert definers == [("event_log",), ("hidden_entry",), ("hidden_hold",), ("hidden_image",)]
