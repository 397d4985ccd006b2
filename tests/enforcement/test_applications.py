"""An application is answered in time, once, and always with a day (行政许可法 32)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from enforcement.models import Application, Case
from enforcement.services import cases, intake, permits
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import clock

RECEIVED = day(3, 2)


@pytest.fixture
def case(cast: Cast) -> Case:
    return applied(cast)


def applied(cast: Cast, **changes: Any) -> Case:
    values: dict[str, Any] = {"kind": "permit", "procedure": "permit", "discovered_on": RECEIVED}
    return factories.case(cast.bureau, **values | changes)


def row_of(case: Case) -> Application:
    return Application.objects.get(case=case)


def audited(row: Any, action: str) -> bool:
    return AuditEntry.objects.filter(action=action, object_id=str(row.pk)).exists()


def test_a_permit_case_begins_with_its_application_and_five_working_days(case: Case) -> None:
    row = row_of(case)

    assert (row.status, row.received_on) == ("received", RECEIVED)
    term = clock(case, "case", intake.CORRECTION)
    assert (term.due_on, term.article) == (day(3, 9), "行政许可法第三十二条、第八十二条")


def test_other_cases_have_no_application(cast: Cast) -> None:
    assert intake.of(factories.case(cast.bureau)) is None


def test_what_the_agency_begins_itself_has_none_and_no_clock(cast: Cast) -> None:
    case = applied(cast, applied=False)

    cases.file(case, by=cast.officer1, on=RECEIVED)

    assert intake.of(case) is None
    assert not Deadline.objects.filter(subject_type="case", subject_id=str(case.pk)).exists()


def test_what_was_handed_in_is_written_down(cast: Cast, case: Case) -> None:
    names = [" 申请书 ", "", "营业执照复印件"]

    permits.receive(
        case, by=cast.officer1, on=RECEIVED, channel="online", materials=names, joint=True
    )

    row = row_of(case)
    assert (row.channel, row.materials) == ("online", ["申请书", "营业执照复印件"])
    assert audited(row, "application.receive")


def test_a_list_of_nothing_is_no_list(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="逐项列明") as caught:
        permits.receive(case, by=cast.officer1, on=RECEIVED, channel="window", materials=[" "])
    assert caught.value.field == "materials"


def test_only_a_handler_answers(cast: Cast, case: Case) -> None:
    for person in (cast.head, cast.outsider, cast.reviewer):
        with pytest.raises((PermissionDenied, RuleError)):
            permits.correct_on_spot(case, by=person, on=RECEIVED, what="姓名笔误")


def test_a_slip_is_corrected_on_the_spot_and_the_case_goes_on(cast: Cast, case: Case) -> None:
    permits.correct_on_spot(case, by=cast.officer1, on=RECEIVED, what="地址门牌号笔误")
    permits.correct_on_spot(case, by=cast.officer1, on=RECEIVED, what="日期笔误")

    row = row_of(case)
    assert (row.status, row.fixed_on_spot) == ("received", "地址门牌号笔误\n日期笔误")
    with pytest.raises(RuleError, match="写明更正的内容"):
        permits.correct_on_spot(case, by=cast.officer1, on=RECEIVED, what=" ")


@pytest.mark.parametrize("on", [RECEIVED, day(3, 9)])
def test_corrections_are_asked_for_until_the_fifth_working_day(
    cast: Cast, case: Case, on: Any
) -> None:
    permits.ask_correction(case, by=cast.officer1, on=on, items=["健康证明"])

    row = row_of(case)
    assert (row.status, row.correction_asked_on) == ("correcting", on)
    assert clock(case, "case", intake.CORRECTION).outcome == "met"


def test_on_the_sixth_it_is_accepted_already(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="即为受理") as caught:
        permits.ask_correction(case, by=cast.officer1, on=day(3, 10), items=["健康证明"])
    assert caught.value.article == "行政许可法第三十二条"
    assert row_of(case).correction_asked_on is None


def test_what_is_missing_is_told_once(cast: Cast, case: Case) -> None:
    permits.ask_correction(case, by=cast.officer1, on=RECEIVED, items=["健康证明"])
    permits.take_correction(case, by=cast.officer1, on=day(3, 4), materials=["健康证明"])

    with pytest.raises(RuleError, match="一次告知"):
        permits.ask_correction(case, by=cast.officer1, on=day(3, 4), items=["平面图"])
    row = row_of(case)
    assert (row.status, row.corrected_on, row.materials) == (
        "received",
        day(3, 4),
        ["健康证明"],
    )


def test_corrections_do_not_come_before_they_were_asked_for(cast: Cast, case: Case) -> None:
    permits.ask_correction(case, by=cast.officer1, on=day(3, 3), items=["健康证明"])

    with pytest.raises(RuleError, match="不能早于2026-03-03"):
        permits.take_correction(case, by=cast.officer1, on=RECEIVED, materials=["健康证明"])


def test_corrections_nobody_asked_for_are_not_taken(cast: Cast, case: Case) -> None:
    with pytest.raises(StaleError, match="不能收到补正材料"):
        permits.take_correction(case, by=cast.officer1, on=RECEIVED, materials=["健康证明"])


def test_a_corrected_application_is_accepted_from_the_day_it_was_complete(
    cast: Cast, case: Case
) -> None:
    permits.ask_correction(case, by=cast.officer1, on=day(3, 3), items=["健康证明"])
    permits.take_correction(case, by=cast.officer1, on=day(3, 20), materials=["健康证明"])

    with pytest.raises(RuleError, match="不能早于收到补正材料的日期"):
        cases.file(case, by=cast.officer1, on=day(3, 19))
    cases.file(case, by=cast.officer1, on=day(3, 20))

    assert row_of(case).accepted_on == day(3, 20)
    assert clock(case, "case", intake.DECIDE).start_on == day(3, 20)


def test_acceptance_starts_the_twenty_working_days(cast: Cast, case: Case) -> None:
    cases.file(case, by=cast.officer1, on=day(3, 3))

    row = row_of(case)
    assert (row.status, row.accepted_on, row.deemed) == ("accepted", day(3, 3), False)
    term = clock(case, "case", intake.DECIDE)
    assert (term.start_on, term.due_on) == (day(3, 3), day(3, 31))


def test_several_organs_together_have_forty_five(cast: Cast, case: Case) -> None:
    permits.receive(
        case, by=cast.officer1, on=RECEIVED, channel="window", materials=["申请书"], joint=True
    )

    cases.file(case, by=cast.officer1, on=day(3, 3))

    assert clock(case, "case", intake.JOINT).period["count"] == 45


def test_a_late_acceptance_counts_from_the_day_of_receipt(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="即为受理") as caught:
        cases.file(case, by=cast.officer1, on=day(3, 16))
    assert caught.value.field == "on"

    assert cases.file(case, by=cast.officer1, on=RECEIVED).filed_on == RECEIVED


GROUNDS = [
    ("not_needed", "该事项不需要许可。", ""),
    ("no_power", "属于县级机关职权。", "云溪县市场监督管理局"),
    ("false", "营业执照系伪造。", ""),
]


@pytest.mark.parametrize(("ground", "reason", "organ"), GROUNDS)
def test_a_refused_application_ends_the_case(
    cast: Cast, case: Case, ground: str, reason: str, organ: str
) -> None:
    permits.refuse(
        case, by=cast.officer1, on=RECEIVED, ground=ground, reason=reason, told_organ=organ
    )

    case.refresh_from_db()
    row = row_of(case)
    assert (case.status, case.close_ground) == ("rejected", "不予受理")
    assert (row.status, row.refused_on, row.told_organ) == ("refused", RECEIVED, organ)
    assert (row.false_on is not None) == (ground == "false")
    assert audited(row, "application.refuse")
    with pytest.raises(StaleError):
        cases.file(case, by=cast.officer1, on=RECEIVED)


def test_an_application_is_not_ended_by_not_filing_its_case(cast: Cast, case: Case) -> None:
    before = AuditEntry.objects.count()

    with pytest.raises(RuleError, match="许可申请不适用不予立案") as caught:
        cases.reject(case, by=cast.unithead, on=day(4, 1), reason="材料不全。")

    assert (caught.value.article, caught.value.field) == ("行政许可法第三十二条", "reason")
    assert "不予受理" in caught.value.remedy
    case.refresh_from_db()
    assert (case.status, row_of(case).status) == ("draft", "received")
    assert clock(case, "case", intake.CORRECTION).outcome == "open"
    assert AuditEntry.objects.count() == before


def test_what_the_agency_began_itself_may_be_left_unfiled(cast: Cast) -> None:
    case = cases.reject(
        applied(cast, applied=False), by=cast.unithead, on=day(4, 1), reason="不需要撤销。"
    )

    assert (case.status, audited(case, "case.reject")) == ("rejected", True)


def test_the_page_says_where_an_application_is_refused(cast: Cast, case: Case) -> None:
    answer = cast.client("unithead").post(
        reverse("case-reject", args=[case.pk]), {"reason": "材料不全。"}
    )

    assert "请在“许可”中作出不予受理决定" in answer.content.decode()


WRONG = [
    ("no_power", "属于县级机关职权。", "", "told_organ", "向有关行政机关申请"),
    ("incomplete", "材料不全。", "", "ground", "尚未一次告知补正"),
    ("not_needed", "  ", "", "reason", "说明理由"),
]


@pytest.mark.parametrize(("ground", "reason", "organ", "field", "words"), WRONG)
def test_a_refusal_needs_what_its_ground_asks(
    cast: Cast, case: Case, ground: str, reason: str, organ: str, field: str, words: str
) -> None:
    with pytest.raises(RuleError, match=words) as caught:
        permits.refuse(
            case, by=cast.officer1, on=RECEIVED, ground=ground, reason=reason, told_organ=organ
        )
    assert (caught.value.field, "行政许可法第三十二条" in caught.value.article) == (field, True)
    assert row_of(case).status == "received"


def test_who_did_not_correct_may_be_refused(cast: Cast, case: Case) -> None:
    permits.ask_correction(case, by=cast.officer1, on=RECEIVED, items=["健康证明"])

    permits.refuse(
        case, by=cast.officer1, on=day(4, 10), ground="incomplete", reason="未补正健康证明。"
    )

    assert row_of(case).ground == "incomplete"


def test_an_application_accepted_by_law_cannot_be_refused(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="即为受理"):
        permits.refuse(
            case, by=cast.officer1, on=day(3, 10), ground="not_needed", reason="不需要许可。"
        )


def test_silence_accepts_from_the_day_of_receipt(cast: Cast, case: Case) -> None:
    assert permits.lapsed(day(3, 9)) == []
    assert permits.lapsed(day(3, 10)) == [case.pk]

    assert permits.deem_accepted(case.pk, day(3, 10))

    case.refresh_from_db()
    row = row_of(case)
    assert (row.accepted_on, row.deemed) == (RECEIVED, True)
    assert (case.status, case.filed_on) == ("filed", RECEIVED)
    assert clock(case, "case", intake.DECIDE).start_on == RECEIVED
    assert case.number


def test_a_second_sweep_accepts_nothing_again(case: Case) -> None:
    assert permits.deem_accepted(case.pk, day(3, 10))

    assert not permits.deem_accepted(case.pk, day(3, 11))
    assert permits.lapsed(day(3, 11)) == []


def test_who_was_told_what_is_missing_is_not_accepted_by_silence(cast: Cast, case: Case) -> None:
    permits.ask_correction(case, by=cast.officer1, on=day(3, 9), items=["健康证明"])

    assert permits.lapsed(day(5, 1)) == []
    assert not permits.deem_accepted(case.pk, day(5, 1))


def test_false_papers_found_later_are_recorded_once(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="未受理"):
        permits.find_false(case, by=cast.officer1, on=RECEIVED)
    cases.file(case, by=cast.officer1, on=RECEIVED)

    permits.find_false(case, by=cast.officer1, on=day(3, 5))

    assert row_of(case).false_on == day(3, 5)
    with pytest.raises(RuleError, match="已经记录"):
        permits.find_false(case, by=cast.officer1, on=day(3, 6))
