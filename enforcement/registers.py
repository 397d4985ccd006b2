"""What an entry of each register says: its fields, in their order, with the rule that asks for them.

Source: domain §6.5, §6.7, §6.8, §6.11, §6.12. A field is `needed` when the entry may not be handed in for approval
without it. Pure: forms, pages, imports and exports are all made of these tables.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleError
from enforcement import chart_steps
from enforcement.models.kinds import ActionKind, PowerKind, Register
from enforcement.register_books import EXAMPLE, FLOWCHART, POLICY, RECORDING, REMEDY, STANDARD
from enforcement.register_shapes import PUBLICITY, needed
from enforcement.register_shapes import Book as Book
from enforcement.register_shapes import Field as Field

Content = Mapping[str, Any]
SEPARATOR = "｜"  # between the columns of a row in a sheet and in a comparison
LINE, TEXT, NUMBER, ROWS = 300, 20_000, 9999, 60  # most that a field of a shape holds


GUIDE = Book(
    Register.GUIDE,
    "guides",
    PUBLICITY,
    gettext_lazy("每个事项怎么办：条件、材料、步骤、时限、收费和不服怎么办。"),
    gettext_lazy("行政执法事项名称"),
    (
        Field("audience", gettext_lazy("服务对象")),
        needed("accepting", gettext_lazy("受理机构")),
        needed("approving", gettext_lazy("审批机构")),
        needed("basis", gettext_lazy("办理依据"), "text"),
        needed("conditions", gettext_lazy("办理条件"), "lines"),
        Field("quota", gettext_lazy("数量限制"), help=gettext_lazy("没有数量限制的不填。")),
        Field("preference", gettext_lazy("优惠政策"), "text"),
        needed(
            "materials",
            gettext_lazy("申请材料"),
            "rows",
            columns=(
                ("name", gettext_lazy("材料名称")),
                ("form", gettext_lazy("形式")),
                ("copies", gettext_lazy("份数")),
                ("source", gettext_lazy("来源")),
                ("necessity", gettext_lazy("必要性")),
                ("sample", gettext_lazy("示范文本")),
            ),
        ),
        needed(
            "steps",
            gettext_lazy("办理流程"),
            "rows",
            columns=(
                ("name", gettext_lazy("环节")),
                ("unit", gettext_lazy("承办机构")),
                ("limit", gettext_lazy("时限")),
                ("text", gettext_lazy("办理内容")),
            ),
        ),
        needed(
            "statutory_days",
            gettext_lazy("法定办理时限（工作日）"),
            "number",
            help=gettext_lazy("当场办结的填 0。"),
        ),
        needed("promised_days", gettext_lazy("承诺办理时限（工作日）"), "number"),
        Field("limit_note", gettext_lazy("时限说明")),
        needed("fee", gettext_lazy("收费标准")),
        needed("fee_basis", gettext_lazy("收费依据"), help=gettext_lazy("不收费的填“无”。")),
        Field("ways", gettext_lazy("办理方式")),
        Field("result", gettext_lazy("结果名称")),
        needed("supervision", gettext_lazy("监督方式"), "text"),
        needed("accountability", gettext_lazy("责任追究"), "text"),
        needed("remedy", gettext_lazy("救济渠道"), "text"),
        needed("hours", gettext_lazy("办公时间")),
        needed("address", gettext_lazy("办公地址")),
        needed("phone", gettext_lazy("办公电话")),
    ),
    items=tuple(PowerKind.values),
)
WINDOW = Book(
    Register.WINDOW,
    "windows",
    "国办发〔2018〕118号第五条",
    gettext_lazy("办事窗口的岗位、在岗人员、服务事项、咨询和投诉方式。"),
    gettext_lazy("窗口名称或者编号"),
    (
        needed("location", gettext_lazy("窗口位置")),
        needed("officers", gettext_lazy("工作人员"), "officers"),
        needed("kinds", gettext_lazy("执法种类"), "kinds"),
        needed("services", gettext_lazy("服务事项"), "lines"),
        needed("duties", gettext_lazy("岗位职责"), "lines"),
        Field("samples", gettext_lazy("申请材料示范文本"), "lines"),
        needed("progress", gettext_lazy("办理进度查询")),
        needed("consult", gettext_lazy("咨询服务")),
        needed("complaint", gettext_lazy("投诉举报")),
        Field("hours", gettext_lazy("办公时间")),
    ),
)
DEVICE = Book(
    Register.DEVICE,
    "devices",
    "行政处罚法第四十一条",
    gettext_lazy("用于收集、固定违法事实的电子技术监控设备，设置地点向社会公布。"),
    gettext_lazy("设备编号"),
    (
        needed("location", gettext_lazy("设置地点")),
        needed("kind", gettext_lazy("设备类型")),
        needed("enabled_on", gettext_lazy("启用日期"), "day"),
        needed("legal_review_on", gettext_lazy("法制审核日期"), "day"),
        needed("technical_review_on", gettext_lazy("技术审核日期"), "day"),
        Field("watches", gettext_lazy("记录的违法行为"), "text"),
        Field("basis", gettext_lazy("设置依据")),
    ),
)
CHANNEL = Book(
    Register.CHANNEL,
    "channels",
    PUBLICITY,
    gettext_lazy("对行政执法可以向谁监督、投诉、举报、咨询。"),
    gettext_lazy("渠道名称"),
    (
        needed(
            "way",
            gettext_lazy("用途"),
            "choice",
            choices=(
                ("supervise", gettext_lazy("监督")),
                ("complain", gettext_lazy("投诉")),
                ("report", gettext_lazy("举报")),
                ("consult", gettext_lazy("咨询")),
            ),
        ),
        needed("scope", gettext_lazy("受理范围"), "text"),
        Field("phone", gettext_lazy("电话")),
        Field("address", gettext_lazy("地址")),
        Field("web", gettext_lazy("网址或者电子邮箱")),
        Field("hours", gettext_lazy("受理时间")),
        Field("basis", gettext_lazy("依据")),
    ),
)
SAMPLE = Book(
    Register.SAMPLE,
    "samples",
    PUBLICITY,
    gettext_lazy("执法文书和申请材料的样式。"),
    gettext_lazy("文书名称"),
    (
        needed("use", gettext_lazy("用途")),
        needed("kinds", gettext_lazy("适用的执法种类"), "kinds"),
        needed("text", gettext_lazy("样式正文"), "text"),
        Field("notes", gettext_lazy("填写说明"), "lines"),
        Field("basis", gettext_lazy("制定依据")),
    ),
)
EMPOWERMENT = Book(
    Register.EMPOWERMENT,
    "empowerments",
    "行政处罚法第二十四条",
    gettext_lazy("省、自治区、直辖市交由乡镇人民政府、街道办事处行使的行政处罚权。"),
    gettext_lazy("决定名称"),
    (
        needed("issuer", gettext_lazy("作出决定的机关")),
        needed("doc_no", gettext_lazy("文号")),
        needed("decided_on", gettext_lazy("决定日期"), "day"),
        needed("towns", gettext_lazy("承接的乡镇、街道"), "lines"),
        needed("powers", gettext_lazy("交由行使的行政处罚权"), "lines"),
        Field("note", gettext_lazy("评估和监督"), "text"),
    ),
)
BOOKS: Mapping[str, Book] = {
    book.register.value: book
    for book in (
        *(GUIDE, FLOWCHART, STANDARD, WINDOW, SAMPLE, CHANNEL, REMEDY, DEVICE),
        *(EMPOWERMENT, POLICY, EXAMPLE, RECORDING),
    )
}


def book_of(register: str) -> Book:
    """The table of a register. Raises KeyError."""
    return BOOKS[register]


def missing(book: Book, content: Content) -> list[str]:
    """The labels of needed fields that say nothing."""
    return [str(row.label) for row in book.fields if row.needed and _blank(content.get(row.key))]


def _blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def assert_sound(book: Book, content: Content) -> None:
    """What fields must say together. Raises RuleError naming the field."""
    if absent := missing(book, content):
        raise RuleError(
            _("以下各项尚未填写：%(names)s。") % {"names": "、".join(absent)},
            article=book.article,
            remedy=_("请补充后再报请批准。"),
        )
    if book is GUIDE and content["promised_days"] > content["statutory_days"]:
        raise _unsound(
            _("承诺办理时限不能长于法定办理时限。"), "promised_days", "行政许可法第四十二条"
        )
    if book is DEVICE:
        _assert_reviewed(content)
    if book is FLOWCHART:
        _assert_drawable(content["steps"])
    if book is CHANNEL and not any(content.get(key) for key in ("phone", "address", "web")):
        raise _unsound(_("电话、地址、网址至少填写一项。"), "phone", PUBLICITY)


def _assert_drawable(steps: Sequence[Mapping[str, str]]) -> None:
    """Every step can be drawn and is reached from the first."""
    if fault := next(chart_steps.faults(steps), None):
        raise _unsound(fault, "steps", PUBLICITY)
    if lost := chart_steps.unreached(steps):
        names = {"names": "、".join(lost)}
        raise _unsound(_("从第一步到不了这些环节：%(names)s。") % names, "steps", PUBLICITY)


def _assert_reviewed(content: Content) -> None:
    """A device is reviewed in law and technology before it is used (行政处罚法 41)."""
    first = date.fromisoformat(content["enabled_on"])
    for key in ("legal_review_on", "technical_review_on"):
        if date.fromisoformat(content[key]) > first:
            raise _unsound(_("电子技术监控设备应当经过法制和技术审核后启用。"), key, DEVICE.article)


def _unsound(message: str, field: str, article: str) -> RuleError:
    return RuleError(message, article=article, remedy=_("请核对后修改。"), field=field)


def words(field: Field, value: Any) -> str:
    """The value as plain text, as a sheet and a comparison show it; officers as nothing."""
    if _blank(value) or field.shape == "officers":
        return ""
    if field.shape in ("choice", "kinds"):
        named = dict(ActionKind.choices if field.shape == "kinds" else field.choices)
        chosen = value if isinstance(value, list) else [value]
        return _("、").join(str(named.get(each, each)) for each in chosen)
    if field.shape == "lines":
        return "\n".join(value)
    if field.shape == "rows":
        return "\n".join(SEPARATOR.join(cells(field, row)) for row in value)
    return str(value)


def cells(field: Field, row: Mapping[str, str]) -> list[str]:
    """One row of a table in the order of its columns."""
    return [row.get(key, "") for key, _label in field.columns]


def facts(book: Book, content: Content) -> list[tuple[str, SafeString]]:
    """Names and values of the plain fields that say something, each line of a value on its own."""
    said = [(row, words(row, content.get(row.key))) for row in book.fields if row.shape != "rows"]
    return [(str(row.label), _lines(text)) for row, text in said if text]


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.splitlines()))


def tables(book: Book, content: Content) -> list[tuple[Field, list[list[str]]]]:
    """(field, rows of cells) of each table that says something."""
    fields = [row for row in book.fields if row.shape == "rows" and content.get(row.key)]
    return [(field, [cells(field, row) for row in content[field.key]]) for field in fields]
