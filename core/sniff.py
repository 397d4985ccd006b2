"""What a file really is, judged by its first bytes and never by its name or the client's word."""

import re

import filetype
from django.utils.translation import gettext as _

from core.errors import RuleError

HEAD_BYTES = 8192  # enough for every signature checked here
ARTICLE = "行政执法全过程记录制度：音像资料、电子文件应当可读取、可核验"
PDF, TEXT, CSV = "application/pdf", "text/plain", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IMAGES = {"image/jpeg", "image/png", "image/webp", "image/gif"}
VIDEOS = {"video/mp4", "video/quicktime", "video/webm", "video/mp2t"}
AUDIOS = {"audio/mpeg", "audio/wav", "audio/mp4", "audio/ogg", "audio/aac", "audio/amr"}
EVIDENCE = frozenset({PDF, *IMAGES, *VIDEOS, *AUDIOS})

# filetype's names for what we call otherwise.
ALIASES = {"audio/x-wav": "audio/wav", "video/x-m4v": "video/mp4", "audio/m4a": "audio/mp4"}
ACTIVE = re.compile(
    rb"<\s*[a-z!?/]|#!(?!AMR)|#EXTM3U|ffconcat",
    re.IGNORECASE,
)
FTYP_BRANDS = {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"avif": "image/avif",
    b"avis": "image/avif",
}
TS_PACKET, TS_SYNC = 188, 0x47
ZIP, WORD, SHEET = b"PK\x03\x04", b"word/", b"xl/"
NAMES = {
    PDF: "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
    "video/webm": "WebM",
    "video/mp2t": "TS",
    "audio/mpeg": "MP3",
    "audio/wav": "WAV",
    "audio/mp4": "M4A",
    "audio/ogg": "OGG",
    "audio/aac": "AAC",
    "audio/amr": "AMR",
    XLSX: "XLSX",
    DOCX: "DOCX",
    CSV: "CSV",
    TEXT: "TXT",
}


def sniff(head: bytes, name: str, allowed: set[str] | frozenset[str]) -> str:
    """The content type of a file from its first bytes (HEAD_BYTES are enough).

    `name` only appears in the message. Raises RuleError when the file is empty or its content is
    none of the allowed types, whatever the name says.
    """
    shown = name[:80] or _("未命名")
    if not head:
        raise RuleError(
            _("文件“%(name)s”是空的。") % {"name": shown},
            article=ARTICLE,
            remedy=_("请检查原件后重新上传。"),
            field="file",
        )
    found = content_type(head, allowed)
    if found in allowed:
        return found
    kinds = "、".join(sorted(NAMES.get(kind, kind) for kind in allowed))
    actual = NAMES.get(found, found) or _("无法识别")
    raise RuleError(
        _("文件“%(name)s”的内容（%(actual)s）不是允许的类型。") % {"name": shown, "actual": actual},
        article=ARTICLE,
        remedy=_("请上传以下类型的原始文件：%(kinds)s；修改扩展名不能改变文件类型。")
        % {"kinds": kinds},
        field="file",
    )


def content_type(head: bytes, allowed: set[str] | frozenset[str]) -> str:
    """The type by content, "" when unknown. Text is named as CSV or plain text as allowed."""
    if ACTIVE.match(head.lstrip(b"\xef\xbb\xbf \t\r\n\v\f")):
        return "text/html"
    kind = by_container(head) or by_signature(head)
    if kind:
        return kind
    if allowed & {CSV, TEXT} and is_text(head):
        return CSV if CSV in allowed else TEXT
    return ""


def by_container(head: bytes) -> str:
    """Formats whose signature alone says too little: MP4 family, transport streams, Office files."""
    if head[4:8] == b"ftyp" and len(head) >= 16:
        return FTYP_BRANDS.get(head[8:12], "video/mp4")
    packets = range(0, min(len(head), 4 * TS_PACKET), TS_PACKET)
    if len(head) >= 2 * TS_PACKET and all(head[at] == TS_SYNC for at in packets):
        return "video/mp2t"
    if head.startswith(ZIP):
        if SHEET in head:
            return XLSX
        return DOCX if WORD in head else "application/zip"
    return ""


def by_signature(head: bytes) -> str:
    """The type a magic number gives, in our names."""
    found = filetype.guess_mime(head)
    return ALIASES.get(found, found) if found else ""


def is_text(head: bytes) -> bool:
    """Whether the bytes are text: no control characters, and UTF-8 or GB18030."""
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
