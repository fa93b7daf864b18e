"""Where a picture was taken, as EXIF says it (EXIF 2.32, section 4.6.6)."""

import math
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD


def read_location(image: Image.Image) -> str | None:
    """Read "latitude, longitude" in degrees with 5 decimals; None without a position.

    Latitude 0, longitude 0 is what a receiver without a position writes.
    """
    tags = image.getexif().get_ifd(IFD.GPSInfo)
    if GPS.GPSLatitude not in tags or GPS.GPSLongitude not in tags:
        return None
    latitude = _degrees(tags[GPS.GPSLatitude], tags.get(GPS.GPSLatitudeRef), "S")
    longitude = _degrees(tags[GPS.GPSLongitude], tags.get(GPS.GPSLongitudeRef), "W")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or latitude == longitude == 0:
        return None
    return f"{latitude:.5f}, {longitude:.5f}"


def _degrees(parts: Any, side: Any, negative: str) -> float:
    """Add up degrees, minutes and seconds, rounded. NaN where a part is broken."""
    values = [float(part) for part in parts]
    size = math.fsum(value / 60**place for place, value in enumerate(values))
    said = side.decode("ascii", "replace") if isinstance(side, bytes) else str(side or "")
    signed = -size if said.strip().upper().startswith(negative) else size
    return round(signed, 5) + 0.0  # no minus before a zero
