"""LIDO, versions 1.0 and 1.1. https://lido-schema.org/"""

import re
from collections.abc import Iterator

from lookalike.catalogue.xml.element import (
    Element,
    Row,
    attribute,
    children,
    files,
    first,
    joined,
    name,
    said,
    span,
    text,
)

# Events that make a picture, by the words and the numbers of their types.
_MAKING = re.compile(
    r"produc|creat|photo|herstell|entsteh|aufnahme|fotogr|ausführung|vytvoren|výroba|réalisation"
    r"|lido00007|lido00012",
    re.IGNORECASE,
)
_PUBLISHING = re.compile(r"publication|publikation|veröffentlich|lido00228", re.IGNORECASE)


def read(record: Element) -> Row:
    """The row of a LIDO record."""
    about = list(children(record, "descriptiveMetadata"))
    admin = list(children(record, "administrativeMetadata"))
    identification = [part for one in about for part in children(one, "objectIdentificationWrap")]
    titles = [
        value
        for wrap in identification
        for title in _preferred(children(wrap, "titleWrap", "titleSet", "appellationValue"))
        if (value := text(title))
    ]
    events = [event for one in about for event in children(one, "eventWrap", "eventSet", "event")]
    made = [event for event in events if _MAKING.search(_kind(event))]
    published = [event for event in events if _PUBLISHING.search(_kind(event))]
    works = [part for one in admin for part in children(one, "rightsWorkWrap", "rightsWorkSet")]
    resources = [part for one in admin for part in children(one, "resourceWrap", "resourceSet")]
    addresses = [
        address
        for one in resources
        for link in children(one, "resourceRepresentation", "linkResource")
        if (address := text(link))
    ]
    pictures = [part for one in resources for part in children(one, "rightsResource")]
    return said(
        record_id=_preferred_text(children(record, "lidoRecID")),
        identifier=joined(
            text(work)
            for wrap in identification
            for work in children(wrap, "repositoryWrap", "repositorySet", "workID")
        ),
        object_published_id=joined(text(one) for one in children(record, "objectPublishedID")),
        # A resource is a picture, so its link may be a bare name as well.
        file="\n".join(dict.fromkeys(files(addresses).splitlines() or addresses)),
        title=titles[0] if titles else "",
        other_title=joined(titles[1:]),
        creator=joined(_actor(one) for event in made for one in children(event, "eventActor")),
        date=joined(_date(event) for event in made),
        description=joined(
            (
                text(note)
                for wrap in identification
                for note in children(
                    wrap, "objectDescriptionWrap", "objectDescriptionSet", "descriptiveNoteValue"
                )
            ),
            " ",
        ),
        rights=joined(_rights(works)) or joined(_rights(pictures)),
        licence=joined(_rights(pictures)) if works else "",
        rights_holder=joined(_holders([*works, *pictures])),
        credit_line=joined(
            text(line) for one in [*works, *pictures] for line in children(one, "creditLine")
        ),
        date_published=joined(_date(event) for event in published),
        object_type=joined(
            text(term)
            for one in about
            for term in children(
                one, "objectClassificationWrap", "objectWorkTypeWrap", "objectWorkType", "term"
            )
        ),
        repository=joined(
            text(body)
            for wrap in identification
            for body in children(
                wrap, "repositoryWrap", "repositorySet", "repositoryName", "legalBodyName",
                "appellationValue",
            )
        ),
        subject=joined(
            text(term)
            for one in about
            for term in children(
                one, "objectRelationWrap", "subjectWrap", "subjectSet", "subject",
                "subjectConcept", "term",
            )
        ),
        material=joined(
            text(term)
            for event in made
            for term in children(event, "eventMaterialsTech", "displayMaterialsTech")
        ),
    )  # fmt: skip


def _preferred(elements: Iterator[Element]) -> list[Element]:
    """Elements, those that are marked as preferred first."""
    return sorted(elements, key=lambda one: not _is_preferred(one))


def _is_preferred(element: Element) -> bool:
    """The mark is an attribute of the value, or of the set around it."""
    return any(
        "preferred" in attribute(one, key).lower()
        for one in (element, element.getparent())
        for key in ("pref", "type")
    )


def _preferred_text(elements: Iterator[Element]) -> str:
    return next((text(one) for one in _preferred(elements) if text(one)), "")


def _kind(event: Element) -> str:
    return " ".join(text(part) for part in children(event, "eventType"))


def _actor(actor: Element) -> str:
    """The name of an actor; the text that is shown has life dates and roles in it."""
    names = children(actor, "actorInRole", "actor", "nameActorSet", "appellationValue")
    return _preferred_text(names) or text(first(actor, "displayActorInRole"))


def _date(event: Element) -> str:
    """The date in words; if there is none, the earliest and the latest date."""
    shown = joined(text(one) for one in children(event, "eventDate", "displayDate"))
    if any(letter.isdigit() for letter in shown):
        return shown
    return (
        joined(
            span(text(first(date, "earliestDate")), text(first(date, "latestDate")))
            for date in children(event, "eventDate", "date")
            if text(first(date, "earliestDate")) or text(first(date, "latestDate"))
        )
        or shown
    )


def _rights(sets: list[Element]) -> Iterator[str]:
    for one in sets:
        for kind in children(one, "rightsType"):
            for part in kind:
                if name(part) in ("conceptID", "term"):
                    yield text(part)


def _holders(sets: list[Element]) -> Iterator[str]:
    for one in sets:
        for holder in children(one, "rightsHolder"):
            yield joined(
                text(body) for body in children(holder, "legalBodyName", "appellationValue")
            )
