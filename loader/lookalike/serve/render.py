"""How a page is made of its template, in the language of the browser."""

from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from babel.core import negotiate_locale
from jinja2 import Environment
from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from lookalike.language import LANGUAGES, Language, language, wording
from lookalike.serve.guard import token_of
from lookalike.serve.styles import static
from lookalike.templates import page_environment

_TEMPLATES = Path(__file__).with_name("templates")
LANGUAGE_COOKIE = "language"


@dataclass(frozen=True)
class Refusal:
    """What was refused, in the words of the database, and what to do."""

    status: HTTPStatus
    said: str
    detail: str | None
    hint: str | None


def render(
    request: Request,
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    media_type: str = "text/html",
    refusal: Refusal | None = None,
    **values: Any,
) -> Response:
    """Return a page; its template knows the person, the language and the address.

    With a refusal, which the template shows, the page has the status of it.
    """
    status = refusal.status if refusal else status
    chosen = language_of(request)
    person = request.app.state.people.find(token_of(request))
    text = (
        _environment(chosen.code)
        .get_template(template)
        .render(person=person, request=request, languages=LANGUAGES, refusal=refusal, **values)
    )
    return Response(text, status, {"Content-Language": chosen.code}, media_type)


def language_of(request: Request) -> Language:
    """The language that the person has chosen, or else the one that the browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return language(chosen)
    header = request.headers.get("accept-language", "")
    asked = [part.split(";")[0].strip() for part in header.split(",")]
    # Where somebody reads Chinese, the written form of Taiwan and Hong Kong is what we have.
    asked = ["zh-Hant" if tag.lower().startswith("zh") else tag for tag in asked]
    found = negotiate_locale(asked, LANGUAGES, sep="-")
    return language(found or "en")


@cache
def _environment(code: str) -> Environment:
    chosen = language(code)
    environment = page_environment(_TEMPLATES)
    environment.globals.update(
        _=partial(_say, chosen),
        ngettext=partial(_many, chosen),
        language=chosen,
        static=static,
    )
    environment.filters.update(
        visible=wording.visible,
        plain=wording.plain,
        term=chosen.term,
        sentence=chosen.sentence,
        size=chosen.size,
        count=chosen.count,
        percent=chosen.percent,
        day=chosen.day,
        moment=chosen.moment,
        from_archive=chosen.from_archive,
    )
    return environment


def _say(chosen: Language, message: str, **values: object) -> str:
    """A message with values, which may be HTML, such as `path | visible`."""
    said = chosen.say(message)
    return escape(said) % values if values else said


def _many(chosen: Language, one: str, many: str, number: int, **values: object) -> str:
    return chosen.say_many(one, many, number, **values)
