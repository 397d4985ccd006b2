"""The results of a campaign by agency, unit and line of the sheet, each with the files behind it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from supervision import scoring
from supervision.models import Campaign, FileReview, Mark, Rectification, ScoreSheet
from supervision.sheets import Item, Sheet


@dataclass
class Group:
    """The files of one agency or unit that have a result; `agency`: the name of that of a unit."""

    name: str
    key: str
    files: list[FileReview] = field(default_factory=list)
    late: int = 0
    agency: str = ""

    @property
    def average(self) -> Decimal | None:
        """The mean score to hundredths; None without a result."""
        scores = [row.score for row in self.files if row.score is not None]
        return scoring.rounded(sum(scores, Decimal(0)) / len(scores)) if scores else None

    def grades(self, sheet: Sheet) -> list[int]:
        """How many files earned each grade, in the order of the sheet."""
        return [sum(row.grade == one.label for row in self.files) for one in sheet.grades]


@dataclass
class Fault:
    """One line of the sheet: in how many files something was found, and the points it cost."""

    item: Item
    files: set[object] = field(default_factory=set)
    off: Decimal = Decimal(0)
    sheets: int = 0

    @property
    def mean(self) -> Decimal:
        """Points taken off for each sheet that found something."""
        return scoring.rounded(self.off / self.sheets) if self.sheets else Decimal(0)


def sheet_of(campaign: Campaign) -> Sheet:
    """The scoring sheet of the campaign."""
    return Sheet(campaign.sheet)


def told(campaign: Campaign) -> list[FileReview]:
    """The files that have a result, in order."""
    rows = FileReview.objects.told().filter(campaign=campaign).select_related("agency", "case")
    return list(rows.order_by("ordinal"))


def by_agency(files: Iterable[FileReview], on_late: set[object]) -> list[Group]:
    """A group for each agency, in the order of the tree."""
    found: dict[int, Group] = {}
    for row in sorted(files, key=lambda one: (one.agency.path, one.ordinal)):
        group = found.setdefault(row.agency_id, Group(str(row.agency), str(row.agency_id)))
        _count(group, row, on_late)
    return list(found.values())


def by_unit(files: Iterable[FileReview], on_late: set[object]) -> list[Group]:
    """A group for each unit of each agency."""
    found: dict[tuple[int, str], Group] = {}
    for row in sorted(files, key=lambda one: (one.agency.path, one.unit, one.ordinal)):
        group = found.setdefault(
            (row.agency_id, row.unit),
            Group(row.unit, f"{row.agency_id}/{row.unit}", agency=str(row.agency)),
        )
        _count(group, row, on_late)
    return list(found.values())


def whole(files: Iterable[FileReview], on_late: set[object]) -> Group:
    """All files as one group."""
    group = Group("", "")
    for row in files:
        _count(group, row, on_late)
    return group


def _count(group: Group, row: FileReview, on_late: set[object]) -> None:
    group.files.append(row)
    group.late += row.pk in on_late


def late(campaign: Campaign, on: date) -> set[object]:
    """Keys of the files whose rectification is overdue on the day."""
    rows = Rectification.objects.filter(file__campaign=campaign, due_on__lt=on)
    rows = rows.filter(status=Rectification.Status.DEMANDED)
    return set(rows.values_list("file_id", flat=True))


def faults(campaign: Campaign, files: Iterable[FileReview]) -> list[Fault]:
    """The lines in which something was found, the most frequent first; two queries."""
    keys = [row.pk for row in files]
    marks = Mark.objects.filter(
        sheet__file__in=keys, sheet__status=ScoreSheet.Status.SIGNED, findings__gt=0
    )
    lines = {line.key: line for line in sheet_of(campaign).lines}
    found: dict[str, Fault] = {}
    for mark in marks.select_related("sheet"):
        fault = found.setdefault(mark.item, Fault(lines[mark.item]))
        fault.files.add(mark.sheet.file_id)
        fault.off += fault.item.off(mark.findings or 0)
        fault.sheets += 1
    return sorted(found.values(), key=lambda one: (-len(one.files), -one.off, one.item.key))


def reasons(files: Iterable[FileReview], item: str) -> dict[object, list[Mark]]:
    """By file, the marks that found something on one line."""
    found: dict[object, list[Mark]] = defaultdict(list)
    marks = Mark.objects.filter(
        sheet__file__in=[row.pk for row in files],
        sheet__status=ScoreSheet.Status.SIGNED,
        item=item,
        findings__gt=0,
    )
    for mark in marks.select_related("sheet").order_by("sheet__ordinal"):
        found[mark.sheet.file_id].append(mark)
    return found
