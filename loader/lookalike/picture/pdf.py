"""Opens scanned PDF documents as Pillow opens files with pages, through PDFium (lookalike[pdf]).

A document is scanned if pictures fill half of a page or more. Such a page is drawn at the
resolution of its finest picture, with all that is on it; other pages are drawn at 150 dpi.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import Any, NamedTuple

from PIL import Image, ImageFile

from lookalike.picture.problem import BadImage

FORMAT = "PDF"

_POINTS = 72  # of an inch, in which a document measures
_DRAWN = 150  # dpi of a page that is no picture
_FINEST, _COARSEST = 600, 50  # dpi
_SCANNED = 0.5  # of a page that pictures fill
_LEAST_PIXELS = 10_000  # of a picture whose resolution counts
_MOST_PAGES = 1000  # that are read
_WRONG_PASSWORD = 4  # an error of PDFium

_one_at_a_time = Lock()  # PDFium is not made for threads


class _Page(NamedTuple):
    size: tuple[int, int]  # pixels, as it is drawn
    scale: float  # pixels for a point
    is_scan: bool


class PdfImage(ImageFile.ImageFile):
    """A scanned document. Nothing of PDFium outlives a call."""

    format = FORMAT
    format_description = "scanned PDF document"

    _frame = 0
    _drawn = -1  # the page that was drawn last

    def _open(self) -> None:
        file: Any = self.fp
        before, mark, _ = file.read(1024).partition(b"%PDF-")
        if not mark:
            raise SyntaxError("not a PDF document")
        try:
            self._begin(file)
        except BadImage as error:
            if before.strip() and error.problem == "corrupt":  # a text that quotes one
                raise SyntaxError("not a PDF document") from None
            raise

    def _begin(self, file: Any) -> None:
        with _document(file) as document:
            count = len(document)
            self._text = document.get_metadata_dict(skip_empty=True)
            self._measured: dict[int, _Page] = {}
            for number in range(min(count, _MOST_PAGES)):
                self._measured[number] = _measure(document, number)
                if self._measured[number].is_scan:
                    break
            else:
                raise BadImage("unsupported", "a PDF document without a scanned page")
        self.has_more_pages = count > _MOST_PAGES
        self.n_frames = min(count, _MOST_PAGES)
        self.is_animated = False
        self._show(0)

    def seek(self, frame: int) -> None:
        if not 0 <= frame < self.n_frames:
            raise EOFError("there is no such page")
        if frame != self._frame:
            self._show(frame)

    def tell(self) -> int:
        return self._frame

    def load(self) -> Any:
        if self._drawn != self._frame:
            with _document(self.fp) as document:
                drawn = _draw(document, self._frame, self._measured[self._frame].scale)
            self._size, self._mode, self.im = drawn.size, drawn.mode, drawn.im
            self._drawn = self._frame
        return super().load()

    def _show(self, frame: int) -> None:
        if frame not in self._measured:
            with _document(self.fp) as document:
                self._measured[frame] = _measure(document, frame)
        page = self._measured[frame]
        self._frame, self._drawn = frame, -1
        self._size, self._mode = page.size, "RGB"
        self.tile = []
        self.info["dpi"] = (page.scale * _POINTS, page.scale * _POINTS)
        names = {"Title": "Title", "Author": "Author", "Subject": "Description"}
        names |= {"Producer": "Software", "Creator": "Software"}
        self.info |= {names[key]: said for key, said in self._text.items() if key in names}


@lru_cache(maxsize=1)
def register() -> bool:
    """Have Pillow open PDF documents; say whether PDFium is installed."""
    if find_spec("pypdfium2") is None:
        return False
    Image.register_open(FORMAT, PdfImage)
    return True


@contextmanager
def _document(file: Any) -> Iterator[Any]:
    import pypdfium2  # starts PDFium, which most files do not need

    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as error:
            if error.err_code == _WRONG_PASSWORD:
                message = "a PDF document that is protected by a password"
                raise BadImage("unsupported", message) from None
            raise BadImage("corrupt", f"a PDF document that cannot be read: {error}") from None
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise BadImage("corrupt", f"a page of the document cannot be read: {error}") from None
        finally:
            document.close()


def _measure(document: Any, number: int) -> _Page:
    """Find out how large a page is drawn."""
    from pypdfium2 import raw

    page = document[number]
    width, height = page.get_size()
    covered, dpi = 0.0, 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        area = min(abs(right - left), width) * min(abs(top - bottom), height)
        across, down = picture.get_px_size()
        covered += area
        if across * down >= _LEAST_PIXELS and area > 0:
            dpi = max(dpi, _POINTS * math.sqrt(across * down / area))
    page.close()
    is_scan = dpi > 0 and covered >= _SCANNED * width * height
    scale = (min(max(dpi, _COARSEST), _FINEST) if is_scan else _DRAWN) / _POINTS
    # A scan is to be drawn pixel for pixel, and PDFium rounds the width up.
    scale = max(round(width * scale), 1) / width * (1 - 1e-7)
    return _Page((math.ceil(width * scale), math.ceil(height * scale)), scale, is_scan)


def _draw(document: Any, number: int, scale: float) -> Image.Image:
    page = document[number]
    bitmap = page.render(scale=scale, rev_byteorder=True)
    drawn: Image.Image = bitmap.to_pil()
    drawn = drawn if drawn.mode == "RGB" else drawn.convert("RGB")
    drawn.load()
    bitmap.close()
    page.close()
    return drawn
