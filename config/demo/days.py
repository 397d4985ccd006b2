"""The days of a story, counted back from today in working days."""

from dataclasses import dataclass
from datetime import date

from core import calendar, workdays

# Working days from the first sight of a matter to each act, in the usual course.
COURSE = {
    "discovered": 0,
    "filed": 1,
    "recorded": 2,
    "told": 4,
    "submitted": 10,
    "passed": 12,
    "issued": 13,
    "served": 14,
    "published": 16,
    "closed": 20,
    "archived": 24,
}
LAST_ACT = {
    "open": "discovered",
    "drafted": "recorded",
    "returned": "passed",
    "reviewed": "passed",
    "redacted": "issued",
    "approved": "issued",
    "published_late": "published",
    "refused": "published",
    "withheld": "served",
    "minor": "served",
    "revoked": "published",
}


@dataclass
class Days:
    """The days of one story, counted back from today so that its last act was `ago` days ago."""

    today: date
    end: str
    ago: int

    def __getattr__(self, act: str) -> date:
        if act not in COURSE:
            raise AttributeError(act)
        last = COURSE[LAST_ACT.get(self.end, self.end)]
        back = last - COURSE[act] + self.ago
        return workdays.add_workdays(calendar.load(), self.today, -back).date
