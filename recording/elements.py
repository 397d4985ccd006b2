"""The legal elements of a decision's paper: a blank one refuses it and is named (elements.toml)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import RuleError
from recording import kinds
from recording.contexts import Context

TABLE = Path(__file__).with_name("elements.toml")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def blank(kind: str, context: Context, *, owed: bool = False) -> list[str]:
    """The names of the elements the paper leaves blank, in the language of the reader."""
    row = _table().get(kind, {"elements": []})
    wanted = [*row["elements"], *([row["owed"]] if owed and "owed" in row else [])]
    english = (get_language() or "").startswith("en")
    return [en if english else zh for place, zh, en in wanted if not _said(place, context)]


def refuse_blank(kind: str, context: Context, *, owed: bool = False) -> None:
    """Raise RuleError when the paper would leave a legal element blank; it names them all.

    `owed`: money is to be paid, so how and when belongs to the paper.
    """
    names = blank(kind, context, owed=owed)
    if names:
        raise RuleError(
            _("《%(paper)s》缺少“%(name)s”，不能生成。")
            % {"paper": kinds.document_kinds()[kind].label, "name": "”“".join(names)},
            article=_table()[kind]["article"],
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
