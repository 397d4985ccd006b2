"""Whatever people try, in whatever order: a case keeps to its moves and nothing is half-done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import AuditEntry, NumberUse
from enforcement.models import Case, Decision
from enforcement.services import decisions
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import ON, draft

pytestmark = pytest.mark.django_db
GROUND = "发现处罚依据有误。"
Act = Callable[[Cast, Decision], Decision]


@dataclass(frozen=True)
class Expected:
    """What the case should look like: its state, its newest decision's, and how many were made."""

    case: str = "filed"
    decision: str = "draft"
    made: int = 0

    def after(self, act: str) -> "Expected | None":
        """The next state, None when the act is to be refused."""
        issued = replace(self, case="decided", decision="issued", made=self.made + 1)
        steps = {
            ("edit", "draft"): self,
            ("abandon", "draft"): replace(self, decision="abandoned"),
            ("issue", "draft"): issued,
            ("serve", "issued"): replace(self, decision="served"),
            ("revoke", "issued"): replace(self, decision="revoked"),
            ("revoke", "served"): replace(self, decision="revoked"),
            ("remake", "issued"): replace(self, case="filed", decision="revoked"),
            ("remake", "served"): replace(self, case="filed", decision="revoked"),
        }
        if act == "draft":
            again = self.case == "filed" and self.decision in {"abandoned", "revoked"}
            return replace(self, decision="draft") if again else None
        return steps.get((act, self.decision))


def _draft(cast: Cast, row: Decision) -> Decision:
    content = factories.content("simple")
    return decisions.draft(row.case, by=cast.officer1, content=content)


def _revoke(cast: Cast, row: Decision, *, remake: bool = False) -> Decision:
    return decisions.revoke(row, by=cast.head, on=ON, ground=GROUND, remake=remake)


ACTS: dict[str, Act] = {
    "draft": _draft,
    "edit": lambda cast, row: decisions.edit(
        row, by=cast.officer1, content={"result": f"{row.result}。"}
    ),
    "abandon": lambda cast, row: decisions.abandon(row, by=cast.officer1, on=ON, reason="重拟"),
    "issue": lambda cast, row: decisions.issue(row, by=cast.officer1, on=ON),
    "serve": lambda cast, row: decisions.serve(row, by=cast.officer1, on=ON),
    "revoke": _revoke,
    "remake": lambda cast, row: _revoke(cast, row, remake=True),
}


def look(case: Case) -> tuple[Expected, Decision]:
    """The case as it is in the database, and its newest decision."""
    rows = list(Decision.objects.filter(case=case).select_related("case").order_by("created_at"))
    made = sum(bool(row.doc_no) for row in rows)
    return Expected(rows[-1].case.status, rows[-1].status, made), rows[-1]


def step(cast: Cast, case: Case, act: str) -> None:
    """One act: it does what is expected, or is refused in words and changes nothing."""
    before, row = look(case)
    wanted, log = before.after(act), AuditEntry.objects.count()
    try:
        with transaction.atomic():
            ACTS[act](cast, row)
    except RuleError as refused:
        assert wanted is None, (act, before)
        assert refused.message and (refused.remedy or refused.article)
    else:
        assert wanted is not None, (act, before)
    after, newest = look(case)
    assert after == (wanted or before), act
    assert (AuditEntry.objects.count() > log) is (wanted is not None)
    live = Decision.objects.filter(case=case, status__in=["draft", "issued", "served"])
    assert live.count() <= 1
    assert decisions.live(newest.case) == live.first()
    assert NumberUse.objects.filter(series__kind="decision.penalty").count() == after.made


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=3, max_size=7))
def test_any_course_of_acts_keeps_to_the_tables(cast: Cast, acts: list[str]) -> None:
    with transaction.atomic():
        case = draft(cast.bureau, procedure="simple").case
        for act in acts:
            step(cast, case, act)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "acts",
    [
        ["issue", "serve", "remake", "draft", "issue", "serve", "revoke"],
        ["abandon", "draft", "edit", "issue", "remake", "draft", "abandon", "draft"],
        ["issue", "revoke", "draft", "serve", "remake", "edit"],
        ["serve", "revoke", "remake", "draft", "issue", "issue", "abandon"],
    ],
)
def test_a_course_people_really_take_keeps_to_the_tables(cast: Cast, acts: list[str]) -> None:
    case = draft(cast.bureau, procedure="simple").case
    for act in acts:
        step(cast, case, act)


def test_every_act_is_refused_somewhere_and_lawful_somewhere() -> None:
    states: list[Any] = [
        Expected(case, decision)
        for case in ("filed", "decided")
        for decision in Decision.Status.values
    ]
    for act in ACTS:
        answers = {state.after(act) is None for state in states}
        assert answers == {True, False}, act
