"""Words of the record for templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from recording import kinds
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
