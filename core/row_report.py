"""What happened to each row of an imported sheet, in words a person can act on."""

from dataclasses import dataclass, field
from typing import TypedDict


class FindingJson(TypedDict, total=False):
    """One finding as JSON: `error` in a rejected row, `flag` in a flagged one."""

    row: int
    field: str
    error: str
    flag: str


@dataclass(frozen=True)
class Finding:
    """`row` is the row number a spreadsheet shows; 0 stands for the sheet as a whole."""

    row: int
    field: str
    text: str


@dataclass
class RowReport:
    """Counts and findings of one import. A rejected row is never half-saved.

    `taken`: what each row that was not refused does, where an import says it row by row.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Finding] = field(default_factory=list)
    flagged: list[Finding] = field(default_factory=list)
    taken: list[Finding] = field(default_factory=list)

    @property
    def rejected_rows(self) -> int:
        """How many rows were refused; one row may have several errors."""
        return len({finding.row for finding in self.rejected})

    def count(self, outcome: str) -> None:
        """Add one to `created`, `updated` or `unchanged`."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def as_json(self) -> dict[str, int | list[FindingJson]]:
        """The report of the commands: counts, and a list of findings per refused or marked row."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [
                FindingJson(row=f.row, field=f.field, error=f.text) for f in self.rejected
            ],
            "flagged": [FindingJson(row=f.row, field=f.field, flag=f.text) for f in self.flagged],
        }
