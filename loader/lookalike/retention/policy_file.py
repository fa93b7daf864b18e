"""Policies in TOML files; errors point at the place in the line."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.errors import LookalikeError
from lookalike.nearest import no_such_file
from lookalike.resources import POLICIES
from lookalike.retention.policy import Policy, Rule, Vocabulary, read_vocabulary
from lookalike.retention.predicate import Fault, find_fault, suggest
from lookalike.retention.query import query_text

_TEXTS = ("name", "predicate", "class", "disposition", "authority", "reason")
_FIELDS = ("name", "priority", *_TEXTS[1:])
_MOST_BYTES = 1_000_000

# The parts of a TOML file, enough to know where values are;
_PIECE = re.compile(
    r"""
      (?P<comment> \# [^\n]* )
    | (?P<text> \"{3} (?: \\. | [^\\] )*? \"{3} | '{3} .*? '{3}
                | " (?: \\. | [^"\\\n] )* " | ' [^'\n]* ' )
    | (?P<rule> ^ [ \t]* \[\[ [ \t]* rule [ \t]* \]\] )
    | (?P<key> ^ [ \t]* (?P<name> [A-Za-z0-9_-]+ ) [ \t]* = [ \t]* )
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


@dataclass
class _Places:
    """The places of a rule, its texts and its keys in a file; offsets count from 0."""

    start: int = 0
    keys: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)


def _find_places(source: str) -> list[_Places]:
    """Return the places of what comes before the rules, and those of each rule."""
    places = [_Places()]
    key = None
    for piece in _PIECE.finditer(source):
        if piece["rule"]:
            places.append(_Places(piece.start("rule")))
            key = None
        elif piece["key"]:
            key = piece["name"]
            places[-1].keys[key] = piece.start("name")
        elif piece["text"] and key is not None:
            start = piece.start("text") + (3 if piece["text"][:3] in ('"""', "'''") else 1)
            # A line break right after three quotes is no part of the text.
            if piece["text"][:3] in ('"""', "'''"):
                start += len(re.match(r"\r?\n|", source[start:])[0])  # type: ignore[index]
            places[-1].texts[key] = start
            key = None
    return places


def _find_example(path: Path) -> Path:
    """Find a policy that Lookalike ships, by its name. Raises LookalikeError."""
    examples = {file.stem: file for file in sorted(POLICIES.glob("*.toml"))}
    if path.parent == Path() and path.name.removesuffix(".toml") in examples:
        return examples[path.name.removesuffix(".toml")]
    raise no_such_file(
        "cannot read",
        path,
        f"Name a TOML file, or a policy that Lookalike ships: {', '.join(examples)}.",
    )


class _Reader:
    """Reads one file; errors name the file and the line."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path = _find_example(path)
        self._path = path
        try:
            content = path.read_bytes()
        except OSError as error:
            raise LookalikeError(
                f"cannot read {path}: {error.strerror}", hint="Check the path."
            ) from error
        if len(content) > _MOST_BYTES:
            raise LookalikeError(
                f"{path} is no policy",
                detail=f"It has more than {_MOST_BYTES:,} bytes.",
                hint="lookalike policy show prints a policy as such a file.",
            )
        try:
            # tomllib does the same with line breaks; so places are those of what it read.
            self._source = content.decode("utf-8-sig").replace("\r\n", "\n")
            self._data = tomllib.loads(self._source)
        except UnicodeDecodeError as error:
            raise LookalikeError(
                f"{path} is not in UTF-8",
                detail=f"Byte {error.start + 1} is none of a character.",
                hint="Save it as UTF-8.",
            ) from error
        except tomllib.TOMLDecodeError as error:
            said = re.fullmatch(
                r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error)
            )
            where = f"line {said[2]}" if said and said[2] else "at its end"
            raise LookalikeError(
                f"{path}, {where}: {said[1] if said else error}",
                hint="TOML: a text stands between quotes, and [[rule]] begins a rule.",
            ) from error
        self._places = _find_places(self._source)

    def fail(
        self, nth: int, key: str | None, message: str, hint: str | None = None,
        fault: Fault | None = None,
    ) -> LookalikeError:  # fmt: skip
        """The error that points at a rule (0: what comes before), its key, or within a text."""
        places = self._places[nth] if nth < len(self._places) else _Places()
        value = self._value(nth, key)
        at, length = places.start, 1
        if key is not None and key in places.keys:
            at, length = places.keys[key], len(key)
        shown: tuple[str, ...] = ()
        if fault is not None and key is not None:
            start = places.texts.get(key)
            if start is not None and self._source[start : start + len(value)] == value:
                at, length = start + fault.place, fault.length
            else:  # it is written with escapes: point at it as it is read
                shown = point_at(value, fault.place, fault.length)
        line = self._source.count("\n", 0, at) + 1
        if not shown:
            shown = point_at(self._source, at, length)
        return LookalikeError(f"{self._path}, line {line}: {message}", shown=shown, hint=hint)

    def _value(self, nth: int, key: str | None) -> str:
        rules = self._data.get("rule", [])
        if (
            nth
            and isinstance(rules, list)
            and nth <= len(rules)
            and isinstance(rules[nth - 1], dict)
        ):
            return str(rules[nth - 1].get(key, ""))
        return str(self._data.get(key, "")) if key else ""

    def policy(self) -> Policy:
        """Return the policy, after a check of its form."""
        for key in self._data:
            if key not in ("name", "description", "rule"):
                raise self.fail(
                    0, key, f'"{key}" is unknown', "A policy has name, description and rules."
                )
        for key in ("name", "description"):
            value = self._data.get(key)
            if not isinstance(value, str) or not value.strip():
                raise self.fail(0, key, f"the policy lacks its {key}", f'Write: {key} = "..."')
        rules = self._data.get("rule")
        if not isinstance(rules, list) or not rules or not all(isinstance(r, dict) for r in rules):
            raise self.fail(0, "rule", "the policy has no rules", "Begin each with [[rule]].")
        policy = Policy(
            self._data["name"].strip(),
            self._data["description"].strip(),
            tuple(self._rule(nth, rule) for nth, rule in enumerate(rules, 1)),
        )
        for key in ("name", "priority"):
            seen: dict[object, Rule] = {}
            for nth, rule in enumerate(policy.rules, 1):
                value = getattr(rule, key)
                if value in seen:
                    raise self.fail(
                        nth, key, f"two rules have the {key} {value}",
                        "Names and priorities tell the rules of a policy apart.",
                    )  # fmt: skip
                seen[value] = rule
        return policy

    def _rule(self, nth: int, rule: dict[str, Any]) -> Rule:
        for key in rule:
            if key not in _FIELDS:
                raise self.fail(
                    nth, key, f'"{key}" is unknown', suggest(key, [*_FIELDS])
                    or f"A rule has {', '.join(_FIELDS)}."
                )  # fmt: skip
        for key in _TEXTS:
            if not isinstance(rule.get(key), str) or not rule[key].strip():
                raise self.fail(
                    nth, key if key in rule else None, f"the rule lacks its {key}",
                    f"A rule has {', '.join(_FIELDS)}.",
                )  # fmt: skip
        priority = rule.get("priority")
        if not isinstance(priority, int) or isinstance(priority, bool) or abs(priority) > 10**9 - 1:
            raise self.fail(
                nth, "priority" if "priority" in rule else None, "the rule lacks its priority",
                "It is a whole number; of the rules that hold, the one with the lowest is taken.",
            )  # fmt: skip
        return Rule(
            rule["name"], priority, rule["predicate"], rule["class"], rule["disposition"],
            rule["authority"], rule["reason"],
        )  # fmt: skip

    def check(self, connection: Connection[Any], policy: Policy, words: Vocabulary) -> None:
        """Raise an error for the first rule that is not allowed."""
        for nth, rule in enumerate(policy.rules, 1):
            for key, value, known in (
                ("class", rule.class_, words.classes),
                ("disposition", rule.disposition, words.dispositions),
            ):
                if value not in known:
                    raise self.fail(
                        nth,
                        key,
                        f'{key} "{value}" does not exist',
                        f"It is one of: {', '.join(known)}.",
                    )
            fault = find_fault(connection, rule.predicate, words)
            if fault is not None:
                raise self.fail(nth, "predicate", fault.message, fault.hint, fault)
            row = connection.execute(query_text("template_fault"), (rule.reason,)).fetchone()
            if row is not None:
                place, length, message = row
                raise self.fail(
                    nth, "reason", message,
                    "Write {column} for a column, and {{ and }} for braces.",
                    Fault(place - 1, length, message),
                )  # fmt: skip


def point_at(source: str, at: int, length: int) -> tuple[str, str]:
    """Return the line that offset `at` is in, with carets below."""
    start = source.rfind("\n", 0, at) + 1
    end = source.find("\n", at)
    line = source[start : end if end >= 0 else len(source)].replace("\t", " ")
    carets = "^" * max(min(length, len(line) - (at - start)), 1)
    return line, " " * (at - start) + carets


def read_policy(connection: Connection[Any], path: Path) -> Policy:
    """Read a policy from a TOML file and check that the archive allows its rules.

    Nothing is stored. Raises LookalikeError, which names the line and points at the fault.
    """
    reader = _Reader(path)
    policy = reader.policy()
    reader.check(connection, policy, read_vocabulary(connection))
    return policy


def format_policy(policy: Policy) -> str:
    """Write a policy as the TOML file that read_policy would read it from."""

    def lines() -> Iterator[str]:
        yield f"name = {_quoted(policy.name)}"
        yield f"description = {_quoted(policy.description)}"
        for rule in policy.rules:
            yield ""
            yield "[[rule]]"
            for key, value in rule.fields().items():
                yield f"{key} = {value if isinstance(value, int) else _quoted(value)}"

    return "\n".join(lines()) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML text, in several lines if the text has several."""
    escaped = "".join(_ESCAPES.get(character) or _escape(character) for character in text)
    return f'"""\n{escaped}"""' if "\n" in text else f'"{escaped}"'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t"}


def _escape(character: str) -> str:
    is_control = (character < " " and character != "\n") or character == "\x7f"
    return f"\\u{ord(character):04x}" if is_control else character
