"""Writes files, events, agents and rights of an archive as one PREMIS 3 document.

The elements stand in the order of the schema (https://www.loc.gov/standards/premis/premis.xsd).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from psycopg import Connection
from psycopg.rows import dict_row

from lookalike import __version__
from lookalike.database import one
from lookalike.database.query_files import QueryFiles, Row
from lookalike.errors import LookalikeError
from lookalike.premis.xml import XmlWriter

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_NAMESPACE = "http://www.loc.gov/premis/v3"
_VOCABULARY = "http://id.loc.gov/vocabulary/preservation/"
_SOFTWARE = f"software/lookalike-{__version__}"
# Types of events for which the vocabulary of the Library of Congress has no word.
LOCAL_TYPES = frozenset({"index removal", "sampling", "review", "withholding", "refusal"})


@dataclass(frozen=True)
class Counts:
    """How many of each were written."""

    objects: int
    events: int
    agents: int
    rights: int


def images_of_plan(connection: Connection[Any], plan_id: int) -> list[int]:
    """Return the images that a plan did not withhold."""
    return [row["image_id"] for row in _QUERIES.rows(connection, "images_of_plan", plan=plan_id)]


def write_premis(
    connection: Connection[Any],
    stream: IO[bytes],
    images: list[int] | None = None,
    plan_id: int | None = None,
) -> Counts:
    """Write some images, or all, with their events; and a plan with its events.

    The connection must be in a transaction. Memory does not grow with the archive. Raises
    LookalikeError where there is no object, which a PREMIS document must have.
    """
    document = _Document(connection, XmlWriter(stream), images, plan_id)
    return document.write()


@dataclass
class _Document:
    connection: Connection[Any]
    xml: XmlWriter
    images: list[int] | None
    plan_id: int | None
    people: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        query = "SELECT archive_id FROM lookalike_internal.installation"
        self.archive = str(one(self.connection, query))

    def write(self) -> Counts:
        with self.xml.element(
            "premis:premis",
            xmlns__premis=_NAMESPACE,
            xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
            version="3.0",
        ):
            objects = sum(map(self._object, self._rows("objects")))
            if not objects:
                raise LookalikeError("there is no image to write", hint="Name images, or scan.")
            if self.plan_id is not None:
                self._plan()
                objects += 1
            events = sum(map(self._event, self._rows("events")))
            self._agents()
            rights = sum(map(self._rights, self._rows("rights")))
        self.xml.end()
        return Counts(objects, events, len(self.people) + 1, rights)

    def _rows(self, name: str) -> Iterator[Row]:
        parameters = {"images": self.images, "plan": self.plan_id}
        with self.connection.cursor(f"premis_{name}", row_factory=dict_row) as cursor:
            cursor.execute(_QUERIES.text(name), parameters)
            yield from cursor

    def _identifier(self, kind: str, value: object) -> None:
        with self.xml.element(f"premis:{kind}Identifier"):
            self.xml.leaf(f"premis:{kind}IdentifierType", "lookalike")
            self.xml.leaf(f"premis:{kind}IdentifierValue", f"{self.archive}/{value}")

    def _term(self, name: str, text: str, vocabulary: str) -> None:
        """Write a word of a vocabulary of the Library of Congress."""
        uri = _VOCABULARY + vocabulary
        self.xml.leaf(f"premis:{name}", text, authority=vocabulary, authorityURI=uri)

    def _object(self, row: Row) -> int:
        xml = self.xml
        with xml.element("premis:object", xsi__type="premis:file"):
            self._identifier("object", f"image/{row['image_id']}")
            with xml.element("premis:objectCharacteristics"):
                xml.leaf("premis:compositionLevel", 0)
                with xml.element("premis:fixity"):
                    self._term("messageDigestAlgorithm", "SHA-256", "cryptographicHashFunctions")
                    xml.leaf("premis:messageDigest", row["sha256"])
                    xml.leaf("premis:messageDigestOriginator", f"lookalike {__version__}")
                xml.leaf("premis:size", row["byte_size"])
                with xml.element("premis:format"), xml.element("premis:formatDesignation"):
                    xml.leaf("premis:formatName", row["format"])
                if row["software"]:
                    with xml.element("premis:creatingApplication"):
                        xml.leaf("premis:creatingApplicationName", row["software"])
            xml.leaf("premis:originalName", f"{row['collection']}:{row['path']}")
            if row["location"] is not None:
                with xml.element("premis:storage"), xml.element("premis:contentLocation"):
                    xml.leaf("premis:contentLocationType", "path")
                    xml.leaf("premis:contentLocationValue", row["location"])
            if row["source_id"] is not None:
                self._source(row)
            if self.plan_id is not None:
                self._relationship("structural", "is part of", f"plan/{self.plan_id}")
            if row["event_id"] is not None:
                for identifier, _ in _events(row):
                    self._identifier("linkingEvent", identifier)
        return 1

    def _source(self, row: Row) -> None:
        source = f"image/{row['source_id']}"
        if row["has_same_fixity"]:
            self._relationship("same fixity", "same fixity", source, is_local=True)
        else:
            self._relationship("derivation", "has source", source)

    def _relationship(self, kind: str, sub_kind: str, to: str, is_local: bool = False) -> None:
        xml = self.xml
        with xml.element("premis:relationship"):
            for name, text in (("relationshipType", kind), ("relationshipSubType", sub_kind)):
                if is_local:
                    xml.leaf(f"premis:{name}", text)
                else:
                    self._term(name, text, name)
            self._identifier("relatedObject", to)

    def _plan(self) -> None:
        query = "SELECT plan FROM lookalike_detail.quarantine_plan WHERE plan_id = %s"
        with self.xml.element("premis:object", xsi__type="premis:intellectualEntity"):
            self._identifier("object", f"plan/{self.plan_id}")
            self.xml.leaf("premis:originalName", one(self.connection, query, self.plan_id))

    def _event(self, row: Row) -> int:
        events = _events(row)
        for identifier, kind in events:
            self._one_event(row, identifier, kind)
        return len(events)

    def _one_event(self, row: Row, identifier: str, kind: str) -> None:
        xml = self.xml
        with xml.element("premis:event"):
            self._identifier("event", identifier)
            if kind in LOCAL_TYPES:
                xml.leaf("premis:eventType", kind)
            else:
                self._term("eventType", kind, "eventType")
            xml.leaf("premis:eventDateTime", row["happened_at"])
            with xml.element("premis:eventDetailInformation"):
                xml.leaf("premis:eventDetail", f"{row['action']}: {row['detail'] or 'restricted'}")
            with xml.element("premis:eventOutcomeInformation"):
                xml.leaf("premis:eventOutcome", row["outcome"])
            self.people.add(row["done_by"])
            self._link_agent(f"agent/{row['done_by']}", "implementer")
            self._link_agent(_SOFTWARE, "executing program")
            if row["object_id"] is not None:
                self._identifier("linkingObject", f"{row['object_type']}/{row['object_id']}")

    def _link_agent(self, value: str, role: str) -> None:
        with self.xml.element("premis:linkingAgentIdentifier"):
            self.xml.leaf("premis:linkingAgentIdentifierType", "lookalike")
            self.xml.leaf("premis:linkingAgentIdentifierValue", f"{self.archive}/{value}")
            self._term("linkingAgentRole", role, "eventRelatedAgentRole")

    def _agents(self) -> None:
        for name in sorted(self.people):
            with self.xml.element("premis:agent"):
                self._identifier("agent", f"agent/{name}")
                self.xml.leaf("premis:agentName", name)
        with self.xml.element("premis:agent"):
            self._identifier("agent", _SOFTWARE)
            self.xml.leaf("premis:agentName", "lookalike")
            self._term("agentType", "software", "agentType")
            self.xml.leaf("premis:agentVersion", __version__)

    def _rights(self, row: Row) -> int:
        xml = self.xml
        is_licence = row["licence"] is not None
        with xml.element("premis:rights"), xml.element("premis:rightsStatement"):
            self._identifier("rightsStatement", f"entry/{row['entry_id']}")
            self._term("rightsBasis", "license" if is_licence else "other", "rightsBasis")
            kind = "license" if is_licence else "otherRights"
            with xml.element(f"premis:{kind}Information"):
                with xml.element(f"premis:{kind}DocumentationIdentifier"):
                    xml.leaf(f"premis:{kind}DocumentationIdentifierType", row["catalogue"])
                    identifier = row["licence_ref"] or row["external_id"]
                    xml.leaf(f"premis:{kind}DocumentationIdentifierValue", identifier)
                if is_licence:
                    xml.leaf("premis:licenseTerms", row["licence"])
                    self._notes("license", row)
                    self._dates("license", row)
                else:
                    xml.leaf("premis:otherRightsBasis", "statement of a catalogue")
                    self._dates("otherRights", row)
                    self._notes("otherRights", row)
            for image in row["images"]:
                self._identifier("linkingObject", f"image/{image}")
        return 1

    def _notes(self, kind: str, row: Row) -> None:
        for name in (
            "rights_statement", "rights_holder", "licensor", "territory", "jurisdiction",
            "embargo_until",
        ):  # fmt: skip
            if row[name] is not None:
                said = f"{name.replace('_', ' ')}: {row[name]}"
                self.xml.leaf(f"premis:{kind}Note", said)

    def _dates(self, kind: str, row: Row) -> None:
        if row["valid_from"] is None and row["valid_until"] is None:
            return
        with self.xml.element(f"premis:{kind}ApplicableDates"):
            self.xml.leaf("premis:startDate", row["valid_from"] or "unknown")
            if row["valid_until"] is not None:
                self.xml.leaf("premis:endDate", row["valid_until"])


def _events(row: Row) -> list[tuple[str, str]]:
    """Return identifier and type of what an event of the log is in PREMIS: a scan is two events."""
    first, *others = row["event_type"].split("; ")
    name = f"event/{row['event_id']}"
    return [(name, first), *((f"{name}-{n}", kind) for n, kind in enumerate(others, start=2))]
