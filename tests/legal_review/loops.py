"""A returned review walked on through objection, negotiation and the heads' resolution."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from enforcement.models import Decision, User
from enforcement.services.discussions import Voice
from legal_review import outcomes, services
from legal_review.models import Review, ReviewObjection
from legal_review.services import Check, Talk
from tests import factories
from tests.contents import Days

ON = factories.DECIDED
DAYS = Days.before(ON)
# Everything about an objection fits between the opinion and the day of the decision.
RETURNED = DAYS.passed
TALKED = RETURNED + timedelta(days=1)
TALK = Talk(
    place="二楼会议室",
    present="承办机构：石承方；法制审核机构：顾清和",
    unit_view="现场照片和笔录相互印证，证据充分。",
    review_view="缺少测量记录，不能证明面积。",
    outcome="双方未达成一致，提请负责人集体讨论。",
)
VOTERS = (("江以宁", "局长"), ("石承远", "副局长"), ("顾清平", "总工程师"))


def voices(*votes: str) -> list[Voice]:
    """A head for each vote."""
    return [
        Voice(name, post, "已阅卷，发表意见如上。", vote)
        for (name, post), vote in zip(VOTERS, votes, strict=False)
    ]


ALL_FOR = voices("agree", "agree", "agree")


def flawed(check: Check) -> Check:
    """The head with a flaw that is to be cured."""
    code = outcomes.reasons_of(check.head)[0].key
    return replace(check, result="flaw", note="缺少签章。", code=code)


def handler(review: Review) -> User:
    """The account of the officer who leads the case."""
    return factories.account_of(factories.lead_of(review.decision.case))


def returned(decision: Decision, *, sent: date = DAYS.submitted, on: date = RETURNED) -> Review:
    """The draft submitted and returned."""
    return factories.send_back(factories.submit(decision, on=sent), on=on)


def objected(review: Review, *, on: date = RETURNED, **values: Any) -> ReviewObjection:
    """The unit objects."""
    given = {"by": handler(review), "on": on, "grounds": "证据已经充分。", **values}
    return services.object_to(review, **given)


def negotiated(
    objection: ReviewObjection, *, agreed: bool = False, on: date = TALKED, **values: Any
) -> ReviewObjection:
    """The reviewer's side records the negotiation."""
    by = factories.someone(objection.review.agency, "reviewer")
    given: dict[str, Any] = {"by": by, "on": on, "talk": TALK, **values}
    return services.negotiate(objection, agreed=agreed, **given)


def called(objection: ReviewObjection, *, on: date = TALKED, **values: Any) -> ReviewObjection:
    """The heads are asked."""
    given = {"by": handler(objection.review), "on": on, "ground": "协商未达成一致。", **values}
    services.call(objection, **given)
    return ReviewObjection.objects.get(pk=objection.pk)


def resolved(objection: ReviewObjection, *, on: date = TALKED, **values: Any) -> ReviewObjection:
    """The heads discuss and vote."""
    given: dict[str, Any] = {
        "by": factories.someone(objection.review.agency, "head"),
        "on": on,
        "place": "三楼会议室",
        "voices": ALL_FOR,
        "result": "agreed",
        "conclusion": "证据能够证明违法事实，同意按承办机构意见作出决定。",
        **values,
    }
    return services.resolve(objection, **given)


def waiting(decision: Decision) -> ReviewObjection:
    """An objection that awaits the heads."""
    return called(negotiated(objected(returned(decision))))


def upheld(decision: Decision) -> ReviewObjection:
    """The heads resolved on the draft that review returned."""
    return resolved(waiting(decision))
