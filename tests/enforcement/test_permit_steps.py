"""Between acceptance and decision: more time, time left out, third parties, hearings."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core import deadlines
from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case, PermitHearing, SpecialProcedure, ThirdParty
from enforcement.services import assignment, decisions, intake, permit_hearings, permit_steps
from tests import factories, incidents
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.permit_case import RECEIVED, accepted, application, decided

DUE = day(3, 30)
BEGAN, TOLD_ON, ASKED_ON = day(3, 10), day(3, 3), day(3, 10)


@pytest.fixture
def case(cast: Cast) -> Case:
    return accepted(cast)


def drafted(case: Case, **changes: Any) -> Any:
    return decisions.draft(
        case, by=dossier.lead(case), content=factories.content("permit", **changes)
    )


def due(case: Case, key: str = intake.DECIDE) -> date:
    return dossier.clock(case, "case", key).due_on


def special(cast: Cast, case: Case, *, on: date = BEGAN, **more: Any) -> SpecialProcedure:
    values = {"kind": "testing", "days_needed": 5, "body": "云溪市检测中心", **more}
    return permit_steps.start_special(case, by=cast.officer1, on=on, **values)


# ------------------------------------------------------------------------------- more time
def test_the_head_gives_ten_more_working_days(cast: Cast, case: Case) -> None:
    assert due(case) == DUE

    clock = permit_steps.extend(case, by=cast.head, on=DUE, reasons="需要补充核查。")

    assert clock.due_on == due(case) == day(4, 14)
    row = application(case)
    assert (row.extended_on, row.extension_reasons) == (DUE, "需要补充核查。")
    assert AuditEntry.objects.filter(action="application.extend").exists()


def test_several_organs_get_fifteen_more(cast: Cast) -> None:
    case = accepted(cast)
    row = application(case)
    row.joint = True
    row.save(update_fields=["joint"])
    deadlines.void("case", str(case.pk), on=RECEIVED)
    from_start = case.agency.rules().period(intake.JOINT)
    deadlines.open_deadline(
        key=intake.JOINT,
        label="作出决定",
        subject_type="case",
        subject_id=str(case.pk),
        agency_id=case.agency_id,
        region=case.agency.rules().region,
        period=from_start,
        start_on=RECEIVED,
    )

    clock = permit_steps.extend(case, by=cast.head, on=day(3, 10), reasons="事项复杂。")

    assert clock.period["count"] == 60


def test_time_is_given_once(cast: Cast, case: Case) -> None:
    permit_steps.extend(case, by=cast.head, on=DUE, reasons="需要补充核查。")

    with pytest.raises(RuleError, match="已经延长过") as caught:
        permit_steps.extend(case, by=cast.head, on=DUE, reasons="再延长。")
    assert caught.value.article == "行政许可法第四十二条"


def test_time_that_has_run_out_is_not_given(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="不能再批准延长"):
        permit_steps.extend(case, by=cast.head, on=day(3, 31), reasons="来不及。")


def test_the_applicant_is_owed_reasons(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError) as caught:
        permit_steps.extend(case, by=cast.head, on=DUE, reasons=" ")
    assert caught.value.field == "reasons"


@pytest.mark.parametrize("name", ["officer1", "unithead", "reviewer"])
def test_only_the_head_gives_time(cast: Cast, case: Case, name: str) -> None:
    with pytest.raises(PermissionDenied):
        permit_steps.extend(case, by=cast.people[name], on=DUE, reasons="需要补充核查。")


# ------------------------------------------------------------------------------- time left out
KINDS = [kind for kind in SpecialProcedure.Kind.values if kind != "hearing"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_time_of_a_special_procedure_is_left_out(cast: Cast, case: Case, kind: str) -> None:
    row = special(cast, case, kind=kind)
    clock = dossier.clock(case, "case", intake.DECIDE)
    assert clock.suspended_on == day(3, 10)

    permit_steps.end_special(row, by=cast.officer1, on=day(3, 17), result="合格。")

    # Five working days, 10 to 16 March, are left out; the 17th counts again.
    assert due(case) == day(4, 7)


def test_one_special_procedure_at_a_time(cast: Cast, case: Case) -> None:
    special(cast, case)

    with pytest.raises(RuleError, match="尚未结束"):
        special(cast, case, kind="experts")


def test_the_applicant_is_told_how_long_it_takes(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="所需时间") as caught:
        special(cast, case, days_needed=0)
    assert caught.value.field == "days_needed"


def test_it_does_not_begin_before_the_acceptance_nor_end_before_it_began(
    cast: Cast, case: Case
) -> None:
    with pytest.raises(RuleError, match="不能早于2026-03-02"):
        special(cast, case, on=day(3, 1))
    row = special(cast, case)
    with pytest.raises(RuleError, match="不能早于2026-03-10"):
        permit_steps.end_special(row, by=cast.officer1, on=day(3, 9), result="合格。")


def test_it_ends_once_and_with_a_result(cast: Cast, case: Case) -> None:
    row = special(cast, case)
    with pytest.raises(RuleError) as caught:
        permit_steps.end_special(row, by=cast.officer1, on=day(3, 17), result="")
    assert caught.value.field == "result"
    permit_steps.end_special(row, by=cast.officer1, on=day(3, 17), result="合格。")

    with pytest.raises(RuleError, match="已于2026-03-17结束"):
        permit_steps.end_special(row, by=cast.officer1, on=day(3, 18), result="合格。")


def test_nothing_is_decided_while_it_runs(cast: Cast, case: Case) -> None:
    special(cast, case)

    assert "special" in dossier.codes(drafted(case), day(3, 16))


def test_before_the_acceptance_nothing_begins(cast: Cast) -> None:
    early = factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=RECEIVED)

    with pytest.raises(RuleError, match="尚未受理"):
        special(cast, early)


# ------------------------------------------------------------------------------- third parties
def told(cast: Cast, case: Case, *, on: date = TOLD_ON) -> ThirdParty:
    return permit_steps.tell(
        case, by=cast.officer1, on=on, name="邻里小区业主委员会", interest="油烟影响采光通风。"
    )


def test_a_third_party_has_five_working_days_to_ask_for_a_hearing(cast: Cast, case: Case) -> None:
    assert told(cast, case).hearing_until == day(3, 10)


@pytest.mark.parametrize(("on", "waits"), [(day(3, 10), True), (day(3, 11), False)])
def test_until_then_nothing_is_decided(cast: Cast, case: Case, on: date, waits: bool) -> None:
    told(cast, case)

    assert ("third_party" in dossier.codes(drafted(case), on)) == waits


def test_once_heard_it_may_be_decided(cast: Cast, case: Case) -> None:
    row = told(cast, case)
    with pytest.raises(RuleError) as caught:
        permit_steps.hear(row, by=cast.officer1, on=day(3, 4), opinion=" ")
    assert caught.value.field == "opinion"

    permit_steps.hear(row, by=cast.officer1, on=day(3, 4), opinion="要求加装净化设备。")

    assert "third_party" not in dossier.codes(drafted(case), day(3, 5))


# ------------------------------------------------------------------------------- hearings
def requested(cast: Cast, case: Case, *, on: date = ASKED_ON) -> PermitHearing:
    told(cast, case)
    return permit_hearings.request(
        case, by=cast.officer1, on=on, origin="third_party", subject="油烟排放。"
    )


def scheduled(cast: Cast, hearing: PermitHearing, **more: Any) -> PermitHearing:
    values = {
        "on": day(3, 11),
        "scheduled_on": day(3, 20),
        "place": "三楼会议室",
        "host": cast.reviewer,
        **more,
    }
    return permit_hearings.schedule(hearing, by=cast.officer1, **values)


def test_no_hearing_is_asked_for_before_anybody_was_told(cast: Cast, case: Case) -> None:
    told(cast, case)
    before = AuditEntry.objects.count()
    with pytest.raises(RuleError, match="日期不能早于2026-03-03") as caught:
        permit_hearings.request(
            case, by=cast.officer1, on=day(3, 2), origin="applicant", subject="采光。"
        )
    assert (caught.value.article, caught.value.field) == ("行政许可法第四十七条", "on")
    assert (PermitHearing.objects.exists(), AuditEntry.objects.count()) == (False, before)

    row = permit_hearings.request(
        case, by=cast.officer1, on=TOLD_ON, origin="applicant", subject="采光。"
    )
    assert row.opened_on == TOLD_ON


def test_a_hearing_asked_for_in_time_stops_the_clock(cast: Cast, case: Case) -> None:
    hearing = requested(cast, case)

    assert hearing.procedure.kind == "hearing"
    assert dossier.clock(case, "case", intake.DECIDE).suspended_on == day(3, 10)
    assert due(case, permit_hearings.ORGANISE) == day(4, 8)


def test_who_was_not_told_cannot_have_asked(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="尚未告知听证权利"):
        permit_hearings.request(
            case, by=cast.officer1, on=RECEIVED, origin="applicant", subject="许可条件。"
        )


def test_after_five_working_days_it_is_too_late_to_ask(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="期限已于2026-03-10届满") as caught:
        requested(cast, case, on=day(3, 11))
    assert caught.value.article == "行政许可法第四十七条"


def test_the_agency_may_hear_of_its_own_motion(cast: Cast, case: Case) -> None:
    row = permit_hearings.announce(case, by=cast.officer1, on=day(3, 5), subject="公共利益。")

    assert (row.origin, permit_hearings.of(application(case))) == ("office", [row])
    with pytest.raises(RuleError):
        permit_hearings.announce(case, by=cast.officer1, on=day(3, 6), subject="再次。")


def test_who_was_recused_or_handled_the_case_hosts_no_hearing(cast: Cast, case: Case) -> None:
    hearing = requested(cast, case)
    incident = incidents.asked(case, "recusal", on=day(3, 10), officer=cast.officers[1])
    incidents.decided(incident, on=day(3, 10))
    assert not assignment.is_handler(case, cast.officer2)

    for host in (cast.officer1, cast.officer2, cast.outsider):
        with pytest.raises(RuleError, match="听证主持人应当由本机关") as caught:
            scheduled(cast, hearing, host=host)
        assert (caught.value.article, caught.value.field) == ("行政许可法第四十八条", "host")
    hearing.refresh_from_db()
    assert hearing.host is None


# 11 March + 7 working days is the 20th.
@pytest.mark.parametrize(("held", "fine"), [(day(3, 19), False), (day(3, 20), True)])
def test_notice_is_given_seven_working_days_before(
    cast: Cast, case: Case, held: date, fine: bool
) -> None:
    hearing = requested(cast, case)
    if fine:
        assert scheduled(cast, hearing, scheduled_on=held).scheduled_on == held
        return
    with pytest.raises(RuleError, match="最迟应当于2026-03-10通知") as caught:
        scheduled(cast, hearing, scheduled_on=held)
    assert caught.value.field == "scheduled_on"


@pytest.mark.parametrize("name", ["officer1", "officer2", "outsider"])
def test_who_examines_does_not_preside(cast: Cast, case: Case, name: str) -> None:
    with pytest.raises(RuleError, match="以外的人员担任") as caught:
        scheduled(cast, requested(cast, case), host=cast.people[name])
    assert caught.value.field == "host"


def test_a_hearing_without_a_day_is_not_closed(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="尚未通知"):
        permit_hearings.close(requested(cast, case), by=cast.officer1, on=day(3, 20), record="笔录")


def test_the_clock_runs_again_when_the_hearing_is_over(cast: Cast, case: Case) -> None:
    hearing = scheduled(cast, requested(cast, case))
    with pytest.raises(RuleError, match="不能早于2026-03-20"):
        permit_hearings.close(hearing, by=cast.officer1, on=day(3, 19), record="笔录")
    with pytest.raises(RuleError, match="制作笔录"):
        permit_hearings.close(hearing, by=cast.officer1, on=day(3, 20), record=" ")

    row = permit_hearings.close(hearing, by=cast.officer1, on=day(3, 20), record="各方陈述意见。")

    assert row.closed_on == day(3, 20)
    assert dossier.clock(case, "case", intake.DECIDE).suspended_on is None
    assert due(case) == day(4, 10)
    assert dossier.clock(case, "case", permit_hearings.ORGANISE).outcome == "met"
    with pytest.raises(RuleError, match="已于2026-03-20结束"):
        permit_hearings.close(row, by=cast.officer1, on=day(3, 21), record="又一份。")


def test_the_decision_rests_on_the_record(cast: Cast, case: Case) -> None:
    hearing = scheduled(cast, requested(cast, case))
    permit_hearings.close(hearing, by=cast.officer1, on=day(3, 20), record="各方陈述意见。")

    with pytest.raises(RuleError, match="没有写明听证笔录") as caught:
        decided(case, on=day(3, 24))
    assert caught.value.article == "行政许可法第四十八条第二款"


def test_a_decision_that_names_the_record_is_made(cast: Cast, case: Case) -> None:
    hearing = scheduled(cast, requested(cast, case))
    permit_hearings.close(hearing, by=cast.officer1, on=day(3, 20), record="各方陈述意见。")

    made = decided(case, on=day(3, 24), evidence="听证笔录：意见已采纳。")

    assert made.status == "issued"
