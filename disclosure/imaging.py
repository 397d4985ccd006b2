"""Public copies of photographs: the pixels, upright, and nothing else.

A camera file tells where, when and with what it was taken. The original stays untouched; what the
public gets is encoded anew from the pixels (domain law §7.4: images without EXIF).
"""

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import RuleError

FORMATS = ("JPEG", "PNG")
JPEG_QUALITY = 88
MAX_PIXELS = 100_000_000


def public_image(data: bytes) -> bytes:
    """A JPEG or PNG without EXIF, GPS, XMP, ICC profile, comments, thumbnails or trailing bytes.

    Rotation written in EXIF is applied to the pixels. Raises RuleError for any other format (HEIC
    and the like are to be converted first), a damaged file or more than 100 million pixels.
    """
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise _refusal(_("图片像素过大"))
        kind = image.format or ""
        upright = ImageOps.exif_transpose(image)
        clean = _pixels_only(upright, kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise _refusal(_("无法作为 JPEG 或 PNG 图片读取")) from error
    out = io.BytesIO()
    if kind == "JPEG":
        clean.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        clean.save(out, "PNG", optimize=True)
    return out.getvalue()


def _pixels_only(image: Image.Image, kind: str) -> Image.Image:
    """A new image with the same pixels in a plain mode, so that no metadata can come along."""
    transparent = kind == "PNG" and ("A" in image.getbands() or "transparency" in image.info)
    mode = "RGBA" if transparent else "L" if image.mode in {"1", "L"} else "RGB"
    converted = image.convert(mode)
    return Image.frombytes(mode, converted.size, converted.tobytes())


def _refusal(problem: str) -> RuleError:
    return RuleError(
        problem,
        article=_("公开图片须去除拍摄信息"),
        remedy=_("请转换为完整的 JPEG 或 PNG 图片后重新上传（HEIC 等格式须先转换）。"),
        field="file",
    )
