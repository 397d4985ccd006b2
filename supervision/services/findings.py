"""What the signed sheets of a file say: line by line, and as a text to start a demand from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from supervision.models import FileReview, Mark, ScoreSheet
from supervision.sheets import Item, Sheet


@dataclass
class Line:
    """One line of the sheet and the marks on it, in the order of the sheets."""

    item: Item
    marks: list[Mark] = field(default_factory=list)

    @property
    def cells(self) -> list[tuple[Mark, Decimal]]:
        """Each mark and the points it takes off."""
        return [(mark, self.item.off(mark.findings or 0)) for mark in self.marks]

    def said(self, names: Sequence[str]) -> list[tuple[Decimal, str, str]]:
        """What was found, once for each wording: (points off, reason, who said so).

        `names`: of the reviewers, in the order of the sheets.
        """
        told: dict[tuple[Decimal, str], list[str]] = {}
        for name, (mark, off) in zip(names, self.cells, strict=True):
            if mark.findings:
                told.setdefault((off, mark.reason), []).append(name)
        return [(off, reason, "、".join(who)) for (off, reason), who in told.items()]

    @property
    def found(self) -> bool:
        """Whether anybody found something."""
        return any(mark.findings for mark in self.marks)

    @property
    def reasons(self) -> list[str]:
        """What was said about it."""
        told = (mark.reason for mark in self.marks if mark.findings and mark.reason)
        # Without their full stops: they are put into one sentence.
        return list(dict.fromkeys(reason.rstrip("。；;. ") for reason in told))


def lines(file: FileReview, sheets: list[ScoreSheet]) -> list[Line]:
    """The lines of the file with the marks of the given sheets; two queries."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for mark in Mark.objects.filter(sheet__in=sheets).order_by("sheet__ordinal"):
        marks[mark.item].append(mark)
    asked = Sheet(file.campaign.sheet).of_kind(file.case.kind)
    return [Line(item, marks[item.key]) for item in asked]


def signed(file: FileReview) -> list[ScoreSheet]:
    """The signed sheets of a file in the order they were given out."""
    rows = file.sheets.filter(status=ScoreSheet.Status.SIGNED).select_related("reviewer")
    return list(rows.order_by("ordinal"))


def as_text(file: FileReview) -> str:
    """The findings as a numbered list with their reasons."""
    found = [line for line in lines(file, signed(file)) if line.found]
    return "\n".join(
        _("%(no)s. %(label)s：%(reasons)s。")
        % {"no": number, "label": line.item.label, "reasons": "；".join(line.reasons) or "—"}
        for number, line in enumerate(found, start=1)
    )
