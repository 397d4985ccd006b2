"""The heads of 行政处罚法 58 the handler answers at submission: judgement, never read off amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import review_scope
from enforcement.models import Decision
from enforcement.profiles import Row
from enforcement.review_scope import Hit
from legal_review.models import Review, ReviewAnswer

ARTICLE = "行政处罚法第五十八条；国办发〔2018〕118号第十二条"


@dataclass(frozen=True)
class Answer:
    """One head as the handler judged it; `applies` is yes. The reason is due either way."""

    head: str
    applies: bool
    reason: str


class Asking(Protocol):
    """Whoever says what is asked: a profile, or what one draft is asked."""

    def review_questions(self) -> list[Row]: ...


@dataclass(frozen=True)
class Asked:
    """The heads of one draft: those of law first, then those its catalogue adds."""

    rows: list[Row]

    def review_questions(self) -> list[Row]:
        """`key`, `label` and `article` of each."""
        return self.rows


def asked_of(decision: Decision, on: date) -> Asked:
    """What the handler judges of a draft on the day; a catalogue may ask more, never less."""
    of_law = decision.agency.rules().review_questions()
    taken = {row["key"] for row in of_law}
    added = [row for row in review_scope.asked_of(decision, on) if row["key"] not in taken]
    return Asked([*of_law, *added])


def questions(rules: Asking) -> dict[str, str]:
    """What is asked: key -> question (domain §9.1 item 1)."""
    return {row["key"]: row["label"] for row in rules.review_questions()}


def assert_answered(rules: Asking, answers: Sequence[Answer]) -> None:
    """Raise RuleError unless every head, and no other, is answered once and with its reason."""
    asked, given = questions(rules), [answer.head for answer in answers]
    missing = [key for key in asked if key not in given]
    if missing:
        raise _refusal(
            _("下列事项尚未逐项判断：%(list)s"), [asked[key] for key in missing], missing[0]
        )
    wrong = [key for key in given if key not in asked or given.count(key) > 1]
    if wrong:
        raise _refusal(_("没有这些判断事项，或者重复填写：%(list)s"), wrong, "")
    silent = [answer.head for answer in answers if not answer.reason.strip()]
    if silent:
        raise _refusal(
            _("下列事项没有写明判断的理由：%(list)s"),
            [asked[key] for key in silent],
            silent[0],
            part="reason",
        )


def _refusal(message: str, names: list[str], head: str, *, part: str = "applies") -> RuleError:
    return RuleError(
        message % {"list": "；".join(names)},
        article=ARTICLE,
        remedy=_("请对每一项选择是或者否，并写明理由。"),
        field=f"{part}_{head}" if head else "answers",
    )


def hits(rules: Asking, answers: Sequence[Answer]) -> list[Hit]:
    """What the handler answered yes to: each makes review mandatory, as a rule of the catalogue."""
    rows = {row["key"]: row for row in rules.review_questions()}
    return [
        Hit(
            answer.head,
            f"{rows[answer.head]['label']}：是。{answer.reason.strip()}",
            str(rows[answer.head]["article"]),
        )
        for answer in answers
        if answer.applies
    ]


def keep(review: Review, answers: Sequence[Answer]) -> None:
    """Store the answers with the review, in the order asked."""
    labels = questions(asked_of(review.decision, review.submitted_on))
    order = list(labels)
    for answer in sorted(answers, key=lambda each: order.index(each.head)):
        ReviewAnswer.objects.create(
            review=review,
            head=answer.head,
            label=labels[answer.head],
            applies=answer.applies,
            reason=answer.reason.strip(),
        )


def earlier(decision: Decision) -> list[Answer]:
    """The answers of the last submission of the draft, to start the next one from."""
    last = Review.objects.of(decision).last()
    rows = ReviewAnswer.objects.filter(review=last).order_by("pk") if last else []
    return [Answer(row.head, row.applies, row.reason) for row in rows]
