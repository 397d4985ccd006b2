"""The legal elements of a decision's paper: a blank one refuses it and is named."""

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.elements import demands
from recording import kinds
from recording.contexts import Context


def blank(kind: str, context: Context) -> list[str]:
    """The names of the elements the paper leaves blank, in the language of the reader."""
    demand = demands().get(kind)
    rows = demand.elements if demand else ()
    return [row.label for row in rows if not _said(row.place, context)]


def refuse_blank(kind: str, context: Context) -> None:
    """Raise RuleError when the paper would leave a legal element blank; it names them all."""
    names = blank(kind, context)
    if names:
        raise RuleError(
            _("《%(paper)s》缺少“%(name)s”，不能生成。")
            % {"paper": kinds.document_kinds()[kind].label, "name": "”“".join(names)},
            article=demands()[kind].article,
            remedy=_("请补充后重试。"),
        )


def _said(place: str, context: Context) -> bool:
    """Whether the place says something: a section by its heading, a key, or a key of the party."""
    for section in context.get("sections", []):
        if section["heading"] == place:
            return any(text.strip() for text in section["paragraphs"])
    holder, _dot, key = place.rpartition(".")
    value = (context.get(holder) or {}).get(key) if holder else context.get(key)
    return bool(value.strip() if isinstance(value, str) else value)
