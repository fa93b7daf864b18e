"""The guards once more, worked out in Python from the bare rows of the tables, image by image."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

LEAVING = ("approved", "moving", "moved", "restoring")
Record = tuple[object, ...]


def number(said: str | None) -> tuple[str, ...]:
    """The runs of letters and of digits in a number, for which case and width do not matter."""
    plain = unicodedata.normalize("NFKC", said or "").lower()
    return () if plain == "n/a" else tuple(re.findall(r"[^\W\d_]+|\d+", plain))


def record(
    catalogue: int, id_: str, series: str | None, record_no: str | None, contract_no: str | None
) -> Record:
    """The record of an entry: by its numbers, or by its id if it has no number."""
    numbers = number(series), number(record_no), number(contract_no)
    return numbers if any(numbers[1:]) else (catalogue, id_)


@dataclass(frozen=True)
class Image:
    """A row of the archive with what stages said of it."""

    image_id: int
    pixels: bytes
    collection: int
    present: bool
    class_: str | None
    source: int | None
    is_proven: bool
    cluster: int | None
    has_more: bool  # several frames, or something that was not compared
    sha256: bytes
    statements: frozenset[tuple[str, str]]


class Oracle:
    """The state of an archive at one moment.

    `covered` has the pixels and bytes that each hold was ever seen to cover, `settled` says
    about which pictures people settled that they are licensed in these different ways, and
    `judged` has the pairs of records that people decided about, with the decisions.
    """

    def __init__(
        self,
        connection: Connection[Any],
        covered: dict[int, set[bytes]],
        settled: Collection[tuple[bytes, frozenset[str]]],
        judged: Sequence[tuple[frozenset[Record], str]] = (),
    ) -> None:
        def rows(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query.encode()).fetchall()

        self.images = {
            row[0]: Image(*row[:10], frozenset(said for said in row[10].items() if said[1]))
            for row in rows(
                "SELECT i.image_id, i.pixel_digest, i.collection_id, i.missing_since IS NULL,"
                " k.class, k.derived_from_image_id, k.derivation IS NOT NULL, m.cluster_id,"
                " i.frame_count > 1 OR i.not_compared IS NOT NULL, i.sha256,"
                " jsonb_build_object('creator', i.creator, 'title', i.metadata->>'title',"
                " 'location', i.metadata->>'location', 'comment', i.metadata->>'comment')"
                " FROM lookalike_internal.image i"
                " LEFT JOIN lookalike_internal.retention_class k USING (image_id)"
                " LEFT JOIN lookalike_internal.cluster_member m USING (image_id)"
            )
        }
        self.published = {
            row[0] for row in rows("SELECT pixel_digest FROM lookalike_internal.publication")
        }
        self.renditions = rows(
            "SELECT entry_id, pixel_digest, basis FROM lookalike_internal.rendition"
        )
        known = {entry for entry, _, basis in self.renditions if basis not in ("words", "refused")}
        refused = {said[:2] for said in self.renditions if said[2] == "refused"}
        self.possible = {
            pixels
            for entry, pixels, basis in self.renditions
            if basis == "words" and entry not in known and (entry, pixels) not in refused
        }
        self.cropped = {
            row[0]
            for row in rows(
                "SELECT inner_image_id FROM lookalike_internal.match WHERE is_accepted"
                " AND proof = 'proven' AND relation = 'cropped'"
            )
        }
        self.crop_entries = {
            row[0]
            for row in rows(
                "SELECT entry_id FROM lookalike_internal.catalogue_entry WHERE published_crop > ''"
            )
        }
        self.links = rows("SELECT entry_id, image_id FROM lookalike_internal.entry_image")
        self.licensed = dict(
            rows(
                "SELECT entry_id, licence FROM lookalike_internal.catalogue_entry"
                " WHERE licence > '' AND missing_since IS NULL"
            )
        )
        self.settled = settled
        self.records = {
            row[0]: record(*row[1:])
            for row in rows(
                "SELECT entry_id, catalogue_id, external_id, series, record_no, contract_no"
                " FROM lookalike_internal.catalogue_entry WHERE missing_since IS NULL"
            )
        }
        self.judged_records = dict(judged)  # the latest counts
        vital_entries = {
            row[0]
            for row in rows(
                "SELECT entry_id FROM lookalike_internal.catalogue_entry"
                " WHERE is_vital AND missing_since IS NULL"
            )
        }
        self.vital = {image for entry, image in self.links if entry in vital_entries}
        self.marks = dict(
            rows(
                "SELECT pixel_digest, is_vital FROM lookalike_internal.vital_mark ORDER BY mark_id"
            )
        )
        self.holds = rows(
            "SELECT h.hold_id, h.pixel_digest, h.image_id, h.entry_id, h.collection_id, h.scope"
            " FROM lookalike_internal.legal_hold h, lookalike_internal.legal_matter m"
            " WHERE m.matter_id = h.matter_id AND h.released_at IS NULL AND m.closed_at IS NULL"
        )
        self.decisions = rows(
            "SELECT decision, pixel_digest_a, pixel_digest_b, image_id_a FROM"
            " lookalike_internal.decision"
            " ORDER BY decision_id"
        )
        self.parts = rows(
            "SELECT inner_image_id, image_id_a + image_id_b - inner_image_id"
            " FROM lookalike_internal.match WHERE proof = 'part of' AND NOT is_accepted"
        )
        self.items = {
            row[0]: row[1:]
            for row in rows(
                "SELECT image_id, pixel_digest, archival_pixel_digest, state"
                " FROM lookalike_internal.quarantine_item"
                " WHERE state IN ('approved', 'moving', 'moved', 'restoring')"
            )
        }

        self.transferred = set(
            rows(
                "SELECT image_id, pixel_digest FROM lookalike_internal.quarantine_item"
                " WHERE state = 'transferred'"
            )
        )
        self.covered = covered
        for hold, pixels, number, entry, collection, scope in self.holds:
            seen = covered.setdefault(hold, set())
            if pixels is not None:
                seen.add(pixels)
            for image in self.images.values():
                if image.image_id == number or image.collection == collection:
                    seen.add(image.pixels)
            for of_entry, linked in self.links:
                if of_entry == entry:
                    seen.add(self.images[linked].pixels)
            # What has these pixels or these bytes is held with its bytes and its pixels.
            before = None
            while before != len(seen):
                before = len(seen)
                for image in self.images.values():
                    if image.pixels in seen or image.sha256 in seen:
                        seen.update((image.pixels, image.sha256))
                if scope == "picture and versions":
                    seen.update(self.versions(seen))

    def versions(self, seen: Collection[bytes]) -> set[bytes]:
        """The pixels of all clusters of these pictures, and of what contains one of them."""
        held = {image.image_id: image for image in self.images.values() if image.pixels in seen}
        clusters = {image.cluster for image in held.values()} - {None}
        wholes = {
            whole
            for part, whole in self.parts
            if part in held
            and self.judged(self.images[part], self.images[whole])[-1:] != ["not a duplicate"]
        }
        return {
            image.pixels
            for image in self.images.values()
            if image.cluster in clusters or image.image_id in wholes
        }

    def judged(self, one: Image, two: Image) -> list[str]:
        """What people decided about the pair, the latest last."""
        pair = sorted((one.pixels, two.pixels))
        return [decision for decision, a, b, _ in self.decisions if [a, b] == pair]

    def leaves(self, image: Image) -> bool:
        """Whether it is on its way, with the pixels it has now."""
        return image.image_id in self.items and self.items[image.image_id][0] == image.pixels

    def staying(self, gone: Collection[int] = ()) -> list[Image]:
        return [
            image
            for image in self.images.values()
            if image.present
            and not self.leaves(image)
            and (image.image_id, image.pixels) not in self.transferred
            and image.image_id not in gone
        ]

    def source(self, image: Image) -> Image | None:
        """What it was made of: another picture that is still what it was when it was classified."""
        if image.class_ not in ("derivative", "identical copy") or image.source is None:
            return None
        if not image.is_proven:
            return None
        made_of = self.images[image.source]
        if made_of.pixels == image.pixels:
            if made_of.class_ not in ("derivative", "identical copy") or made_of.source is None:
                return None
            if not made_of.is_proven:
                return None
            made_of = self.images[made_of.source]
        if (
            made_of.pixels == image.pixels
            or made_of.class_ in (None, "unclassified")
            or image.cluster is None
            or made_of.cluster != image.cluster
            or self.judged(image, made_of)[-1:] == ["not a duplicate"]
        ):
            return None
        return made_of

    def is_needed(self, image: Image, gone: Collection[int]) -> bool:
        """Whether something else that was published, or leaves, was made of these pixels."""
        for other in self.images.values():
            if other.source is None:
                continue
            made_of = self.images[other.source]
            if (
                other.pixels in self.published
                and made_of.pixels == image.pixels
                and other.pixels != image.pixels
            ):
                return True
        for number in gone:
            made_of_ = self.source(self.images[number])
            if made_of_ is not None and made_of_.pixels == image.pixels:
                return True
        return any(
            archival == image.pixels
            for number, (_, archival, _) in self.items.items()
            if number not in gone and number != image.image_id
        )

    def is_last(self, image: Image, gone: Collection[int]) -> bool:
        if image.class_ in (None, "unclassified"):
            return True
        stays = [other for other in self.staying(gone) if other.image_id != image.image_id]
        if any(other.pixels == image.pixels for other in stays):
            return False
        made_of = self.source(image)
        return (
            made_of is None
            or image.pixels in self.published | self.possible
            or self.is_needed(image, gone)
            or not any(other.pixels == made_of.pixels for other in stays)
        )

    def proposed(self) -> set[tuple[int, bytes]]:
        """The crops that have to be on record as what was, or may have been, published."""
        known = {entry for entry, _, basis in self.renditions if basis not in ("words", "refused")}
        found = set()
        for entry, number in self.links:
            image = self.images[number]
            if entry not in self.crop_entries - known or image.cluster is None:
                continue
            found |= {
                (entry, other.pixels)
                for other in self.images.values()
                if other.present and other.cluster == image.cluster
                if other.image_id in self.cropped
            }
        return found

    def is_unique(self, image: Image, gone: Collection[int]) -> bool:
        """Whether it holds what no file beside it holds that stays."""
        stays = [other for other in self.staying(gone) if other.image_id != image.image_id]
        alike = [other for other in stays if other.pixels == image.pixels]
        if image.has_more and not alike:
            return True
        if image.cluster is not None:
            alike = [other for other in stays if other.cluster == image.cluster]
        elif not alike or image.class_ in (None, "unclassified"):
            return False
        return bool(image.statements - frozenset().union(*(other.statements for other in alike)))

    def records_of(self, image: Image) -> set[Record]:
        return {
            self.records[entry]
            for entry, number in self.links
            if number == image.image_id and entry in self.records
        }

    def is_other_record(self, image: Image, gone: Collection[int]) -> bool:
        """Whether a record of it would be left without a picture of it."""
        if image.cluster is not None:
            alike = [other for other in self.images.values() if other.cluster == image.cluster]
        else:
            alike = [other for other in self.images.values() if other.pixels == image.pixels]
            if not any(other.present for other in alike if other is not image):
                return False
        stays = [other for other in self.staying(gone) if other in alike and other is not image]
        kept = set().union(*(self.records_of(other) for other in stays))
        return any(
            all(self.judged_records.get(frozenset((one, other))) != "same record" for other in kept)
            for one in self.records_of(image) - kept
        )

    def is_held(self, image: Image) -> bool:
        return any({image.pixels, image.sha256} & self.covered[hold] for hold, *_ in self.holds)

    def decision(self, image: Image) -> str | None:
        """The latest decision that applies to it."""
        found = None
        for decision, pixels, _, number in self.decisions:
            if decision not in ("keep", "quarantine") or pixels != image.pixels:
                continue
            about = self.images.get(number)
            if number == image.image_id or not (
                about is not None
                and about.pixels == pixels
                and (about.present or self.leaves(about))
            ):
                found = decision
        return found

    def group(self, image: Image) -> list[Image]:
        """It, and its present copies."""
        return [
            other
            for other in self.images.values()
            if other.image_id == image.image_id
            or (other.present and image.cluster is not None and other.cluster == image.cluster)
        ]

    def licences(self, image: Image) -> frozenset[str]:
        """Under which it and its copies stand, as the catalogue has it."""
        group = {other.image_id for other in self.group(image)}
        return frozenset(
            self.licensed[entry]
            for entry, number in self.links
            if number in group and entry in self.licensed
        )

    def is_conflicted(self, image: Image) -> bool:
        licences = self.licences(image)
        return len(licences) > 1 and not any(
            (other.pixels, licences) in self.settled for other in self.group(image)
        )

    def guards(self, image: Image, gone: Collection[int] = ()) -> set[str]:
        found = set()
        if self.is_held(image):
            found.add("legal hold")
        if image.present and self.decision(image) == "keep":
            found.add("human decision")
        if image.present and self.is_conflicted(image):
            found.add("conflicting rights")
        if self.is_other_record(image, gone):
            found.add("other record")
        if image.image_id in self.vital or self.marks.get(image.pixels):
            found.add("vital record")
        if self.is_last(image, gone):
            found.add("last copy")
        if self.is_unique(image, gone):
            found.add("unique content")
        return found
