"""查封、扣押 from the report to the head to the papers handed over on the spot (行政强制法 16-24)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from core.periods import Period
from enforcement.models import Case, Measure
from enforcement.profiles import NATIONAL, Profile, load
from enforcement.services import measure_end, measures, officers
from enforcement.services.measures import EMERGENCY
from recording import completeness, measure_papers
from recording.models import Document, Service, Step
from recording.services import archive
from recording.services import measures as acts
from tests import coercion, factories
from tests.base import Cast, day
from tests.coercion import END, ON
from tests.factories import at
from tests.recording.papers import said

pytestmark = pytest.mark.one_database


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def measure(case: Case) -> Measure:
    return coercion.planned(case)


def refused(error: pytest.ExceptionInfo[RuleError]) -> tuple[str, str]:
    """The message and the article of a refusal."""
    return error.value.message, error.value.article


# ------------------------------------------------------------------------------- the request
def test_a_measure_waits_for_the_head(measure: Measure) -> None:
    assert measure.status == "planned"
    entry = AuditEntry.objects.get(action="measure.plan")
    assert entry.agency_id == measure.case.agency_id


@pytest.mark.parametrize("blank", ["basis", "reason"])
def test_a_measure_without_ground_is_refused(case: Case, blank: str) -> None:
    gap: Any = {blank: " "}
    with pytest.raises(RuleError) as error:
        coercion.planned(case, **gap)
    assert refused(error)[1] == "行政强制法第十六条、第十八条"
    assert error.value.field == blank


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (30, True), (31, False)])
def test_the_period_is_at_most_thirty_days(case: Case, days: int, allowed: bool) -> None:
    if allowed:
        assert coercion.planned(case, days=days).days == days
        return
    with pytest.raises(RuleError) as error:
        coercion.planned(case, days=days)
    assert refused(error)[1] == "行政强制法第二十五条"


def test_a_measure_belongs_to_a_case_under_way(cast: Cast) -> None:
    row = factories.case(cast.bureau, on=day(3, 29))
    with pytest.raises(RuleError, match="案件不在办理中"):
        coercion.planned(row)


def test_only_a_handler_asks_for_a_measure(cast: Cast, case: Case) -> None:
    stranger = factories.account_of(factories.officer(cast.bureau))
    with pytest.raises(RuleError, match="只有本案承办人员"):
        measures.plan(case, by=stranger, on=ON, kind="seal", basis="依据", reason="理由", days=30)


# ------------------------------------------------------------------------------- approval
def test_the_head_approves_beforehand_and_the_form_is_kept(cast: Cast, measure: Measure) -> None:
    moved = coercion.judged(measure, when=at(ON, 9))
    assert (moved.status, moved.approved_by) == ("approved", cast.head)
    paper = Document.objects.get(kind="measure_approval")
    assert "同意" in said(paper) and "江以宁" in said(paper)


@pytest.mark.parametrize("name", ["officer1", "unithead", "reviewer"])
def test_nobody_but_the_head_approves(cast: Cast, measure: Measure, name: str) -> None:
    with pytest.raises(PermissionDenied):
        acts.judge(measure, by=cast.people[name], at=at(ON), agree=True, opinion="同意")


def test_the_head_of_another_agency_does_not_approve(cast: Cast, measure: Measure) -> None:
    head = factories.user("head", cast.other_bureau)
    with pytest.raises(PermissionDenied):
        acts.judge(measure, by=head, at=at(ON), agree=True, opinion="同意")


def test_a_refusal_has_its_reason(cast: Cast, measure: Measure) -> None:
    with pytest.raises(RuleError, match="不予批准应当说明理由"):
        acts.judge(measure, by=cast.head, at=at(ON), agree=False, opinion=" ")


def test_what_was_not_approved_is_not_carried_out(measure: Measure) -> None:
    with pytest.raises(RuleError) as error:
        coercion.enforced(measure, when=at(ON, 10))
    assert "须向行政机关负责人报告" in refused(error)[0]
    assert refused(error)[1] == "行政强制法第十八条第一项"


def test_what_was_refused_is_not_carried_out(measure: Measure) -> None:
    coercion.judged(measure, when=at(ON, 9), agree=False)
    measure.refresh_from_db()
    with pytest.raises(StaleError):
        coercion.enforced(measure, when=at(ON, 10))


def test_the_act_follows_the_approval(measure: Measure) -> None:
    approved = coercion.judged(measure, when=at(ON, 11))
    with pytest.raises(RuleError, match="不能早于批准时间"):
        coercion.enforced(approved, when=at(ON, 10))


# ------------------------------------------------------------------------------- emergency
@pytest.mark.parametrize("hours", [24, 12])
def test_paper_and_pages_give_the_hours_of_the_rules(
    cast: Cast, case: Case, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Profile.period

    def period(rules: Profile, key: str, *args: Any, **named: Any) -> Period:
        found = given(rules, key, *args, **named)
        return replace(found, count=hours) if key == EMERGENCY else found

    assert given(load(NATIONAL), EMERGENCY).count == 24
    monkeypatch.setattr(Profile, "period", period)
    row = coercion.planned(case)
    form = cast.client("officer1").get(reverse("measure-plan", args=[case.pk]))
    assert f"实施后{hours}小时内补办" in form.content.decode()
    with pytest.raises(RuleError) as unready:
        coercion.enforced(row, when=at(ON, 10))
    assert f"{hours}小时内补办" in unready.value.remedy

    row.emergency, row.from_on, row.until_on = True, ON, END
    lines = measure_papers.for_decision(row, remedies="六十日内可以申请行政复议。")["opening"]
    assert lines[-1] == f"因情况紧急当场实施，将在{hours}小时内补办批准手续。"


def test_an_emergency_is_approved_within_twenty_four_hours_after(case: Case) -> None:
    row = coercion.enforced(coercion.planned(case, emergency=True), when=at(ON, 10))
    clock = Deadline.objects.get(key="coerce.emergency_report_hours")
    assert (row.status, clock.due_on) == ("in_force", day(3, 17))
    moved = coercion.judged(row, when=at(ON, 10) + timedelta(hours=24))
    clock.refresh_from_db()
    assert (moved.status, clock.outcome) == ("in_force", "met")
    assert moved.approved_at is not None


def test_an_approval_after_twenty_four_hours_is_too_late(case: Case) -> None:
    row = coercion.enforced(coercion.planned(case, emergency=True), when=at(ON, 10))
    with pytest.raises(RuleError) as error:
        coercion.judged(row, when=at(ON, 10) + timedelta(hours=24, minutes=1))
    assert refused(error)[1] == "行政强制法第十九条"
    assert "解除" in error.value.remedy


def test_an_emergency_the_head_does_not_agree_to_is_lifted_at_once(case: Case) -> None:
    row = coercion.enforced(coercion.planned(case, emergency=True), when=at(ON, 10))
    moved = coercion.judged(row, when=at(ON, 12), agree=False)
    assert moved.status == "due_release"
    assert coercion.released(moved, on=ON).measure.status == "released"


def test_an_emergency_is_approved_once(case: Case) -> None:
    row = coercion.enforced(coercion.planned(case, emergency=True), when=at(ON, 10))
    coercion.judged(row, when=at(ON, 12))
    with pytest.raises(RuleError, match="已经批准"):
        coercion.judged(row, when=at(ON, 13))


# ------------------------------------------------------------------------------- on the spot
def test_decision_and_inventory_are_handed_over_the_same_day(case: Case) -> None:
    row = coercion.in_force(case)
    assert (row.from_on, row.papers_on, row.end_on) == (ON, ON, END)
    for kind in ("measure_decision", "measure_inventory"):
        paper = Document.objects.get(kind=kind)
        assert (paper.number, paper.dated_on) == (row.doc_no, ON)
        assert Service.objects.get(document=paper).served_on == ON
    assert AuditEntry.objects.filter(action="measure.enforce").count() == 1


def test_the_decision_says_what_the_law_asks(case: Case) -> None:
    row = coercion.in_force(case)
    words = said(Document.objects.get(kind="measure_decision"))
    for expected in (
        "扣押决定书",
        row.doc_no,
        case.party.name,
        row.reason,
        "食品安全法》第一百一十条第四项",
        "30日，自2026年3月16日起至2026年4月15日止",
        "超过保质期的饼干",
        "12袋",
        "陈述和申辩",
        "云溪市人民政府申请行政复议",
        "云溪市市场监督管理局",
    ):
        assert expected in words


def test_the_inventory_is_made_in_duplicate(case: Case) -> None:
    coercion.in_force(case)
    words = said(Document.objects.get(kind="measure_inventory"))
    assert "一式二份" in words and "当事人和本机关分别保存" in words
    assert "批号20250101" in words and "见证人" in words


def test_the_scene_is_recorded_with_two_officers(case: Case) -> None:
    coercion.in_force(case)
    step = Step.objects.get(case=case, kind="seizure")
    assert step.officers.count() == 2
    assert "逐项清点" in said(Document.objects.get(kind="seizure_record"))


def test_numbers_of_measures_run_without_a_gap(case: Case, cast: Cast) -> None:
    first = coercion.in_force(case)
    other = coercion.case(cast.bureau, title="另一案", cause="另一违法行为")
    planned = measures.plan(
        other, by=cast.officer1, on=ON, kind="seal", basis="条款", reason="理由", days=5
    )
    coercion.listed(planned, mark="另一批")
    second = coercion.enforced(coercion.judged(planned, when=at(ON, 9)), when=at(ON, 10))
    assert first.doc_no == "云市监强措〔2026〕1号"
    assert second.doc_no == "云市监强措〔2026〕2号"
    assert second.end_on == day(3, 21)


def test_an_empty_inventory_is_no_measure(cast: Cast, case: Case) -> None:
    bare = measures.plan(
        case, by=cast.officer1, on=ON, kind="seal", basis="条款", reason="理由", days=5
    )
    approved = coercion.judged(bare, when=at(ON, 9))
    with pytest.raises(RuleError, match="清单上没有财物"):
        coercion.enforced(approved, when=at(ON, 10))


def test_one_certified_officer_is_not_enough(cast: Cast, case: Case) -> None:
    approved = coercion.judged(coercion.planned(case), when=at(ON, 9))
    for certificate in cast.officers[1].certificates.all():
        officers.end_certificate(certificate, on=day(3, 1), reason="到期未审验")
    with pytest.raises(RuleError) as error:
        coercion.enforced(approved, when=at(ON, 10))
    assert "至少需要2名" in refused(error)[0]


def test_without_the_party_a_witness_stands_by(case: Case) -> None:
    approved = coercion.judged(coercion.planned(case), when=at(ON, 9))
    with pytest.raises(RuleError) as error:
        coercion.enforced(approved, when=at(ON, 10), party_present=False)
    assert refused(error)[1] == "行政强制法第十八条第九项"
    coercion.enforced(
        approved,
        when=at(ON, 10),
        party_present=False,
        witness="邻店店主",
        method="left",
        note="当事人不在场，张贴并拍照，见证人签名。",
    )
    assert "见证人：邻店店主" in Step.objects.get(kind="seizure").text


def test_what_cannot_be_served_is_not_sealed(case: Case) -> None:
    approved = coercion.judged(coercion.planned(case), when=at(ON, 9))
    with pytest.raises(RuleError, match="应当注明理由"):
        coercion.enforced(approved, when=at(ON, 10), method="left", note="")
    approved.refresh_from_db()
    assert approved.status == "approved"
    assert not Document.objects.filter(kind="measure_decision").exists()


# ------------------------------------------------------------------------------- freezing
def test_only_an_organ_the_law_names_freezes(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError) as error:
        coercion.planned(case, kind="freeze")
    assert refused(error)[1] == "行政强制法第二十九条"
    wrong = factories.inspection_item(cast.bureau, on=ON)
    with pytest.raises(RuleError, match="法律规定的行政机关"):
        coercion.planned(case, kind="freeze", item=wrong)
    foreign = coercion.freezing_item(cast.other_bureau)
    with pytest.raises(RuleError, match="法律规定的行政机关"):
        coercion.planned(case, kind="freeze", item=foreign)


def test_a_freezing_decision_reaches_the_party_in_three_working_days(
    cast: Cast, case: Case
) -> None:
    item = coercion.freezing_item(cast.bureau)
    row = coercion.in_force(case, kind="freeze", item=item)
    clock = Deadline.objects.get(key="coerce.freeze_notice_days")
    assert (row.papers_on, clock.due_on) == (None, day(3, 19))
    coercion.handed_paper(row, kind="freeze_decision", on=day(3, 19))
    row.refresh_from_db()
    clock.refresh_from_db()
    assert (row.papers_on, clock.outcome) == (day(3, 19), "met")


# ------------------------------------------------------------------------------- recording
def av_gaps(case: Case) -> list[str]:
    found = completeness.gaps(case, "review", day(3, 20))
    return [gap.message for gap in found if "音像" in gap.message]


def test_a_seizure_without_full_recording_is_a_gap(case: Case) -> None:
    coercion.in_force(case)
    assert any("查封" in message and "全程" in message for message in av_gaps(case))
    coercion.filmed(case, full=False)
    assert av_gaps(case)
    coercion.filmed(case)
    assert av_gaps(case) == []


def test_a_seizure_in_an_inspection_needs_the_full_recording_too(cast: Cast) -> None:
    row = coercion.case(cast.bureau, kind="inspection", procedure="inspection")
    measure = coercion.in_force(row)
    assert [m for m in av_gaps(row) if measure.doc_no in m and "全程" in m]
    coercion.filmed(row)
    assert av_gaps(row) == []


# ------------------------------------------------------------------------------- the end of the case
def test_a_case_is_not_closed_while_something_is_held(cast: Cast, case: Case) -> None:
    measure = coercion.in_force(case)
    with pytest.raises(RuleError) as error:
        archive.close_case(case, by=cast.officer1, on=day(3, 25), ground="terminated")
    assert refused(error)[1] == "行政强制法第二十七条、第二十八条"
    coercion.released(measure, on=day(3, 20))
    measure_end.assert_none_held(case)
