"""What `export facts` writes: the one list of the exported views.

A view that is not in the archive, or that the role may not read, is left out, and the manifest says
so. View `thumbnail` is no part of it: the pictures of a million images are gigabytes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """A public view. With `by_collection`, each collection has files of its own."""

    name: str
    by_collection: bool = False


RELATIONS = (
    Relation("site"),
    Relation("collection"),
    Relation("image_fact", by_collection=True),
    Relation("cluster_fact"),
    Relation("pair_fact"),
    Relation("conflict_fact"),
    Relation("duplication_summary"),
    Relation("catalogue_record", by_collection=True),
    Relation("catalogue_field"),
    Relation("lineage", by_collection=True),
    Relation("part_of"),
    Relation("scan_problem"),
    Relation("review_queue"),
    Relation("review_decision"),
    Relation("review_schedule"),
    Relation("match_precision"),
    Relation("unlinked_entry"),
    Relation("held_image"),
    Relation("audit_snapshot"),
    Relation("image_change"),
    Relation("shared_picture"),
)
