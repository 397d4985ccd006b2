"""The lending register on its pages: asked for, answered, returned, found, printed, and by whom."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.desk import files
from core.models import AuditEntry
from recording.models import Archive, Loan
from recording.services import lending, supplements
from tests.base import Cast, day
from tests.recording.archived import FROM, UNTIL, asked, draft, file_of, lent

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SENT = {
    **{"what": "whole", "form": "copy", "borrower": "高试", "unit": "市人民法院"},
    **{"purpose": "审理案件", "basis": "调字3号"},
    **{"starts_on": "2026-03-28", "until": "2026-04-10"},
}
LIST = reverse("loan-list")


@pytest.fixture
def file(cast: Cast) -> Archive:
    return file_of(cast)


def text_of(answer: Any) -> str:
    """The words of a page."""
    return str(answer.content.decode())


def page(cast: Cast, name: str = "officer1", **values: str) -> str:
    answer = cast.client(name).get(LIST, values)
    assert answer.status_code == 200
    return text_of(answer)


# ------------------------------------------------------------------------------- asking
def test_the_form_says_which_file_it_is_and_that_the_inner_volume_stays(
    cast: Cast, file: Archive
) -> None:
    said = text_of(cast.client("officer1").get(reverse("loan-request", args=[file.pk])))
    assert file.number in said and file.case.title in said
    assert "密封内卷不外借" in said
    for label in ("借阅内容", "借阅方式", "借阅人", "借阅单位", "用途", "依据", "应还日期"):
        assert label in said


def test_a_loan_is_entered_and_waits(cast: Cast, file: Archive) -> None:
    url = reverse("loan-request", args=[file.pk])
    answer = cast.client("officer1").post(url, SENT, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "已登记，等待另一人批准。" in text_of(answer)
    row = Loan.objects.get()
    assert (row.borrower, row.starts_on, row.until) == ("高试", FROM, UNTIL)
    assert (row.status, row.requested_by, row.account) == ("requested", cast.officer1, None)


@pytest.mark.parametrize("field", ["borrower", "unit", "purpose", "basis", "starts_on", "until"])
def test_a_form_with_a_blank_keeps_the_rest_of_what_was_typed(
    cast: Cast, file: Archive, field: str
) -> None:
    url = reverse("loan-request", args=[file.pk])
    said = text_of(cast.client("officer1").post(url, {**SENT, field: ""}))
    assert "必填" in said
    for name, value in SENT.items():
        assert value in said or name in (field, "what", "form")
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "2026-03-27"}, "应还日期不能早于借阅日期"),
        ({"form": "electronic"}, "应当指定查阅人的账号"),
        ({"what": "inner"}, "inner"),
        ({"starts_on": "某日"}, "某日"),
        ({"borrower": "长" * 61}, "60"),
    ],
)
def test_a_wish_that_cannot_be_met_comes_back_with_the_reason(
    cast: Cast, file: Archive, changes: dict[str, str], words: str
) -> None:
    url = reverse("loan-request", args=[file.pk])
    answer = cast.client("officer1").post(url, {**SENT, **changes})
    said = text_of(answer)
    assert answer.status_code == 200 and words in said
    assert "审理案件" in said and "调字3号" in said
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"),
    [("reviewer", 403), ("publisher", 403), ("head", 403), ("supervisor", 403), ("outsider", 404)],
)
def test_the_page_of_asking_is_for_who_archives(
    cast: Cast, file: Archive, name: str, status: int
) -> None:
    client, url = cast.client(name), reverse("loan-request", args=[file.pk])
    assert client.get(url).status_code == status
    assert client.post(url, SENT).status_code == status
    assert not Loan.objects.exists()


def test_a_file_that_never_was_is_not_lent(cast: Cast, file: Archive) -> None:
    url = reverse("loan-request", args=[file.pk + 999])
    assert cast.client("officer1").get(url).status_code == 404


# ------------------------------------------------------------------------------- answering
@pytest.mark.parametrize("name", ["unithead", "head"])
def test_who_may_answer_is_offered_both_answers(cast: Cast, file: Archive, name: str) -> None:
    row = asked(file, cast)
    said = page(cast, name)
    for step in ("loan-approve", "loan-refuse"):
        assert reverse(step, args=[row.pk]) in said
    assert reverse("loan-return", args=[row.pk]) not in said


@pytest.mark.parametrize("name", ["officer1", "officer2", "reviewer", "supervisor"])
def test_who_may_not_answer_is_offered_none(cast: Cast, file: Archive, name: str) -> None:
    row = asked(file, cast)
    said = page(cast, name)
    assert "高试" in said
    for step in ("loan-approve", "loan-refuse", "loan-return"):
        assert reverse(step, args=[row.pk]) not in said


def test_the_form_begins_today_and_offers_only_accounts_that_may_read_files(
    cast: Cast, file: Archive
) -> None:
    page = cast.client("officer1").get(reverse("loan-request", args=[file.pk]))
    form = page.context["form"]
    assert form["starts_on"].value() == timezone.localdate()
    names = [str(label) for _key, label in form.fields["account"].choices]
    assert f"{cast.reviewer}（{cast.bureau}）" in names
    assert f"{cast.outsider}（{cast.other_bureau}）" in names
    assert names.index(f"{cast.reviewer}（{cast.bureau}）") < names.index(
        f"{cast.outsider}（{cast.other_bureau}）"
    ), "the own agency comes first"
    for nobody in (cast.publisher2, cast.admin):
        assert not nobody.has_perm(lending.READ)
        assert f"{nobody}（{nobody.agency}）" not in names


def test_who_borrows_is_offered_no_answer(cast: Cast, file: Archive) -> None:
    row = asked(file, cast, form="electronic", account=cast.unithead)
    assert reverse("loan-approve", args=[row.pk]) not in page(cast, "unithead")
    assert reverse("loan-approve", args=[row.pk]) in page(cast, "head")
    url = reverse("loan-approve", args=[row.pk])
    answer = cast.client("unithead").post(url, {"on": "2026-03-28", "opinion": "同意"})
    assert "登记人、借阅人以外的人" in text_of(answer)
    assert Loan.objects.get().status == "requested"


def test_the_page_of_the_answer_says_what_is_asked(cast: Cast, file: Archive) -> None:
    row = asked(file, cast, form="original", what="main")
    said = text_of(cast.client("head").get(reverse("loan-approve", args=[row.pk])))
    for words in ("市人民法院高试", file.number, "正卷", "纸质原卷", "审理案件", "调字3号"):
        assert words in said


def test_an_approval_and_a_return_are_walked_by_two_people(cast: Cast, file: Archive) -> None:
    row = asked(file, cast, form="original")
    sent = {"on": "2026-03-28", "opinion": "同意借出"}
    answer = cast.client("head").post(reverse("loan-approve", args=[row.pk]), sent, follow=True)
    assert "已批准。" in text_of(answer) and "同意借出" in text_of(answer)
    back = reverse("loan-return", args=[row.pk])
    assert back in page(cast) and back not in page(cast, "head")
    sent = {"on": "2026-04-09", "note": "逐页核对，完整。"}
    answer = cast.client("officer2").post(back, sent, follow=True)
    assert "已登记归还。" in text_of(answer) and "逐页核对，完整。" in text_of(answer)
    assert back not in page(cast)
    assert Loan.objects.get().received_by == cast.officer2


def test_a_refusal_without_a_reason_stays_on_its_page(cast: Cast, file: Archive) -> None:
    row = asked(file, cast)
    url = reverse("loan-refuse", args=[row.pk])
    said = text_of(cast.client("head").post(url, {"on": "2026-03-28", "opinion": ""}))
    assert "必填" in said
    cast.client("head").post(url, {"on": "2026-03-28", "opinion": "与职责无关"})
    assert Loan.objects.get().opinion == "与职责无关"
    assert "与职责无关" in page(cast)


@pytest.mark.parametrize("step", ["loan-approve", "loan-refuse", "loan-return"])
def test_no_step_is_dated_ahead(cast: Cast, file: Archive, step: str) -> None:
    row = lent(file, cast) if step == "loan-return" else asked(file, cast)
    name = "officer1" if step == "loan-return" else "head"
    ahead = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    sent = {"on": ahead.isoformat(), "opinion": "意见在此", "note": "意见在此"}
    answer = cast.client(name).post(reverse(step, args=[row.pk]), sent)
    assert answer.status_code == 200 and "意见在此" in text_of(answer)
    assert Loan.objects.get().status == row.status


@pytest.mark.parametrize("step", ["loan-approve", "loan-refuse"])
def test_the_page_of_a_step_that_was_done_says_so(cast: Cast, file: Archive, step: str) -> None:
    row = lent(file, cast)
    url = reverse(step, args=[row.pk])
    assert "当前状态下不能办理本事项" in text_of(cast.client("head").get(url))
    sent = {"on": "2026-03-28", "opinion": "再来一次"}
    assert "当前状态为“已借出”" in text_of(cast.client("head").post(url, sent))


def test_an_original_that_is_out_is_said_on_the_page_of_approval(cast: Cast, file: Archive) -> None:
    lent(file, cast, form="original", borrower="甲试", unit="甲局")
    row = asked(file, cast, form="original")
    url = reverse("loan-approve", args=[row.pk])
    said = text_of(cast.client("head").post(url, {"on": "2026-03-28", "opinion": "同意借"}))
    assert "原卷已由甲局甲试借出" in said and "同意借" in said


@pytest.mark.parametrize("step", ["loan-approve", "loan-refuse", "loan-return"])
def test_a_loan_of_another_agency_does_not_exist(cast: Cast, file: Archive, step: str) -> None:
    row = asked(file, cast)
    client = cast.client("outsider")
    expected = 404 if step == "loan-return" else 403  # without the right nothing is looked up
    assert client.get(reverse(step, args=[row.pk])).status_code == expected
    assert client.get(reverse(step, args=[row.pk + 999])).status_code == expected


# ------------------------------------------------------------------------------- the register
def test_an_empty_register_says_how_it_fills(cast: Cast, file: Archive) -> None:
    said = page(cast)
    assert "没有借阅记录" in said and "登记借阅" in said


@pytest.mark.parametrize("name", ["publisher", "listadmin", "admin"])
def test_the_register_is_for_who_may_see_evidence(cast: Cast, file: Archive, name: str) -> None:
    assert cast.client(name).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("q", "shown"),
    [
        *(("高试", True), ("人民法院", True), ("20260001", True), ("6000", True), ("", True)),
        *((" 高试 ", True), ("检察院", False), ("20260002", False), ("%", False)),
    ],
)
def test_the_register_is_searched_by_borrower_unit_and_number(
    cast: Cast, file: Archive, q: str, shown: bool
) -> None:
    asked(file, cast)
    assert ("审理案件" in page(cast, q=q)) is shown


def test_only_what_is_overdue_is_shown_on_demand(cast: Cast, file: Archive) -> None:
    lent(file, cast, borrower="迟试")
    lent(file, cast, borrower="早试", until=day(12, 31, timezone.localdate().year + 1))
    asked(file, cast, borrower="待试")
    everything, late = page(cast), page(cast, overdue="on")
    assert all(name in everything for name in ("迟试", "早试", "待试"))
    assert "有 1 件逾期未还" in everything
    assert "迟试" in late and "早试" not in late and "待试" not in late
    lending.give_back(Loan.objects.get(borrower="迟试"), by=cast.officer1, on=UNTIL)
    assert "逾期未还，请催还" not in page(cast)
    assert "没有借阅记录" in page(cast, overdue="on")


def test_the_newest_stands_first(cast: Cast, file: Archive) -> None:
    for name in ("先试", "后试"):
        asked(file, cast, borrower=name)
    said = page(cast)
    assert said.index("后试") < said.index("先试")


def test_a_register_of_more_than_a_page_goes_on(
    cast: Cast, file: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recording.views.loans.PAGE", 2)
    for name in ("一试", "二试", "三试"):
        asked(file, cast, borrower=name)
    answer = cast.client("officer1").get(LIST)
    assert "一试" not in text_of(answer)
    rest = page(cast, after=answer.context["next_cursor"])
    assert "一试" in rest and "二试" not in rest


def test_the_register_asks_the_same_number_of_questions_however_long(
    cast: Cast, file: Archive
) -> None:
    client, counts = cast.client("unithead"), []
    for count in (1, 6):
        for no in range(count):
            lent(file, cast, borrower=f"{count}试{no}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_register_of_another_agency_is_its_own(cast: Cast, file: Archive) -> None:
    asked(file, cast)
    assert "审理案件" not in page(cast, "outsider")
    assert "审理案件" in page(cast, "supervisor")


def test_looking_at_the_register_changes_nothing(cast: Cast, file: Archive) -> None:
    asked(file, cast)
    before = AuditEntry.objects.filter(action__startswith="loan.").count()
    page(cast)
    assert AuditEntry.objects.filter(action__startswith="loan.").count() == before


# ------------------------------------------------------------------------------- the desk
@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("officer1", ["催还"]),
        ("unithead", ["催还", "批准借阅"]),
        ("head", ["催还", "批准借阅"]),
        ("reviewer", None),
        ("publisher", None),
        ("admin", None),
        ("supervisor", None),
        ("outsider", None),
    ],
)
def test_each_desk_has_what_its_account_can_do_about_files(
    cast: Cast, file: Archive, name: str, steps: list[str] | None
) -> None:
    lent(file, cast, form="original")
    asked(file, cast)
    queue = files.of(cast.people[name], day(4, 11))
    assert (queue and [entry.step for entry in queue.entries]) == steps


def test_the_borrower_is_not_asked_to_approve_the_own_loan(cast: Cast, file: Archive) -> None:
    asked(file, cast, form="electronic", account=cast.unithead)
    assert files.of(cast.unithead, FROM) is None
    queue = files.of(cast.head, FROM)
    assert queue is not None and queue.total == 1


def test_what_is_overdue_is_said_with_who_and_since_when(cast: Cast, file: Archive) -> None:
    lent(file, cast, form="original")
    queue = files.of(cast.officer1, day(4, 11))
    assert queue is not None
    [entry] = queue.entries
    assert file.number in entry.title and entry.tone == "is-late"
    assert "市人民法院高试" in entry.detail and "2026-04-10" in entry.detail
    assert cast.client("officer1").get(entry.url).status_code == 200


def test_a_volume_handed_in_waits_on_the_desk_of_another(
    cast: Cast, file: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = draft(file, cast, "判决书")
    assert files.of(cast.unithead, FROM) is None
    supplements.submit(row, by=cast.officer1)
    queue = files.of(cast.unithead, FROM)
    assert queue is not None
    [entry] = queue.entries
    assert (entry.step, entry.url) == ("批准入卷", reverse("supplement-detail", args=[row.pk]))
    assert entry.detail == row.reason
    supplements.refuse(row, by=cast.unithead, on=FROM, opinion="无关。")
    assert files.of(cast.head, FROM) is None
