"""Reads the report the way a browser does, and fails where a browser would have to guess."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "img", "br", "wbr", "link", "input", "hr"}
# An open p ends where one of these begins; a validator forbids it, and so do we.
_NOT_IN_P = {"p", "ul", "ol", "dl", "div", "table", "section", "article", "pre", "h2", "h3"}


@dataclass
class Node:
    """An element with its attributes and what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str, css_class: str | None = None) -> list["Node"]:
        return [
            node
            for node in self.walk()
            if node.tag == tag
            and (css_class is None or css_class in node.attributes.get("class", "").split())
        ]

    def one(self, tag: str, css_class: str | None = None) -> "Node":
        (found,) = self.all(tag, css_class)
        return found

    @property
    def raw_text(self) -> str:
        return "".join(c if isinstance(c, str) else c.raw_text for c in self.children)

    @property
    def text(self) -> str:
        """With every run of white space, no-break spaces too, as one space."""
        return " ".join(self.raw_text.split())


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        assert not (self.open[-1].tag == "p" and tag in _NOT_IN_P), f"<{tag}> in <p>"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> where <{self.open[-1].tag}> is open"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Node:
    """Parse a page; AssertionError where its elements do not nest."""
    assert html.startswith("<!DOCTYPE html>\n")
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert len(parser.open) == 1, f"<{parser.open[-1].tag}> is never closed"
    return parser.root
