"""Pages of a long list: which one is asked for, and the addresses of the one before and after."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from lookalike.serve.cases import is_number

_LAST = 400  # pages; beyond it, people should ask for less


@dataclass(frozen=True)
class Paging:
    """A page of `size` rows. A query takes one row more (`limit`), which tells if there is more."""

    address: str
    asked: tuple[tuple[str, str], ...]
    number: int
    size: int

    @property
    def limit(self) -> int:
        """How many rows to ask for."""
        return self.size + 1

    @property
    def skip(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * self.size

    def links(self, rows: int) -> tuple[str | None, str | None]:
        """Addresses of the page before and of the page after, where this one got so many rows."""
        before = self._at(self.number - 1) if self.number > 1 else None
        after = self._at(self.number + 1) if rows > self.size and self.number < _LAST else None
        return before, after

    def _at(self, number: int) -> str:
        return f"{self.address}?{urlencode([*self.asked, ('page', number)])}"


def page_number(request: Request, last: int) -> int:
    """The page that the address asks for, from 1 to `last`; the first where that is no number."""
    given = request.query_params.get("page", "1")
    return min(max(int(given), 1), last) if is_number(given) else 1


def paging(request: Request, size: int) -> Paging:
    """The page that is asked for; the first where that is no number."""
    asked = [(key, value) for key, value in request.query_params.multi_items() if key != "page"]
    return Paging(request.url.path, tuple(asked), page_number(request, _LAST), size)
