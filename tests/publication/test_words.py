"""What is read from the words of a catalogue: crop boxes, crops, media, days."""

from typing import Any

from psycopg import Connection

BOXES = {
    "10,20,50,40": [10, 20, 50, 40],
    "pct:10,20,50,40": [10, 20, 50, 40],
    "10 %, 20 %, 50 %, 40 %": [10, 20, 50, 40],
    "xywh=percent:10,20,50,40": [10, 20, 50, 40],
    "x=10 y=20 w=50 h=40": [10, 20, 50, 40],
    "left 10, top 20, width 50, height 40": [10, 20, 50, 40],
    "50x40+10+20": [10, 20, 50, 40],
    "(10; 20; 50px; 40px)": [10, 20, 50, 40],
    "10 20 50.5 40.25": [10, 20, 50.5, 40.25],
    "w=50 h=40 x=10 y=20": None,
    "10,20,0,40": None,
    "10,20,50": None,
    "10,20,50,40,5": None,
    "3 columns": None,
}
CROPS = {
    "Front page, city edition, crop over 3 columns": True,
    "Front page, city edition, crop 3 cols": True,
    "cropped to a square": True,
    "Ausschnitt, dreispaltig": True,
    "recadrée": True,
    "頭版 裁切": True,
    "Farmers bring in the crop": False,
    "Crop failure in the valley": False,
    "Front page": False,
}
MEDIA = {
    "Print": "print", "newspaper": "print", "Zeitung": "print", "報紙": "print", "web": "web",
    "Online": "web", "TV news": "broadcast", "Rádio": "broadcast", "電視": "broadcast",
    "poster": "poster", " ": None,
}  # fmt: skip


def read(connection: Connection[Any], function: str, said: dict[str, Any]) -> dict[str, Any]:
    rows = connection.execute(
        f"SELECT s, lookalike_internal.{function} FROM unnest(%s::text[]) s", (list(said),)
    )
    return dict(rows.fetchall())


def test_words_are_read(archive: Connection[Any]) -> None:
    found = read(archive, "read_crop(s)", BOXES)
    assert {said: box and [float(edge) for edge in box] for said, box in found.items()} == BOXES
    assert read(archive, "says_crop(NULL, s)", CROPS) == CROPS
    assert read(archive, "read_medium(s)", MEDIA) == MEDIA
    # In a field about the publication, a crop is not one on a field.
    assert read(archive, "says_crop(s, NULL)", {"tight crop": 1, "crop": 1}) == {
        "tight crop": True,
        "crop": True,
    }
