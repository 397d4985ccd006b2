"""The papers of a supply: its cover sheet (说明函) and the list of what was given, with all hashes."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.text import get_valid_filename

from core import pdf, sniff
from recording.models import Supply, SupplyItem

EXTENSIONS = {kind: f".{name.lower()}" for kind, name in sniff.NAMES.items()}
EXTENSIONS |= {"audio/mp4": ".m4a", "application/zip": ".zip"}
USE = "仅供载明的用途使用，不得另行复制、传播或者公开；使用完毕后按规定保管或者销毁。"


def lines_of(supply: Supply) -> list[str]:
    """What stands on every frame: for whom, under which number, of which day."""
    on = timezone.localtime(supply.decided_at).date() if supply.decided_at else None
    return [
        f"仅供{supply.organisation}{supply.applicant}使用",
        f"{supply.number}　{supply.agency.name}　{on:%Y-%m-%d}",
    ]


def name_of(item: SupplyItem, no: int) -> str:
    """The file name of a copy: its place in the list and the title of the original."""
    kind = item.blob.content_type if item.blob else ""
    return f"{no:02d}_{get_valid_filename(item.evidence.title)[:60]}{EXTENSIONS.get(kind, '')}"


def span_of(item: SupplyItem) -> str:
    """Which part of the original it is, in words; "" for the whole."""
    if item.edited_id:
        return f"编辑副本{item.edited_id}"
    return "" if item.begin is None else f"第{item.begin}至{item.end}秒"


@translation.override(settings.LANGUAGE_CODE)
def listed(supply: Supply) -> dict[str, Any]:
    """Everything that is given, as plain JSON: each copy with its hashes and that of its parent."""
    items = supply.items.select_related("evidence", "blob").order_by("pk")
    return {
        "number": supply.number,
        "agency": supply.agency.name,
        "case": supply.case.number,
        "organisation": supply.organisation,
        "applicant": supply.applicant,
        "basis": str(supply.get_basis_display()),
        "paper": supply.paper,
        "purpose": supply.purpose,
        "approved_at": supply.decided_at.isoformat() if supply.decided_at else "",
        "items": [_row(item, no) for no, item in enumerate(items, start=1)],
    }


def _row(item: SupplyItem, no: int) -> dict[str, Any]:
    return {
        "file": name_of(item, no),
        "title": item.evidence.title,
        "evidence": str(item.evidence_id),
        "part": span_of(item),
        "parent_sha256": item.parent_sha256,
        "sha256": item.blob.sha256 if item.blob else "",
        "sm3": item.blob.sm3 if item.blob else "",
        "size": item.blob.size if item.blob else 0,
        "tool": item.tool,
    }


def as_json(supply: Supply) -> bytes:
    """The list as a file."""
    return json.dumps(listed(supply), ensure_ascii=False, indent=1).encode()


@translation.override(settings.LANGUAGE_CODE)
def cover(supply: Supply) -> bytes:
    """The cover sheet as PDF. `items` without a copy yet are named with their parent alone."""
    told = listed(supply)
    columns = ["序号", "材料", "范围", "原件校验值（SHA-256）", "副本校验值（SHA-256）"]
    rows = [
        [str(no), row["title"], row["part"] or "全部", row["parent_sha256"], row["sha256"] or "—"]
        for no, row in enumerate(told["items"], start=1)
    ]
    context = {
        "agency_name": supply.agency.name,
        "title": "对外提供记录资料说明",
        "doc_no": supply.number,
        "date": timezone.localtime(supply.decided_at).date().isoformat(),
        "fields": [
            ["提供给", f"{supply.organisation}　{supply.applicant}"],
            ["依据", told["basis"] + (f"，{supply.paper}" if supply.paper else "")],
            ["用途", supply.purpose],
            ["案件", f"{supply.case.number}　{supply.case.title}"],
        ],
        "columns": columns,
        "rows": rows,
        "kind_of_table": "files",
        "opinions": [
            {
                "label": "批准人",
                "text": supply.answer,
                "name": supply.decided_by.name if supply.decided_by else "",
                "date": timezone.localtime(supply.decided_at).date().isoformat(),
            },
            {"label": "接收人签收", "text": "", "name": "", "date": ""},
        ],
        "notes": ["所列副本均由原件制作并加注接收人，原件由本机关保存，未作任何改动。", USE],
    }
    return pdf.render("documents/form.html", context)
