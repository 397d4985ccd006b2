"""What the page of one item of evidence shows: facts of the file, differences, player, custody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import AuditEntry
from recording import delivery
from recording.media.finding import SENTENCES, Verdict
from recording.models import (
    Closure,
    Derivative,
    Disposal,
    Evidence,
    FieldReturn,
    MediaProbe,
    Retention,
    Visit,
)
from recording.spans import total

DRIFT = "record.drift_minutes"
SHOWN_ENTRIES = 50
LENGTH_TOLERANCE = timedelta(minutes=1)  # people tell whole minutes
ZONE = timedelta(hours=8)
ACTIONS = {
    "evidence.seal": gettext_lazy("收存封存"),
    "evidence.read": gettext_lazy("查看"),
    "evidence.viewed": gettext_lazy("查看结束"),
    "evidence.exported": gettext_lazy("导出"),
    "evidence.verified": gettext_lazy("校验"),
    "evidence.derived": gettext_lazy("制作副本"),
    "evidence.disposed": gettext_lazy("处置"),
    "evidence.export": gettext_lazy("随案卷导出"),
    "evidence.retention": gettext_lazy("确定保管期限"),
    "evidence.hold": gettext_lazy("冻结处置"),
    "evidence.hold_lifted": gettext_lazy("解除冻结"),
    "evidence.close": gettext_lazy("限制查阅"),
    "evidence.mark": gettext_lazy("标注环节"),
    "evidence.unmark": gettext_lazy("取消标注"),
}
PARTS = {
    "original": gettext_lazy("原件"),
    **{kind.value: kind.label for kind in Derivative.Kind},
}
EDITED = "edit"
REASONED = ("evidence.retention", "evidence.hold", "evidence.hold_lifted", "evidence.close")
TONES = {
    Verdict.WHOLE: "good",
    Verdict.UNPLAYABLE: "info",
    Verdict.NOT_PROBED: "neutral",
}


@dataclass(frozen=True)
class Player:
    """What to draw: "image", "video", "audio" or ""; addresses of it, its poster and its waveform."""

    manner: str = ""
    url: str = ""
    poster: str = ""
    wave: str = ""
    proxy: bool = False
    copies: list[Derivative] = field(default_factory=list)


def of(row: Evidence) -> dict[str, Any]:
    """The context of the page beside the row itself."""
    found = MediaProbe.objects.filter(blob=row.blob_id).last()
    what, remedy = SENTENCES[Verdict(found.verdict)] if found else ("", "")
    return {
        "found": found,
        "tone": tone_of(found),
        "what": what,
        "remedy": remedy,
        "told": told(row),
        "facts": facts(found) if found else [],
        "differences": differences(row, found) if found else [],
        "article": row.case.agency.rules().article(DRIFT),
        "player": player(row, found),
        "entries": entries(row),
        "gone": gone_of(row),
    }


def gone_of(row: Evidence) -> Disposal | None:
    """What stays of an item destroyed after an appraisal; None while it is kept."""
    rows = Disposal.objects.select_related("appraisal__appraiser", "appraisal__decided_by")
    return rows.filter(evidence=row).first()


@dataclass(frozen=True)
class Listed:
    """One line of the list: the item, the newest finding and the address of its thumbnail."""

    row: Evidence
    found: MediaProbe | None
    tone: str
    thumb: str
    closed: str = ""
    gone: bool = False

    @property
    def length(self) -> str:
        """The length of a recording, "" for what has none."""
        return clock(self.found.duration) if self.found and self.found.duration else ""


def listed(rows: Iterable[Evidence], closed: dict[str, str]) -> list[Listed]:
    """The lines of a list, with three queries whatever its length; `closed`: access.closed_items."""
    items = list(rows)
    blobs = {row.blob_id for row in items}
    found = {row.blob_id: row for row in MediaProbe.objects.filter(blob__in=blobs)}
    ready = Derivative.objects.filter(
        blob__in=blobs, kind=Derivative.Kind.THUMBNAIL, status=Derivative.Status.READY
    )
    gone = set(Disposal.objects.filter(evidence__in=items).values_list("evidence_id", flat=True))
    thumbs = set(ready.values_list("blob_id", flat=True))
    return [
        Listed(
            row,
            found.get(row.blob_id),
            tone_of(found.get(row.blob_id)),
            reverse("evidence-copy", args=[row.pk, "thumbnail"]) if row.blob_id in thumbs else "",
            closed.get(str(row.pk)) or closed.get("", ""),
            gone=row.pk in gone,
        )
        for row in items
    ]


def tone_of(found: MediaProbe | None) -> str:
    """The colour of a verdict."""
    return TONES.get(Verdict(found.verdict), "bad") if found else "neutral"


def told(row: Evidence) -> list[tuple[str, Any]]:
    """What the officer told when it came in."""
    times = [_time(moment) for moment in (row.started_at, row.ended_at) if moment]
    return [
        (_("证据种类"), row.get_kind_display()),
        (_("媒体"), row.get_media_display()),
        (_("阶段"), row.get_stage_display()),
        (_("记录时间（登记）"), " – ".join(times)),
        (_("地点"), row.place),
        (_("设备编号"), row.device_no),
        (_("记录人"), row.recorder.name if row.recorder else ""),
        *_stored(row),
        (_("上传"), f"{_time(row.uploaded_at)} {row.uploaded_by}"),
        (_("原文件名"), row.file_name),
    ]


def _stored(row: Evidence) -> list[tuple[str, Any]]:
    """When its makers came back, and why it was not stored the same day, or not even in time."""
    back = None
    if row.returned_at is not None:
        rows = FieldReturn.objects.filter(case=row.case_id, step=row.step_id)
        back = rows.filter(returned_at=row.returned_at).first()
    found = [
        (_("返回单位"), _time(row.returned_at) if row.returned_at else ""),
        (_("未能当日储存的理由"), back.reason if back else ""),
        (_("逾期储存的理由"), row.late_reason),
    ]
    return [(label, words) for label, words in found if words]


def facts(found: MediaProbe) -> list[tuple[str, Any]]:
    """What the file tells about itself."""
    codecs = " + ".join(part for part in (found.video_codec, found.audio_codec) if part)
    zone = "" if found.zone_told else _("（文件未注明时区，按北京时间）")
    size = f"{found.width} × {found.height}" if found.width and found.height else ""
    place = ""
    if found.latitude is not None and found.longitude is not None:
        place = f"{found.latitude:.5f}, {found.longitude:.5f}（WGS-84）"
    return [
        (_("时长"), clock(found.duration) if found.duration else ""),
        (_("封装与编码"), " / ".join(part for part in (found.container, codecs) if part)),
        (_("画面尺寸"), size),
        (_("文件内的设备时间"), f"{_time(found.recorded_at)}{zone}" if found.recorded_at else ""),
        (_("拍摄位置"), place),
        (_("设备"), found.device),
        (_("检测"), f"{_time(found.probed_at)} {found.tool}"),
        (_("检测说明"), found.detail),
    ]


def clock(seconds: float) -> str:
    """A length in hours, minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def differences(row: Evidence, found: MediaProbe) -> list[str]:
    """Where the file and what was told do not agree; each is a hint, the device's clock a claim."""
    limit = timedelta(minutes=int(row.case.agency.rules().value(DRIFT)))
    rows = [*_skew(row, found, limit), *_length(row, found)]
    film = row.media == Evidence.Media.VIDEO
    if film and found.audio_codec and not found.video_codec:
        rows.append(_("登记为录像，但文件中只有声音。"))
    if row.media == Evidence.Media.AUDIO and found.video_codec:
        rows.append(_("登记为录音，但文件中有画面。"))
    return rows


def _skew(row: Evidence, found: MediaProbe, limit: timedelta) -> list[str]:
    if found.recorded_at is None:
        return []
    rows = []
    if found.recorded_at - row.uploaded_at >= limit:
        rows.append(
            _("文件内的设备时间比服务器收到的时间晚 %(skew)s，设备时钟不准。")
            % {"skew": words(found.recorded_at - row.uploaded_at)}
        )
    skew = found.recorded_at - row.started_at if row.started_at else timedelta()
    if abs(skew) >= limit:
        which = _("晚") if skew > timedelta() else _("早")
        text = _("文件内的设备时间比登记的开始时间%(which)s %(skew)s，请核对设备时钟或者登记。")
        rows.append(text % {"which": which, "skew": words(abs(skew))})
        if abs(abs(skew) - ZONE) < limit:
            rows.append(_("相差约 8 小时，设备可能把北京时间记作了世界时。"))
    return rows


def _length(row: Evidence, found: MediaProbe) -> list[str]:
    if not (row.started_at and row.ended_at and found.duration):
        return []
    said = row.ended_at - row.started_at
    if abs(said - timedelta(seconds=found.duration)) <= LENGTH_TOLERANCE:
        return []
    text = _("登记的起止时间长 %(said)s，文件时长 %(is)s，两者不符。")
    return [text % {"said": clock(said.total_seconds()), "is": clock(found.duration)}]


def words(span: timedelta) -> str:
    """A span in days, hours and minutes."""
    minutes = int(span.total_seconds()) // 60
    parts = (
        (minutes // 1440, _("天")),
        (minutes // 60 % 24, _("小时")),
        (minutes % 60, _("分钟")),
    )
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or _("不到 1 分钟")


def player(row: Evidence, found: MediaProbe | None) -> Player:
    """The original where a browser shows it, else its copy."""
    copies = list(Derivative.objects.filter(blob=row.blob_id))
    ready = {
        copy.kind: reverse("evidence-copy", args=[row.pk, copy.kind])
        for copy in copies
        if copy.status == Derivative.Status.READY
    }
    kind = row.blob.content_type.partition("/")[0]
    shown = row.blob.content_type in delivery.SHOWN and (found is None or shows(found))
    original = reverse("evidence-download", args=[row.pk]) if shown else ""
    if kind == "image":
        url = ready.get("preview") or original
        return Player("image" if url else "", url, copies=copies, proxy="preview" in ready)
    manner = "video" if (found.video_codec if found else kind == "video") else "audio"
    url = ready.get("proxy") or original
    return Player(
        manner if url else "",
        url,
        poster=ready.get("thumbnail", ""),
        wave=ready.get("waveform", ""),
        proxy="proxy" in ready,
        copies=copies,
    )


def shows(found: MediaProbe) -> bool:
    """Whether a browser can be expected to show the original itself."""
    return found.verdict in (Verdict.WHOLE, Verdict.TRUNCATED)


def entries(row: Evidence) -> list[dict[str, Any]]:
    """The newest entries of the log about this item: when, who, what."""
    rows = AuditEntry.objects.filter(object_type="recording.evidence", object_id=str(row.pk))
    return [
        {
            "at": timezone.localtime(entry.at),
            "actor": entry.actor,
            "action": ACTIONS.get(entry.action, entry.action),
            "text": detail(entry),
        }
        for entry in rows.order_by("-id")[:SHOWN_ENTRIES]
    ]


def detail(entry: AuditEntry) -> str:
    """What an entry says beyond its action: the part, how many bytes of it, for whom, or why."""
    data = json.loads(entry.data)
    if "supply" in data:
        return _supplied(data)
    if entry.action in REASONED:
        return _reasoned(data)
    part = part_in_words(data.get("what", ""))
    if data.get("purpose") in Visit.Purpose.values:
        part = _("%(part)s（%(purpose)s）") % {
            "part": part,
            "purpose": Visit.Purpose(data["purpose"]).label,
        }
    if "spans" in data:
        counted = {"n": data["requests"], "bytes": total(data["spans"])}
        return part + _("，%(n)s 次读取，共 %(bytes)s 字节") % counted
    if "copy" in data:
        return _("编辑副本 %(n)s，SHA-256 %(sha256)s") % {
            "n": data["copy"],
            "sha256": data["sha256"],
        }
    if "viewing" in data:
        return part + _("，开始播放或者浏览")
    return part


def _supplied(data: dict[str, Any]) -> str:
    """A copy for somebody outside: its number, its SHA-256, and to whom it went."""
    words = _("%(no)s 的副本，SHA-256 %(sha256)s") % {
        "no": data["supply"],
        "sha256": data.get("copy") or data.get("sha256", ""),
    }
    return (
        _("%(copy)s，提供给%(who)s") % {"copy": words, "who": data["to"]} if "to" in data else words
    )


def _reasoned(data: dict[str, Any]) -> str:
    """The end of keeping or the class, where one was decided, and the reason."""
    group = data.get("group", "")
    told = {**dict(Retention.Group.choices), **dict(Closure.Group.choices)}
    pieces = [str(told.get(group, group)), data.get("until"), data.get("reason")]
    return " · ".join(piece for piece in pieces if piece)


def part_in_words(what: str) -> str:
    """What was looked at: the original, a copy for viewing, or an edited copy by its number."""
    if what.startswith(EDITED):
        return _("编辑副本 %(n)s") % {"n": what.removeprefix(EDITED)}
    return str(PARTS.get(what, ""))


def _time(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
