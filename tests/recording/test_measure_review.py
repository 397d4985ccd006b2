"""A coercive measure that the list wants reviewed: none approved without a decision that passed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Case, Decision, Measure
from enforcement.services import coercion_review
from tests import coercion, factories
from tests.base import Cast, day
from tests.catalogues import begun, published, put
from tests.coercion import ON, key, raw
from tests.factories import at

pytestmark = pytest.mark.django_db
LISTED = "列入法制审核目录"


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def asked(case: Case) -> Measure:
    """A seizure that was asked for."""
    return coercion.planned(case)


@pytest.fixture
def listed(cast: Cast) -> None:
    """A list in force that wants seizures reviewed."""
    row = begun(cast.bureau, cast.listadmin)
    terms = {"measures": ["seize"]}
    put(row, cast.listadmin, label="扣押财物", kinds=["coercion"], test="measure", terms=terms)
    published(row, cast.listadmin, cast.head, valid_from=day(3, 10))


def judged(row: Measure, reviewed: Decision | None = None, **changes: Any) -> Measure:
    return coercion.judged(row, when=at(ON, 9), reviewed=reviewed, **changes)


def refused(act: Callable[[], object], words: str) -> RuleError:
    with pytest.raises(RuleError, match=words) as caught:
        act()
    assert (caught.value.field, bool(caught.value.remedy)) == ("reviewed", True)
    return caught.value


def test_without_such_a_list_no_review_is_asked_for(cast: Cast, asked: Measure) -> None:
    page = cast.client("head").get(reverse("measure-judge", args=[asked.pk]))
    assert "reviewed" not in page.content.decode()
    row = judged(asked)
    assert (row.status, row.review_due, row.reviewed) == ("approved", False, None)


@pytest.mark.usefixtures("listed")
def test_a_listed_measure_is_refused_without_its_review(asked: Measure) -> None:
    assert "本案采取了扣押" in refused(lambda: judged(asked), LISTED).message
    asked.refresh_from_db()
    assert asked.status == "planned"
    assert judged(asked, agree=False).status == "refused", "refusing needs no review"


@pytest.mark.usefixtures("listed")
def test_it_is_approved_on_a_decision_that_passed(case: Case, asked: Measure) -> None:
    decision = coercion.passed(case, on=ON)
    row = judged(asked, decision)
    assert (row.status, row.review_due, row.reviewed) == ("approved", True, decision)


@pytest.mark.usefixtures("listed")
def test_a_measure_of_another_kind_is_not_on_the_list(case: Case) -> None:
    assert not judged(coercion.planned(case, kind="seal")).review_due


@pytest.mark.usefixtures("listed")
def test_an_emergency_is_carried_out_first_and_approved_after(case: Case) -> None:
    row = coercion.planned(case, emergency=True)
    row = coercion.enforced(row, when=at(ON, 9))
    row = coercion.judged(row, when=at(ON, 10))
    assert (row.status, row.review_due) == ("in_force", None)


@pytest.mark.usefixtures("listed")
def test_a_decision_of_another_party_or_day_does_not_do(
    cast: Cast, case: Case, asked: Measure
) -> None:
    other = factories.party(cast.bureau, name="云溪市别家示范有限公司")
    stranger, later = coercion.passed(case, on=ON, of=other), coercion.passed(case, on=day(3, 17))
    for row in (stranger, later):
        refused(lambda row=row: judged(asked, row), "所选的不是")  # type: ignore[misc]  # bound at once
    assert list(coercion_review.reviewable(case, ON)) == []


@pytest.mark.usefixtures("listed")
def test_a_decision_carries_one_act_of_either_kind(case: Case, asked: Measure) -> None:
    decision = coercion.passed(case, on=ON)
    judged(asked, decision)
    second = coercion.planned(case, mark="批号20250102")
    refused(lambda: judged(second, decision), "尚未使用")
    # The same party's forced execution cannot stand on it either, nor past the services.
    own = factories.recorded(case.agency, on=ON, of=case.party)
    urged = coercion.urged(coercion.binding(case.agency, case=own))
    refused(lambda: coercion.decided(urged, reviewed=decision), "尚未使用")
    values = {"reviewed_id": key(decision)}
    assert raw(urged, **values) == "REVIEW_USED"
    assert raw(second, **values) == "UNIQUE"


@pytest.mark.usefixtures("listed")
def test_the_form_offers_what_passed_and_keeps_what_was_typed(
    cast: Cast, case: Case, asked: Measure
) -> None:
    decision = coercion.passed(case, on=ON)
    url = reverse("measure-judge", args=[asked.pk])
    head = cast.client("head")
    assert decision.doc_no in head.get(url).content.decode()
    sent = {"at": at(ON, 9).strftime("%Y-%m-%dT%H:%M"), "agree": "1", "opinion": "同意扣押。"}
    html = head.post(url, sent).content.decode()
    assert LISTED in html
    assert "同意扣押。" in html
    head.post(url, {**sent, "reviewed": str(decision.pk)})
    asked.refresh_from_db()
    assert (asked.status, asked.reviewed) == ("approved", decision)
    page = cast.client("head").get(reverse("case-measures", args=[case.pk])).content.decode()
    assert decision.doc_no in page


# ------------------------------------------------------------------------------- past every service
def test_sql_cannot_approve_a_listed_one_without_its_review(
    cast: Cast, case: Case, asked: Measure
) -> None:
    made = {"status": "approved", "approved_at": at(ON, 9), "approved_by_id": cast.head.pk}
    wrong = key(factories.issued(cast.bureau))
    assert raw(asked, **made, review_due=True) == "NOT_REVIEWED"
    assert raw(asked, **made, reviewed_id=wrong) == "NOT_REVIEWED"
    right = key(coercion.passed(case, on=ON))
    assert raw(asked, **made, review_due=True, reviewed_id=right) == ""


def test_sql_cannot_change_the_review_of_an_approved_one(case: Case, asked: Measure) -> None:
    row = judged(asked, coercion.passed(case, on=ON))
    assert raw(row, review_due=True) == "REVIEW_FIXED"
    assert raw(row, reviewed_id=None) == "REVIEW_FIXED"
