"""How documents word a time, a day and a section; Chinese whatever the interface speaks."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

Section = dict[str, Any]


def moment(at: datetime) -> str:
    """A time of the record in local words, to the minute."""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def day(on: date) -> str:
    """A day in Chinese words."""
    return f"{on.year}年{on.month}月{on.day}日"


def section(heading: str, *paragraphs: str) -> Section:
    """A numbered section; paragraphs are split at line breaks and empty ones left out."""
    lines = [line.strip() for text in paragraphs for line in text.splitlines()]
    return {"heading": heading, "paragraphs": [line for line in lines if line]}


def filled(sections: list[Section]) -> list[Section]:
    """The sections that say something."""
    return [row for row in sections if row["paragraphs"]]
