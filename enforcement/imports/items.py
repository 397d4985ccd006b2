"""Enforcement items from a power list (domain §6.2)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from core.cells import date_of, text_of
from core.errors import RuleError
from core.folding import fold_name
from core.row_report import Finding, RowReport
from core.tables import Sheet
from enforcement.citations import Citation, find_citations
from enforcement.directory import Directory
from enforcement.imports.sheets import Row, each_row, limit_of
from enforcement.models import Agency, Item, User
from enforcement.models.item import DAYS, DISCLOSED, disclosed
from enforcement.models.kinds import PowerKind
from enforcement.registers import TEXT
from enforcement.services import agencies, items, list_versions

COLUMNS = {
    "name": ("事项名称", "职权名称", "项目名称", "执法事项", "item_name"),
    "kind": ("职权类别", "执法类别", "事项类型", "权力类型", "item_type"),
    "code": ("事项编码", "基本编码", "item_code"),
    "field": ("执法领域", "domain"),
    "unit": ("承办机构", "承办科室"),
    "basis_text": ("实施依据", "设定依据", "执法依据", "basis_text"),
    "basis_refs": ("依据条款", "basis_refs"),
    "time_limit": ("办理期限", "法定期限"),
    "fee": ("收费情况",),
    "remedy": ("救济渠道",),
    "parent": ("所属大项", "大项名称"),
    "on_application": ("是否依申请",),
    "fee_charged": ("是否收费",),
    "fee_standard": ("收费标准",),
    "fee_basis": ("收费依据",),
    "duties": ("职责",),
    "powers": ("权限", "职权范围"),
    "level": ("实施层级", "行使层级"),
    "procedure": ("办理程序", "程序"),
    "responsibilities": ("责任事项",),
    "responsibility_basis": ("责任事项依据",),
    "accountability": ("追责情形", "追责对象范围"),
    "supervision": ("监督方式",),
    "filing_no": ("备案文号",),
    "filed_on": ("备案日期",),
    "effective_from": ("生效日期",),
    "effective_to": ("失效日期",),
    "published_on": ("公布日期",),
    "agency_name": ("执法主体", "实施主体", "实施机关"),
    "agency_code": ("执法主体代码", "统一社会信用代码"),
}
TEXTS = ("code", "field", "unit", "time_limit", "fee", "remedy")
# Words of a list's own category column, most telling first.
KIND_WORDS = {
    PowerKind.PENALTY: ("处罚",),
    PowerKind.PERMIT: ("许可", "审批", "核准"),
    PowerKind.COERCION: ("强制",),
    PowerKind.INSPECTION: ("检查",),
    PowerKind.LEVY: ("征收",),
    PowerKind.REQUISITION: ("征用",),
    PowerKind.PAYMENT: ("给付",),
    PowerKind.CONFIRMATION: ("确认",),
    PowerKind.REWARD: ("奖励",),
    PowerKind.ADJUDICATION: ("裁决",),
    PowerKind.OTHER: ("其他",),
}
PENALTY_WORDS = ("罚款", "没收", "吊销", "警告", "停产", "停业", "责令关闭", "拘留")
UNCLAIMED = "待认领执法事项"


@dataclass
class ItemImport:
    """One import run. `agency` takes every row; without it each row names its own.

    `default` takes the rows that name none; without it they go to an unconfirmed holder.
    """

    by: User | None
    on: date
    agency: Agency | None = None
    default: Agency | None = None
    directory: Directory = field(default_factory=lambda: Directory(Agency.objects.all()))
    library: items.Library = field(default_factory=items.Library)
    unclaimed: int = 0
    batch: str = field(default_factory=lambda: str(uuid4()))
    # Key of an agency -> identity of a row -> key of its item.
    known: dict[int, dict[str, int]] = field(default_factory=dict)
    # Key of an item that this run handed in -> number of the row.
    handed: dict[int, int] = field(default_factory=dict)

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says what happened to each row."""
        report = each_row(sheets, COLUMNS, ("name",), self.take, dry_run=dry_run)
        if self.unclaimed:
            text = _(
                "%(n)d 行没有执法主体，已归入“%(name)s”（待确认，不公开），请指定执法主体后公布。"
            )
            words = text % {"n": self.unclaimed, "name": UNCLAIMED}
            report.flagged.append(Finding(0, COLUMNS["agency_name"][0], words))
        return report

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Save one row; raises RuleError when it cannot be an item."""
        name = text_of(row.get("name"))
        if not name:
            raise RuleError(_("事项名称为空。"), remedy=_("请补充后重新导入。"), field="name")
        kind, flag = _kind(row, name)
        values = self._values(row, name, kind)
        agency = self._agency(row)
        outcome = self._save(number, agency, values, citations=_citations(row))
        if flag:
            report.flagged.append(Finding(number, COLUMNS["kind"][0], flag))
        return outcome

    def _values(self, row: Row, name: str, kind: str) -> dict[str, Any]:
        values: dict[str, Any] = {key: text_of(row[key]) for key in TEXTS if key in row}
        for key in TEXTS:
            limit = limit_of(Item, key)
            if limit and len(values.get(key, "")) > limit:
                raise RuleError(_("内容超过 %(n)d 个字。") % {"n": limit}, field=key)
        if said := _disclosed(row):
            values["disclosed"] = said
        if len(name) > limit_of(Item, "name"):
            raise RuleError(_("事项名称过长。"), remedy=_("请使用规范名称。"), field="name")
        for key in ("effective_from", "effective_to", "published_on"):
            day = day_of(row, key)
            if day is not None:
                values[key] = day
        # A sheet that says nothing of the basis leaves it as it is.
        if _says_basis(row):
            values["basis_text"] = text_of(row.get("basis_text")) or text_of(row.get("basis_refs"))
        key = identity_of(kind, values.get("code", ""), name, values.get("field", ""))
        return values | {"name": name, "kind": kind, "import_key": key}

    def _agency(self, row: Row) -> Agency:
        name, code = text_of(row.get("agency_name")), text_of(row.get("agency_code"))
        if self.agency is not None:
            return self.agency
        if name or code:
            found = self.directory.find(code=code, name=name)
            if found is None:
                raise RuleError(
                    _("没有登记执法主体“%(name)s”。") % {"name": name or code},
                    remedy=_("请先登记该主体，或导入时指定执法主体。"),
                    field="agency_name",
                )
            return found
        if self.default is not None:
            return self.default
        self.unclaimed += 1
        return self._holder()

    def _holder(self) -> Agency:
        """An unconfirmed subject that keeps what nobody has claimed, so that it is never public."""
        found = self.directory.find(name=UNCLAIMED)
        if found is None:
            found = agencies.create(by=self.by, name=UNCLAIMED, status=Agency.Status.PENDING)
            self.directory.add(found)
        return found

    def _save(
        self,
        number: int,
        agency: Agency,
        values: dict[str, Any],
        *,
        citations: list[Citation] | None,
    ) -> str:
        known, key = self._known(agency), values.pop("import_key")
        present = Item.objects.get(pk=known[key]) if key in known else None
        listed = values.get("published_on") or (present and present.published_on)
        if self.by and listed and citations and not _cites(present, values, citations):
            # What is approved is the text, so it names every provision that the row cites.
            values["basis_text"] = _with_refs(values["basis_text"], citations)
            citations = find_citations(values["basis_text"])
        given = {"citations": citations, "library": self.library, **values}
        if said := given.get("disclosed"):
            before = present.disclosed if present else None
            given["disclosed"] = disclosed({**(before or {}), **said})
        if present is None:
            given = {"effective_from": self.on, "agency": agency, "import_key": key, **given}
            known[key] = self._create(given).pk
            self.handed[known[key]] = number
            return "created"
        if not self._update(present, given, values):
            return "unchanged"
        self.handed[present.pk] = number
        return "updated"

    def _create(self, given: dict[str, Any]) -> Item:
        """A new item; what an account brings in is public by approval."""
        if self.by is None:
            return items.create(**given)
        make, by, on = items.create, self.by, self.on
        row, draft = list_versions.add("item", make, by=by, on=on, values=given, batch=self.batch)
        list_versions.hand_in(draft, by=by, on=on)
        return row  # type: ignore[no-any-return]  # a row of any list

    def _update(self, present: Item, given: dict[str, Any], values: dict[str, Any]) -> bool:
        """Whether something was different; what the public reads waits for approval."""
        changes = {key: given[key] for key in values}
        fresh = any(getattr(present, key) != value for key, value in changes.items())
        if self.by and fresh and present.pk in self.handed:
            raise RuleError(
                _("与第%(row)d行是同一事项（编码或者名称相同），内容不同。")
                % {"row": self.handed[present.pk]},
                remedy=_("请合并为一行，或者改正其中一行的编码。"),
                field="code" if given.get("code") else "name",
            )
        told = fresh or given["citations"] is not None
        if not (self.by and told and list_versions.needs_approval(present, changes, self.on)):
            return items.update(present, by=self.by, **given)
        if not fresh:
            return False  # what is cited follows the text that was approved
        draft = list_versions.change(
            present, by=self.by, on=self.on, changes=changes, batch=self.batch
        )
        return list_versions.hand_in(draft, by=self.by, on=self.on)

    def _known(self, agency: Agency) -> dict[str, int]:
        """The items of an agency by the identity they came with and by what they say now, read once.

        Of two alike it is the first.
        """
        if agency.pk not in self.known:
            found = self.known[agency.pk] = {}
            rows = Item.objects.filter(agency=agency).order_by("pk")
            said = list(rows.values_list("pk", "import_key", "kind", "code", "name", "field"))
            for pk, key, *_ in said:
                found.setdefault(key, pk)
            for pk, _key, *now in said:
                found.setdefault(identity_of(*now), pk)
        return self.known[agency.pk]


def identity_of(kind: str, code: str, name: str, field: str) -> str:
    """What tells an item from the others of its agency: kind, code or else name, and field."""
    return hashlib.sha256(f"{kind}|{code or fold_name(name)}|{field}".encode()).hexdigest()


def _kind(row: Row, name: str) -> tuple[str, str]:
    """The kind of act and, where the list does not say it, a remark how it was found."""
    label = text_of(row.get("kind"))
    said = [kind for kind, words in KIND_WORDS.items() if any(word in label for word in words)]
    if PowerKind.LEVY in said and PowerKind.REQUISITION in said:
        return PowerKind.LEVY, _("职权类别“%(label)s”归为行政征收，请核对。") % {"label": label}
    if said:
        return said[0], ""
    ending = "" if label else name[-6:]
    for kind, words in KIND_WORDS.items():
        if kind != PowerKind.OTHER and any(word in ending for word in words):
            return kind, _("职权类别为空，按事项名称归类，请核对。")
    basis = text_of(row.get("basis_text"))
    if not label and any(word in basis for word in PENALTY_WORDS):
        return PowerKind.PENALTY, _("职权类别为空，按实施依据归为行政处罚，请核对。")
    raise RuleError(
        _("职权类别“%(label)s”不是权责清单的职权类别。") % {"label": label},
        article="国办发〔2018〕118号",
        remedy=_("请填写其中之一：%(kinds)s。")
        % {"kinds": "、".join(str(kind.label) for kind in PowerKind)},
        field="kind",
    )


def _cites(present: Item | None, values: dict[str, Any], citations: list[Citation]) -> bool:
    """Whether the item says the basis of the row already, and cites just what the row does."""
    text = values["basis_text"]
    if _with_refs(text, citations) == text:
        return True  # the text says them all
    if present is None or present.basis_text != text:
        return False
    wanted = {each.full[: items.CITATION_LENGTH] for each in citations}
    return set(present.bases.values_list("citation", flat=True)) == wanted


def _with_refs(text: str, citations: list[Citation]) -> str:
    """The text of the basis, and the provisions cited that cannot be read in it."""
    said = {each.full for each in find_citations(text)}
    return "\n".join(
        filter(None, [text, "；".join(c.full for c in citations if c.full not in said)])
    )


def _disclosed(row: Row) -> dict[str, str]:
    """The further texts that the sheet has a column for."""
    said = {key: text_of(row[key]) for key in DISCLOSED if key in row}
    said |= {key: str(day_of(row, key) or "") for key in DAYS if key in row}
    for key, text in said.items():
        if len(text) > TEXT:
            raise RuleError(_("内容超过 %(n)d 个字。") % {"n": TEXT}, field=key)
    return said


def day_of(row: Row, key: str) -> date | None:
    """The day of a column, None when it is empty. Raises RuleError when it is no day."""
    try:
        return date_of(row.get(key))
    except ValueError as error:
        raise RuleError(
            _("日期“%(text)s”无法识别。") % {"text": text_of(row.get(key))},
            remedy=_("请写成 2026-01-31。"),
            field=key,
        ) from error


def _says_basis(row: Row) -> bool:
    return "basis_text" in row or "basis_refs" in row


def _citations(row: Row) -> list[Citation] | None:
    """What the row cites; None when the sheet has no column for it."""
    if not _says_basis(row):
        return None
    given = find_citations(text_of(row.get("basis_refs")))
    return given or find_citations(text_of(row.get("basis_text")))
