"""Stand-alone program: visible words over a picture. Runs only in a cage.

`python -I mark.py photo FILE OUT FONT LINE...` writes a JPEG of the picture with the lines all over it and
on a band below; `python -I mark.py layer OUT WIDTH HEIGHT FONT LINE...` writes the words alone as a PNG of
that size, to be laid over a film. The words stand in the pixels: no reader can switch them off.
"""

import sys
import warnings

from PIL import Image, ImageDraw, ImageFont, ImageOps

MAX_PIXELS = 120_000_000
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]
QUALITY = 90
SIMPLIFIED = 2  # the face of a Noto CJK collection
SMALLEST, PART = 10, 34  # pixels of a letter; a letter is this part of the shorter side
ANGLE, CLEAR = 24, 70  # degrees; how much of 255 the words all over it cover


def face(font: str, size: int) -> ImageFont.FreeTypeFont:
    """The font at a size; a file with a single face has no third."""
    try:
        return ImageFont.truetype(font, size, index=SIMPLIFIED)
    except OSError:
        return ImageFont.truetype(font, size)


def layer(size: tuple[int, int], font: str, lines: list[str]) -> Image.Image:
    """A transparent picture of that size with the words."""
    width, height = size
    letter = max(SMALLEST, min(size) // PART)
    written = face(font, letter)
    made = _tiled(size, written, "　".join(lines), letter)
    band = letter * (len(lines) + 1)
    draw = ImageDraw.Draw(made)
    draw.rectangle((0, height - band, width, height), fill=(0, 0, 0, 190))
    for no, line in enumerate(lines):
        place = (letter // 2, height - band + letter // 2 + no * letter)
        draw.text(place, line, font=fitting(font, line, letter, width), fill=(255, 255, 255, 255))
    return made


def fitting(font: str, line: str, letter: int, width: int) -> ImageFont.FreeTypeFont:
    """The largest font up to `letter` in which the line goes into the width."""
    written = face(font, letter)
    while letter > 1 and written.getlength(line) > width - letter:
        letter -= 1
        written = face(font, letter)
    return written


def _tiled(
    size: tuple[int, int], written: ImageFont.FreeTypeFont, text: str, letter: int
) -> Image.Image:
    """The words again and again, aslant, so that no part can be cut out without them."""
    side = int((size[0] ** 2 + size[1] ** 2) ** 0.5) + letter
    sheet = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(sheet)
    step = int(written.getlength(text)) + letter * 4
    for no, top in enumerate(range(0, side, letter * 6)):
        for left in range(-(no % 2) * step // 2, side, step):
            draw.text((left + 1, top + 1), text, font=written, fill=(0, 0, 0, CLEAR))
            draw.text((left, top), text, font=written, fill=(255, 255, 255, CLEAR))
    turned = sheet.rotate(ANGLE)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))


def photo(path: str, out: str, font: str, lines: list[str]) -> None:
    """Write the marked picture: new pixels, upright, nothing the camera wrote comes along."""
    with Image.open(path, formats=FORMATS) as picture:
        rgba = ImageOps.exif_transpose(picture).convert("RGBA")
    plain = Image.new("RGB", rgba.size, "white")
    plain.paste(rgba, mask=rgba)
    words = layer(plain.size, font, lines)
    plain.paste(words, mask=words)
    plain.save(out, "JPEG", quality=QUALITY)


def main(arguments: list[str]) -> None:
    """Do what the command line asks."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if arguments[0] == "photo":
        photo(arguments[1], arguments[2], arguments[3], arguments[4:])
        return
    size = (int(arguments[2]), int(arguments[3]))
    layer(size, arguments[4], arguments[5:]).save(arguments[1], "PNG")


if __name__ == "__main__":
    main(sys.argv[1:])
