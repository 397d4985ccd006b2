"""The API acts of a case, with bodies that are mostly what they ask for."""

import random
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from enforcement.models import Case, Decision
from legal_review import catalogue, outcomes
from legal_review.models import Review
from tests import factories

Body = dict[str, Any]
WRONG = 0.2


def submission(case: Case, dice: random.Random) -> Body:
    """送审, now and then undeclared or with a head left out."""
    answers = [asdict(row) for row in factories.answers(case.agency)]
    if dice.random() < WRONG:
        answers.pop()
    return {"declared": dice.random() > WRONG, "answers": answers, "handled": "已按意见修改。"}


def opinion(case: Case, dice: random.Random) -> Body:
    """An opinion whose heads mostly pass."""
    return {
        "opinion": "意见。",
        "checks": [
            {
                "head": head,
                "result": "pass" if dice.random() > WRONG / 5 else dice.choice(("fail", "flaw")),
                "note": "略。",
                "code": outcomes.reasons_of(head)[0].key,
            }
            for head in catalogue.heads(case.agency.rules())
        ],
        "problems": ["investigate"] if dice.random() > WRONG else [],
    }


def nothing(case: Case, dice: random.Random) -> Body:
    """An act that asks for nothing."""
    return {}


def _case(case: Case) -> Any:
    return case.pk


def _review(case: Case) -> Any:
    return Review.objects.filter(decision__case=case).latest("round").pk


def _decision(case: Case) -> Any:
    return Decision.objects.filter(case=case).latest("created_at").pk


# URL name, whose key it takes, its body, and who usually calls it.
CALLS: tuple[tuple[str, Callable[[Case], Any], Callable[[Case, random.Random], Body], str], ...] = (
    ("api-case-submit-review", _case, submission, "officer1"),
    ("api-review-approve", _review, opinion, "reviewer"),
    ("api-review-return", _review, opinion, "reviewer"),
    ("api-decision-issue", _decision, nothing, "head"),
)
