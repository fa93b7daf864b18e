"""The photographs of the demo archive, and what its people wrote about them.

The pictures are in the public domain or CC0 and lie inside the scikit-image wheel. Names, dates,
cameras and rights are invented: they show what archives really disagree about.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph and its archival master."""

    number: str
    slug: str
    source: str  # file name in skimage.data
    master: Literal["tif", "png", "jpg"]  # jpg: the source file itself, byte for byte
    title: str
    creator: str
    captured: str  # EXIF time
    camera: tuple[str, str]  # make, model


LIBRARY = "Riverside City Library"
COURIER = "Riverside Courier"

_SCANNER = ("EPSON", "Expression 12000XL")
_STUDIO = ("Phase One", "iXG 100MP")
_FIELD = ("NIKON CORPORATION", "NIKON D850")

PHOTOGRAPHS = (
    Photograph("PH-0001", "astronaut", "astronaut.png", "tif", "Portrait of an astronaut",
               "Marta Kral", "1999:07:01 10:30:00", _STUDIO),
    Photograph("PH-0002", "coffee", "coffee.png", "tif", "Cup of coffee, Harbour Café",
               "Marta Kral", "2011:03:19 09:12:44", _FIELD),
    Photograph("PH-0003", "cat", "chelsea.png", "tif", "Chelsea, the reading-room cat",
               "Ivan Holub", "2008:11:02 15:40:10", _FIELD),
    Photograph("PH-0004", "rocket", "rocket.jpg", "png", "Rocket on the launch pad at dusk",
               "Ivan Holub", "2015:02:08 18:05:31", _FIELD),
    Photograph("PH-0005", "cameraman", "camera.png", "tif", "Man with a film camera",
               "Unknown photographer", "2009:05:14 11:00:00", _SCANNER),
    Photograph("PH-0006", "coins", "coins.png", "tif", "Greek coins, tray 4",
               "Museum documentation", "2007:09:25 13:22:07", _STUDIO),
    Photograph("PH-0007", "deep-field", "hubble_deep_field.jpg", "jpg",
               "Deep field, astronomy club", "Astronomy club", "2012:09:25 22:00:00", _FIELD),
    Photograph("PH-0008", "moon", "moon.png", "png", "Surface of the Moon",
               "Astronomy club", "2006:01:14 21:47:00", _SCANNER),
    Photograph("PH-0009", "clock", "clock_motion.png", "png", "The clock of the old station",
               "Ivan Holub", "2010:06:30 08:59:58", _FIELD),
    Photograph("PH-0010", "brick-wall", "brick.png", "png", "Brick wall, Mill Street 7",
               "Building survey", "2018:04:11 10:01:00", _FIELD),
    Photograph("PH-0011", "churchyard", "grass.png", "png", "Grass in the churchyard",
               "Building survey", "2018:04:11 10:20:00", _FIELD),
    Photograph("PH-0012", "gravel-path", "gravel.png", "png", "Gravel path, City Park",
               "Building survey", "2018:04:11 10:41:00", _FIELD),
    Photograph("PH-0013", "horse", "horse.png", "png", "Horse, paper cutting",
               "Unknown artist", "2009:05:15 11:30:00", _SCANNER),
)  # fmt: skip

BACKED_UP = ("astronaut", "coffee", "cat", "cameraman", "coins", "deep-field", "moon", "clock",
             "horse")  # fmt: skip
THUMBNAILS = ("astronaut", "coffee", "cat", "rocket", "cameraman", "coins")
PRESS = ("astronaut", "coffee", "cat", "rocket", "coins", "clock", "brick-wall")
OLD_WEBSITE = ("astronaut", "coffee", "cat", "rocket", "cameraman", "moon", "clock", "horse")
PHONE = ("coffee", "cat", "clock", "gravel-path")

README = """\
A demo archive for Lookalike
==============================

masters/            archival masters with capture time, camera and rights
Backup of masters/  a copy made before a migration, never cleaned up
web/                previews and thumbnails of the public catalogue
press/              copies given to newspapers, with credit lines and other terms
old-website/        what was left of the website of 2003
phone/              pictures that staff sent from their phones
scans/              a box of scanned pages, blank ones among them
incoming/           uploads nobody has looked at, some of them broken
catalogue.csv       the catalogue; some entries name one picture and disagree about it

The photographs come from the scikit-image package, where they are in the public domain or CC0.
Everything said about them here (people, dates, cameras, rights) is invented.
"""
