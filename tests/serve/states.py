"""The pages in all their states: what the archive holds for them, and where each is found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from command import run_command
from lookalike.database import connect, one
from serve.browser import follow
from serve.conftest import Site

_AWAY = "/srv/set-aside"


@dataclass(frozen=True)
class State:
    """A page in a state. `do` is what a person does there first, and leads to `then`."""

    address: str
    do: Callable[[Site, Any], None] | None = None
    then: str = ""
    is_empty: bool = False  # of an archive without images
    is_stranger: bool = False  # seen before signing in


def _press(selector: str) -> Callable[[Site, Any], None]:
    def press(site: Site, page: Any) -> None:
        page.locator(".viewer[data-laid-on]").wait_for()
        page.click(selector)

    return press


def _look_for_a_picture(site: Site, page: Any) -> None:
    page.set_input_files("#picture", site.folder / "coffee" / "coffee crop-35-%.jpg")
    follow(page, "form.picture button")


def _propose_what_is_guarded(site: Site, page: Any) -> None:
    for field in ("name", "reason"):
        page.fill(f"#{field}", "spring")
    page.fill("#destination", _AWAY)
    page.fill("#images", "astronaut/astronaut.png")
    follow(page, "main button.main")


def _hold_what_is_not_there(site: Site, page: Any) -> None:
    for field in ("matter", "reason", "subject"):
        page.fill(f"#{field}", "nothing")
    follow(page, "main button.main")


def _give_a_wrong_password(site: Site, page: Any) -> None:
    page.fill("#name", "nobody")
    page.fill("#password", "wrong")
    follow(page, "button.main")


STATES = {
    "queue": State("/queue"),
    "queue-of-a-kind": State("/queue?kind=sample&collection=archive&risk=0.1&page=2"),
    "pair": State("/pair/{a}/{b}"),
    "pair-swipe": State("/pair/{a}/{b}", _press("[data-mode=swipe]")),
    "pair-difference": State("/pair/{a}/{b}", _press("[data-mode=difference]")),
    "decided": State("/pair/{c}/{d}?decided={decided}"),
    "cluster": State("/cluster/{cluster}"),
    "case": State("/case/{sheet}"),
    "image": State("/image/{a}"),
    "image-gone": State("/image/{gone}"),
    "search": State("/search?q=chelsea"),
    "search-nothing": State("/search?q=nothing"),
    "search-refused": State("/search?q=whenever&by=date"),
    "found": State("/search", _look_for_a_picture, "/search/picture"),
    "plans": State("/plans"),
    "plans-none": State("/plans?state=applied"),
    "new-plan": State("/plans/new"),
    "new-plan-refused": State("/plans/new", _propose_what_is_guarded),
    "plan": State("/plans/{proposed}"),
    "plan-checked": State("/plans/{proposed}?check"),
    "plan-approved": State("/plans/{approved}"),
    "plan-withdrawn": State("/plans/{withdrawn}"),
    "holds": State("/holds"),
    "holds-all": State("/holds?all=yes"),
    "new-hold": State("/holds/new"),
    "new-hold-refused": State("/holds/new", _hold_what_is_not_there),
    "hold": State("/holds/{open}"),
    "hold-asked": State("/holds/{asked}"),
    "hold-ended": State("/holds/{ended}"),
    "schedule": State("/schedule"),
    "complete": State("/schedule/complete?collection=archive"),
    "samples": State("/samples"),
    "samples-drawn": State("/samples?drawn=4"),
    "compare": State("/compare/{a}/{b}"),
    "no-image": State("/image/987654321"),
    "no-page": State("/no-such-page"),
    "sign-in": State("/sign-in", is_stranger=True),
    "sign-in-refused": State("/sign-in", _give_a_wrong_password, is_stranger=True),
    "link-used": State("/enter?key=used", is_stranger=True),
    **{
        f"empty-{name}": State(f"/{name}", is_empty=True)
        for name in ("queue", "search", "plans", "holds", "schedule", "samples")
    },
}


def make_states(site: Site) -> dict[str, int]:
    """Bring the archive into all these states; return the numbers in the addresses."""
    with connect(site.database) as owner:
        _catalogue(owner)
    run_command(site.database, "classify")
    a, b = site.image("chelsea/chelsea.png"), site.image("chelsea/chelsea caption-bar.jpg")
    c, d = site.image("astronaut/astronaut.png"), site.image("rocket/rocket.png")
    numbers = {"a": min(a, b), "b": max(a, b), "c": min(c, d), "d": max(c, d)}
    numbers |= {"sheet": site.image("sheet.png"), "gone": site.image("rocket/rocket mirror.jpg")}
    with connect(site.database) as owner:
        query = "SELECT cluster_id FROM lookalike_detail.duplicate_image WHERE image_id = %s"
        numbers["cluster"] = one(owner, query, a)
        one(owner, "SELECT lookalike.draw_sample(1, 1)")
        query = "SELECT lookalike.record_decision('not a duplicate', 'ida', 'two pictures', %s, %s)"
        numbers["decided"] = one(owner, query, c, d)
        numbers |= _plans(site, owner) | _holds(site, owner)
        query = "UPDATE lookalike_internal.image SET missing_since = now() WHERE image_id = %s"
        owner.execute(query, (numbers["gone"],))
    return numbers


def _catalogue(owner: Any) -> None:
    """Two records of one picture that contradict each other."""
    owner.execute(
        "CREATE TABLE public.object"
        " (id text, title text, creator text, rights text, licence text, file text)"
    )
    owner.execute(
        "INSERT INTO public.object VALUES"
        " ('PH-0001', 'Cat, sitting', 'Anna Novak', 'In copyright', 'CC BY 4.0',"
        "  'chelsea/chelsea.png'),"
        " ('PH-0002', 'A cat', 'Boris Klein', 'No copyright', 'CC0 1.0',"
        "  'chelsea/chelsea caption-bar.jpg'),"
        " ('PH-0003', '香港咖啡店', '陳大文', NULL, NULL, 'coffee/coffee.png')"
    )
    owner.execute(
        "SELECT lookalike.import_entries('museum', 'SELECT * FROM public.object',"
        ' \'{"external_id": "id", "title": "title", "creator": "creator",'
        ' "rights_statement": "rights", "licence": "licence", "file": "file"}\')'
    )


def _plans(site: Site, owner: Any) -> dict[str, int]:
    def propose(name: str, *paths: str) -> int:
        query = "SELECT lookalike.propose_quarantine(%s, %s, %s, %s, %s)"
        images = [site.image(path) for path in paths]
        plan: int = one(owner, query, name, _AWAY, "Anna Novak", "copies of low quality", images)
        return plan

    low = "{0}/{0} JPEG-quality-30.jpg"
    plans = {
        "withdrawn": propose("Spring", low.format("astronaut")),
        "approved": propose("Summer", low.format("rocket"), low.format("astronaut")),
        "proposed": propose("Autumn", low.format("coffee"), "coffee/coffee mirror.jpg"),
    }
    one(owner, "SELECT lookalike.withdraw_quarantine(%s, 'Boris Klein', 'not now')",
        plans["withdrawn"])  # fmt: skip
    one(owner, "SELECT lookalike.approve_quarantine(%s, 'Boris Klein')", plans["approved"])
    return plans


def _holds(site: Site, owner: Any) -> dict[str, int]:
    def place(matter: str, reason: str, path: str) -> int:
        query = "SELECT lookalike.place_hold(%s, %s, 'Carla Diaz', %s)"
        hold: int = one(owner, query, matter, reason, site.image(path))
        return hold

    holds = {
        "open": place("Case 2026-7", "A court asked for the picture.", "coffee/coffee.png"),
        "asked": place("Case 2026-8", "The rights are in doubt.", "chelsea/chelsea mirror.jpg"),
        "ended": place("Case 2026-9", "A court asked for the picture.", "rocket/rocket.png"),
    }
    for name in ("ended", "asked"):
        query = "SELECT lookalike.release_hold(%s, 'Carla Diaz', 'the case is settled')"
        one(owner, query, holds[name])
    one(owner, "SELECT lookalike.confirm_release(%s, 'David Chen')", holds["ended"])
    return holds
