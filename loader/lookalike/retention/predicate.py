"""Parses predicates to point at a fault in them; the archive checks them again."""

import difflib
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import Connection

from lookalike.retention.policy import Vocabulary

if TYPE_CHECKING:
    from sqlglot import Token


@dataclass(frozen=True)
class Fault:
    """A fault in a text: `length` characters from `place`, which counts from 0."""

    place: int
    length: int
    message: str
    hint: str | None = None


def find_fault(connection: Connection[Any], predicate: str, words: Vocabulary) -> Fault | None:
    """Return the first thing in a predicate that is not allowed or makes no sense, or None.

    A predicate may compare columns of classification_evidence and join that with AND, OR and NOT.
    """
    return (
        _wrong_token(predicate, words)
        or _refused_token(connection, predicate)
        or _wrong_tree(predicate, words)
        or _makes_no_sense(connection, predicate)
    )


def suggest(word: str, known: "list[str]") -> str | None:
    """Return a hint for a misspelt word, if a known word is close."""
    close = difflib.get_close_matches(word.lower(), known, n=1)
    return f"Did you mean {close[0]}?" if close else None


def _wrong_token(predicate: str, words: Vocabulary) -> Fault | None:
    from sqlglot import TokenType, tokenize
    from sqlglot.errors import TokenError

    try:
        tokens = tokenize(predicate, read="postgres")
    except TokenError:
        return None  # such as a text without an end: the archive says where it begins
    names = {*words.columns, *words.functions, *words.keywords}
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.comments:
            after = [predicate.find(sign, token.end + 1) for sign in ("--", "/*", "{#")]
            before = [predicate.rfind(sign, 0, token.start) for sign in ("--", "/*", "{#")]
            start = min([at for at in after if at >= 0] or [max(before)])
            return Fault(max(start, 0), 2, "a comment is not allowed in a predicate")
        source = predicate[token.start : token.end + 1]
        word = source.lower()
        if token.token_type == TokenType.NUMBER and re.match(r"[\w.]", predicate[token.end + 1 :]):
            return Fault(
                token.start, len(source), "a number ends with a digit", "Leave a space after it."
            )
        if token.token_type in (TokenType.STRING, TokenType.NUMBER):
            continue
        if source[0].isalpha() or source[0] == "_":
            is_called = following is not None and following.token_type == TokenType.L_PAREN
            if word not in names or (is_called and word in words.columns):
                return _wrong_word(token, source, is_called, words)
        elif source not in ("(", ")", ",") and source not in words.operators:
            kind = {"::": "a cast", '"': "a quoted name"}.get(source[:2]) or (
                "a quoted name" if source[0] == '"' else f'"{source}"'
            )
            return Fault(
                token.start,
                len(source),
                f"{kind} is not allowed in a predicate",
                "The operators are " + " ".join(sorted(words.operators)) + ".",
            )
    return None


def _wrong_word(token: "Token", source: str, is_called: bool, words: Vocabulary) -> Fault:
    if is_called:
        message = f'function "{source}" is not allowed in a predicate'
        hint = "The functions are " + ", ".join(sorted(words.functions)) + "."
    elif token.token_type.name == "VAR":
        message = f'column "{source}" does not exist'
        hint = suggest(source, [*words.columns]) or "lookalike policy columns lists them."
    else:
        message = f'"{source}" is not allowed in a predicate'
        hint = "A predicate compares columns, and joins that with AND, OR and NOT."
    return Fault(token.start, len(source), message, hint)


def _wrong_tree(predicate: str, words: Vocabulary) -> Fault | None:
    from sqlglot import exp, parse
    from sqlglot.errors import ParseError, TokenError

    allowed = (
        exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE,
        exp.In, exp.Between, exp.Like, exp.ILike, exp.Is, exp.Null, exp.Boolean, exp.Literal,
        exp.Column, exp.Identifier, exp.Tuple,
    )  # fmt: skip
    try:
        # With all of the text as context, its length says where the error is.
        trees = parse(predicate, read="postgres", error_message_context=len(predicate) + 1)
    except TokenError:
        return None
    except ParseError as error:
        found = error.errors[0] if error.errors else {}
        place = len(found.get("start_context") or "")
        return Fault(
            place,
            max(len(found.get("highlight") or ""), 1),
            "the predicate is no condition that can be read",
            "Something is missing or too much here.",
        )
    for tree in trees:
        if tree is None:
            continue
        for node in tree.walk():
            if isinstance(node, allowed):
                continue
            names = node.sql_names() if isinstance(node, exp.Func) else []
            if isinstance(node, exp.Anonymous):
                names = [node.name]
            if not any(name.lower() in words.functions for name in names):
                at = next(
                    (n.meta["start"] for n in node.find_all(exp.Identifier) if "start" in n.meta), 0
                )
                return Fault(at, 1, f"{node.key} is not allowed in a predicate")
    if len(trees) != 1:
        return Fault(0, 1, "a predicate is one condition")
    return None


def _refused_token(connection: Connection[Any], predicate: str) -> Fault | None:
    """Return the fault that the archive itself finds."""
    row = connection.execute(
        "SELECT place, token, fault, hint FROM lookalike_internal.find_predicate_fault(%s)",
        (predicate,),
    ).fetchone()
    if row is not None and row[2] is not None:
        return Fault(row[0] - 1, max(len(row[1]), 1), row[2], row[3])
    return None


def _makes_no_sense(connection: Connection[Any], predicate: str) -> Fault | None:
    """Return the fault that the server finds, because it knows the types."""
    try:
        with connection.transaction():
            connection.execute("SELECT lookalike.check_predicate(%s)", (predicate,))
    except psycopg.Error as error:
        position, query = error.diag.internal_position, error.diag.internal_query
        place = 0
        if position is not None and query is not None:
            place = int(position) - 1 - query.index(predicate)
        # At its end the server points behind what it was given.
        place = min(max(place, 0), max(len(predicate) - 1, 0))
        return Fault(place, 1, error.diag.message_primary or str(error), error.diag.message_hint)
    return None
