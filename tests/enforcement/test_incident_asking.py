"""Asking for a procedural measure: which case knows it, from which day, and what each kind needs."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement.incidents import measures
from enforcement.models import Case, CaseOfficer, Decision, Incident
from enforcement.services import decisions
from enforcement.services.incident_requests import Request, apply
from tests import factories
from tests.base import Cast, day
from tests.contents import Days
from tests.enforcement import dossier
from tests.incidents import GROUNDS, POLICE, REASON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(3, 16)
FOUND, FILED = Days.before(ON).discovered, Days.before(ON).filed
DAY = timedelta(days=1)
KINDS = list(GROUNDS)
KNOWN = {
    "ordinary": set(KINDS),
    "simple": {"recusal", "crime_transfer", "jurisdiction_transfer", "termination"},
    "inspection": {"recusal", "crime_transfer", "jurisdiction_transfer", "termination"},
    "permit": {"recusal"},
}
IN_STATE: dict[str, set[str]] = {
    "draft": {"recusal"},
    "decided": {"recusal", "crime_transfer"},
    "closed": set(),
    "rejected": set(),
}
WORDS = {"draft": "待立案", "decided": "已决定", "closed": "已结案"}
CRIME = "行政执法机关移送涉嫌犯罪案件的规定第五条"
ENDINGS = ("jurisdiction_transfer", "termination", "filing_withdrawal")


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def ask(cast: Cast, case: Case, kind: str, *, on: date = ON, **changes: Any) -> Incident:
    """Ask as the lead officer does; `by` and what the request says may be changed."""
    by = changes.pop("by", cast.officer1)
    needs: dict[str, dict[str, Any]] = {
        "recusal": {"officer": cast.officers[1]},
        "crime_transfer": {"verified_by": tuple(cast.officers), "target_name": POLICE},
        "jurisdiction_transfer": {"target_name": "云溪市交通运输局"},
    }
    values = {"kind": kind, "ground": GROUNDS[kind], "reason": REASON, **needs.get(kind, {})}
    return apply(case, by=by, on=on, request=Request(**{**values, **changes}))


def refused(cast: Cast, case: Case, kind: str, **changes: Any) -> RuleError:
    """The rule that refused; nothing is written and nothing is logged."""
    before = AuditEntry.objects.count(), Incident.objects.count(), Deadline.objects.count()
    with pytest.raises(RuleError) as error:
        ask(cast, case, kind, **changes)
    after = AuditEntry.objects.count(), Incident.objects.count(), Deadline.objects.count()
    assert after == before
    return error.value


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_asked_for_with_its_entry_and_its_clock(
    cast: Cast, case: Case, kind: str
) -> None:
    row = ask(cast, case, kind, reason=f"  {REASON} ")

    assert (row.status, row.reason, row.applied_by) == ("applied", REASON, cast.officer1)
    assert (row.applied_on, row.latest, row.decided_on) == (ON, ON, None)
    entry = AuditEntry.objects.get(action="incident.apply")
    assert (entry.actor_id, entry.object_id) == (cast.officer1.pk, str(row.pk))
    assert json.loads(entry.data) == {"kind": kind, "ground": GROUNDS[kind], "on": "2026-03-16"}
    clocks = Deadline.objects.filter(subject_type="incident", subject_id=str(row.pk))
    found = [(each.key, each.due_on) for each in clocks]
    assert found == ([("transfer.decide_days", day(3, 19))] if kind == "crime_transfer" else [])


# ------------------------------------------------------------------------------- which case
@pytest.mark.parametrize("procedure", list(KNOWN))
def test_a_procedure_knows_its_own_measures_and_no_other(cast: Cast, procedure: str) -> None:
    kind = factories.KIND_OF[procedure]
    row = factories.case(cast.bureau, on=ON, filed=True, kind=kind, procedure=procedure)

    for name in set(KINDS) - KNOWN[procedure]:
        error = refused(cast, row, name)
        assert f"不能办理“{Incident.Kind(name).label}”" in error.message
        assert error.article == measures()[name].article
        assert (error.field, "所处的阶段" in error.remedy) == ("", True)
    for name in KNOWN[procedure]:
        assert ask(cast, row, name).kind == name


@pytest.mark.parametrize("state", list(IN_STATE))
def test_a_state_of_the_case_allows_its_own_measures_and_no_other(cast: Cast, state: str) -> None:
    row = factories.case(cast.bureau, on=ON, filed=state not in ("draft", "rejected"))
    Case.objects.filter(pk=row.pk).update(status=state)

    for name in set(KINDS) - IN_STATE[state]:
        words = f"案件状态为“{WORDS.get(state, '不予立案')}”、适用普通程序"
        assert words in refused(cast, row, name).message
    for name in IN_STATE[state]:
        assert ask(cast, row, name).case_id == row.pk


# ------------------------------------------------------------------------------- from which day
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_asked_for_before_the_case_was_filed(cast: Cast, case: Case, kind: str) -> None:
    early = refused(cast, case, kind, on=FILED - DAY)

    assert early.message == f"日期不能早于{FILED}。"
    assert (early.field, early.article) == ("on", measures()[kind].article)
    assert ask(cast, case, kind, on=FILED).applied_on == FILED


def test_a_recusal_is_asked_for_from_the_discovery_on_while_nothing_is_filed(cast: Cast) -> None:
    unfiled = factories.case(cast.bureau, on=ON)

    assert refused(cast, unfiled, "recusal", on=FOUND - DAY).field == "on"
    assert ask(cast, unfiled, "recusal", on=FOUND).applied_on == FOUND


# ------------------------------------------------------------------------------- who asks
@pytest.mark.parametrize("name", ["unithead", "reviewer", "head", "publisher", "supervisor"])
def test_who_records_no_steps_asks_for_nothing(cast: Cast, case: Case, name: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(cast, case, "suspension", by=cast.people[name])
    assert not Incident.objects.exists()


def test_an_officer_asks_only_in_a_case_of_his_own(cast: Cast, case: Case) -> None:
    stranger = factories.account_of(factories.officer(cast.bureau))
    CaseOfficer.objects.filter(case=case, officer=cast.officers[1]).update(until=ON)

    for by in (cast.outsider, stranger, cast.officer2):
        error = refused(cast, case, "suspension", by=by)
        assert error.message == "只有本案承办人员可以办理。"
        assert error.article == "行政处罚法第四十二条"


@pytest.mark.parametrize("name", ["officer1", "unithead", "supervisor"])
def test_who_does_not_decide_orders_no_recusal(cast: Cast, case: Case, name: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(cast, case, "recusal", by=cast.people[name], applicant="order")


def test_the_head_of_another_agency_orders_nothing_here(cast: Cast, case: Case) -> None:
    other = factories.someone(cast.other_bureau, "head")

    with pytest.raises(PermissionDenied):
        ask(cast, case, "recusal", by=other, applicant="order")
    row = ask(cast, case, "recusal", by=cast.head, applicant="order")
    assert (row.applied_by, row.applicant) == (cast.head, "order")


@pytest.mark.parametrize("kind", [kind for kind in Incident.Kind.values if kind != "recusal"])
def test_the_head_orders_nothing_but_a_recusal(cast: Cast, case: Case, kind: str) -> None:
    error = refused(cast, case, kind, by=cast.head, applicant="order")

    assert error.message == f"负责人只能指令回避，不能自行提出“{Incident.Kind(kind).label}”。"
    assert (error.field, error.article) == ("applicant", measures()[kind].article)
    assert "承办人员" in error.remedy


# ------------------------------------------------------------------------------- why
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ground": ""}, "ground", "不存在的事由"),
        ({"ground": "weather"}, "ground", "不存在的事由"),
        ({"reason": " \n "}, "reason", "应当写明事实和理由"),
    ],
)
def test_every_measure_has_a_ground_of_the_table_and_a_reason(
    cast: Cast, case: Case, changes: dict[str, str], field: str, words: str
) -> None:
    for kind in KINDS:
        error = refused(cast, case, kind, **changes)
        assert (error.field, error.article) == (field, measures()[kind].article)
        assert words in error.message


def test_a_ground_of_one_kind_is_none_of_another(cast: Cast, case: Case) -> None:
    for kind in KINDS:
        own = set(measures()[kind].grounds)
        for ground in {name for row in measures().values() for name in row.grounds} - own:
            assert refused(cast, case, kind, ground=ground).field == "ground"


# ------------------------------------------------------------------------------- one at a time
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "recusal"])
def test_one_measure_of_a_kind_is_pending_at_a_time(cast: Cast, case: Case, kind: str) -> None:
    first = ask(cast, case, kind)

    error = refused(cast, case, kind)
    assert error.message == f"本案已有正在办理的“{Incident.Kind(kind).label}”。"
    assert error.remedy == "请先办结该事项。"

    made = {"decided_by": cast.head, "decided_on": ON, "decided_as": "head", "opinion": "理由。"}
    Incident.objects.filter(pk=first.pk).update(status="refused", **made)
    assert ask(cast, case, kind).pk != first.pk


# ------------------------------------------------------------------------------- who stays away
def test_a_recusal_names_exactly_one_person(cast: Cast, case: Case) -> None:
    for changes in ({"officer": None}, {"person": cast.reviewer}):
        error = refused(cast, case, "recusal", **changes)
        assert (error.field, error.message) == ("subject", "应当写明申请谁回避。")


def test_a_person_of_another_agency_has_no_part_in_the_case(cast: Cast, case: Case) -> None:
    other = factories.someone(cast.other_bureau, "head")

    error = refused(cast, case, "recusal", officer=None, person=other)
    assert (error.field, error.message) == ("subject", f"{other.name}不是本机关人员。")


def test_an_officer_of_another_unit_who_handles_the_case_is_recused_from_it(
    cast: Cast, case: Case
) -> None:
    lent = cast.outsider.officer
    assert refused(cast, case, "recusal", officer=lent).field == "subject"
    CaseOfficer.objects.create(case=case, officer=lent, part="second", since=FILED)

    assert ask(cast, case, "recusal", officer=lent).subject_name == "外试人"


@pytest.mark.parametrize(("status", "again"), [("applied", 0), ("done", 0), ("refused", 1)])
def test_the_same_person_is_named_again_only_after_a_refusal(
    cast: Cast, case: Case, status: str, again: int
) -> None:
    row = ask(cast, case, "recusal", officer=None, person=cast.reviewer)
    made = {"decided_by": cast.head, "decided_on": ON, "decided_as": "head", "opinion": "理由。"}
    Incident.objects.filter(pk=row.pk).update(status=status, **made)

    if again:
        assert ask(cast, case, "recusal", officer=None, person=cast.reviewer).pk
    else:
        error = refused(cast, case, "recusal", officer=None, person=cast.reviewer)
        assert error.message == "该人员的回避已在办理或者已经决定。"
    assert ask(cast, case, "recusal", officer=None, person=cast.unithead).pk


# ------------------------------------------------------------------------------- suspected crime
def test_the_police_who_get_it_are_named(cast: Cast, case: Case) -> None:
    error = refused(cast, case, "crime_transfer", target_name="  ")

    assert (error.field, error.article) == ("target_name", CRIME)
    assert error.message == "应当写明受移送的公安机关。"


@pytest.mark.parametrize(("valid_to", "taken"), [(ON - DAY, False), (ON, True), (ON + DAY, True)])
def test_a_certificate_counts_until_its_last_day(
    cast: Cast, case: Case, valid_to: date, taken: bool
) -> None:
    third = factories.officer(cast.bureau, name="安试三", valid_to=valid_to)
    team = (cast.officers[0], third)

    if taken:
        row = ask(cast, case, "crime_transfer", verified_by=team)
        assert list(row.verified_by.order_by("pk")) == list(team)
    else:
        error = refused(cast, case, "crime_transfer", verified_by=team)
        assert (error.field, error.article) == ("verified_by", CRIME)
        assert "2名以上" in error.message


def test_one_officer_named_twice_and_a_stranger_are_not_two_who_verify(
    cast: Cast, case: Case
) -> None:
    first = cast.officers[0]
    for team in (
        (first, first),
        (first, cast.outsider.officer),
        (*cast.officers, cast.outsider.officer),
    ):
        assert refused(cast, case, "crime_transfer", verified_by=team).field == "verified_by"


def test_who_is_recused_verifies_nothing(cast: Cast, case: Case) -> None:
    row = ask(cast, case, "recusal", officer=cast.officers[1])
    made = {"decided_by": cast.head, "decided_on": ON, "decided_as": "head"}
    Incident.objects.filter(pk=row.pk).update(status="done", **made)

    error = refused(cast, case, "crime_transfer")
    assert error.message == "下列人员已经回避本案，不得再承办：安试二。"
    assert error.article == "行政处罚法第四十三条"


# ------------------------------------------------------------------------------- no draft meanwhile
@pytest.mark.parametrize("kind", ENDINGS)
def test_what_leads_out_of_the_case_waits_until_the_draft_is_given_up(
    cast: Cast, case: Case, kind: str
) -> None:
    draft = dossier.draft(cast.bureau, case=case)
    error = refused(cast, case, kind)
    assert error.message == "本案已有决定草案或者决定。"
    assert error.article == measures()[kind].article
    assert "请先放弃草案" in error.remedy

    decisions.abandon(draft, by=cast.officer1, on=ON, reason="事实有变。")
    assert Decision.objects.get(pk=draft.pk).status == "abandoned"
    assert ask(cast, case, kind).pk


@pytest.mark.parametrize("kind", ["recusal", "crime_transfer", "suspension"])
def test_what_only_halts_the_case_is_asked_for_beside_a_draft(
    cast: Cast, case: Case, kind: str
) -> None:
    dossier.draft(cast.bureau, case=case)

    assert ask(cast, case, kind).pk


def test_the_name_of_an_organ_of_the_portal_is_its_own(cast: Cast, case: Case) -> None:
    row = ask(cast, case, "jurisdiction_transfer", target=cast.other_bureau, target_name="别名")

    assert (row.target, row.target_name) == (cast.other_bureau, "云溪市交通运输局")
