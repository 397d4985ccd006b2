"""After the result: objection and answer, what has to be put right, alarms, and who sees it."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from config.desk import file_reviews
from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry, Deadline
from supervision.models import FileReview, Objection, Rectification
from supervision.services import alarms, follow_up
from tests import factories
from tests.base import Cast, client_of, day
from tests.supervision.prepared import SCORED, file_of, scored

pytestmark = pytest.mark.django_db
TEXT = "引用条款在决定书第2页写明。"
LAST_DAY = day(6, 23)  # ten working days after 8 June 2026; 19 June is a holiday


def clock(subject: str, row: Any) -> Deadline:
    return Deadline.objects.get(subject_type=subject, subject_id=str(row.pk))


def objected(cast: Cast) -> FileReview:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    follow_up.object_to(file, by=cast.head, on=day(6, 10), text=TEXT)
    return file


def demanded(cast: Cast) -> Rectification:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    return follow_up.demand_rectification(file, by=cast.supervisor, on=SCORED, text="补正引用。")


# --- objection ----------------------------------------------------------------------------------


def test_the_agency_objects_within_ten_working_days(cast: Cast) -> None:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    assert clock("file_objection", file).due_on == LAST_DAY
    made = follow_up.object_to(file, by=cast.unithead, on=LAST_DAY, text=TEXT)

    assert (file.status, made.score_before, made.grade_before) == (
        *("objected", Decimal(98)),
        "优秀",
    )
    assert clock("file_objection", file).outcome == "met"
    assert clock("file_answer", file).outcome == "open"
    assert AuditEntry.objects.filter(action="filereview.object").exists()


def test_an_objection_after_its_days_is_refused(cast: Cast) -> None:
    file = scored(cast)

    with pytest.raises(RuleError, match="异议应当在2026-06-23前提出"):
        follow_up.object_to(file, by=cast.head, on=day(6, 24), text=TEXT)


def test_an_objection_has_reasons_and_comes_once_from_the_agency(cast: Cast) -> None:
    file = scored(cast)
    with pytest.raises(RuleError, match="请写明内容和理由"):
        follow_up.object_to(file, by=cast.head, on=SCORED, text=" ")
    with pytest.raises(PermissionDenied):
        follow_up.object_to(file, by=cast.supervisor, on=SCORED, text=TEXT)
    follow_up.object_to(file, by=cast.head, on=SCORED, text=TEXT)
    with pytest.raises(StaleError):
        follow_up.object_to(file, by=cast.head, on=SCORED, text=TEXT)


def test_an_objection_that_is_upheld_changes_the_result_and_keeps_the_old_one(cast: Cast) -> None:
    file = objected(cast)
    follow_up.answer(
        file,
        by=cast.supervisor,
        on=day(6, 12),
        result=Objection.Result.UPHELD,
        text="复核属实，不予扣分。",
        total=Decimal(100),
    )
    kept = Objection.objects.get(file=file)

    assert (file.status, file.score, kept.score_before) == (
        "answered",
        *(Decimal(100), Decimal(98)),
    )
    assert clock("file_answer", file).outcome == "met"


def test_an_objection_that_is_rejected_leaves_the_result(cast: Cast) -> None:
    file = objected(cast)
    follow_up.answer(file, by=cast.supervisor, on=day(6, 12), result="rejected", text="依据不足。")

    assert (file.status, file.score) == ("answered", Decimal(98))


def test_an_answer_after_ten_working_days_is_late(cast: Cast) -> None:
    file = objected(cast)
    follow_up.answer(file, by=cast.supervisor, on=day(7, 1), result="rejected", text="依据不足。")

    assert clock("file_answer", file).outcome == "late"


@pytest.mark.parametrize(
    "total", [None, Decimal(98), Decimal("98.000"), Decimal("98.004"), Decimal("97.995")]
)
def test_an_upheld_objection_needs_another_score(cast: Cast, total: Decimal | None) -> None:
    file = objected(cast)

    with pytest.raises(RuleError, match="应当写明调整后的得分"):
        follow_up.answer(
            file, by=cast.supervisor, on=SCORED, result="upheld", text="属实。", total=total
        )


def test_only_the_organiser_answers(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        follow_up.answer(objected(cast), by=cast.head, on=SCORED, result="rejected", text="否。")


# --- rectification ------------------------------------------------------------------------------


def test_a_demand_starts_thirty_days(cast: Cast) -> None:
    row = demanded(cast)

    assert row.due_on == day(7, 8)
    assert clock("rectification", row).due_on == row.due_on
    assert AuditEntry.objects.filter(action="rectification.demand").exists()


def test_a_demand_waits_for_the_answer_to_an_objection_and_is_made_once(cast: Cast) -> None:
    file = objected(cast)
    with pytest.raises(RuleError, match="没有未答复的异议时才能下达整改"):
        follow_up.demand_rectification(file, by=cast.supervisor, on=SCORED, text="补正。")
    follow_up.answer(file, by=cast.supervisor, on=SCORED, result="rejected", text="依据不足。")
    follow_up.demand_rectification(file, by=cast.supervisor, on=SCORED, text="补正。")
    with pytest.raises(RuleError, match="只下达一次"):
        follow_up.demand_rectification(file, by=cast.supervisor, on=SCORED, text="补正。")


def test_no_demand_before_the_result(cast: Cast) -> None:
    with pytest.raises(RuleError, match="评定之后"):
        follow_up.demand_rectification(file_of(cast), by=cast.supervisor, on=SCORED, text="补正。")


def test_a_report_is_returned_reported_again_and_confirmed(cast: Cast) -> None:
    row = demanded(cast)
    follow_up.report(row, by=cast.unithead, on=day(6, 20), text="已整改。")
    follow_up.send_back(row, by=cast.supervisor, on=day(6, 22), text="缺少佐证。")
    follow_up.report(
        row,
        by=cast.unithead,
        on=day(7, 8),
        text="已补充佐证。",
        stream=io.BytesIO(factories.PHOTO),
        file_name="../佐证.jpg",
    )
    follow_up.confirm(row, by=cast.supervisor, on=day(7, 20))
    kinds = [entry.kind for entry in row.entries.all()]

    assert row.status == "confirmed"
    assert kinds == ["report", "returned", "report", "confirmed"]
    assert row.entries.filter(blob__isnull=False).get().file_name == "佐证.jpg"
    assert clock("rectification", row).outcome == "met"


def test_a_proof_is_a_paper_or_a_picture(cast: Cast) -> None:
    row = demanded(cast)

    with pytest.raises(RuleError):
        follow_up.report(
            row,
            by=cast.unithead,
            on=SCORED,
            text="已整改。",
            stream=io.BytesIO(b"<script>alert(1)</script>"),
            file_name="证明.pdf",
        )
    row.refresh_from_db()
    assert row.status == "demanded"


def test_another_agency_neither_reports_nor_confirms(cast: Cast) -> None:
    row = demanded(cast)
    stranger = factories.someone(cast.other_bureau, "head")

    with pytest.raises(PermissionDenied):
        follow_up.report(row, by=stranger, on=SCORED, text="已整改。")
    follow_up.report(row, by=cast.head, on=SCORED, text="已整改。")
    with pytest.raises(PermissionDenied):
        follow_up.confirm(row, by=cast.head, on=SCORED)


# --- alarms and desks ---------------------------------------------------------------------------


def test_an_overdue_rectification_alarms_the_heads_and_the_supervisor_once(cast: Cast) -> None:
    demanded(cast)
    on = day(7, 13)
    given = alarms.give(on)
    told = set(Alert.objects.values_list("recipient__username", flat=True))

    assert given == Alert.objects.count() > 0
    assert {"unithead", "head", "supervisor"} <= told
    assert alarms.give(on) == 0


def test_an_open_objection_alarms_its_organiser(cast: Cast) -> None:
    objected(cast)
    alarms.give(day(6, 25))

    told = set(Alert.objects.values_list("recipient__username", flat=True))
    assert told == {"supervisor"}


def test_the_desks_of_agency_and_supervisor_show_what_is_late(cast: Cast) -> None:
    row = demanded(cast)
    on = day(7, 10)
    own = file_reviews.to_rectify(cast.unithead, on)
    theirs = file_reviews.to_manage(cast.supervisor, on)

    assert own is not None and theirs is not None
    assert [entry.tone for entry in own.entries] == ["is-late"]
    assert [entry.step for entry in theirs.entries] == ["督促整改（逾期）"]
    follow_up.report(row, by=cast.unithead, on=on, text="已整改。")
    assert file_reviews.to_rectify(cast.unithead, on) is None
    again = file_reviews.to_manage(cast.supervisor, on)
    assert again is not None
    assert [entry.step for entry in again.entries] == ["确认整改"]


def test_the_desk_of_the_agency_shows_a_result_while_it_may_be_objected_to(cast: Cast) -> None:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    found = file_reviews.to_rectify(cast.head, SCORED)
    assert found is not None
    [entry] = found.entries
    assert (entry.step, entry.left) == ("查看评查结果", 10)
    assert entry.detail == f"{file.case.number} · 98 优秀"

    assert file_reviews.to_rectify(cast.head, LAST_DAY) is not None
    assert file_reviews.to_rectify(cast.head, day(6, 24)) is None
    assert file_reviews.to_rectify(factories.someone(cast.other_bureau, "head"), SCORED) is None


def test_the_desk_of_a_reviewer_shows_the_open_sheets(cast: Cast) -> None:
    file = file_of(cast)
    reviewer = file.sheets.all()[0].reviewer
    found = file_reviews.to_score(reviewer, SCORED)

    assert found is not None
    assert [entry.step for entry in found.entries] == ["评查评分"]
    assert file_reviews.to_score(cast.supervisor, SCORED) is None


# --- who sees it --------------------------------------------------------------------------------


def test_the_agency_sees_its_result_and_no_other_agency_does(cast: Cast) -> None:
    file = scored(cast)
    stranger = factories.someone(cast.other_bureau, "head")
    page = f"/office/file-reviews/files/{file.pk}/"

    assert client_of(cast.unithead).get(page).status_code == 200
    assert client_of(stranger).get(page).status_code == 404
    assert client_of(cast.officer1).get(page).status_code == 404
    assert not FileReview.objects.visible_to(stranger).exists()


def test_the_agency_sees_no_file_before_its_result(cast: Cast) -> None:
    file = file_of(cast)

    assert not FileReview.objects.visible_to(cast.head).exists()
    assert FileReview.objects.visible_to(cast.supervisor).get() == file
