"""Objections and rectifications by click: each side its own, with the result and the days in sight."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from supervision.models import FileReview, Objection, Rectification
from supervision.services import follow_up
from tests import factories
from tests.base import Cast, client_of
from tests.supervision.clicks import links, post, status
from tests.supervision.prepared import (
    SCORED,
    file_of,
    scored,
    sheets_of,
    sign,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FAULT = {"d_law": 1}


# --- objection and answer -----------------------------------------------------------------------


@pytest.fixture
def told(cast: Cast) -> FileReview:
    """A file with a result told today."""
    row = file_of(cast)
    for sheet in sheets_of(row):
        sign(sheet, on=timezone.localdate(), **FAULT)
    row.refresh_from_db()
    return row


def test_the_agency_objects_on_its_page(cast: Cast, told: FileReview) -> None:
    page = links(client_of(cast.unithead), "review-file", told)
    assert reverse("review-object", args=[told.pk]) in page
    text = post(cast.unithead, "review-object", told, text="第2页已经写明款项。")

    assert "已提出" in text and "第2页已经写明款项。" in text
    assert Objection.objects.get().made_by == cast.unithead
    assert reverse("review-object", args=[told.pk]) not in text


def test_who_objects_or_answers_has_the_result_and_the_days_in_sight(
    cast: Cast, told: FileReview
) -> None:
    form = links(client_of(cast.head), "review-object", told)
    due = follow_up.objection_clock(told)
    assert due is not None
    assert "评定结果：98 分（优秀）" in form and f"在{due.due_on}前提出" in form
    follow_up.object_to(told, by=cast.head, on=timezone.localdate(), text="第2页已经写明款项。")
    answer = links(client_of(cast.supervisor), "review-answer", told)

    assert f"原结果：98 分（优秀）。{cast.head}{timezone.localdate()}提出：第2页" in answer


def test_the_announcement_says_who_may_still_object(cast: Cast, told: FileReview) -> None:
    campaign, on = told.campaign, timezone.localdate()
    form = links(client_of(cast.supervisor), "review-close", campaign)
    assert "还有1件案卷的异议期限没有届满" in form
    due = follow_up.objection_clock(told)
    assert due is not None

    assert follow_up.objectionable(campaign, on) == 1
    assert follow_up.objectionable(campaign, due.due_on) == 1
    assert follow_up.objectionable(campaign, due.due_on + timedelta(days=1)) == 0
    follow_up.object_to(told, by=cast.head, on=on, text="请复核。")
    assert follow_up.objectionable(campaign, on) == 0


def test_an_objection_without_words_is_asked_for_them(cast: Cast, told: FileReview) -> None:
    assert "必填" in post(cast.head, "review-object", told, text=" ")
    assert not Objection.objects.exists()


def test_an_objection_is_answered_on_the_page_of_the_organiser(
    cast: Cast, told: FileReview
) -> None:
    follow_up.object_to(told, by=cast.head, on=timezone.localdate(), text="第2页已经写明款项。")
    assert "第2页已经写明款项。" in links(client_of(cast.supervisor), "review-answer", told)
    same = {"result": "upheld", "text": "复核属实。", "total": str(told.score)}
    kept = post(cast.supervisor, "review-answer", told, **same)
    assert "应当写明调整后的得分" in kept and "复核属实。" in kept
    text = post(cast.supervisor, "review-answer", told, **{**same, "total": "100"})
    told.refresh_from_db()

    assert "已答复" in text and "100 分" in text
    assert (told.score, told.status) == (Decimal(100), "answered")
    assert "98 分" in text  # what it was before


def test_a_file_of_another_agency_is_not_there_and_the_organiser_objects_to_nothing(
    cast: Cast, told: FileReview
) -> None:
    stranger = factories.someone(cast.other_bureau, "head")

    assert status(stranger, "review-object", told) == 404
    assert status(cast.supervisor, "review-object", told) == 403
    assert status(cast.head, "review-answer", told) == 404
    assert status(cast.unithead, "review-answer", told) == 403


# --- rectification ------------------------------------------------------------------------------


@pytest.fixture
def demand(cast: Cast) -> Rectification:
    row = scored(cast, FAULT, FAULT)
    return follow_up.demand_rectification(row, by=cast.supervisor, on=SCORED, text="补正引用。")


def test_a_demand_starts_with_what_was_found(cast: Cast) -> None:
    row = scored(cast, FAULT, {})
    page = links(client_of(cast.supervisor), "review-demand", row)
    assert "1. 引用依据准确到条、款、项：见案卷第3页。" in page
    text = post(cast.supervisor, "review-demand", row, text="请补正引用的款项。")

    assert "期限已经起算" in text and "请补正引用的款项。" in text
    assert reverse("review-demand", args=[row.pk]) not in text


def test_a_report_is_sent_with_its_proof_and_read_back(cast: Cast, demand: Rectification) -> None:
    assert "补正引用。" in links(client_of(cast.unithead), "rectification-report", demand)
    proof = SimpleUploadedFile("整改照片.jpg", factories.PHOTO)
    text = post(cast.unithead, "rectification-report", demand, text="已补正。", proof=proof)
    entry = demand.entries.get()

    assert "等待组织机关确认" in text and "整改照片.jpg" in text
    for person in (cast.unithead, cast.supervisor):
        answer = client_of(person).get(reverse("rectification-proof", args=[entry.pk]))
        assert (answer.status_code, answer.content) == (200, factories.PHOTO)
    stranger = factories.someone(cast.other_bureau, "head")
    for person in (stranger, cast.officer1):
        path = reverse("rectification-proof", args=[entry.pk])
        assert client_of(person).get(path).status_code == 404


def test_reading_a_proof_is_logged(cast: Cast, demand: Rectification) -> None:
    proof = SimpleUploadedFile("整改照片.jpg", factories.PHOTO)
    post(cast.unithead, "rectification-report", demand, text="已补正。", proof=proof)
    client_of(cast.supervisor).get(reverse("rectification-proof", args=[demand.entries.get().pk]))
    entry = AuditEntry.objects.filter(actor_id=cast.supervisor.pk).latest("pk")

    assert '"what":"proof"' in entry.data


@pytest.mark.parametrize(
    ("name", "data"),
    [("说明.pdf", b"<html>"), ("说明.exe", b"MZ\x90\x00"), ("空.pdf", b"")],
)
def test_a_proof_that_is_none_is_refused_and_the_words_stay(
    cast: Cast, demand: Rectification, name: str, data: bytes
) -> None:
    proof = SimpleUploadedFile(name, data)
    text = post(cast.unithead, "rectification-report", demand, text="已经补正引用。", proof=proof)
    demand.refresh_from_db()

    assert "已经补正引用。" in text
    assert (demand.status, demand.entries.count()) == ("demanded", 0)


def test_an_entry_without_a_proof_has_none_to_read(cast: Cast, demand: Rectification) -> None:
    entry = follow_up.report(demand, by=cast.unithead, on=SCORED, text="已整改。")
    path = reverse("rectification-proof", args=[entry.pk])

    assert client_of(cast.unithead).get(path).status_code == 404


def test_a_report_is_returned_and_confirmed_by_click(cast: Cast, demand: Rectification) -> None:
    follow_up.report(demand, by=cast.unithead, on=SCORED, text="已整改。")
    assert "必填" in post(cast.supervisor, "rectification-return", demand, text="")
    back = post(cast.supervisor, "rectification-return", demand, text="缺少佐证。")
    assert "原期限不变" in back and "缺少佐证。" in back
    follow_up.report(demand, by=cast.unithead, on=SCORED, text="已补充。")
    text = post(cast.supervisor, "rectification-confirm", demand, text="")
    demand.refresh_from_db()

    assert "已确认" in text and "同意整改结果。" in text
    assert demand.status == "confirmed"


def test_each_side_of_a_rectification_has_its_own_acts(cast: Cast, demand: Rectification) -> None:
    stranger = factories.someone(cast.other_bureau, "head")
    for name in ("rectification-return", "rectification-confirm"):
        assert status(cast.unithead, name, demand) == 403
        assert status(cast.head, name, demand) == 404
    assert status(cast.supervisor, "rectification-report", demand) == 403
    assert status(stranger, "rectification-report", demand) == 404
    assert status(cast.head, "rectification-report", demand) == 200


def test_an_act_out_of_its_turn_says_so(cast: Cast, demand: Rectification) -> None:
    page = links(client_of(cast.supervisor), "rectification-confirm", demand)
    assert "当前状态下不能办理本事项" in page
    text = post(cast.supervisor, "rectification-confirm", demand, text="同意。")
    demand.refresh_from_db()

    assert "不能确认整改" in text
    assert demand.status == "demanded"


def test_the_list_of_the_agency_leads_to_its_results_and_what_is_late(
    cast: Cast, demand: Rectification
) -> None:
    page = client_of(cast.unithead).get(reverse("review-own")).content.decode()
    stranger = factories.someone(cast.other_bureau, "head")
    other = client_of(stranger).get(reverse("review-own")).content.decode()

    assert reverse("review-file", args=[demand.file_id]) in page
    assert demand.file.case.number in page and "<strong>98</strong>" in page
    assert "还没有评查结果" in other
