"""A public decision in plain words, by rule and from its projection alone.

Each answer keeps the facts it was made of: a name, a day, an amount, or words of the projection as they
stand there, cut at the end of a sentence. What the projection lacks is left out, never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core import calendar
from core.errors import RuleError
from disclosure import presentation, remedy_days
from disclosure.models import Publication, RedactedVersion
from disclosure.presentation import grouped
from disclosure.projection import HEADINGS
from enforcement import challenge
from enforcement.challenge import REVIEW, SUIT, Way
from enforcement.models.kinds import ActionKind, PenaltyKind

LENGTH = 120
_ENDS = re.compile(r"[。；！？\n]")


@dataclass(frozen=True)
class Answer:
    """One question of a reader and its answer; `facts` are the parts that came from the record."""

    question: str
    text: str
    facts: tuple[str, ...]


def answers(row: Publication) -> list[Answer]:
    """What a reader wants to know first, in that order."""
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    return [
        answer
        for answer in (
            _who(row, version),
            *_quoted(version),
            _punished(version),
            _in_time(row),
            _until(row),
        )
        if answer is not None
    ]


def _answer(question: str, pattern: str, **facts: str) -> Answer:
    return Answer(question, pattern % facts, tuple(facts.values()))


def _who(row: Publication, version: RedactedVersion) -> Answer:
    """Who decided what about whom; without the party where its name is not public."""
    about = {
        ActionKind.PENALTY: _("%(agency)s在%(day)s对%(party)s作出行政处罚。"),
        ActionKind.PERMIT: _("%(agency)s在%(day)s对%(party)s的申请作出行政许可决定。"),
        ActionKind.COERCION: _("%(agency)s在%(day)s对%(party)s作出行政强制决定。"),
        ActionKind.INSPECTION: _("%(agency)s在%(day)s对%(party)s作出行政检查结果。"),
        ActionKind.LEVY: _("%(agency)s在%(day)s对%(party)s作出行政征收征用决定。"),
    }
    facts = {"agency": version.agency_name, "day": row.decided_on.isoformat()}
    if version.party_name:
        pattern = about[ActionKind(row.kind)]
        return _answer(_("谁对谁作了什么决定"), pattern, **facts, party=version.party_name)
    kind = str(row.get_kind_display())
    pattern = _("%(agency)s在%(day)s作出%(kind)s决定；行政相对人依法不公开。")
    return _answer(_("谁对谁作了什么决定"), pattern, **facts, kind=kind)


def _quoted(version: RedactedVersion) -> Iterator[Answer]:
    """What was found, on which ground, and what must be done: the record's own words."""
    sections = {str(heading): str(text) for heading, text in version.sections}
    for question, text in (
        (_("为什么"), version.facts),
        (_("依据什么"), version.basis),
        (_("决定了什么"), version.result),
        (_("还要改正什么"), sections.get(HEADINGS["order"], "")),
        (_("怎样履行、到什么时候"), sections.get(HEADINGS["performance"], "")),
    ):
        if words := opening(text):
            yield Answer(question, words, (words,))


def _punished(version: RedactedVersion) -> Answer | None:
    """The kinds of penalty; the fine stands once, with its amount."""
    codes = list(version.penalty_kinds)
    if not codes:
        return None
    facts = presentation.penalty_names(codes)
    told = list(facts)
    if version.fine_cents:
        amount = grouped(version.fine_cents)
        at = codes.index(PenaltyKind.FINE) if PenaltyKind.FINE in codes else len(codes)
        facts[at : at + 1] = [amount]
        told[at : at + 1] = [_("罚款%(amount)s元") % {"amount": amount}]
    return Answer(_("处罚种类"), _("、").join(told), tuple(facts))


def _in_time(row: Publication) -> Answer | None:
    """Whether the agency published in time; None where nobody can judge it."""
    found = presentation.timing(row)
    if found is None:
        return None
    facts = {"due": found.deadline.due_on.isoformat(), "first": found.day.isoformat()}
    if not found.late_by:
        pattern = _("按期：最晚应当在%(due)s公开，%(first)s已经公开。")
        return _answer(_("公开及时吗"), pattern, **facts)
    pattern = _("逾期%(late)s个工作日：最晚应当在%(due)s公开，%(first)s才公开。")
    return _answer(_("公开及时吗"), pattern, **facts, late=str(found.late_by))


def _until(row: Publication) -> Answer | None:
    """The party's last days, counted from the public day of service; None without one."""
    served: date | None = getattr(row, "served_on", None)
    if served is None:
        return None
    try:
        days = _last_days(row, served)
    except RuleError:
        return None
    facts = {"served": served.isoformat(), "review": _day(days[REVIEW])}
    if SUIT not in days:
        pattern = _("从送达日%(served)s起算，最晚在%(review)s申请行政复议；不能直接起诉。")
        return _answer(_("当事人不服怎么办"), pattern, **facts)
    pattern = _("从送达日%(served)s起算，最晚在%(review)s申请行政复议，或者在%(suit)s起诉。")
    return _answer(_("当事人不服怎么办"), pattern, **facts, suit=_day(days[SUIT]))


def _last_days(row: Publication, served: date) -> dict[str, Way]:
    known = remedy_days.of_decision(row)
    asked = challenge.Asked(act=known["act"], known_on=served, special=known["special"])
    book = challenge.OpenEnded(calendar.load(str(row.agency.division_code)))
    found = challenge.answer(asked, row.agency.rules(), book)
    return {way.key: way for way in found.ways}


def _day(way: Way) -> str:
    """The last day, marked while the holidays of its year are not announced."""
    day = way.last_on.isoformat()
    return _("%(day)s（暂定）") % {"day": day} if way.provisional else day


def opening(text: str) -> str:
    """The first sentences of a text, as they stand, about LENGTH characters; … where it was cut."""
    flat = text.strip()
    if len(flat) <= LENGTH:
        return flat
    ends = [match.end() for match in _ENDS.finditer(flat, 0, LENGTH)]
    return (flat[: ends[-1]].rstrip() if ends else flat[:LENGTH]) + "…"
