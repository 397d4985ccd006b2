"""Stand-alone program: look at one picture, or make a smaller one of it. Runs only in a cage.

`python -I look.py facts FILE` writes JSON; `python -I look.py shrink FILE OUT PIXELS` writes a JPEG
whose longer side has at most so many pixels, turned as its EXIF says and without any of its metadata.
It imports nothing of the portal, so that it starts fast and holds no secret.
"""

import json
import sys
import warnings
from fractions import Fraction
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError, __version__

MAX_PIXELS = 120_000_000  # the largest phone and scanner pictures have some 100 million
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]
QUALITY = 82
BASE, GPS, OWN = ExifTags.Base, ExifTags.GPS, ExifTags.IFD


def facts(path: str) -> dict[str, Any]:
    """What the picture says; `problem` is "truncated", "no_media", "bomb" or ""."""
    found: dict[str, Any] = {"tool": f"Pillow {__version__}", "problem": ""}
    try:
        with Image.open(path, formats=FORMATS) as picture:
            found |= {"format": picture.format, "width": picture.width, "height": picture.height}
            found |= told(picture.getexif())
            picture.load()
    except UnidentifiedImageError as error:
        found |= {"problem": "no_media", "detail": str(error)[-80:]}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        found |= {"problem": "bomb", "detail": str(error)}
    except (OSError, SyntaxError, ValueError) as error:
        found |= {"problem": "truncated", "detail": str(error)[:200]}
    return found


def told(exif: Image.Exif) -> dict[str, Any]:
    """Time, its zone, device and position as the camera wrote them."""
    own, gps = exif.get_ifd(OWN.Exif), exif.get_ifd(OWN.GPSInfo)
    time = own.get(BASE.DateTimeOriginal) or exif.get(BASE.DateTime)
    zone = own.get(BASE.OffsetTimeOriginal) or own.get(BASE.OffsetTime)
    return {
        "time": str(time or ""),
        "zone": str(zone or ""),
        "make": str(exif.get(BASE.Make) or ""),
        "model": str(exif.get(BASE.Model) or ""),
        "latitude": degrees(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef), "S"),
        "longitude": degrees(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef), "W"),
    }


def degrees(parts: Any, side: Any, negative: str) -> float | None:
    """Decimal degrees of (degrees, minutes, seconds); None when they are no numbers."""
    try:
        whole, minutes, seconds = (Fraction(str(part)) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = float(whole + minutes / 60 + seconds / 3600)
    return -value if str(side).upper().startswith(negative) else value


def shrink(path: str, out: str, pixels: int) -> None:
    """Write the smaller picture."""
    with Image.open(path, formats=FORMATS) as picture:
        picture.draft("RGB", (pixels, pixels))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((pixels, pixels))
        plain = Image.new("RGB", turned.size, "white")
        rgba = turned.convert("RGBA")
        plain.paste(rgba, mask=rgba)
        plain.save(out, "JPEG", quality=QUALITY)


def main(arguments: list[str]) -> None:
    """Do what the command line asks."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if arguments[0] == "facts":
        sys.stdout.write(json.dumps(facts(arguments[1])))
    else:
        shrink(arguments[1], arguments[2], int(arguments[3]))


if __name__ == "__main__":
    main(sys.argv[1:])
