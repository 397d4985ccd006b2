"""The register of what must be recorded in sound and picture (音像记录事项清单), by agency and day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from disclosure import list_names, listings, registers
from enforcement import registers as books
from enforcement.models import Agency, EntryVersion
from enforcement.models.kinds import ActionKind
from enforcement.profiles import Profile, Row
from enforcement.register_books import RECORDING
from recording.retention import ROUTINE_PERIOD

WAYS = {
    "photo": gettext_lazy("照相"),
    "audio": gettext_lazy("录音"),
    "camera": gettext_lazy("录像"),
    "monitor": gettext_lazy("视频监控"),
    "body": gettext_lazy("执法记录仪"),
}
KINDS = dict(ActionKind.choices)
FIELDS = ("ways", "whole", "begins", "content", "ends", "kept", "place", "remark")  # of both
HEADING = (0, 2)  # places of the number and the activity


@dataclass(frozen=True)
class Line:
    """One row of the register (domain §6.5); `kinds` are keys of ActionKind."""

    number: int
    kinds: tuple[str, ...]
    activity: str
    ways: str
    whole: str
    begins: str
    content: str
    ends: str
    kept: str
    place: str
    remark: str
    article: str

    def cells(self) -> list[tuple[str, str]]:
        """(column, value) in the order of the register; the activity is the item that is recorded."""
        named = _("、").join(str(KINDS[kind]) for kind in self.kinds)
        values = [str(self.number), named, self.activity, self.ways, self.whole, self.begins]
        values += [self.content, self.ends, self.kept, self.place, self.remark, self.article]
        return list(zip(columns(), values, strict=True))

    def facts(self) -> list[tuple[str, str]]:
        """The cells besides number and activity, which head the entry on the page."""
        return [pair for place, pair in enumerate(self.cells()) if place not in HEADING]


@dataclass(frozen=True)
class Own:
    """An item that the agency itself published in its register, as its version of the day has it."""

    version: EntryVersion

    @property
    def pk(self) -> int:
        """The key of the entry, by which it has its page."""
        return self.version.entry_id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.version.title

    @property
    def content(self) -> dict[str, Any]:
        """The fields of the register by their keys."""
        said = self.version.said()
        return {field.key: said[field.key] for field in RECORDING.fields if field.key in said}

    def line(self, number: int) -> Line:
        """The same as a row of the register."""
        said = {field.key: self._words(field) for field in RECORDING.fields}
        return Line(
            number=number,
            kinds=tuple(self.content.get("kinds", ())),
            activity=_("%(item)s：%(stages)s") % {"item": self.title, "stages": said["stages"]},
            article=said["basis"],
            **{key: said[key] for key in FIELDS},
        )

    def _words(self, field: books.Field) -> str:
        said = books.words(field, self.content.get(field.key))
        return said.replace("\n", "、") if field.shape == "lines" else said


@dataclass(frozen=True)
class Recorded:
    """What one agency must record on a day: by the rules, and by its own register above them."""

    agency: Agency
    lines: list[Line]
    own: list[Own]

    @property
    def pk(self) -> int:
        """The key of the agency, by which its register is asked for."""
        return int(self.agency.pk)

    def sheet(self) -> list[list[str]]:
        """Head and rows of a sheet: what the agency published itself, then what the rules say."""
        own = [row.line(number) for number, row in enumerate(self.own, start=1)]
        parts = ((_("本机关公布"), own), (_("依规定"), self.lines))
        rows = [
            [*(value for _name, value in row.cells()), whence]
            for whence, found in parts
            for row in found
        ]
        return [[*columns(), _("公布方式")], *rows]


def columns() -> list[str]:
    """The columns of the register in their order."""
    return [
        _("序号"),
        _("执法类别"),
        _("执法事项和记录环节"),
        _("记录方式"),
        _("是否全程记录"),
        pgettext("清单", "记录开始时间"),
        _("记录内容"),
        pgettext("清单", "记录结束时间"),
        _("存储期限"),
        _("执法场所"),
        _("备注"),
        _("依据"),
    ]


def lines(agency: Agency, on: date) -> list[Line]:
    """What the agency must record under the rules of the day; nothing before these rules began."""
    rules = agency.rules()
    if on < rules.public_since():
        return []
    details = rules.recording_details()
    rows = [row for row in rules.recording_rules(on=on) if _own_kinds(row, rules)]
    return [
        _line(place, row, details.get(row["activity"], {}), rules, on)
        for place, row in enumerate(rows, start=1)
    ]


def all_recorded(rows: Sequence[Agency], on: date) -> list[Recorded]:
    """The registers of several agencies, in their order; two queries."""
    listings.under_rules(rows)
    own = _own(rows, on)
    return [Recorded(row, lines(row, on), own.get(row.pk, [])) for row in rows]


def _own(rows: Sequence[Agency], on: date) -> dict[int, list[Own]]:
    """What agencies published themselves, by their keys."""
    versions = registers.versions(RECORDING, {}, on).filter(entry__agency__in=rows)
    found: dict[int, list[Own]] = {}
    for version in versions.order_by("entry_id"):
        found.setdefault(version.entry.agency_id, []).append(Own(version))
    return found


def told(rows: Sequence[Agency], on: date, today: date) -> list[Recorded]:
    """The same as the public reads them: of an earlier day with the names of it."""
    found = all_recorded(rows, on)
    named = list_names.called([each.agency for each in found], on, today)
    return [replace(each, agency=agency) for each, agency in zip(found, named, strict=True)]


def _own_kinds(row: Row, rules: Profile) -> tuple[str, ...]:
    """The kinds of the row that the jurisdiction has at all."""
    return tuple(kind for kind in row["kinds"] if kind in rules.kinds)


def _line(number: int, row: Row, detail: Any, rules: Profile, on: date) -> Line:
    kinds = _own_kinds(row, rules)
    return Line(
        number=number,
        kinds=kinds,
        activity=row["label"],
        ways=_("、").join(str(WAYS[way]) for way in detail.get("ways", ())),
        whole=_whole(row["level"]),
        begins=detail.get("begins", ""),
        content=detail.get("content", ""),
        ends=detail.get("ends", ""),
        kept=kept(kinds, rules, on),
        place=detail.get("place", ""),
        remark=_remark(row),
        article=row["article"],
    )


def _whole(level: str) -> str:
    return {"full": _("全程"), "partial": _("记录关键环节")}.get(level, _("可以不记录"))


def _remark(row: Row) -> str:
    if row["level"] == "optional":
        return _("文字记录能够反映的，可以不进行音像记录。")
    if row["exempt"]:
        return _("文字记录能够全面有效记录执法行为的，可以不进行音像记录，但应当说明理由。")
    return _("应当记录，不能以文字说明代替。")


def kept(kinds: tuple[str, ...], rules: Profile, on: date) -> str:
    """How long such recordings are kept, in words."""
    routine = set(kinds) & set(rules.value("record.routine_kinds", on=on))
    if not routine:
        return _("与案卷保管期限相同")
    term = rules.period(ROUTINE_PERIOD, on=on).words()
    return _("不少于%(term)s；作为证据使用等情形永久保存") % {"term": term}
