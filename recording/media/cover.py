"""Stand-alone program: a copy of one picture with areas covered. Runs only in a cage.

`python -I cover.py FILE OUT AREAS`: AREAS is a JSON list of {"x", "y", "w", "h", "mode"} in
ten-thousandths of the upright picture. What lies under an area is gone from OUT: it is painted black, or
made anew from at most BLOCKS x 2 BLOCKS mean colours. OUT is a JPEG without any metadata of FILE.
"""

import json
import sys
import warnings
from math import ceil
from typing import Any

from PIL import Image, ImageOps

MAX_PIXELS = 120_000_000
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]
WHOLE = 10_000
BLOCKS = 4  # mean colours along the shorter side
SMALLEST_BLOCK = 8  # pixels
QUALITY = 92


def box_of(area: dict[str, Any], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Pixels (left, top, right, bottom), rounded outwards: an edge is never left in sight."""
    width, height = size
    left, top = area["x"] * width // WHOLE, area["y"] * height // WHOLE
    right = min(width, ceil((area["x"] + area["w"]) * width / WHOLE))
    bottom = min(height, ceil((area["y"] + area["h"]) * height / WHOLE))
    return left, top, right, bottom


def blocks_of(width: int, height: int) -> tuple[int, int]:
    """How many mean colours stand for an area of so many pixels, across and down."""
    side = max(
        SMALLEST_BLOCK, ceil(min(width, height) / BLOCKS), ceil(max(width, height) / BLOCKS / 2)
    )
    return max(1, width // side), max(1, height // side)


def cover(picture: Image.Image, area: dict[str, Any]) -> None:
    """Cover the area in place."""
    box = box_of(area, picture.size)
    size = (box[2] - box[0], box[3] - box[1])
    if area["mode"] == "black":
        picture.paste((0, 0, 0), box)
        return
    coarse = picture.crop(box).resize(blocks_of(*size), Image.Resampling.BOX)
    smooth = Image.Resampling.BILINEAR if area["mode"] == "blur" else Image.Resampling.NEAREST
    picture.paste(coarse.resize(size, smooth), box)


def main(arguments: list[str]) -> None:
    """Do what the command line asks."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    path, out, areas = arguments
    with Image.open(path, formats=FORMATS) as picture:
        rgba = ImageOps.exif_transpose(picture).convert("RGBA")
    # New pixels in a new picture: nothing the camera wrote comes along.
    plain = Image.new("RGB", rgba.size, "white")
    plain.paste(rgba, mask=rgba)
    for area in json.loads(areas):
        cover(plain, area)
    plain.save(out, "JPEG", quality=QUALITY, subsampling=0)


if __name__ == "__main__":
    main(sys.argv[1:])
