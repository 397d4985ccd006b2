"""Stand-alone program over one PDF from outside. Runs only in a cage.

`python -I sheets.py look FILE`: JSON on standard output, {"pages": [{"text", "boxes"}]}; `boxes` has
[x, y, w, h] for each character of `text`, in ten-thousandths of the page as it is seen.
`python -I sheets.py page FILE N OUT`: page N (from 0) as a JPEG to look at.
`python -I sheets.py cover FILE OUT AREAS`: a new PDF of one picture a page, the areas painted black;
AREAS is a JSON list with a list of {"x", "y", "w", "h"} for each page. Nothing else of FILE is in OUT.
Exit code 3: locked by a password; 4: not a PDF; 5: too many or too large pages.
"""

import ctypes
import io
import json
import sys
from math import ceil, sqrt
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

WHOLE = 10_000
POINTS, LOOK, PRINT = 72, 110, 150  # points and dots per inch
MAX_PAGES, MAX_SIDE, MAX_PIXELS, MAX_CHARS = 60, 5_000, 12_000_000, 30_000
QUALITY = 85
LOCKED, BROKEN, TOO_LARGE = 3, 4, 5


class Refused(Exception):
    """The file cannot be used; `args[0]` is the exit code."""


def opened(path: str) -> pypdfium2.PdfDocument:
    """The document, when it can be read without a password and is not too large."""
    try:
        document = pypdfium2.PdfDocument(path)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise Refused(LOCKED if "assword" in str(error) else BROKEN) from error
    if not 0 < len(document) <= MAX_PAGES:
        raise Refused(TOO_LARGE)
    for number in range(len(document)):
        if not all(0 < side <= MAX_SIDE for side in document.get_page_size(number)):
            raise Refused(TOO_LARGE)
    return document


def picture(page: pypdfium2.PdfPage, dots: int) -> Image.Image:
    """The page as it is seen, with its comments and form fields, at most MAX_PIXELS."""
    width, height = page.get_size()
    scale = min(dots / POINTS, sqrt(MAX_PIXELS / (width * height)))
    shown = page.render(scale=scale, may_draw_forms=True, fill_color=(255, 255, 255, 255))
    image: Image.Image = shown.to_pil().convert("RGB")
    return image


def words(page: pypdfium2.PdfPage) -> dict[str, Any]:
    """The text of the page, hidden text too, and where each character is."""
    layer = page.get_textpage()
    text, boxes = "", []
    for index in range(min(layer.count_chars(), MAX_CHARS)):
        char = chr(pdfium.FPDFText_GetUnicode(layer.raw, index) or 32)
        text += char if char.isprintable() else " "
        boxes.append(box(page, layer.get_charbox(index, loose=True)))
    return {"text": text, "boxes": boxes}


def box(page: pypdfium2.PdfPage, corners: tuple[float, float, float, float]) -> list[int]:
    """Left, bottom, right, top of the page's own space as [x, y, w, h] of the page as it is seen."""
    left, bottom, right, top = corners
    (ax, ay), (bx, by) = seen(page, left, top), seen(page, right, bottom)
    x, y = max(0, min(ax, bx)), max(0, min(ay, by))
    return [x, y, min(WHOLE, max(ax, bx)) - x, min(WHOLE, max(ay, by)) - y]


def seen(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    """A point of the page's own space on the page as it is turned and cropped."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(
        page.raw, 0, 0, WHOLE, WHOLE, 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return across.value, down.value


def cover(image: Image.Image, area: dict[str, int]) -> None:
    """Paint the area black, rounded outwards: an edge is never left in sight."""
    width, height = image.size
    left, top = area["x"] * width // WHOLE, area["y"] * height // WHOLE
    right = min(width, ceil((area["x"] + area["w"]) * width / WHOLE))
    bottom = min(height, ceil((area["y"] + area["h"]) * height / WHOLE))
    image.paste((0, 0, 0), (left, top, right, bottom))


def add(document: pypdfium2.PdfDocument, image: Image.Image, size: tuple[float, float]) -> None:
    """A page of that size in points with the picture and nothing else."""
    data = io.BytesIO()
    image.save(data, "JPEG", quality=QUALITY, subsampling=0)
    data.seek(0)
    page = document.new_page(*size)
    shown = pypdfium2.PdfImage.new(document)
    shown.load_jpeg(data, inline=True)
    shown.set_matrix(pypdfium2.PdfMatrix().scale(*size))
    page.insert_obj(shown)
    page.gen_content()


def covered(source: pypdfium2.PdfDocument, areas: list[list[dict[str, int]]]) -> bytes:
    """The new file. ValueError when the areas are not one list for each page."""
    made = pypdfium2.PdfDocument.new()
    for page, marks in zip(source, areas, strict=True):
        image = picture(page, PRINT)
        for area in marks:
            cover(image, area)
        add(made, image, page.get_size())
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def main(arguments: list[str]) -> None:
    """Do what the command line asks."""
    order, path, *rest = arguments
    source = opened(path)
    if order == "look":
        json.dump({"pages": [words(page) for page in source]}, sys.stdout)
    elif order == "page":
        picture(source[int(rest[0])], LOOK).save(rest[1], "JPEG", quality=QUALITY)
    else:
        with open(rest[0], "wb") as file:
            file.write(covered(source, json.loads(rest[1])))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refused as refusal:
        sys.exit(refusal.args[0])
