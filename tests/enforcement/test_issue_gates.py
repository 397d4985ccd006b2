"""What must hold on the day a decision is made; a closed gate leaves nothing half-made."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import translation

from core.errors import RuleError, StaleError
from core.models import NumberUse
from core.triggers import refusal
from enforcement.models import Certificate, Decision
from enforcement.services import decisions, notices
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, audited, codes, draft, head, lead, reviewed, tell

pytestmark = pytest.mark.django_db


def simple(cast: Cast, party: str = "org", **content: Any) -> Decision:
    """An on-the-spot draft against a party of the kind."""
    return draft(cast.bureau, procedure="simple", of=factories.party(cast.bureau, party), **content)


def ready(cast: Cast, **content: Any) -> Decision:
    """An ordinary draft that was told, waived and reviewed."""
    row = draft(cast.bureau, **content)
    told = tell(row, on=ON)
    notices.waive(told, by=cast.officer1, on=ON, note="书面声明放弃。")
    return reviewed(row)


# ------------------------------------------------------------------------------- making it
def test_a_decision_in_order_is_made(cast: Cast) -> None:
    row = ready(cast)
    assert codes(row, ON) == []

    decisions.issue(row, by=cast.head, on=ON)

    made = again(row)
    assert (made.status, made.issued_on, made.issued_by) == ("issued", ON, cast.head)
    assert made.doc_no.startswith("云市监")
    assert made.doc_no.endswith("〔2026〕1号")
    assert "云溪市人民政府" in made.remedies
    assert made.case.status == "decided"
    assert audited(made, "decision.issue")
    assert audited(made.case, "case.decide")


def test_the_remedies_are_kept_in_chinese_whoever_decides(cast: Cast) -> None:
    with translation.override("en"):
        made = decisions.issue(ready(cast), by=cast.head, on=ON)

    assert "行政复议" in made.remedies


def test_a_decision_is_made_once(cast: Cast) -> None:
    row = ready(cast)
    decisions.issue(row, by=cast.head, on=ON)

    with pytest.raises(StaleError, match="已作出"):
        decisions.issue(row, by=cast.head, on=ON)
    assert NumberUse.objects.filter(series__kind="decision.penalty").count() == 1


def test_a_refused_decision_takes_no_number_and_names_every_gap(cast: Cast) -> None:
    row = draft(cast.bureau)

    with pytest.raises(RuleError, match="尚未审核通过") as caught:
        decisions.issue(row, by=cast.head, on=ON)

    assert caught.value.extra == ["尚未告知当事人拟作出的处罚内容及事实、理由、依据。"]
    assert again(row).status == "draft"
    assert not NumberUse.objects.filter(series__kind="decision.penalty").exists()


def test_the_head_decides_an_ordinary_case(cast: Cast) -> None:
    row = ready(cast)
    others = set(cast.people) - {"head"}
    strangers = [factories.user("head", cast.other_bureau)]
    for person in [*(cast.people[name] for name in others), *strangers]:
        with pytest.raises(PermissionDenied):
            decisions.issue(row, by=person, on=ON)
    assert again(row).status == "draft"


def test_a_handler_decides_on_the_spot_and_the_head_may(cast: Cast) -> None:
    assert decisions.issue(simple(cast), by=cast.officer2, on=ON).issued_by == cast.officer2
    assert decisions.issue(simple(cast), by=cast.head, on=ON).issued_by == cast.head
    stranger = factories.account_of(factories.officer(cast.bureau))
    with pytest.raises(PermissionDenied):
        decisions.issue(simple(cast), by=stranger, on=ON)


def test_who_reviewed_does_not_decide(cast: Cast) -> None:
    both = factories.qualified_reviewer(cast.bureau)
    both.roles = ["reviewer", "head"]
    both.save(update_fields=["roles"])
    cast.reviewer.is_active = False
    cast.reviewer.save(update_fields=["is_active"])
    row = ready(cast)

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        decisions.issue(row, by=both, on=ON)
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "NOT_REVIEWED"
    assert decisions.issue(row, by=cast.head, on=ON).status == "issued"


def test_the_decision_does_not_come_before_the_filing(cast: Cast) -> None:
    row = ready(cast)
    filed = row.case.filed_on
    assert filed is not None

    assert "date" in codes(row, filed - timedelta(days=1))
    assert "date" not in codes(row, filed)


# ------------------------------------------------------------------------------- two officers
def test_a_certificate_valid_at_filing_must_be_valid_on_the_day_of_the_decision(
    cast: Cast,
) -> None:
    row = ready(cast)
    cards = Certificate.objects.filter(officer=cast.officers[1])

    cards.update(valid_to=ON)
    assert codes(row, ON) == []

    cards.update(valid_to=ON - timedelta(days=1))
    assert codes(row, ON) == ["officers"]
    with pytest.raises(RuleError, match="只有1名.*2026-03-16无效：安试二") as caught:
        decisions.issue(row, by=cast.head, on=ON)
    assert caught.value.article == "行政处罚法第四十二条"


def test_a_certificate_found_void_for_the_day_of_filing_closes_the_gate(cast: Cast) -> None:
    row = ready(cast)
    Certificate.objects.filter(officer=cast.officers[0]).update(valid_from=ON)

    assert codes(row, ON) == ["officers"]


# ------------------------------------------------------------------------------- review
def test_without_clearance_the_gate_is_closed(cast: Cast) -> None:
    row = ready(cast)
    Decision.objects.filter(pk=row.pk).update(clearance=None)

    assert codes(row, ON) == ["review"]


def test_an_edit_closes_the_gate_that_review_opened(cast: Cast) -> None:
    row = ready(cast)
    decisions.edit(row, by=cast.officer1, content={"performance": "立即缴纳。"})

    assert codes(row, ON) == ["review"]


def test_a_text_changed_behind_the_services_closes_the_gate(cast: Cast) -> None:
    row = ready(cast)
    Decision.objects.filter(pk=row.pk).update(performance="立即缴纳。")

    with pytest.raises(RuleError, match="审核通过后被修改"):
        decisions.issue(row, by=cast.head, on=ON)


def test_what_the_catalogue_names_is_reviewed_though_nobody_submitted_it(cast: Cast) -> None:
    permit = draft(cast.bureau, procedure="permit", outcome="refused")
    assert permit.review_required
    Decision.objects.filter(pk=permit.pk).update(review_required=False)

    assert codes(permit, ON) == ["review"]


def test_a_permit_granted_needs_no_review_here(cast: Cast) -> None:
    permit = draft(cast.bureau, procedure="permit")

    assert not permit.review_required
    assert decisions.issue(permit, by=cast.head, on=ON).status == "issued"


def test_turning_a_grant_into_a_refusal_brings_the_review_back(cast: Cast) -> None:
    permit = draft(cast.bureau, procedure="permit")

    decisions.edit(permit, by=cast.officer1, content={"outcome": "refused"})

    assert again(permit).review_required
    assert codes(permit, ON) == ["review"]


# ------------------------------------------------------------------------------- on the spot
@pytest.mark.parametrize(
    ("party", "cents", "closed"),
    [
        ("person", 20_000, []),
        ("person", 20_001, ["simple_fine"]),
        ("sole_trader", 20_000, []),
        ("sole_trader", 20_001, ["simple_fine"]),
        ("org", 300_000, []),
        ("org", 300_001, ["simple_fine"]),
    ],
)
def test_the_fine_on_the_spot_has_its_limit(
    cast: Cast, party: str, cents: int, closed: list[str]
) -> None:
    row = simple(cast, party, penalty_kinds=["fine"], fine_cents=cents)

    assert codes(row, ON) == closed
    if closed:
        with pytest.raises(RuleError, match="超过简易程序的限额") as caught:
            decisions.issue(row, by=cast.officer1, on=ON)
        assert caught.value.article == "行政处罚法第五十一条"
    else:
        assert decisions.issue(row, by=cast.officer1, on=ON).status == "issued"


def test_public_security_may_fine_five_hundred_on_the_spot() -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    person = factories.party(police, "person")

    for cents, closed in ((50_000, []), (50_001, ["simple_fine"])):
        content: dict[str, Any] = {"penalty_kinds": ["fine"], "fine_cents": cents}
        assert codes(draft(police, procedure="simple", of=person, **content), ON) == closed


@pytest.mark.parametrize(
    ("kinds", "closed"),
    [
        (["warning"], []),
        (["criticism"], ["simple_kind"]),
        (["warning", "criticism"], ["simple_kind"]),
        (["suspend_licence"], ["simple_kind"]),
        (["detention"], ["simple_kind"]),
        (["other"], ["simple_kind"]),
    ],
)
def test_on_the_spot_there_is_only_warning_and_fine(
    cast: Cast, kinds: list[str], closed: list[str]
) -> None:
    assert codes(simple(cast, penalty_kinds=kinds), ON) == closed


def test_nothing_is_confiscated_on_the_spot(cast: Cast) -> None:
    row = simple(cast, penalty_kinds=["confiscate_goods"], confiscated_cents=100)

    assert codes(row, ON) == ["simple_kind"]


@pytest.mark.parametrize(
    "change",
    [
        {"penalty_kinds": ["warning", "revoke_licence"]},
        {"penalty_kinds": ["criticism"]},
        {"confiscated_cents": 1},
    ],
)
def test_the_database_lets_no_heavier_penalty_pass_as_simple(
    cast: Cast, change: dict[str, Any]
) -> None:
    row = simple(cast)
    Decision.objects.filter(pk=row.pk).update(**change)

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(
            status="issued",
            doc_no="X〔2026〕1号",
            remedies="复议",
            issued_on=ON,
            issued_by=cast.head,
        )
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "NOT_SIMPLE"


def test_on_the_spot_needs_two_officers_too(cast: Cast) -> None:
    row = simple(cast)
    Certificate.objects.filter(officer=cast.officers[0]).update(ended_on=ON)

    assert codes(row, ON) == ["officers"]


# ------------------------------------------------------------------------------- age
@pytest.mark.parametrize(
    ("birth", "reason", "closed"),
    [
        (day(3, 2, 2012), "", ["age"]),  # fourteen on the day itself: not yet fourteen
        (day(3, 1, 2012), "从轻。", []),  # fourteen the day before
        (day(3, 1, 2012), " ", ["age"]),
        (day(3, 2, 2008), "", ["age"]),  # eighteen on the day itself: not yet eighteen
        (day(3, 2, 2008), "从轻处罚。", []),
        (day(3, 1, 2008), "", []),
        (day(3, 2, 2009), "", ["age"]),  # seventeen
        (day(3, 2, 2013), "", ["age"]),  # thirteen
    ],
)
def test_the_age_at_the_time_of_the_act_decides(
    cast: Cast, birth: date, reason: str, closed: list[str]
) -> None:
    person = factories.party(cast.bureau, "person", birth_date=birth)
    row = factories.case(cast.bureau, procedure="simple", filed=True, of=person, act_to=day(3, 2))

    stated = {"minor": reason} if reason else None
    assert codes(draft(cast.bureau, case=row, circumstances=stated), ON) == closed


def test_without_a_day_of_the_act_the_day_of_discovery_counts(cast: Cast) -> None:
    discovered = factories.Days.before(ON).discovered
    child = factories.party(
        cast.bureau, "person", birth_date=discovered.replace(year=discovered.year - 14)
    )

    assert codes(draft(cast.bureau, procedure="simple", of=child), ON) == ["age"]


def test_a_child_is_not_punished_but_a_decision_not_to_punish_is_made(cast: Cast) -> None:
    child = factories.party(cast.bureau, "person", birth_date=day(1, 1, 2015))
    row = draft(cast.bureau, procedure="simple", of=child)
    with pytest.raises(RuleError, match="不满十四周岁，不予处罚") as caught:
        decisions.issue(row, by=cast.officer1, on=ON)
    assert caught.value.article == "行政处罚法第三十条"

    spared = {
        "outcome": "no_penalty",
        "penalty_kinds": [],
        "discretion": "",
        "result": "不予处罚。",
        "circumstances": {"under_age": "行为时十一周岁，有户口簿证明。"},
        "weighing": {"education": "当日当面教育，并责令监护人加以管教。"},
    }
    decisions.edit(row, by=cast.officer1, content=spared)

    assert decisions.issue(row, by=cast.officer1, on=ON).status == "issued"


def test_a_person_without_a_day_of_birth_is_not_punished(cast: Cast) -> None:
    person = factories.party(cast.bureau, "person", birth_date=None)

    assert codes(draft(cast.bureau, procedure="simple", of=person), ON) == ["birth_date"]


def test_the_day_of_birth_may_come_from_the_identity_card(cast: Cast) -> None:
    person = factories.party(cast.bureau, "person", birth_date=None, id_no="11010519491231002X")

    assert codes(draft(cast.bureau, procedure="simple", of=person), ON) == []


# ------------------------------------------------------------------------------- agreement
@pytest.mark.parametrize(
    "content",
    [
        {"penalty_kinds": [], "fine_cents": 0},
        {"penalty_kinds": ["warning"], "fine_cents": 100},
        {"penalty_kinds": ["fine"], "fine_cents": 0},
        {
            "penalty_kinds": ["warning"],
            "outcome": "no_penalty",
            "circumstances": {"not_established": "证据不足以证明违法事实。"},
        },
    ],
)
def test_kinds_amounts_and_outcome_must_agree(cast: Cast, content: dict[str, Any]) -> None:
    row = simple(cast, **content)

    assert codes(row, ON) == ["content"]
    with pytest.raises(RuleError, match="不一致"):
        decisions.issue(row, by=cast.officer1, on=ON)


def test_a_confiscated_amount_needs_its_kind(cast: Cast) -> None:
    assert "content" in codes(draft(cast.bureau, confiscated_cents=1), ON)


def test_a_case_of_another_agency_is_decided_there(cast: Cast) -> None:
    other = draft(cast.other_bureau, procedure="permit")
    with pytest.raises(PermissionDenied):
        decisions.issue(other, by=cast.head, on=ON)

    assert decisions.issue(other, by=head(cast.other_bureau), on=ON).agency == cast.other_bureau
    assert lead(other.case).agency == cast.other_bureau
