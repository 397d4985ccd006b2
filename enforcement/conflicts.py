"""Two people at one draft: the later save is told what the earlier one wrote, never put over it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.models import AuditEntry
from enforcement import drafts
from enforcement.models import Decision
from enforcement.models.decision import DecisionContent

SHOWN = 120  # characters of a stored text that are shown beside the field
UNSHOWN = ("basis_refs",)
LABELS = {field.name: field.verbose_name for field in DecisionContent._meta.local_fields}


def refuse_overwrite(row: Decision, seen: str, content: Mapping[str, Any]) -> None:
    """Raise RuleError when the draft is no longer the one that was `seen` (a digest; "" asks nothing).

    Its `extra` names each field that stands otherwise than in `content`, with what stands there.
    """
    if not seen or seen == drafts.digest(row):
        return
    error = RuleError(
        _("草案在您填写期间已被%(who)s修改（%(when)s），您填写的内容尚未保存。")
        % {"who": _editor(row), "when": timezone.localtime(row.updated_at).strftime("%H:%M")},
        article="国办发〔2018〕118号第七条",
        remedy=_("请核对下列不同之处；再次保存将以您填写的内容为准。"),
    )
    error.extra = differences(row, content)
    raise error


def differences(row: Decision, content: Mapping[str, Any]) -> list[str]:
    """Fields of the draft that stand otherwise than in the content, in words."""
    return [
        _("%(label)s现为：%(text)s") % {"label": LABELS[name], "text": _words(row, name)}
        for name, value in content.items()
        if name not in UNSHOWN and getattr(row, name) != value
    ]


def _words(row: Decision, name: str) -> str:
    value = getattr(row, name)
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value or "—")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _editor(row: Decision) -> str:
    """Who changed the draft last, by the log."""
    entries = AuditEntry.objects.filter(
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        action__in=["decision.edit", "decision.draft"],
    )
    last = entries.order_by("-id").first()
    return last.actor if last is not None else _("他人")
