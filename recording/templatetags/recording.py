"""Words of the record for templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from recording import coverage_map, kinds, segments, volumes
from recording.models import Archive

register = template.Library()


@register.filter
def step_label(key: str) -> str:
    """The label of a kind of step."""
    return kinds.step_label(key)


@register.filter
def entry_type(name: str) -> str:
    """What an entry of the manifest is."""
    return {"document": _("文书"), "evidence": _("证据"), "step": _("过程记录")}.get(name, name)


@register.filter
def volume_label(key: str) -> str:
    """The name of a volume of a file."""
    return {
        volumes.MAIN: _("正卷"),
        volumes.SECOND: _("副卷"),
        volumes.INNER: _("密封内卷"),
    }.get(key, _("过程记录（电子）"))


@register.filter
def page_span(row: Mapping[str, Any]) -> str:
    """The pages of an entry; sound and film have none."""
    first, last = row["first"], row["last"]
    if not last:
        return _("电子")
    return f"{first}–{last}" if last > first else str(first)


@register.simple_tag
def archive_facts(archive: Archive) -> list[tuple[str, Any]]:
    """Names and values of the cover."""
    return [
        (_("归档号"), archive.number),
        (_("案号"), archive.case.number),
        (_("保管期限"), archive.retention),
        (_("归档日期"), archive.sealed_on.isoformat()),
        (_("归档人"), archive.sealed_by),
        (_("页数"), archive.pages),
        (_("清单校验值（SHA-256）"), archive.manifest_sha256),
    ]


@register.filter
def position(seconds: int) -> str:
    """A place in a recording: "3:25", "1:02:05"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@register.filter
def segment_label(key: str) -> str:
    """What a mark in a recording says it shows."""
    return segments.segments()[key].short


@register.filter
def coverage_effect(effect: str) -> str:
    """What the rules make of a lack without its reason."""
    return {
        coverage_map.BLOCK: _("应当补齐，不能以说明代替"),
        coverage_map.REASON: _("应当说明原因"),
    }.get(effect, _("请核对"))
