"""Plans: proposed by one person, approved by another, and only what is not guarded."""

import psycopg
import pytest

from guard.holdings import Holdings


@pytest.fixture
def pair(holdings: Holdings) -> tuple[int, int]:
    """A master and an identical copy of it."""
    a = holdings.put("a.tif", "x", "archival master")
    return a, holdings.put("b.tif", "x", "identical copy", of=a, disposition="quarantine")


def test_a_plan_by_the_policy(holdings: Holdings, pair: tuple[int, int]) -> None:
    """Whatever rules and reviewers propose and no guard keeps."""
    _, b = pair
    decided = holdings.put("c.tif", "x", "identical copy", of=pair[0])
    holdings.decide("quarantine", decided)
    guarded = holdings.put("d.tif", class_="unique", disposition="quarantine")
    kept = holdings.put("e.tif", "x", "identical copy", of=pair[0], disposition="quarantine")
    holdings.decide("keep", kept)
    plan = holdings.propose()
    assert holdings.states(plan) == {b: "proposed", decided: "proposed"}
    assert holdings.events("propose quarantine") == [
        {
            "name": "plan 1", "destination": "/made-up-quarantine", "reason": "no use",
            "images": 2, "bytes": 2000, "left_out": 2,
        }
    ]  # fmt: skip
    assert holdings.guards(guarded) == {"last copy"}


def test_nothing_to_propose(holdings: Holdings) -> None:
    holdings.put("a.tif", disposition="quarantine")
    holdings.put("b.tif", class_=None)
    with pytest.raises(psycopg.Error, match="there is nothing to quarantine") as raised:
        holdings.propose()
    assert raised.value.diag.message_detail == (
        'Rules and reviewers propose 1 of 2 images, and all of these are guarded: "a.tif".'
        " Images that have no class yet: 1."
    )
    with pytest.raises(psycopg.Error, match="there is nothing to transfer") as raised:
        holdings.one(
            "SELECT lookalike.propose_transfer('t', 'State archive', 'Act', 'Paul', 'due', NULL)"
        )
    assert str(raised.value.diag.message_detail).startswith(
        "Rules propose for transfer 0 of 2 images, apart from those that are in a plan already."
    )


def test_the_person_reads_which_images_are_left_out(
    holdings: Holdings, pair: tuple[int, int]
) -> None:
    for n in range(7):
        holdings.put(f"lone {n}.tif", disposition="quarantine")
    notices: list[str] = []
    holdings.connection.add_notice_handler(lambda said: notices.append(str(said.message_primary)))
    assert set(holdings.states(holdings.propose())) == {pair[1]}
    (said,) = notices
    assert said.startswith(
        'left out 7 of 8 proposed images, because of guards: "lone 0.tif", "lone 1.tif"'
    )
    assert said.endswith('"lone 4.tif" and 2 more')


def test_what_is_guarded_is_not_proposed(holdings: Holdings, pair: tuple[int, int]) -> None:
    a, b = pair
    with pytest.raises(psycopg.Error, match=r'image "[^"]+" may not leave') as raised:
        holdings.propose(a, b)
    assert str(raised.value.diag.message_detail).startswith(f"Image {a}: ")
    holdings.hold(image_id=b)
    with pytest.raises(psycopg.Error, match=r'image "[^"]+" may not leave') as raised:
        holdings.propose(b)
    assert str(raised.value.diag.message_detail).startswith(f"Image {b}: ")
    assert 'Held for "Case 1": evidence' in str(raised.value.diag.message_detail)


@pytest.mark.parametrize(
    ("destination", "message"),
    [
        ("quarantine", "invalid destination"),
        ("", "invalid destination"),
        ("/", "invalid destination"),
        ("/a/../b", "invalid destination"),
        ("/a//b", "invalid destination"),
        ("/made-up/test", 'overlaps collection "test"'),
        ("/made-up/test/quarantine/", 'overlaps collection "test"'),
        ("/made-up", 'overlaps collection "test"'),
    ],
)
def test_bad_destinations(
    holdings: Holdings, pair: tuple[int, int], destination: str, message: str
) -> None:
    with pytest.raises(psycopg.Error, match=message):
        holdings.propose(pair[1], destination=destination)
    assert holdings.one("SELECT count(*) FROM lookalike_internal.quarantine_plan") == 0


def test_no_collection_comes_to_lie_in_a_quarantine(
    holdings: Holdings, pair: tuple[int, int]
) -> None:
    """Scanned, what lies there would pass for the copy that stays."""
    plan = holdings.propose(pair[1])
    for root in ("/made-up-quarantine", "/made-up-quarantine/plan-1", "/"):
        with pytest.raises(psycopg.Error, match="overlaps"):
            holdings.one("SELECT lookalike_internal.add_collection('new', %s)", root)
    holdings.one("SELECT lookalike.withdraw_quarantine(%s, 'Paul', 'no')", plan)
    holdings.one("SELECT lookalike_internal.add_collection('new', '/made-up-quarantine')")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("propose_quarantine(' ', '/q', 'Paul', 'no use')", "no name is given"),
        ("propose_quarantine('p', '/q', '', 'no use')", "no person is named"),
        ("propose_quarantine('p', '/q', 'Paul', E'\\n')", "no reason is given"),
        ("propose_quarantine('p', '/q', 'Paul', 'no use', '{}')", "no image is named"),
        ("propose_quarantine('p', '/q', 'Paul', 'no use', '{99}')", "image 99 does not exist"),
        ("propose_quarantine('p', '/q', 'Paul', 'no use', '{null}')", "image null does not exist"),
        ("approve_quarantine(99, 'Rita')", "plan 99 does not exist"),
        ("withdraw_quarantine(99, 'Rita', 'no')", "plan 99 does not exist"),
        ("begin_move(99, 1)", "image 1 is not in plan 99"),
        ("open_plan(99)", "plan 99 does not exist"),
    ],
)
def test_bad_calls(holdings: Holdings, call: str, message: str) -> None:
    holdings.connection.execute("SET search_path = lookalike, lookalike_internal")
    with pytest.raises(psycopg.Error, match=message):
        holdings.one(f"SELECT {call}")


def test_a_name_is_given_once(holdings: Holdings, pair: tuple[int, int]) -> None:
    call = "SELECT lookalike.propose_quarantine('p', '/q', 'Paul', 'no use', %s)"
    holdings.one(call, [pair[1]])
    with pytest.raises(psycopg.Error, match='plan "p" exists already'):
        holdings.one(call, [pair[1]])


@pytest.mark.parametrize("reviewer", ["Paul", " paul ", "PAUL"])
def test_who_proposed_does_not_approve(
    holdings: Holdings, pair: tuple[int, int], reviewer: str
) -> None:
    plan = holdings.propose(pair[1])
    with pytest.raises(psycopg.Error, match="another reviewer has to approve"):
        holdings.approve(plan, reviewer)
    assert holdings.states(plan) == {pair[1]: "proposed"}


def test_who_decided_does_not_approve(holdings: Holdings, pair: tuple[int, int]) -> None:
    holdings.decide("quarantine", pair[1], reviewer="Dora")
    plan = holdings.propose(pair[1])
    with pytest.raises(psycopg.Error, match="another reviewer has to approve") as raised:
        holdings.approve(plan, "dora")
    assert 'decided "quarantine" about image' in str(raised.value.diag.message_detail)
    assert holdings.approve(plan, "Rita") == 1


def test_an_approval_is_all_or_nothing(holdings: Holdings, pair: tuple[int, int]) -> None:
    _, b = pair
    c = holdings.put("c.tif", "x", "identical copy", of=pair[0])
    plan = holdings.propose(b, c)
    holdings.hold(image_id=holdings.put("d.tif"))
    holdings.decide("keep", c)
    with pytest.raises(psycopg.Error, match="1 of the images in plan") as raised:
        holdings.approve(plan)
    assert 'c.tif": human decision: Dora decided to keep it' in str(
        raised.value.diag.message_detail
    )
    assert holdings.states(plan) == {b: "proposed", c: "proposed"}
    assert holdings.events("approve quarantine") == []

    assert holdings.approve(plan, skip_guarded=True) == 1
    assert holdings.states(plan) == {b: "approved", c: "withheld"}
    assert "decided to keep it" in holdings.problem(plan, c)
    (event,) = holdings.events("approve quarantine")
    assert event["images"] == 1
    assert [item["image_id"] for item in event["withheld"]] == [c]


def test_with_all_guarded_there_is_nothing_to_approve(
    holdings: Holdings, pair: tuple[int, int]
) -> None:
    plan = holdings.propose(pair[1])
    holdings.hold(image_id=pair[1])
    with pytest.raises(psycopg.Error, match="no image in plan"):
        holdings.approve(plan, skip_guarded=True)
    assert holdings.states(plan) == {pair[1]: "proposed"}


def test_of_the_last_two_in_two_plans_the_second_is_refused(
    holdings: Holdings, pair: tuple[int, int]
) -> None:
    """Each may leave alone."""
    first, second = holdings.propose(pair[0]), holdings.propose(pair[1])
    assert holdings.approve(first) == 1
    with pytest.raises(psycopg.Error, match="may not leave"):
        holdings.approve(second)
    holdings.one("SELECT lookalike.withdraw_quarantine(%s, 'Paul', 'no')", first)
    assert holdings.approve(second) == 1


@pytest.mark.parametrize("change", ["changed", "moved", "missing", "taken"])
def test_what_is_another_by_now_is_not_approved(
    holdings: Holdings, pair: tuple[int, int], change: str
) -> None:
    _, b = pair
    plan = holdings.propose(b)
    if change == "changed":
        holdings.put("b.tif", "y", "identical copy")
    elif change == "moved":
        holdings.connection.execute(
            "UPDATE lookalike_internal.image SET path = 'z.tif' WHERE image_id = %s", (b,)
        )
    elif change == "missing":
        holdings.lose(b)
    else:
        holdings.approved(b)
    said = {
        "changed": "The file has changed", "moved": 'lies at "z.tif"', "missing": "is missing",
        "taken": 'Plan "plan 2" has it already',
    }  # fmt: skip
    with pytest.raises(psycopg.Error, match="may not leave") as raised:
        holdings.approve(plan)
    assert said[change] in str(raised.value.diag.message_detail)


def test_a_withdrawn_plan_is_over(holdings: Holdings, pair: tuple[int, int]) -> None:
    plan = holdings.approved(pair[1])
    holdings.one("SELECT lookalike.withdraw_quarantine(%s, 'Paul', 'a mistake')", plan)
    assert holdings.states(plan) == {pair[1]: "withheld"}
    assert holdings.problem(plan, pair[1]) == "Paul withdrew the plan: a mistake"
    for call in ("approve_quarantine(%s, 'Rita')", "withdraw_quarantine(%s, 'Paul', 'x')"):
        with pytest.raises(psycopg.Error, match="is withdrawn"):
            holdings.one(f"SELECT lookalike.{call}", plan)
    with pytest.raises(psycopg.Error, match="is withdrawn"):
        holdings.one("SELECT lookalike_internal.open_plan(%s)", plan)


def test_moving_and_restoring_is_as_a_scan_would_see_it(
    holdings: Holdings, pair: tuple[int, int]
) -> None:
    _, b = pair
    missing = "SELECT missing_since IS NOT NULL FROM lookalike_internal.image WHERE image_id = %s"
    plan = holdings.approved(b)
    holdings.open(plan)
    assert holdings.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, b) is None
    assert holdings.states(plan) == {b: "moving"}
    assert not holdings.one(missing, b)
    assert holdings.one("SELECT lookalike_internal.finish_move(%s, %s)", plan, b) == "moved"
    assert holdings.one(missing, b)
    with pytest.raises(psycopg.Error, match="has files in quarantine"):
        holdings.one("SELECT lookalike.withdraw_quarantine(%s, 'Paul', 'no')", plan)
    holdings.one("SELECT lookalike_internal.open_plan(%s)", plan)
    assert holdings.one("SELECT lookalike_internal.close_plan(%s)", plan) == "applied"
    holdings.restore(plan, b)
    assert not holdings.one(missing, b)
    holdings.one("SELECT lookalike_internal.open_plan(%s)", plan)
    assert holdings.one("SELECT lookalike_internal.close_plan(%s)", plan) == "restored"
    outcomes = holdings.connection.execute(
        "SELECT action, outcome FROM lookalike_internal.event WHERE object_type = 'image'"
        " AND object_id = %s ORDER BY event_id",
        (str(b),),
    ).fetchall()
    assert outcomes == [
        ("move", "begun"), ("move", "success"), ("restore", "begun"), ("restore", "success"),
    ]  # fmt: skip


def test_a_move_is_refused_for_what_is_guarded_at_that_moment(
    holdings: Holdings, pair: tuple[int, int]
) -> None:
    """Also where the triggers that would have withheld it were off."""
    plan = holdings.approved(pair[1])
    holdings.connection.execute(
        "ALTER TABLE lookalike_internal.decision DISABLE TRIGGER decision_insert_trigger"
    )
    holdings.decide("keep", pair[1])
    holdings.open(plan)
    problem = holdings.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, pair[1])
    assert "decided to keep it" in problem
    assert holdings.states(plan) == {pair[1]: "withheld"}


def test_the_manifest_says_what_stays_and_what_keeps(
    holdings: Holdings, pair: tuple[int, int]
) -> None:
    _, b = pair
    plan = holdings.approved(b)
    manifest = (
        "SELECT source, destination, state, stays, guard, obstacle"
        " FROM lookalike_detail.quarantine_manifest"
    )
    archive_id = holdings.one("SELECT archive_id FROM lookalike_internal.installation")
    destination = f"/made-up-quarantine/lookalike-{str(archive_id)[:8]}/plan-{plan}/{b}/b.tif"
    assert holdings.connection.execute(manifest.encode()).fetchall() == [
        ("/made-up/test/b.tif", destination, "approved", "test: a.tif", None, None)
    ]
    holdings.move(plan, b)
    holdings.hold(image_id=b)
    holdings.lose(pair[0])
    ((*_, state, stays, guard, problem),) = holdings.connection.execute(
        manifest.encode()
    ).fetchall()
    assert (state, stays, problem) == ("moved", None, None)
    assert guard.startswith('legal hold: Held for "Case 1": evidence')
    assert guard.endswith(
        "last copy: The image that stayed in its place is gone; restore this file."
    )


def test_two_sessions_do_not_apply_one_plan(
    holdings: Holdings, pair: tuple[int, int], archive_url: str
) -> None:
    plan = holdings.approved(pair[1])
    with psycopg.connect(archive_url, autocommit=True) as other:
        other.execute("SELECT lookalike_internal.open_plan(%s)", (plan,))
        with pytest.raises(psycopg.Error, match="is being applied or restored"):
            holdings.one("SELECT lookalike_internal.open_plan(%s)", plan)
        other.execute("SELECT lookalike_internal.close_plan(%s)", (plan,))
        # A scan in its place, and nothing stays locked by the attempt.
        other.execute("SELECT lookalike_internal.take_stage_lock('scan', 1)")
        with pytest.raises(psycopg.Error, match='collection "test" is being scanned'):
            holdings.one("SELECT lookalike_internal.open_plan(%s)", plan)
        # Asked for, as a connection that is closed gives its locks back some time later.
        other.execute("SELECT lookalike_internal.release_stage_lock('scan', 1)")
        holdings.one("SELECT lookalike_internal.open_plan(%s)", plan)
