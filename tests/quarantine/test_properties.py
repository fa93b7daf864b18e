"""No sequence of calls, changes and losses leaves a published picture without an archival copy, or
what is guarded in an approved plan. Random archives, policies, rights, holds and decisions, and an
oracle in Python."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg import Connection

from guard.holdings import Holdings
from quarantine.oracle import Oracle, Record
from retention.policies import rules, use_policy

CLASSES = [
    *["derivative"] * 3, "archival master", "identical copy", "unique", "unclassified",
    "archival copy of a published image", None,
]  # fmt: skip
# What a call may say when it will not do something.
REFUSALS = (
    psycopg.errors.RestrictViolation,
    psycopg.errors.ObjectNotInPrerequisiteState,
    psycopg.errors.NoDataFound,
    psycopg.errors.ObjectInUse,
    psycopg.errors.UndefinedObject,
    psycopg.errors.CheckViolation,
    psycopg.errors.DuplicateObject,
    psycopg.errors.InvalidParameterValue,
)
SOME = st.integers(0, 20)
SCOPE = st.sampled_from(["file", "file", "picture and versions"])
# Policies are made of these, in any order: most of them are no good.
PREDICATES = [
    "cluster_size > 1 AND rank = 1", "has_same_pixels", "derivation IS NOT NULL",
    "is_published_pixels",
    "is_on_hold OR is_kept", "has_rights_conflict", "decision = 'quarantine'", "cluster_size > 1",
    "is_other_record",
]  # fmt: skip
# What a file holds beside its picture: mostly nothing, or what others hold too.
CONTENTS: list[dict[str, Any]] = [
    {}, {}, {}, {"creator": "Ann"}, {"creator": "Ann"}, {"creator": "Bo"}, {"frames": 3},
    {"metadata": '{"title": "Bridge"}'}, {"not_compared": "layers"},
    {"metadata": '{"comment": "Bridge", "location": "1.00000, 2.00000"}'},
    {"metadata": '{"comment": "Bridge"}'},
]  # fmt: skip
LICENCES = ["CC BY 4.0", "CC BY 4.0", "CC0 1.0"]
# One record in several spellings, records that differ in one number, and entries without a number.
RECORDS: list[dict[str, str | None]] = [
    {"series": "Police", "record_no": "Case 17", "contract_no": None},
    {"series": "police", "record_no": "CASE-17", "contract_no": "n/a"},
    {"series": "Police", "record_no": "case\u3000\uff11\uff17", "contract_no": ""},
    {"series": "Police", "record_no": "Case 17", "contract_no": "AG 2"},
    {"series": "Police", "record_no": "Case 1/7", "contract_no": None},
    {"series": None, "record_no": None, "contract_no": "ag-2"},
    {"series": "Police", "record_no": None, "contract_no": None},
]


def trouble(**strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """Mark a rule that makes more sense when something is on its way: two in three times it is."""

    def decorate(step: Callable[..., None]) -> Any:
        def with_approvals(self: "Archive", approve: int, **drawn: Any) -> None:
            if approve % 3:
                self.approve_free(approve)
            step(self, **drawn)

        # Its name only: after functools.wraps, Hypothesis would look for the arguments of the step.
        with_approvals.__name__ = step.__name__
        return rule(approve=SOME, **strategies)(with_approvals)

    return decorate


class Archive(RuleBasedStateMachine):
    """All of an example is one transaction, which is rolled back in the end."""

    connection: Connection[Any]

    def __init__(self) -> None:
        super().__init__()
        self.connection.execute("BEGIN")
        self.holdings = Holdings(self.connection)
        self.images: list[int] = []
        self.plans: list[int] = []
        self.entries: list[int] = []
        self.paths = self.transfers = 0
        self.safe: set[bytes] = set()
        self.covered: dict[int, set[bytes]] = {}
        self.settled: set[tuple[bytes, frozenset[str]]] = set()
        self.judged: list[tuple[frozenset[Record], str]] = []

    def teardown(self) -> None:
        self.connection.execute("ROLLBACK")

    # What the machine makes of a number.

    def image(self, number: int) -> int:
        """Every other time one that is on its way, if there is any: what comes then matters."""
        leaving = [
            row[0]
            for row in self.connection.execute(
                "SELECT image_id FROM lookalike_internal.leaving_image ORDER BY image_id"
            )
            if row[0] in self.images
        ]
        among = leaving if leaving and number % 2 else self.images
        return among[number // 2 % len(among)]

    def entry(self, number: int) -> int:
        """An entry that is in the catalogue; those of images on their way come first."""
        rows = self.connection.execute(
            "SELECT e.entry_id FROM lookalike_internal.catalogue_entry e"
            " LEFT JOIN lookalike_internal.entry_image l USING (entry_id)"
            " LEFT JOIN lookalike_internal.leaving_image q USING (image_id)"
            " WHERE e.missing_since IS NULL ORDER BY q.image_id IS NULL, e.entry_id, image_id"
        ).fetchall()
        return int(rows[number % len(rows)][0])

    def state(self) -> Oracle:
        return Oracle(self.connection, self.covered, self.settled, self.judged)

    def plan(self, number: int) -> int:
        return self.plans[number % len(self.plans)]

    def approve_free(self, number: int) -> None:
        """Have one to three images on their way that may leave, if there are any."""
        state = self.state()
        free = [
            image.image_id
            for image in state.images.values()
            if image.present and image.image_id not in state.items and not state.guards(image)
        ]
        if not free:
            return
        some = {free[(number + n) % len(free)] for n in range(1 + number % 3)}
        plan = self.call(
            "SELECT lookalike.propose_quarantine(%s, '/away', 'Paul', 'no use', %s)",
            f"free {len(self.plans)}",
            list(some),
        )
        if plan is not None:
            self.plans.append(plan)
            self.call("SELECT lookalike.approve_quarantine(%s, 'Robert')", plan)

    def call(self, query: str, *parameters: object) -> Any:
        """Call a function that may refuse; then nothing has happened."""
        try:
            with self.connection.transaction():
                return self.holdings.one(query, *parameters)
        except REFUSALS:
            return None

    # Stages.

    @initialize(
        pixels=st.lists(st.sampled_from("pqrst"), min_size=5, max_size=9),
        classes=st.lists(st.sampled_from(CLASSES), min_size=9, max_size=9),
        sources=st.lists(st.integers(0, 2), min_size=9, max_size=9),
        contents=st.lists(st.sampled_from(CONTENTS), min_size=9, max_size=9),
    )
    def begin(
        self,
        pixels: list[str],
        classes: list[str | None],
        sources: list[int],
        contents: list[dict[str, Any]],
    ) -> None:
        """Mostly one cluster around few pictures, so that guards hang together."""
        for pixel, class_, source, content in zip(pixels, classes, sources, contents, strict=False):
            self.add(pixel, class_, source, 0, content)
        self.holdings.cluster(*self.images)
        self.entries.append(self.holdings.entry())
        for image in self.images[:2]:
            self.holdings.entry(image, licence=LICENCES[0])

    def add(
        self,
        pixels: str,
        class_: str | None,
        source: int,
        collection: int,
        content: dict[str, Any],
    ) -> None:
        self.paths += 1
        of = self.image(source) if self.images else None
        self.images.append(
            self.holdings.put(
                f"{self.paths}.tif", pixels, class_, of, collection=["test", "other"][collection],
                disposition="quarantine", **content,
            )
        )  # fmt: skip

    @trouble(
        pixels=st.sampled_from("pqrs"), class_=st.sampled_from(CLASSES), source=SOME,
        collection=st.integers(0, 1), content=st.sampled_from(CONTENTS),
    )  # fmt: skip
    def scan_another(
        self,
        pixels: str,
        class_: str | None,
        source: int,
        collection: int,
        content: dict[str, Any],
    ) -> None:
        self.add(pixels, class_, source, collection, content)

    @trouble(
        image=SOME, class_=st.sampled_from(CLASSES[:-1]), source=SOME,
        is_proven=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def classify(self, image: int, class_: str, source: int, is_proven: bool) -> None:
        self.holdings.classify(self.image(image), class_, self.image(source), is_proven=is_proven)

    @trouble(
        order=st.permutations(PREDICATES),
        classes=st.lists(st.sampled_from(CLASSES[:-1]), min_size=10, max_size=10),
        dispositions=st.lists(
            st.sampled_from(["quarantine", "quarantine", "retain", "review"]),
            min_size=10,
            max_size=10,
        ),
    )
    def apply_policy(self, order: list[str], classes: list[str], dispositions: list[str]) -> None:
        predicates = [*order, "width > 0"]
        chosen = rules(*zip(predicates, classes, dispositions, strict=True))
        use_policy(self.connection, "random", chosen)
        self.connection.execute("CALL lookalike.classify_images()")
        self.renditions_are_found()

    @trouble(image=SOME, source=SOME)
    def prove(self, image: int, source: int) -> None:
        """That one was made of the other; the next classification says what it comes to."""
        self.holdings.prove(self.image(image), self.image(source))

    @trouble(some=st.lists(SOME, min_size=2, max_size=4))
    def cluster(self, some: list[int]) -> None:
        chosen = {self.image(number) for number in some}
        if len(chosen) > 1:
            self.holdings.cluster(*chosen)

    @trouble(some=st.lists(SOME, min_size=1, max_size=2))
    def lose(self, some: list[int]) -> None:
        self.holdings.lose(*(self.image(number) for number in some))
        self.forgive()

    @rule(image=SOME)
    def find_again(self, image: int) -> None:
        self.connection.execute(
            "UPDATE lookalike_internal.image SET missing_since = NULL WHERE image_id = %s",
            (self.image(image),),
        )

    @trouble(image=SOME, pixels=st.sampled_from("pqrs"))
    def change(self, image: int, pixels: str) -> None:
        self.connection.execute(
            "UPDATE lookalike_internal.image SET pixel_digest = sha256(convert_to('pixels ' ||"
            " %s, 'UTF8')),"
            " sha256 = sha256(convert_to(%s || path, 'UTF8')) WHERE image_id = %s",
            (pixels, pixels, self.image(image)),
        )
        self.forgive()

    @trouble(image=SOME, creator=st.sampled_from(["Ann", "Ann", "Bo", None]))
    def revise_metadata(self, image: int, creator: str | None) -> None:
        self.connection.execute(
            "UPDATE lookalike_internal.image SET creator = %s WHERE image_id = %s",
            (creator, self.image(image)),
        )

    @trouble(image=SOME, collection=st.sampled_from(["test", "other"]))
    def carry(self, image: int, collection: str) -> None:
        """To another collection, if there is one."""
        self.connection.execute(
            "UPDATE lookalike_internal.image SET collection_id = c.collection_id"
            " FROM lookalike_internal.collection c WHERE c.name = %s AND image_id = %s",
            (collection, self.image(image)),
        )
        self.forgive()

    @precondition(lambda self: len(self.images) > 3)
    @trouble(image=SOME)
    def forget(self, image: int) -> None:
        self.call(
            "DELETE FROM lookalike_internal.image WHERE image_id = %s RETURNING 1",
            self.image(image),
        )
        known = {
            row[0]
            for row in self.connection.execute("SELECT image_id FROM lookalike_internal.image")
        }
        self.images = [number for number in self.images if number in known]
        self.forgive()

    def forgive(self) -> None:
        """What was lost by its files, nobody of ours has thrown away."""
        state = self.state()
        self.safe &= {image.pixels for image in state.staying()}

    # People.

    @trouble(image=SOME)
    def publish(self, image: int) -> None:
        self.holdings.publish(self.image(image))

    @trouble(image=SOME, part=SOME)
    def publish_a_crop(self, image: int, part: int) -> None:
        """The entry says so in words, and names the whole picture."""
        whole = self.image(image)
        self.holdings.crop(self.image(part), whole)
        # Older entries about its cluster wait for the next classification.
        self.renditions_are_found(self.holdings.publish_as(whole, published_crop="over 3 columns"))

    @trouble(image=SOME)
    def publish_a_file(self, image: int) -> None:
        """The entry gives the digest of the file, and no name."""
        state = self.state()
        published = state.images[self.image(image)]
        self.holdings.publish_as(published_digest=published.sha256.hex())
        assert published.pixels in self.state().published

    @trouble(number=SOME, verdict=st.sampled_from(["confirm", "refuse", "refuse"]))
    def decide_rendition(self, number: int, verdict: str) -> None:
        found = self.state().renditions
        if not found:
            return
        entry, pixels, _ = found[number % len(found)]
        for image in self.state().images.values():
            if image.present and image.pixels == pixels:
                self.call(
                    f"SELECT lookalike.{verdict}_rendition(%s, %s, 'Rita', 'compared them')",
                    entry,
                    image.image_id,
                )
                return

    def renditions_are_found(self, of_entry: int | None = None) -> None:
        state = self.state()
        assert {
            (entry, pixels)
            for entry, pixels in state.proposed()
            if of_entry is None or entry == of_entry
        } <= {(entry, pixels) for entry, pixels, _ in state.renditions}
        known = {
            pixels for _, pixels, basis in state.renditions if basis not in ("words", "refused")
        }
        assert known <= state.published

    @trouble(image=SOME, licence=st.sampled_from(LICENCES))
    def license(self, image: int, licence: str) -> None:
        self.holdings.entry(self.image(image), licence=licence)

    @trouble(entry=SOME, licence=st.sampled_from([*LICENCES, None]))
    def revise_entry(self, entry: int, licence: str | None) -> None:
        """It says something else, or is not in the catalogue any more."""
        self.connection.execute(
            "UPDATE lookalike_internal.catalogue_entry SET licence = coalesce(%s, licence),"
            " missing_since = CASE WHEN %s::text IS NULL THEN now() END WHERE entry_id ="
            " (SELECT entry_id FROM lookalike_internal.catalogue_entry WHERE licence > ''"
            " ORDER BY entry_id LIMIT 1 OFFSET %s)",
            (licence, licence, entry % 2),
        )

    @trouble(image=SOME, record=st.sampled_from(RECORDS))
    def file_in_record(self, image: int, record: dict[str, str | None]) -> None:
        self.holdings.entry(self.image(image), **record)

    @trouble(entry=SOME, record=st.sampled_from(RECORDS))
    def revise_record(self, entry: int, record: dict[str, str | None]) -> None:
        """Another import says that the entry belongs to another record."""
        self.connection.execute(
            "UPDATE lookalike_internal.catalogue_entry SET series = %s, record_no = %s,"
            " contract_no = %s WHERE entry_id = %s",
            (*record.values(), self.entry(entry)),
        )

    @trouble(
        one=SOME, other=SOME,
        decision=st.sampled_from(["same record", "same record", "not the same record"]),
    )  # fmt: skip
    def judge_records(self, one: int, other: int, decision: str) -> None:
        state = self.state()
        entries = self.entry(one), self.entry(other)
        if self.call(
            "SELECT lookalike.decide_record(%s, 'Rita', %s, %s, %s)",
            decision,
            f"looked at {len(self.judged)}",
            *entries,
        ):
            pair = frozenset(state.records[entry] for entry in entries)
            self.judged.append((pair, decision))

    @trouble(image=SOME, is_vital=st.booleans(), is_entry=st.booleans())
    def mark_vital(self, image: int, is_vital: bool, is_entry: bool) -> None:
        """A person marks it, or an entry says that it is vital; or not any more."""
        if not is_entry:
            self.call(
                "SELECT lookalike.mark_vital(%s, 'Rita', 'needed', %s)", self.image(image), is_vital
            )
        else:
            self.connection.execute(
                "UPDATE lookalike_internal.catalogue_entry SET is_vital = %s WHERE entry_id ="
                " (SELECT entry_id FROM lookalike_internal.entry_image WHERE image_id = %s"
                " ORDER BY entry_id LIMIT 1)",
                (is_vital, self.image(image)),
            )

    @rule(image=SOME)
    def settle_rights(self, image: int) -> None:
        """Of one that is in conflict, if there is any."""
        state = self.state()
        conflicted = [
            one.image_id
            for one in state.images.values()
            if one.present and state.is_conflicted(one)
        ]
        number = conflicted[image % len(conflicted)] if conflicted else self.image(image)
        if self.call(
            "SELECT lookalike.record_decision('rights settled', 'Rita', 'asked them', %s)", number
        ):
            subject = state.images[number]
            self.settled.add((subject.pixels, state.licences(subject)))

    @trouble(
        image=SOME, decision=st.sampled_from(["keep", "quarantine"]),
        reviewer=st.sampled_from(["Rita", "Dora"]),
    )  # fmt: skip
    def decide(self, image: int, decision: str, reviewer: str) -> None:
        self.holdings.decide(decision, self.image(image), reviewer=reviewer)

    @trouble(image=SOME, other=SOME, decision=st.sampled_from(["duplicate", "not a duplicate"]))
    def judge(self, image: int, other: int, decision: str) -> None:
        state = self.state()
        one, two = self.image(image), self.image(other)
        if state.images[one].pixels != state.images[two].pixels:
            self.holdings.decide(decision, one, two)

    @trouble(image=SOME, matter=st.sampled_from(["Case 1", "Case 2"]), scope=SCOPE)
    def hold_image(self, image: int, matter: str, scope: str) -> None:
        self.call(
            "SELECT lookalike.place_hold(%s, 'evidence', 'Stella', %s, scope => %s)",
            matter,
            self.image(image),
            scope,
        )

    @trouble(matter=st.sampled_from(["Case 1", "Case 2"]), scope=SCOPE)
    def hold_other(self, matter: str, scope: str) -> None:
        self.call(
            "SELECT lookalike.place_hold(%s, 'evidence', 'Stella', collection => 'other',"
            " scope => %s)",
            matter,
            scope,
        )
        self.call(
            "SELECT lookalike.place_hold(%s, 'evidence', 'Stella', entry_id => %s, scope => %s)",
            matter,
            self.entries[0],
            scope,
        )

    @trouble(part=SOME, whole=SOME)
    def contain(self, part: int, whole: int) -> None:
        """One is found to lie on another."""
        self.holdings.contain(self.image(part), self.image(whole))

    @trouble(image=SOME)
    def link(self, image: int) -> None:
        self.connection.execute(
            "INSERT INTO lookalike_internal.entry_image (entry_id, image_id, link_evidence)"
            " VALUES (%s, %s, 'person') ON CONFLICT DO NOTHING",
            (self.entries[0], self.image(image)),
        )

    @trouble(image=SOME)
    def unlink(self, image: int) -> None:
        self.connection.execute(
            "DELETE FROM lookalike_internal.entry_image WHERE image_id = %s AND entry_id = %s",
            (self.image(image), self.entries[0]),
        )

    @rule(hold=st.integers(1, 4))
    def release(self, hold: int) -> None:
        number = self.connection.execute(
            "SELECT hold_id FROM lookalike_internal.legal_hold WHERE released_at IS NULL"
            " ORDER BY hold_id LIMIT 1 OFFSET %s",
            (hold,),
        ).fetchone()
        if number:
            self.call("SELECT lookalike.release_hold(%s, 'Stella', 'over')", number[0])
            self.call("SELECT lookalike.confirm_release(%s, 'Sam')", number[0])

    @trouble(matter=st.sampled_from(["Case 1", "Case 2"]))
    def close(self, matter: str) -> None:
        self.call("SELECT lookalike.close_matter(%s, 'Stella', 'settled')", matter)
        self.call("SELECT lookalike.confirm_close(%s, 'Sam')", matter)

    # Plans.

    @rule(some=st.lists(SOME, min_size=1, max_size=3) | st.none())
    def propose(self, some: list[int] | None) -> None:
        chosen = None if some is None else [self.image(number) for number in some]
        plan = self.call(
            "SELECT lookalike.propose_quarantine(%s, '/away', 'Paul', 'no use', %s)",
            f"plan {len(self.plans)} {self.paths} {id(some)}",
            chosen,
        )
        if plan is not None:
            self.plans.append(plan)

    @precondition(lambda self: self.plans)
    @rule(plan=SOME, skip=st.booleans(), reviewer=st.sampled_from(["Rita", "Dora", "Paul"]))
    def approve(self, plan: int, skip: bool, reviewer: str) -> None:
        self.call(
            "SELECT lookalike.approve_quarantine(%s, %s, %s)", self.plan(plan), reviewer, skip
        )

    @precondition(lambda self: self.plans)
    @rule(plan=SOME)
    def approve_by_hand(self, plan: int) -> None:
        """As the owner of the tables might."""
        self.call(
            "UPDATE lookalike_internal.quarantine_plan SET state = 'approved', approved_by ="
            " 'Robert',"
            " approved_at = now() WHERE plan_id = %s RETURNING 1",
            self.plan(plan),
        )
        # An image that is on its way by another plan is refused by the index, and not by a trigger.
        with suppress(psycopg.errors.UniqueViolation):
            self.call(
                "WITH u AS (UPDATE lookalike_internal.quarantine_item SET state = 'approved'"
                " WHERE plan_id = %s RETURNING 1) SELECT count(*) FROM u",
                self.plan(plan),
            )

    @precondition(lambda self: self.plans)
    @rule(plan=SOME)
    def withdraw(self, plan: int) -> None:
        self.call("SELECT lookalike.withdraw_quarantine(%s, 'Paul', 'no')", self.plan(plan))

    @rule(image=SOME)
    def transfer(self, image: int) -> None:
        """To another keeper, who gives a receipt; then the image counts for nothing here."""
        number = self.image(image)
        pixels = self.state().images[number].pixels
        self.transfers += 1
        plan = self.call(
            "SELECT lookalike.propose_transfer(%s, 'Museum', 'law', 'Paul', 'due', %s)",
            f"transfer {self.transfers}",
            [number],
        )
        if plan is None or not self.call(
            "SELECT lookalike.approve_quarantine(%s, 'Rita', true)", plan
        ):
            return
        receipt = "SELECT lookalike.record_receipt(%s, 'Museum', 'R', current_date, %s, 'Sam')"
        if self.call(receipt, plan, "ab" * 32):
            self.safe.discard(pixels)  # people decided on that; the file itself is still guarded

    @precondition(lambda self: self.plans)
    @rule(
        plan=SOME, place=SOME,
        step=st.sampled_from(["begin_move", "finish_move", "begin_restore", "finish_restore"]),
    )  # fmt: skip
    def step(self, plan: int, place: int, step: str) -> None:
        items = sorted(self.holdings.states(self.plan(plan)))
        if items:
            self.holdings.open(self.plan(plan))
            self.call(
                f"SELECT lookalike_internal.{step}(%s, %s)",
                self.plan(plan),
                items[place % len(items)],
            )

    @precondition(lambda self: self.plans)
    @rule(plan=SOME)
    def apply(self, plan: int) -> None:
        self.holdings.open(self.plan(plan))
        for image, state in sorted(self.holdings.states(self.plan(plan)).items()):
            if state in ("approved", "moving"):
                self.call("SELECT lookalike_internal.begin_move(%s, %s)", self.plan(plan), image)
                self.call("SELECT lookalike_internal.finish_move(%s, %s)", self.plan(plan), image)

    # What must hold after every step.

    @invariant()
    def guards_are_what_they_should_be(self) -> None:
        state = self.state()
        expected = {
            (image.image_id, guard)
            for image in state.images.values()
            if image.present
            for guard in state.guards(image)
        }
        seen = set(
            self.connection.execute("SELECT image_id, guard FROM lookalike_detail.guarded_image")
        )
        assert seen == expected
        some = [number for number in self.images if number % 2]
        together = {
            (number, guard) for number in some for guard in state.guards(state.images[number], some)
        }
        found = set(
            self.connection.execute(
                "SELECT image_id, guard FROM lookalike.find_guards(%s)", (some,)
            )
        )
        assert found == together

    @invariant()
    def nothing_guarded_is_approved(self) -> None:
        state = self.state()
        for number, (pixels, _, step) in state.items.items():
            if step in ("approved", "moving"):
                image = state.images[number]
                assert image.pixels == pixels
                assert state.guards(image) == set(), (number, step)

    @invariant()
    def published_pictures_keep_an_archival_copy(self) -> None:
        """Once one stays, no call takes the last away; only a loss on the disk does."""
        state = self.state()
        stays = {image.pixels for image in state.staying()}
        assert self.safe <= stays
        self.safe = state.published & stays
        # And of what was lost that way, what quarantine still has is asked for.
        asked = {
            bytes.fromhex(pixels)
            for (pixels,) in self.connection.execute(
                "SELECT pixel_digest FROM lookalike_detail.quarantine_manifest"
                " WHERE state IN ('moved', 'restoring') AND guard IS NOT NULL"
            )
        }
        away = {
            pixels for pixels, _, step in state.items.values() if step in ("moved", "restoring")
        }
        assert (state.published & away) - stays <= asked


@pytest.mark.parametrize("examples", [5, pytest.param(200, marks=pytest.mark.long)])
def test_no_sequence_of_calls_throws_away_what_must_stay(
    archive: Connection[Any], examples: int
) -> None:
    machine = type("ThisArchive", (Archive,), {"connection": archive})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
