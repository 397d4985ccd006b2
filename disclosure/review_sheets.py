"""The list of reviewed decisions of one agency and day as a file: a sheet, or the answer of the API."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from core import tables
from core.sniff import XLSX
from disclosure.review_catalogues import Applied
from disclosure.rule_shapes import CatalogueSerializer

Rows = list[list[str]]


def columns() -> list[str]:
    """The columns of the sheet in their order (domain §6.6)."""
    names = (_("序号"), _("类别"), _("内容"), _("判断标准"), _("依据条款"), _("法定"))
    return [*names, _("执法主体"), _("清单"), _("查询日期")]


def rows(applied: Applied) -> Rows:
    """Every line of the page: what is reviewed, what is judged, what is handed in, what is looked at."""
    lines = [
        (_("应当进行法制审核的决定"), row.label, row.criteria, row.article, row.lawful)
        for row in applied.lines
    ]
    parts = (
        (_("由承办人逐项判断的情形"), applied.questions),
        (_("应提交的审核材料"), applied.materials),
        (_("审核重点"), applied.focus),
    )
    lines += [(name, row.label, "", row.article, False) for name, found in parts for row in found]
    whose = [applied.agency.name, applied.title, applied.on.isoformat()]
    return [
        [str(place), sort, label, criteria, article, _("是") if lawful else "", *whose]
        for place, (sort, label, criteria, article, lawful) in enumerate(lines, start=1)
    ]


def _sheet(write: Callable[[Rows], Any]) -> Callable[[Applied], Any]:
    return lambda applied: write([columns(), *rows(applied)])


def _answer(applied: Applied) -> str:
    data = CatalogueSerializer(applied).data
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


# Kind of file -> what it is, and what writes it.
FILES: Mapping[str, tuple[str, Callable[[Applied], Any]]] = {
    "csv": ("text/csv; charset=utf-8", _sheet(tables.csv_text)),
    "xlsx": (XLSX, _sheet(tables.xlsx_bytes)),
    "json": ("application/json; charset=utf-8", _answer),
}
