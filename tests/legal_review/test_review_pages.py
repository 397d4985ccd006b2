"""The reviewer's desk, the review tab, the opinion and the list of reviewers."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.models import Decision
from enforcement.services import decisions
from legal_review import catalogue, outcomes, services
from legal_review.forms import SubmitForm
from legal_review.models import Qualification, Review
from tests import factories
from tests.base import Cast, client_of, day
from tests.contents import Days
from tests.enforcement.dossier import ON, again, draft, page, said

pytestmark = pytest.mark.django_db
SENT = Days.before(ON).submitted


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: ON)


@pytest.fixture
def review(cast: Cast) -> Review:
    return factories.submit(factories.draft(cast.bureau), on=SENT)


def answered(review: Review, result: str = "pass", **values: Any) -> dict[str, Any]:
    """The form of the opinion, filled in."""
    heads = catalogue.heads(review.agency.rules())
    results = {f"result_{key}": result for key in heads}
    notes = {f"note_{key}": "不符合。" if result == "fail" else "" for key in heads}
    if result == "fail":
        notes |= {f"code_{key}": outcomes.reasons_of(key)[0].key for key in heads}
    outcome = "return" if result == "fail" else "approve"
    return {**results, **notes, "opinion": "事实清楚。", "outcome": outcome, **values}


def judged(row: Decision, *yes: str, **values: Any) -> dict[str, Any]:
    """The form of the submission: every head judged, and the declaration."""
    given = SubmitForm.known(factories.answers(row.agency, *yes))
    return {**given, "declared": "on", **values}


# ------------------------------------------------------------------------------- submitting
def test_the_tab_says_which_rules_apply_and_what_is_missing(cast: Cast) -> None:
    row = draft(cast.bureau)

    text = page(cast.client("officer1"), "case-review", row.case_id)

    assert "● 适用一般程序（普通程序）作出的行政处罚决定" in text
    assert "○ 罚款或者没收达到备案数额" in text
    assert "送审前还缺" in text
    assert "缺少" in text


def test_only_handlers_see_the_form(cast: Cast) -> None:
    row = draft(cast.bureau)
    address = reverse("review-submit", args=[row.case_id])

    assert address in page(cast.client("officer2"), "case-review", row.case_id)
    for name in ("unithead", "reviewer", "head", "supervisor"):
        assert address not in page(cast.client(name), "case-review", row.case_id)


def test_before_the_draft_the_tab_says_what_comes(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)

    assert "尚未拟稿" in page(cast.client("officer1"), "case-review", row.pk)


def test_a_draft_is_submitted_with_the_declaration(cast: Cast) -> None:
    row = factories.draft(cast.bureau)
    client = cast.client("officer1")
    assert "真实、准确、完整" in said(client, "review-submit", {}, row.case_id)
    assert not Review.objects.exists()

    answer = client.post(reverse("review-submit", args=[row.case_id]), judged(row), follow=True)

    text = answer.content.decode()
    assert "已送法制审核" in text
    assert "第 1 次送审" in text
    assert Review.objects.get().submitted_on == ON


def test_an_incomplete_record_is_refused_on_the_page_by_name(cast: Cast) -> None:
    row = draft(cast.bureau)

    text = said(cast.client("officer1"), "review-submit", judged(row), row.case_id)

    assert text.count("缺少") >= 2
    assert not Review.objects.exists()


def test_a_link_to_the_submission_leads_to_the_tab(cast: Cast) -> None:
    row = draft(cast.bureau)
    answer = cast.client("officer1").get(reverse("review-submit", args=[row.case_id]))

    assert answer["Location"] == reverse("case-review", args=[row.case_id])


def test_without_a_draft_there_is_nothing_to_submit(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    address = reverse("review-submit", args=[row.pk])

    assert cast.client("officer1").post(address, {"declared": "on"}).status_code == 404


# ------------------------------------------------------------------------------- the queue
def test_the_queue_lists_what_waits_the_most_urgent_first(cast: Cast) -> None:
    first = factories.submit(factories.draft(cast.bureau), on=ON)
    urgent = factories.submit(factories.draft(cast.bureau), on=SENT)

    answer = cast.client("reviewer").get(reverse("review-queue"))

    assert [row.review.pk for row in answer.context["queue"]] == [urgent.pk, first.pk]
    assert "2026-03-17" in answer.content.decode()


def test_an_empty_queue_says_what_comes(cast: Cast) -> None:
    assert "没有待审核的草案" in page(cast.client("reviewer"), "review-queue")


def test_the_queue_of_another_agency_is_not_shown(cast: Cast, review: Review) -> None:
    factories.someone(cast.other_bureau, "reviewer")
    stranger = factories.someone(cast.other_bureau, "reviewer")

    assert review.decision.case.title not in page(client_of(stranger), "review-queue")
    assert review.decision.case.title in page(cast.client("supervisor"), "review-queue")


def test_the_queue_costs_the_same_however_long(cast: Cast, review: Review) -> None:
    client = cast.client("reviewer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("review-queue"))
        return len(seen)

    queries()
    few = queries()
    for _each in range(2):
        factories.submit(factories.draft(cast.bureau), on=SENT)

    assert queries() == few


# ------------------------------------------------------------------------------- the opinion
def test_the_reviewer_sees_the_frozen_draft_and_the_materials(cast: Cast, review: Review) -> None:
    text = page(cast.client("reviewer"), "review-detail", review.pk)

    for words in (review.version.facts, review.version.sha256, "现场照片", "出具审核意见"):
        assert words in text
    assert "与上次送审稿的差异" not in text


def test_only_a_reviewer_sees_the_form_of_the_opinion(cast: Cast, review: Review) -> None:
    for name in ("officer1", "unithead", "head", "supervisor", "publisher"):
        assert "出具审核意见" not in page(cast.client(name), "review-detail", review.pk)
    assert "撤回送审" in page(cast.client("officer1"), "review-detail", review.pk)
    assert "撤回送审" not in page(cast.client("unithead"), "review-detail", review.pk)


def test_the_reviewer_passes_the_draft(cast: Cast, review: Review) -> None:
    answer = cast.client("reviewer").post(
        reverse("review-detail", args=[review.pk]), answered(review), follow=True
    )

    assert "审核意见已出具并归入案卷" in answer.content.decode()
    assert again(review.decision).clearance == review.version
    assert "审核通过" in page(cast.client("officer1"), "review-detail", review.pk)


def test_the_reviewer_returns_it_and_the_second_round_shows_the_change(
    cast: Cast, review: Review
) -> None:
    client = cast.client("reviewer")
    client.post(
        reverse("review-detail", args=[review.pk]), answered(review, "fail", opinion="证据不足。")
    )
    assert Review.objects.get(pk=review.pk).status == "returned"
    assert "证据不足。" in page(cast.client("officer1"), "case-review", review.decision.case_id)

    decisions.edit(review.decision, by=cast.officer1, content={"result": "罚款人民币1000元。"})
    second = factories.submit(again(review.decision), on=ON)

    text = page(client, "review-detail", second.pk)
    assert "与上次送审稿的差异" in text
    assert "<del>2</del><ins>1</ins>" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opinion": " "}, "必填"),
        ({"opinion": ""}, "必填"),
        ({"outcome": ""}, "审核结论"),
        ({"outcome": "maybe"}, "审核结论"),
        ({"result_subject": ""}, "必填"),
        ({"result_subject": "perhaps"}, "选择一个有效的选项"),
        ({"result_subject": "fail", "note_subject": " "}, "应当说明理由"),
        ({"result_subject": "fail", "note_subject": "主体不适格"}, "应当选择原因"),
        (
            {
                "result_subject": "fail",
                "note_subject": "主体不适格",
                "code_subject": "subject.not_competent",
            },
            "不得审核通过",
        ),
        ({"note_subject": "长" * 1001}, "1000"),
        ({"opinion": "同意\x00"}, "空字符"),
    ],
)
def test_an_incomplete_opinion_is_refused_and_what_was_typed_stays(
    cast: Cast, review: Review, values: dict[str, str], words: str
) -> None:
    data = {**answered(review), "note_officers": "两名人员证件有效", **values}

    text = said(cast.client("reviewer"), "review-detail", data, review.pk)

    assert words in text
    assert "两名人员证件有效" in text
    assert Review.objects.get(pk=review.pk).status == "open"


def test_who_may_not_review_is_refused(cast: Cast, review: Review) -> None:
    address = reverse("review-detail", args=[review.pk])
    for name in ("officer1", "unithead", "head", "publisher", "supervisor"):
        assert cast.client(name).post(address, answered(review)).status_code == 403

    unqualified = factories.user("reviewer", cast.bureau)
    text = said(client_of(unqualified), "review-detail", answered(review), review.pk)
    assert "没有有效的法制审核资格" in text
    assert Review.objects.get(pk=review.pk).status == "open"


def test_a_second_opinion_is_refused_on_the_page(cast: Cast, review: Review) -> None:
    factories.approve(review, on=ON)

    text = said(cast.client("reviewer"), "review-detail", answered(review, "fail"), review.pk)

    assert "当前状态为“审核通过”" in text


def test_a_draft_edited_meanwhile_is_refused_on_the_page(cast: Cast, review: Review) -> None:
    decisions.edit(review.decision, by=cast.officer1, content={"result": "警告。"})

    text = said(cast.client("reviewer"), "review-detail", answered(review), review.pk)

    assert "送审后已被修改" in text
    assert Review.objects.get(pk=review.pk).status == "open"


# ------------------------------------------------------------------------------- taking back
def test_a_handler_takes_the_submission_back(cast: Cast, review: Review) -> None:
    address = reverse("review-withdraw", args=[review.pk])
    client = cast.client("officer1")
    assert client.get(address).status_code == 302
    assert Review.objects.get(pk=review.pk).status == "open", "a link changes nothing"

    answer = client.post(address, follow=True)

    assert "已撤回送审" in answer.content.decode()
    assert Review.objects.get(pk=review.pk).status == "withdrawn"
    assert client.post(address).status_code == 409


# ------------------------------------------------------------------------------- elsewhere
@pytest.mark.parametrize("name", ["review-detail", "review-withdraw"])
def test_a_review_of_another_agency_does_not_exist(cast: Cast, review: Review, name: str) -> None:
    stranger = factories.user(["officer", "reviewer", "head"], cast.other_bureau)
    client = client_of(stranger)

    for key in (review.pk, uuid4()):
        assert client.get(reverse(name, args=[key])).status_code == 404
        assert client.post(reverse(name, args=[key]), answered(review)).status_code == 404
    for case_page in ("case-review", "review-submit"):
        address = reverse(case_page, args=[review.decision.case_id])
        assert client.post(address, {"declared": "on"}).status_code == 404
    assert Review.objects.get(pk=review.pk).status == "open"


# ------------------------------------------------------------------------------- reviewers
def register(**values: Any) -> dict[str, Any]:
    return {
        "ground": "legal_profession",
        "number": "A20260001",
        "reviewing_since": "2024-01-01",
        "valid_from": "2026-01-01",
        **values,
    }


def test_the_list_administrator_records_a_reviewer(cast: Cast) -> None:
    newcomer = factories.user("reviewer", cast.bureau, name="新审核")
    client = cast.client("listadmin")
    assert "新审核" in page(client, "qualification-create")

    client.post(reverse("qualification-create"), register(account=newcomer.pk))

    assert services.qualification(newcomer, ON) is not None
    text = page(client, "qualification-list")
    assert "新审核" in text
    assert "现有法制审核人员 2 名" in text
    assert "至少应当有 1 名" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"number": ""}, "证书编号"),
        ({"number": "A" * 61}, "60"),
        ({"account": "999999"}, "选择一个有效的选项"),
        ({"ground": "friendship"}, "资格依据"),
        ({"ground": "earlier_reviewer"}, "初次从事法制审核"),
        ({"reviewing_since": "2026-03-17"}, "不能晚于现在"),
        ({"valid_from": "soon"}, "输入一个有效的日期"),
    ],
)
def test_a_bad_qualification_is_refused_in_the_form(
    cast: Cast, values: dict[str, str], words: str
) -> None:
    newcomer = factories.user("reviewer", cast.bureau)
    data = register(account=newcomer.pk)

    assert words in said(cast.client("listadmin"), "qualification-create", {**data, **values})
    assert not Qualification.objects.filter(account=newcomer).exists()


def test_reviewers_of_another_agency_are_neither_offered_nor_ended(cast: Cast) -> None:
    theirs = factories.qualified_reviewer(cast.other_bureau, name="外单位审核")
    row = Qualification.objects.get(account=theirs)
    client = cast.client("listadmin")

    assert "外单位审核" not in page(client, "qualification-create")
    assert "外单位审核" not in page(client, "qualification-list")
    assert client.get(reverse("qualification-end", args=[row.pk])).status_code == 404
    values = register(account=theirs.pk)
    assert "选择一个有效的选项" in said(client, "qualification-create", values)


def test_a_qualification_is_ended_on_the_page(cast: Cast) -> None:
    row = Qualification.objects.get(account=cast.reviewer)
    client = cast.client("listadmin")
    address = reverse("qualification-end", args=[row.pk])
    early = {"on": "2019-01-01", "reason": "调离"}
    assert "不能早于生效日期" in said(client, "qualification-end", early, row.pk)

    client.post(address, {"on": "2026-03-16", "reason": "调离"})

    assert Qualification.objects.get(pk=row.pk).ended_on == day(3, 16)
    assert "无效" in page(client, "qualification-list")
    again_ended = {"on": "2026-03-16", "reason": "调离"}
    assert "已于 2026-03-16 终止" in said(client, "qualification-end", again_ended, row.pk)


def test_an_agency_without_reviewers_is_told_how_many_it_needs(cast: Cast) -> None:
    Qualification.objects.all().update(ended_on=ON - timedelta(days=1))

    text = page(cast.client("listadmin"), "qualification-list")

    assert "现有法制审核人员 0 名" in text
    assert "notice-warn" in text
