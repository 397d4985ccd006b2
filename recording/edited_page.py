"""What the pages of edited copies show: the edit list in words, how far a copy is, where it is."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from recording.evidence_page import EDITED
from recording.media.edits import Mode, clock, words
from recording.models import EditedCopy, Evidence

ENDINGS = {"image/jpeg": "jpg", "video/mp4": "mp4", "audio/mp4": "m4a"}
MANNERS = {"photo": "image", "video": "video", "audio": "audio"}


def copies_of(evidence: Evidence) -> list[EditedCopy]:
    """The edited copies of an item, newest first."""
    rows = EditedCopy.objects.filter(evidence=evidence).select_related("blob", "made_by")
    return list(rows.order_by("-pk"))


def described(row: EditedCopy) -> list[str]:
    """Each edit as a line of its own."""
    lines = [_("保留 %(span)s") % {"span": words(tuple(span))} for span in row.edits["keep"]]
    lines += [area_in_words(area) for area in row.edits["areas"]]
    return lines + [_("静音 %(span)s") % {"span": words(tuple(span))} for span in row.edits["mute"]]


def area_in_words(area: dict[str, Any]) -> str:
    """Where an area lies, how it is covered, and when."""
    sides = {name: f"{area[name] / 100:.2f}%" for name in ("x", "y", "w", "h")}
    text = _("%(mode)s：左 %(x)s、上 %(y)s、宽 %(w)s、高 %(h)s") % {
        "mode": Mode(area["mode"]).label,
        **sides,
    }
    return f"{text}，{words(tuple(area['span']))}" if "span" in area else text


def told(row: EditedCopy) -> list[tuple[str, Any]]:
    """Who asked for the copy, why, and what made it."""
    return [
        (_("编辑理由"), row.reason),
        (_("用途"), row.purpose),
        (_("制作人"), str(row.made_by)),
        (_("申请时间"), _time(row.asked_at)),
        (_("完成时间"), _time(row.ready_at) if row.ready_at else ""),
        (_("制作程序"), row.tool),
    ]


def file_name(row: EditedCopy) -> str:
    """The name a copy is saved by: it says that it is none of the originals."""
    ending = ENDINGS[row.blob.content_type] if row.blob else ""
    return _("编辑副本") + f"-{row.pk}-{row.evidence.title[:60]}.{ending}"


def what(row: EditedCopy) -> str:
    """How the log calls the copy beside its original (at most ten characters)."""
    return f"{EDITED}{row.pk}"


def length_words(milliseconds: int) -> str:
    """The length of a recording, "" for a picture."""
    return clock(milliseconds) if milliseconds else ""


def _time(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
