"""Opening a case and filing it: scope, procedure, two certified officers, number and clock."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from core.errors import RuleError, StaleError
from core.models import Deadline, NumberUse
from enforcement.models import Agency, Case, Certificate
from enforcement.models.kinds import PROCEDURES, ActionKind, Procedure
from enforcement.services import agencies, cases, items, officers
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited, clock, lead

pytestmark = pytest.mark.django_db
FOUND = day(3, 2)


@pytest.fixture
def bureau() -> Agency:
    return factories.agency()


def opened(agency: Agency, **changes: Any) -> Case:
    """A case opened by its first handler; `changes` are arguments of open_case."""
    staff = factories.handlers(agency)
    values: dict[str, Any] = {
        "by": factories.account_of(staff[0]),
        "agency": agency,
        "kind": "penalty",
        "procedure": "ordinary",
        "title": "占道经营案",
        "cause": "占道经营",
        "party": changes.get("party") or factories.party(agency),
        "source": "日常巡查",
        "summary": "在人行道上摆放货架。",
        "discovered_on": FOUND,
        "officers": staff,
    }
    return cases.open_case(**{**values, **changes})


def test_an_opened_case_awaits_filing_with_its_handlers(bureau: Agency) -> None:
    row = opened(bureau)

    assert (row.status, row.number, row.filed_on) == ("draft", "", None)
    parts = list(row.assignments.order_by("part").values_list("part", "since"))
    assert parts == [("lead", FOUND), ("second", FOUND)]
    assert audited(row, "case.open")


@pytest.mark.parametrize(
    ("profile", "inside"),
    [
        ("changzhi_police", {"permit", "penalty", "coercion", "inspection"}),
        ("lingchuan_civil", {"permit", "penalty", "coercion"}),
        ("datong_commerce", {"coercion", "penalty", "inspection"}),
        ("xinshi_urban", {"penalty", "permit", "coercion", "inspection", "levy"}),
        ("sanmenxia_gov", {"penalty", "permit", "coercion", "inspection", "levy"}),
    ],
)
def test_a_case_is_of_a_kind_in_the_scope_of_its_agency(profile: str, inside: set[str]) -> None:
    agency = factories.agency(profile=profile)
    taken = set()
    for kind in ActionKind.values:
        try:
            taken.add(opened(agency, kind=kind, procedure=PROCEDURES[kind][0]).kind)
        except RuleError as error:
            assert error.field == "kind"
            assert error.article == agency.rules().source

    assert taken == inside


def test_a_kind_that_does_not_exist_is_refused(bureau: Agency) -> None:
    with pytest.raises(RuleError, match="实施范围不包括"):
        opened(bureau, kind="pardon")


@pytest.mark.parametrize("kind", ActionKind.values)
@pytest.mark.parametrize("procedure", Procedure.values)
def test_a_procedure_belongs_to_its_kind(bureau: Agency, kind: str, procedure: str) -> None:
    if procedure in PROCEDURES[kind]:
        assert opened(bureau, kind=kind, procedure=procedure).procedure == procedure
        return
    with pytest.raises(RuleError, match="不适用此程序") as caught:
        opened(bureau, kind=kind, procedure=procedure)
    assert caught.value.field == "procedure"


def test_rows_of_another_agency_are_refused(bureau: Agency) -> None:
    other = factories.agency()
    theirs = items.create(
        agency=other, kind="penalty", name="占道经营", effective_from=date(2020, 1, 1)
    )
    mine, yours = factories.handlers(bureau), factories.handlers(other)

    with pytest.raises(RuleError, match="当事人信息不属于本机关"):
        opened(bureau, party=factories.party(other))
    with pytest.raises(RuleError, match="执法事项不属于本机关"):
        opened(bureau, item=theirs)
    with pytest.raises(RuleError, match="不是本机关的执法人员"):
        opened(bureau, officers=[mine[0], yours[0]])
    assert not Case.objects.exists()


@pytest.mark.parametrize("picks", [[0], [0, 0], []])
def test_two_different_officers_are_needed_from_the_start(bureau: Agency, picks: list[int]) -> None:
    staff = factories.handlers(bureau)

    with pytest.raises(RuleError, match="至少2名不同的执法人员") as caught:
        opened(bureau, officers=[staff[index] for index in picks])
    assert caught.value.article == "行政处罚法第四十二条"


def test_only_an_officer_of_the_agency_opens_its_cases(cast: Cast) -> None:
    for name in ("unithead", "reviewer", "head", "publisher", "supervisor", "admin", "outsider"):
        with pytest.raises(PermissionDenied):
            opened(cast.bureau, by=cast.people[name])
    assert opened(cast.bureau, by=cast.officer1).created_by == cast.officer1


@pytest.mark.parametrize(
    ("agency_field", "item_field", "kind", "sealed"),
    [
        ("治安", "", "penalty", True),
        ("治安", "出入境管理", "penalty", False),
        ("治安", "", "permit", False),
        ("治安", None, "penalty", True),
        ("", "治安管理", "penalty", True),
        ("", "治安", "permit", False),
        ("", "食品安全", "penalty", False),
        ("", None, "penalty", False),
    ],
)
def test_a_penalty_in_the_field_of_public_security_is_sealed(
    agency_field: str, item_field: str | None, kind: str, sealed: bool
) -> None:
    agency = factories.agency(profile="changzhi_police", field=agency_field)
    item = (
        item_field
        if item_field is None
        else items.create(
            agency=agency, kind=kind, name="事项", field=item_field, effective_from=date(2020, 1, 1)
        )
    )

    row = opened(agency, kind=kind, procedure=PROCEDURES[kind][0], item=item)

    assert row.sealed is sealed
    assert cases.rules_domain(row) == ("public_security" if sealed else None)


# ------------------------------------------------------------------------------- filing
def test_filing_gives_a_number_and_is_logged(cast: Cast) -> None:
    row = cases.file(opened(cast.bureau), by=cast.unithead, on=day(3, 3))

    kept = Case.objects.get(pk=row.pk)
    assert (kept.status, kept.filed_on) == ("filed", day(3, 3))
    assert kept.number.startswith("云市监")
    assert "〔2026〕1号" in kept.number
    assert audited(kept, "case.file")


@pytest.mark.parametrize(
    ("filed", "due"),
    [(day(8, 22), day(11, 20)), (day(7, 6), day(10, 8))],
)
def test_a_penalty_must_be_decided_within_ninety_days(cast: Cast, filed: date, due: date) -> None:
    row = opened(cast.bureau, discovered_on=day(7, 1))

    cases.file(row, by=cast.unithead, on=filed)

    term = clock(row, "case")
    assert (term.key, term.due_on) == ("proc.file_decide_days", due)
    assert "第六十条" in term.article


def test_a_permit_must_be_decided_within_twenty_working_days(cast: Cast) -> None:
    row = opened(cast.bureau, kind="permit", procedure="permit", discovered_on=day(11, 20))

    cases.file(row, by=cast.officer1, on=day(11, 20))

    assert clock(row, "case", "permit.decide_days").due_on == day(12, 18)


def test_a_case_of_public_security_has_thirty_days() -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    row = factories.file(opened(police), on=day(3, 3))

    assert clock(row, "case").due_on == day(4, 2)
    assert "治安管理处罚法" in clock(row, "case").article


@pytest.mark.parametrize("procedure", ["simple", "inspection"])
def test_acts_without_a_period_start_no_clock(cast: Cast, procedure: str) -> None:
    kind = factories.KIND_OF[procedure]
    row = factories.case(cast.bureau, kind=kind, procedure=procedure, filed=True)

    assert row.status == "filed"
    assert not Deadline.objects.filter(subject_type="case").exists()


def test_the_label_of_a_clock_is_kept_in_chinese_whoever_files(cast: Cast) -> None:
    row = opened(cast.bureau)

    with translation.override("en"):
        cases.file(row, by=cast.unithead, on=day(3, 3))

    assert clock(row, "case").label == "作出决定"


def test_a_refused_filing_takes_no_number(cast: Cast) -> None:
    early = opened(cast.bureau)
    with pytest.raises(RuleError, match="不能早于发现日期"):
        cases.file(early, by=cast.unithead, on=FOUND - timedelta(days=1))
    assert not NumberUse.objects.filter(series__kind="case.penalty").exists()

    numbers = [
        cases.file(opened(cast.bureau), by=cast.unithead, on=day(3, 3)).number for _each in range(3)
    ]

    assert [number.rpartition("〕")[2] for number in numbers] == ["1号", "2号", "3号"]


def test_a_case_may_be_filed_on_the_day_it_was_found(cast: Cast) -> None:
    assert cases.file(opened(cast.bureau), by=cast.unithead, on=FOUND).filed_on == FOUND


def test_a_case_is_filed_once(cast: Cast) -> None:
    row = cases.file(opened(cast.bureau), by=cast.unithead, on=day(3, 3))

    with pytest.raises(StaleError, match="办理中"):
        cases.file(row, by=cast.unithead, on=day(3, 4))
    assert Case.objects.get(pk=row.pk).filed_on == day(3, 3)


@pytest.mark.parametrize(
    ("procedure", "allowed"),
    [
        ("ordinary", {"unithead", "head"}),
        ("simple", {"unithead", "head", "officer1", "officer2"}),
        ("permit", {"unithead", "head", "officer1", "officer2"}),
        ("inspection", {"unithead", "head"}),
    ],
)
def test_who_may_file_depends_on_the_procedure(
    cast: Cast, procedure: str, allowed: set[str]
) -> None:
    row = factories.case(cast.bureau, kind=factories.KIND_OF[procedure], procedure=procedure)

    assert {name for name, person in cast.people.items() if cases.may_file(row, person)} == allowed
    for name in set(cast.people) - allowed:
        with pytest.raises(PermissionDenied):
            cases.file(row, by=cast.people[name], on=factories.DECIDED)


def test_an_officer_who_is_not_on_an_on_the_spot_case_cannot_file_it(cast: Cast) -> None:
    stranger = factories.account_of(factories.officer(cast.bureau))
    row = factories.case(cast.bureau, procedure="simple")

    assert not cases.may_file(row, stranger)


def test_the_head_of_another_unit_cannot_file(cast: Cast) -> None:
    theirs = factories.user("unithead", cast.other_bureau)

    with pytest.raises(PermissionDenied):
        cases.file(opened(cast.bureau), by=theirs, on=day(3, 3))


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({"valid_to": day(3, 3)}, True),
        ({"valid_to": day(3, 2)}, False),
        ({"valid_from": day(3, 3)}, True),
        ({"valid_from": day(3, 4)}, False),
        ({"ended_on": day(3, 4)}, True),
        ({"ended_on": day(3, 3)}, False),
    ],
)
def test_both_certificates_must_be_valid_on_the_day_of_filing(
    cast: Cast, change: dict[str, date], passes: bool
) -> None:
    Certificate.objects.filter(officer=cast.officers[1]).update(**change)
    row = opened(cast.bureau)
    if passes:
        assert cases.file(row, by=cast.unithead, on=day(3, 3)).status == "filed"
        return

    with pytest.raises(RuleError, match="只有1名，至少需要2名.*安试二") as caught:
        cases.file(row, by=cast.unithead, on=day(3, 3))
    assert (caught.value.article, caught.value.field) == ("行政处罚法第四十二条", "officers")
    assert Case.objects.get(pk=row.pk).status == "draft"


def test_a_second_certificate_makes_up_for_an_expired_one(cast: Cast) -> None:
    Certificate.objects.filter(officer=cast.officers[1]).update(valid_to=day(1, 31))
    officers.certify(
        cast.officers[1],
        number="YX-NEW",
        issuer="云溪市人民政府",
        area="云溪市",
        valid_from=day(2, 1),
        valid_to=day(12, 31),
    )

    assert cases.file(opened(cast.bureau), by=cast.unithead, on=day(3, 3)).status == "filed"


@pytest.mark.parametrize(
    ("published", "passes"), [(None, False), (day(3, 4), False), (day(3, 3), True)]
)
def test_an_inspection_needs_an_item_published_by_the_day(
    cast: Cast, published: date | None, passes: bool
) -> None:
    item = items.create(
        agency=cast.bureau,
        kind="inspection",
        name="日常检查",
        effective_from=date(2020, 1, 1),
        published_on=published,
    )
    row = opened(cast.bureau, kind="inspection", procedure="inspection", item=item)
    if passes:
        assert cases.file(row, by=cast.unithead, on=day(3, 3)).status == "filed"
        return

    with pytest.raises(RuleError, match="未经公布的，不得实施"):
        cases.file(row, by=cast.unithead, on=day(3, 3))


def test_an_inspection_without_an_item_or_by_an_unconfirmed_agency_is_refused(cast: Cast) -> None:
    bare = opened(cast.bureau, kind="inspection", procedure="inspection")
    with pytest.raises(RuleError, match="检查事项"):
        cases.file(bare, by=cast.unithead, on=day(3, 3))

    item = factories.inspection_item(cast.bureau, on=day(3, 3))
    row = opened(cast.bureau, kind="inspection", procedure="inspection", item=item)
    agencies.update(cast.bureau, status=Agency.Status.PENDING)
    with pytest.raises(RuleError, match="检查事项"):
        cases.file(row, by=cast.unithead, on=day(3, 3))


# ------------------------------------------------------------------------------- not filing
def test_not_filing_needs_its_reason_and_is_logged(cast: Cast) -> None:
    row = opened(cast.bureau)
    with pytest.raises(RuleError, match="应当说明理由") as caught:
        cases.reject(row, by=cast.unithead, on=day(4, 1), reason="  ")
    assert caught.value.field == "reason"

    with translation.override("en"):
        cases.reject(row, by=cast.unithead, on=day(4, 1), reason="没有违法事实。")

    kept = Case.objects.get(pk=row.pk)
    assert (kept.status, kept.close_ground) == ("rejected", "不予立案")
    assert audited(kept, "case.reject")


def test_a_filed_case_cannot_be_rejected_nor_a_rejected_one_filed(cast: Cast) -> None:
    filed = cases.file(opened(cast.bureau), by=cast.unithead, on=day(3, 3))
    with pytest.raises(StaleError):
        cases.reject(filed, by=cast.unithead, on=day(4, 1), reason="误立。")

    rejected = cases.reject(
        opened(cast.bureau), by=cast.unithead, on=day(4, 1), reason="没有违法事实。"
    )
    with pytest.raises(StaleError, match="不予立案"):
        cases.file(rejected, by=cast.unithead, on=day(3, 3))


def test_only_the_unit_or_the_head_rejects(cast: Cast) -> None:
    row = opened(cast.bureau)
    for person in (lead(row), cast.reviewer, factories.user("head", cast.other_bureau)):
        with pytest.raises(PermissionDenied):
            cases.reject(row, by=person, on=day(4, 1), reason="没有违法事实。")
