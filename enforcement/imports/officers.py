"""Officers and their certificates from a list (domain §6.4). A certificate number is the identity."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from core.cells import date_of, text_of
from core.errors import RuleError
from core.row_report import Finding, RowReport
from core.tables import Sheet
from enforcement import lists
from enforcement.directory import Directory
from enforcement.imports.sheets import Row, each_row, limit_of
from enforcement.models import Agency, Certificate, Officer, User
from enforcement.services import freshness, list_versions, officer_cards, officers

COLUMNS = {
    "name": ("姓名",),
    "agency_name": ("单位", "执法主体", "所属单位"),
    "post": ("职务",),
    "unit": ("内设机构", "科室"),
    "number": ("执法证号", "证号", "执法证件号"),
    "issuer": ("发证机关",),
    "area": ("执法区域",),
    "category": ("执法类别",),
    "valid_from": ("有效期自", "发证日期"),
    "valid_to": ("有效期至", "证件有效期至"),
}
NAMED = 3  # people a note of many names
REQUIRED = ("name", "post", "number", "issuer", "area", "valid_from", "valid_to")
PUBLIC = lists.LISTS["officer"].fields
MODELS = {
    "name": Officer,
    "post": Officer,
    "unit": Officer,
    "number": Certificate,
    "issuer": Certificate,
    "area": Certificate,
    "category": Certificate,
}


@dataclass
class OfficerImport:
    """One import run. Rows without an agency belong to `agency`; others must be in `directory`."""

    by: User | None
    agency: Agency | None
    directory: Directory
    on: date
    moved: dict[Agency, list[Officer]] = field(default_factory=dict)
    batch: str = field(default_factory=lambda: str(uuid4()))

    def run(self, sheets: Sequence[Sheet], *, dry_run: bool = False) -> RowReport:
        """Import the sheets; the report says what happened to each row."""
        report = each_row(sheets, COLUMNS, REQUIRED, self.take, dry_run=dry_run)
        if self.by is not None and not dry_run:
            self._note()
        return report

    def _note(self) -> None:
        """One sheet is one change of an agency's lists, however many officers it names."""
        for agency, people in self.moved.items():
            words = _("导入执法人员清单：%(names)s等%(n)d人") % {
                "names": "、".join(row.name for row in people[:NAMED]),
                "n": len(people),
            }
            on = timezone.localtime(max(row.updated_at for row in people)).date()
            freshness.note_officer(agency, words, on=on)

    def take(self, number: int, row: Row, report: RowReport) -> str:
        """Save one row; raises RuleError when it cannot be an officer."""
        # A column the sheet does not have changes nothing.
        texts = {key: _text(row, key) for key in MODELS if key in row or key in REQUIRED}
        valid_from, valid_to = _day(row, "valid_from"), _day(row, "valid_to")
        agency = self._agency(row)
        known = (
            Certificate.objects.filter(number=texts["number"], issuer=texts["issuer"])
            .select_related("officer__agency")
            .order_by("-valid_from")
            .first()
        )
        person: dict[str, Any] = {
            key: texts[key] for key in ("name", "post", "unit") if key in texts
        }
        period: dict[str, Any] = {"valid_from": valid_from, "valid_to": valid_to}
        card: dict[str, Any] = {
            key: texts[key] for key in ("number", "issuer", "area", "category") if key in texts
        }
        if known is None:
            officer = self._create({"agency": agency, **person}, {**card, **period})
            self.moved.setdefault(agency, []).append(officer)
            return "created"
        self._same_person(known.officer, agency, person["name"])
        outcome = self._renew(known, person, card, period, number, report)
        if outcome == "updated":
            known.officer.refresh_from_db(fields=["name", "updated_at"])
            self.moved.setdefault(agency, []).append(known.officer)
        return outcome

    def _create(self, person: dict[str, Any], card: dict[str, Any]) -> Officer:
        """Somebody new with a certificate; whom an account brings in is public by approval."""
        if self.by is None:
            officer = officers.create(published_on=self.on, **person)
            officers.certify(officer, **card)
            return officer
        make, by, on = partial(officers.create, noted=False), self.by, self.on
        values = {**person, lists.PUBLISHED: on}
        row, draft = list_versions.add(
            "officer", make, by=by, on=on, values=values, batch=self.batch
        )
        _made, named = officer_cards.register(row, by=by, on=on, batch=self.batch, **card)
        list_versions.hand_in(named or draft, by=by, on=on)
        return row  # type: ignore[no-any-return]  # a row of any list

    def _same_person(self, officer: Officer, agency: Agency, name: str) -> None:
        if officer.agency_id != agency.pk or officer.name != name:
            raise RuleError(
                _("该执法证号已登记给其他人员或其他单位。"),
                article=officers.ARTICLE,
                remedy=_("请核对证号；人员调动请先在原单位注销证件。"),
                field="number",
            )

    def _renew(
        self,
        known: Certificate,
        person: dict[str, Any],
        card: dict[str, Any],
        period: dict[str, Any],
        number: int,
        report: RowReport,
    ) -> str:
        before = known.officer.updated_at
        told = {key: person[key] for key in person if key in PUBLIC}
        if self.by is not None and known.officer.status == Officer.Status.ACTIVE:
            told[lists.PUBLISHED] = known.officer.published_on or self.on
        fresh = not known.officer.certificates.filter(number=card["number"], **period).exists()
        if fresh:
            officers.certify(known.officer, by=self.by, **card, **period)
            if self.by is not None and known.officer.status == Officer.Status.ACTIVE:
                told[lists.CARDS] = officer_cards.current(known.officer, self.on)
        handed = self._hand_in(known.officer, told)
        waits = handed is not None
        rest = {key: person[key] for key in person if not waits or key not in PUBLIC}
        officer = officers.update(known.officer, by=self.by, noted=False, **rest)
        if fresh and not waits and self.by is not None:
            officer_cards.name(officer, by=self.by, on=self.on, batch=self.batch)
        if fresh:
            return "updated"
        if any(getattr(known, key) != card[key] for key in ("area", "category") if key in card):
            words = _("与已登记证件的执法区域或类别不同；证件内容不改写，如有变更请登记新证件。")
            report.flagged.append(Finding(number, COLUMNS["area"][0], words))
        return "unchanged" if officer.updated_at == before and not handed else "updated"

    def _hand_in(self, officer: Officer, told: dict[str, Any]) -> bool | None:
        """Whether a change was handed in now, or waits since before; None where none needs approval."""
        on = self.on
        if all(getattr(officer, key) == value for key, value in told.items()):
            return None  # nothing to wait for, whatever a colleague is writing
        if self.by is None or not list_versions.needs_approval(officer, told, on):
            return None
        draft = list_versions.change(officer, by=self.by, on=on, changes=told, batch=self.batch)
        return list_versions.hand_in(draft, by=self.by, on=on)

    def _agency(self, row: Row) -> Agency:
        name = text_of(row.get("agency_name"))
        found = self.directory.find(name=name) if name else self.agency
        if found is None:
            raise RuleError(
                _("单位“%(name)s”不在您可以维护的执法主体之内。") % {"name": name},
                remedy=_("请核对单位全称。"),
                field="agency_name",
            )
        return found


def _text(row: Row, key: str) -> str:
    text = text_of(row.get(key))
    if key in REQUIRED and not text:
        raise RuleError(
            _("%(name)s为空。") % {"name": COLUMNS[key][0]},
            remedy=_("请补充后重新导入。"),
            field=key,
        )
    limit = limit_of(MODELS[key], key)
    if len(text) > limit:
        raise RuleError(_("内容超过 %(n)d 个字。") % {"n": limit}, field=key)
    return text


def _day(row: Row, key: str) -> date:
    try:
        day = date_of(row.get(key))
    except ValueError:
        day = None
    if day is None:
        raise RuleError(
            _("日期“%(text)s”无法识别。") % {"text": text_of(row.get(key))},
            remedy=_("请写成 2026-01-31。"),
            field=key,
        )
    return day
