"""What files and people say about the origin of members, beside what the pixels show."""

from collections import Counter
from collections.abc import Sequence

from lookalike.lineage.member import Member

_RANKS = {"masters": 0, None: 1, "derivatives": 2}


def find_sources(members: Sequence[Member]) -> dict[int, int]:
    """From which other member the XMP of a member says that it was made, by their numbers.

    A file is named by the id of its instance, or else by that of its document. An id that several
    members have was copied from one to the other, and names no member.
    """
    said = [member.provenance for member in members]
    instances = Counter(one.instance_id for one in said)
    documents = Counter(one.document_id for one in said)
    of_instance = {one.instance_id: number for number, one in enumerate(said)}
    of_document = {one.document_id: number for number, one in enumerate(said)}
    found = {}
    for number, one in enumerate(said):
        if one.instance_id and instances[one.instance_id] > 1:
            continue  # its XMP is a copy of that of another member
        source = None
        if one.derived_from_instance_id and instances[one.derived_from_instance_id] == 1:
            source = of_instance[one.derived_from_instance_id]
        elif one.derived_from_document_id and documents[one.derived_from_document_id] == 1:
            source = of_document[one.derived_from_document_id]
        if source is not None and source != number:
            found[number] = source
    return found


def is_said_to_derive(member: Member) -> bool:
    """Whether the XMP of a file says that it was made from another document."""
    said = member.provenance
    if said.derived_from_document_id or said.derived_from_instance_id:
        return True
    ids = {said.document_id, said.original_document_id}
    return None not in ids and len(ids) == 2


def prefer(members: Sequence[Member], candidates: Sequence[int]) -> int | None:
    """The candidate for the original to which the declarations about collections point, if any.

    One in a collection of masters comes before others, and one in a collection of derivatives
    after them.
    """
    ranks = sorted((_RANKS[members[one].holds], one) for one in candidates)
    if not ranks or (len(ranks) > 1 and ranks[0][0] == ranks[1][0]):
        return None
    return ranks[0][1] if len(ranks) > 1 or ranks[0][0] == 0 else None
