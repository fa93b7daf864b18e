"""Policies, their rules, and the words that rules may use."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import Connection


@dataclass(frozen=True)
class Rule:
    """A rule: of the rules that hold for an image, the one with the lowest priority is taken."""

    name: str
    priority: int
    predicate: str
    class_: str
    disposition: str
    authority: str
    reason: str

    def fields(self) -> dict[str, Any]:
        """Return the fields by the names that files and SQL use."""
        return {key.rstrip("_"): value for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Policy:
    """A named list of rules; stored, it becomes a version that never changes."""

    name: str
    description: str
    rules: tuple[Rule, ...]

    def rules_as_json(self) -> str:
        """Return the rules as lookalike.add_policy takes them."""
        return json.dumps([rule.fields() for rule in self.rules], ensure_ascii=False)


@dataclass(frozen=True)
class Vocabulary:
    """The words that rules may use, as the archive's view policy_vocabulary lists them."""

    columns: Mapping[str, str]  # with their types
    functions: frozenset[str]
    keywords: frozenset[str]
    operators: frozenset[str]
    classes: tuple[str, ...]
    dispositions: tuple[str, ...]


def read_vocabulary(connection: Connection[Any]) -> Vocabulary:
    """Read the words that the archive allows in rules."""
    rows = connection.execute(
        "SELECT kind, word, type FROM lookalike_detail.policy_vocabulary"
    ).fetchall()

    def words(kind: str) -> tuple[str, ...]:
        return tuple(word for of, word, _ in rows if of == kind)

    return Vocabulary(
        columns={word: type_ for kind, word, type_ in rows if kind == "column"},
        functions=frozenset(words("function")),
        keywords=frozenset(words("keyword")),
        operators=frozenset(words("operator")),
        classes=words("class"),
        dispositions=words("disposition"),
    )
