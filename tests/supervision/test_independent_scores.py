"""Two reviewers score a file, neither sees the other; what they sign stays; it becomes a result."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from supervision.models import FileReview, Mark, ScoreSheet
from supervision.services import results, scores
from supervision.services.scores import Entry
from tests import factories
from tests.base import Cast, client_of
from tests.supervision.prepared import SCORED, file_of, fill, scored, sheets_of, sign

pytestmark = pytest.mark.django_db
SECRET = "第3页笔录没有签名，只有本评查人写过。"


def refused(sql: str, *params: Any) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
    except IntegrityError as error:
        return str(error)
    return ""


def key(row: Any) -> Any:
    """The key as the database writes it."""
    return row.pk.hex if connection.vendor == "sqlite" else row.pk


# --- drafts -------------------------------------------------------------------------------------


def test_a_draft_is_saved_line_by_line_and_adds_up(cast: Cast) -> None:
    sheet = sheets_of(file_of(cast))[0]
    progress = scores.save(
        sheet, by=sheet.reviewer, entries=[Entry("e_inquiry", 2, "两份笔录不具体。")]
    )

    assert (progress.judged, progress.score.total) == (1, Decimal(96))
    mark = sheet.marks.get(item="e_inquiry")
    assert (mark.findings, mark.reason) == (2, "两份笔录不具体。")


def test_a_line_can_be_taken_back_while_the_sheet_is_open(cast: Cast) -> None:
    sheet = sheets_of(file_of(cast))[0]
    scores.save(sheet, by=sheet.reviewer, entries=[Entry("e_inquiry", 2)])
    progress = scores.save(sheet, by=sheet.reviewer, entries=[Entry("e_inquiry", None)])

    assert progress.judged == 0


@pytest.mark.parametrize(
    "entry",
    [
        Entry("unknown", 1),
        Entry("e_inquiry", 100),
        Entry("e_inquiry", -1),
        Entry("v_law", 2),
        Entry("e_inquiry", 1, "长" * 501),
    ],
)
def test_a_line_out_of_range_is_refused_and_nothing_is_kept(cast: Cast, entry: Entry) -> None:
    sheet = sheets_of(file_of(cast))[0]
    good = Entry("d_law", 1, "没有写明款项。")

    with pytest.raises(RuleError, match="填写有误"):
        scores.save(sheet, by=sheet.reviewer, entries=[good, entry])
    assert not sheet.marks.filter(findings__isnull=False).exists()


def test_nobody_fills_in_the_sheet_of_another(cast: Cast) -> None:
    first, second = sheets_of(file_of(cast))

    with pytest.raises(RuleError, match="只能填写自己的评分表"):
        scores.save(first, by=second.reviewer, entries=[])


# --- the pre-check ------------------------------------------------------------------------------


def test_the_pre_check_proposes_with_a_reason_and_leaves_judgement_open(cast: Cast) -> None:
    file = file_of(cast)
    checks = {row["item"]: row for row in file.checks}
    proposed = {mark.item: mark.proposed for mark in sheets_of(file)[0].marks.all()}

    assert (proposed["s_officers"], proposed["e_inquiry"]) == (0, 1)
    assert "安试一" in checks["s_officers"]["reason"]
    assert checks["s_officers"]["anchor"] == "officers"
    assert proposed["d_law"] is None
    assert "d_law" not in checks


def test_the_pre_check_never_says_that_a_veto_holds(cast: Cast) -> None:
    file = file_of(cast)
    vetoes = [row["findings"] for row in file.checks if row["item"].startswith("v_")]

    assert set(vetoes) <= {0, None}


def test_a_departure_from_the_pre_check_needs_a_reason(cast: Cast) -> None:
    sheet = fill(sheets_of(file_of(cast))[0], e_inquiry=1)
    scores.save(sheet, by=sheet.reviewer, entries=[Entry("e_inquiry", 0, "")])

    with pytest.raises(RuleError, match="与自动预查的结果不同，应当写明理由"):
        scores.sign(sheet, by=sheet.reviewer, at=factories.at(SCORED))


def test_a_confirmed_finding_takes_the_reason_of_the_pre_check(cast: Cast) -> None:
    file = file_of(cast)
    sheet = fill(sheets_of(file)[0])
    scores.save(sheet, by=sheet.reviewer, entries=[Entry("e_inquiry", 1, "")])
    scores.sign(sheet, by=sheet.reviewer, at=factories.at(SCORED))
    told = next(row["reason"] for row in file.checks if row["item"] == "e_inquiry")

    assert sheet.marks.get(item="e_inquiry").reason == told


def test_a_deduction_of_ones_own_needs_a_reason(cast: Cast) -> None:
    sheet = fill(sheets_of(file_of(cast))[0])
    scores.save(sheet, by=sheet.reviewer, entries=[Entry("d_law", 1, "")])

    with pytest.raises(RuleError, match="有扣分，应当写明理由和所在页"):
        scores.sign(sheet, by=sheet.reviewer, at=factories.at(SCORED))


def test_a_sheet_with_a_line_open_is_not_signed(cast: Cast) -> None:
    sheet = sheets_of(file_of(cast))[0]

    with pytest.raises(RuleError, match="还没有评分") as caught:
        scores.sign(sheet, by=sheet.reviewer, at=factories.at(SCORED))
    assert len(caught.value.extra) > 50


# --- neither sees the other ---------------------------------------------------------------------


@pytest.fixture
def half(cast: Cast) -> FileReview:
    """A file of which only the first reviewer has signed, with words nobody else may read."""
    file = file_of(cast)
    sheet = fill(sheets_of(file)[0])
    scores.save(sheet, by=sheet.reviewer, entries=[Entry("d_law", 1, SECRET)])
    scores.sign(sheet, by=sheet.reviewer, at=factories.at(SCORED), opinion=SECRET)
    return FileReview.objects.get(pk=file.pk)


def test_until_all_have_signed_a_sheet_is_its_reviewers_alone(cast: Cast, half: FileReview) -> None:
    first, second = sheets_of(half)

    assert set(ScoreSheet.objects.visible_to(first.reviewer)) == {first}
    assert set(ScoreSheet.objects.visible_to(second.reviewer)) == {second}
    for person in (cast.supervisor, cast.head, cast.admin, cast.officer1):
        assert not ScoreSheet.objects.visible_to(person).exists()


def test_no_page_shows_the_first_sheet_to_anybody_else(cast: Cast, half: FileReview) -> None:
    first, second = sheets_of(half)
    pages = [
        reverse("review-sheets"),
        reverse("review-sheet", args=[second.pk]),
        reverse("review-record", args=[half.pk]),
        reverse("review-campaigns"),
        reverse("review-campaign", args=[half.campaign_id]),
        reverse("review-results", args=[half.campaign_id]),
        reverse("review-draw", args=[half.campaign_id]),
        reverse("review-file", args=[half.pk]),
        reverse("review-sheet", args=[first.pk]),
        reverse("review-own"),
        reverse("audit-list"),
    ]
    for person in (second.reviewer, cast.supervisor, cast.head, cast.unithead):
        client = client_of(person)
        for path in pages:
            text = client.get(path).content.decode()
            assert SECRET not in text, (person, path)
            assert str(first.total) not in text or path.endswith("results/"), (person, path)


def test_the_table_holds_no_sheet_before_the_result(cast: Cast, half: FileReview) -> None:
    data = client_of(cast.supervisor).get(reverse("review-table", args=[half.campaign_id])).content

    assert SECRET.encode() not in data


def test_the_log_says_that_it_was_signed_and_not_what(cast: Cast, half: FileReview) -> None:
    first = sheets_of(half)[0]
    entries = AuditEntry.objects.filter(object_id=str(first.pk))
    text = str(list(entries.values_list("data", flat=True)))

    assert {"scoresheet.save", "scoresheet.sign"} <= set(entries.values_list("action", flat=True))
    assert SECRET not in text
    assert str(first.total) not in text


def test_once_all_have_signed_organiser_and_agency_see_the_sheets(cast: Cast) -> None:
    file = scored(cast)

    for person in (cast.supervisor, cast.head, cast.unithead):
        assert ScoreSheet.objects.visible_to(person).filter(file=file).count() == 2
    first, second = sheets_of(file)
    assert not ScoreSheet.objects.visible_to(first.reviewer).filter(pk=second.pk).exists()


# --- what is signed stays -----------------------------------------------------------------------


def test_a_signed_sheet_takes_no_further_draft(cast: Cast) -> None:
    sheet = sign(sheets_of(file_of(cast))[0])

    with pytest.raises(StaleError, match="不能再修改"):
        scores.save(sheet, by=sheet.reviewer, entries=[Entry("d_law", 1)])


def test_the_database_keeps_a_signed_sheet(cast: Cast) -> None:
    sheet = sign(sheets_of(file_of(cast))[0])
    mark = Mark.objects.filter(sheet=sheet)[0]

    for sql in (
        "UPDATE supervision_scoresheet SET total = 1 WHERE id = %s",
        "UPDATE supervision_scoresheet SET opinion = 'x' WHERE id = %s",
        "UPDATE supervision_scoresheet SET status = 'open' WHERE id = %s",
        "DELETE FROM supervision_scoresheet WHERE id = %s",
    ):
        assert "不能再修改" in refused(sql, key(sheet)), sql
    for sql in (
        "UPDATE supervision_mark SET findings = 9 WHERE id = %s",
        "UPDATE supervision_mark SET reason = 'x' WHERE id = %s",
        "DELETE FROM supervision_mark WHERE id = %s",
    ):
        assert "不能再修改" in refused(sql, mark.pk), sql
    assert "不能再修改" in refused(
        "INSERT INTO supervision_mark (sheet_id, item, reason) VALUES (%s, 'new', '')", key(sheet)
    )


def test_the_database_refuses_a_reviewer_with_a_part_in_the_case(cast: Cast) -> None:
    file = file_of(cast)

    for person in (cast.officer1, cast.officer2):
        with pytest.raises(IntegrityError, match="REVIEW_RECUSAL"), transaction.atomic():
            ScoreSheet.objects.create(file=file, reviewer=person, ordinal=9)


def test_the_database_keeps_a_result_that_was_told(cast: Cast) -> None:
    file = scored(cast, {"e_inquiry": 1}, {})

    for column in ("score = 100", "grade = '合格'", "told_on = '2026-01-01'"):
        sql = "UPDATE supervision_filereview SET " + column + " WHERE id = %s"  # noqa: S608  # own names
        file.refresh_from_db()
        assert "REVIEW_RESULT" in refused(sql, key(file)), column
    assert "REVIEW_LISTS" in refused(
        "UPDATE supervision_campaign SET lists = 'x' WHERE id = %s", key(file.campaign)
    )


# --- the result ---------------------------------------------------------------------------------


def test_the_average_of_two_near_scores_is_told_with_the_days_to_object(cast: Cast) -> None:
    file = scored(cast, {"e_inquiry": 1}, {"d_law": 1, "d_facts": 1})

    assert (file.status, file.score, file.grade, file.way) == (
        *("scored", Decimal(97)),
        *("优秀", "average"),
    )
    assert file.told_on == SCORED
    clock = Deadline.objects.get(subject_type=results.SUBJECT, subject_id=str(file.pk))
    assert (clock.key, clock.outcome) == ("evaluate.objection_days", "open")


WORSE = {"e_chain": 1, "e_report": 1, "w_review": 1, "n_told": 1}


def test_scores_far_apart_go_to_a_third_reviewer_and_the_median_stands(cast: Cast) -> None:
    file = scored(cast, {}, WORSE)
    assert (file.status, file.score, file.told_on) == ("meeting", None, None)
    had = {sheet.reviewer_id for sheet in sheets_of(file)}

    results.call_third(file, by=cast.supervisor)
    third = sheets_of(file)[2]
    assert third.reviewer_id not in had
    sign(third, e_inquiry=2)
    file.refresh_from_db()
    assert (file.status, file.score, file.way) == ("scored", Decimal(96), "median")


def test_a_meeting_settles_what_differs_with_its_reasons(cast: Cast) -> None:
    file = scored(cast, {}, WORSE)
    with pytest.raises(RuleError, match="应当写明意见"):
        results.settle(
            file, by=cast.supervisor, on=SCORED, total=Decimal(90), vetoed=False, opinion=" "
        )
    results.settle(
        file, by=cast.supervisor, on=SCORED, total=Decimal(90), vetoed=False, opinion="合议一致。"
    )

    assert (file.status, file.score, file.grade, file.way) == (
        *("scored", Decimal(90)),
        *("优秀", "consensus"),
    )


@pytest.mark.parametrize(("total", "vetoed"), [("100.01", False), ("-1", False), ("50", True)])
def test_a_meeting_finds_no_score_out_of_range(cast: Cast, total: str, vetoed: bool) -> None:
    with pytest.raises(RuleError, match="0到100之间"):
        results.assert_score(Decimal(total), vetoed)


def test_two_vetoes_make_the_file_zero(cast: Cast) -> None:
    file = scored(cast, {"v_law": 1}, {"v_law": 1})

    assert (file.score, file.vetoed, file.grade) == (Decimal(0), True, "不合格")


def test_one_veto_of_two_goes_to_the_meeting(cast: Cast) -> None:
    assert scored(cast, {"v_law": 1}, {}).status == "meeting"


def test_who_stands_aside_is_followed_by_the_next_of_the_seed(cast: Cast) -> None:
    file = file_of(cast)
    first, second = sheets_of(file)
    with pytest.raises(RuleError, match="应当写明理由"):
        scores.recuse(first, by=first.reviewer, reason=" ")
    scores.recuse(first, by=first.reviewer, reason="与当事人有亲属关系。")

    third = sheets_of(file)[2]
    assert first.status == "recused"
    assert third.reviewer_id not in {first.reviewer_id, second.reviewer_id}
    sign(second)
    file.refresh_from_db()
    assert file.status == "scoring"
    sign(third)
    file.refresh_from_db()
    assert file.status == "scored"
