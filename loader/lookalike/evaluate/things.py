"""What a file of an evaluation is, by its path: of a photograph, a document, or a composite."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from lookalike.evaluate.composites import make as composites
from lookalike.evaluate.copies import read_name
from lookalike.evaluate.forms import make as forms
from lookalike.evaluate.forms.make import Document
from lookalike.evaluate.score import File
from lookalike.picture.edits import Edit

Thing = File | Document | int  # int: the number of a composite


class OtherPair(NamedTuple):
    """An accepted pair of files that are not both of photographs."""

    a: Thing
    b: Thing
    relations: frozenset[str]
    evidence: str


def read_path(path: str) -> Thing:
    """The file that a path below the scratch folder names."""
    folder = path.partition("/")[0]
    if folder == forms.FOLDER:
        return forms.read_document(path)
    return composites.read_number(path) if folder == composites.FOLDER else read_name(path)


def describer(
    labels: Mapping[int, str], edits: Sequence[Edit]
) -> Callable[[Thing], tuple[str, str]]:
    """Give a function that says which picture a file is of, and what was made of it."""

    def describe(thing: Thing) -> tuple[str, str]:
        if isinstance(thing, File):
            edit = edits[thing.edit - 1].name if thing.edit else "original"
            return labels[thing.photograph], edit
        if isinstance(thing, Document):
            scan = f"scan {thing.scan}" if thing.scan else "clean"
            return f"made-up {thing.kind} {thing.number}", scan
        return f"made-up composite {thing}", "composite"

    return describe
