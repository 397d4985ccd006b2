"""What is done with campaigns, files and demands by click: done, refused with what was typed, or hidden."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from supervision.models import Campaign, FileReview, Objection, Rectification
from supervision.services import follow_up
from tests import factories
from tests.base import Cast, client_of, day
from tests.supervision.prepared import (
    SCORED,
    archived,
    committed,
    drawn,
    file_of,
    planned,
    scored,
    sheets_of,
    sign,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WORSE = {"e_chain": 1, "e_report": 1, "w_review": 1, "n_told": 1}
FAULT = {"d_law": 1}


def post(person: Any, name: str, row: Any, **data: Any) -> str:
    """What the person reads after sending the form, wherever it leads."""
    answer = client_of(person).post(reverse(name, args=[row.pk]), data, follow=True)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def status(person: Any, name: str, row: Any) -> int:
    return client_of(person).get(reverse(name, args=[row.pk])).status_code


def links(client: Client, name: str, row: Any) -> str:
    return str(client.get(reverse(name, args=[row.pk])).content.decode())


# --- the campaign -------------------------------------------------------------------------------


@pytest.fixture
def ready(cast: Cast) -> Campaign:
    """A campaign that waits for its seed."""
    archived(cast.bureau)
    return committed(cast, agencies=[cast.bureau])


def test_a_commitment_asks_that_the_plan_was_checked(cast: Cast) -> None:
    archived(cast.bureau)
    row = planned(cast, seed_day=day(12, 31, 2099))
    text = post(cast.supervisor, "review-commit", row, checked="")
    row.refresh_from_db()

    assert row.status == "planning"
    assert "这个字段是必填项" in text or "必填" in text


def test_the_seed_is_entered_as_its_source_writes_it(cast: Cast, ready: Campaign) -> None:
    page = links(client_of(cast.supervisor), "review-seed", ready)
    assert ready.source_name in page and ready.source_url in page and "9999.99" in page
    text = post(cast.supervisor, "review-seed", ready, value="3187,52")

    assert "没有按照承诺的格式" in text
    assert 'value="3187,52"' in text
    assert not FileReview.objects.exists()


def test_with_the_seed_the_files_are_drawn_at_once(
    cast: Cast, ready: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_given: day(6, 4))
    text = post(cast.supervisor, "review-seed", ready, value="3187.52")

    assert "已抽取案卷并分派评查人员" in text
    assert FileReview.objects.get().case.number in text
    assert Campaign.objects.get().drawn_on == day(6, 4)


def test_a_plan_is_given_up_with_its_reason(cast: Cast, ready: Campaign) -> None:
    assert "必填" in post(cast.supervisor, "review-abandon", ready, reason="")
    text = post(cast.supervisor, "review-abandon", ready, reason="来源停止公布。")

    assert "已终止" in text and "来源停止公布。" in text
    assert reverse("review-seed", args=[ready.pk]) not in text


def test_a_named_file_is_chosen_from_those_of_the_agencies(cast: Cast) -> None:
    archived(cast.bureau)
    row = drawn(cast, agencies=[cast.bureau])
    mine = archived(cast.bureau, 2, on=day(6, 1), title="另一件旧案")
    theirs = archived(cast.other_bureau, 3, title="别的机关的案件")
    page = links(client_of(cast.supervisor), "review-add", row)

    assert mine.title in page and theirs.title not in page
    assert FileReview.objects.get().case.number not in page
    text = post(cast.supervisor, "review-add", row, case=str(mine.pk), reason="群众投诉。")
    assert "已加入评查" in text and "群众投诉。" in text


def test_results_are_not_announced_while_a_file_waits(cast: Cast) -> None:
    row = file_of(cast).campaign
    text = post(cast.supervisor, "review-close", row, summary="总体规范，问题集中。")

    assert "还有1件案卷没有评定" in text
    assert "总体规范，问题集中。" in text


def test_results_are_announced_and_the_page_says_so(cast: Cast) -> None:
    row = scored(cast).campaign
    text = post(cast.supervisor, "review-close", row, summary="总体规范。")

    assert "已通报" in text and "总体规范。" in text
    assert reverse("review-add", args=[row.pk]) not in text
    assert AuditEntry.objects.filter(action="campaign.close", actor_id=cast.supervisor.pk).exists()


@pytest.mark.parametrize(
    "name", ["review-commit", "review-seed", "review-add", "review-abandon", "review-close"]
)
def test_acts_on_a_campaign_are_the_organisers(cast: Cast, name: str) -> None:
    row = planned(cast)

    assert status(cast.supervisor, name, row) == 200
    # The head may organise campaigns, but not this one.
    assert status(cast.head, name, row) == 404
    for person in (cast.officer1, cast.reviewer, cast.admin, cast.unithead):
        assert status(person, name, row) == 403, person


# --- a file whose scores differ -----------------------------------------------------------------


@pytest.fixture
def differing(cast: Cast) -> FileReview:
    return scored(cast, {}, WORSE)


def test_a_meeting_writes_down_its_score_and_the_agency_reads_it(
    cast: Cast, differing: FileReview
) -> None:
    given = {"total": "88.5", "opinion": "合议认为告知程序有瑕疵。"}
    text = post(cast.supervisor, "review-settle", differing, **given)

    assert "已评定" in text and "合议评定" in text
    own = links(client_of(cast.unithead), "review-file", differing)
    assert "88.50" in own and "合议认为告知程序有瑕疵。" in own


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"total": "50", "vetoed": "on"}, "一票否决的记0分"),
        ({"total": "100.01"}, "100"),
        ({"total": "-1"}, "0"),
        ({"total": "88.555"}, "小数"),
        ({"total": "88", "opinion": ""}, "必填"),
    ],
)
def test_a_meeting_that_finds_nonsense_is_told_and_keeps_its_words(
    cast: Cast, differing: FileReview, given: dict[str, str], words: str
) -> None:
    data = {"opinion": "合议一致认为。", **given}
    text = post(cast.supervisor, "review-settle", differing, **data)
    differing.refresh_from_db()

    assert words in text
    assert data["opinion"] in text
    assert differing.status == "meeting"


def test_a_third_reviewer_is_the_next_of_the_seed(cast: Cast, differing: FileReview) -> None:
    # A browser sends the token even when a form has no field.
    text = post(cast.supervisor, "review-third", differing, csrfmiddlewaretoken="x")
    differing.refresh_from_db()

    assert "已增派" in text
    assert (differing.status, differing.sheets.count()) == ("third", 3)
    assert reverse("review-settle", args=[differing.pk]) not in text


def test_nobody_left_means_that_the_meeting_decides(cast: Cast) -> None:
    people = [factories.user("reviewer", cast.justice) for _each in range(2)]
    archived(cast.bureau)
    row = FileReview.objects.get(campaign=drawn(cast, agencies=[cast.bureau], people=people))
    for sheet, found in zip(sheets_of(row), ({}, WORSE), strict=True):
        sign(sheet, on=SCORED, **found)
    text = post(cast.supervisor, "review-third", row, csrfmiddlewaretoken="x")
    row.refresh_from_db()

    assert "没有其他可以评查本卷的人员" in text
    assert row.status == "meeting"


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

    assert "已答复" in text and "100.00" in text
    assert (told.score, told.status) == (Decimal(100), "answered")
    assert "98.00" in text  # what it was before


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
    assert demand.file.case.number in page and "98.00" in page
    assert "还没有评查结果" in other
