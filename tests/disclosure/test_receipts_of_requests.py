"""A receipt is guessed by nobody, opens its own matter alone, and lets each thing be done once."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from core import receipts
from core.models import AuditEntry
from disclosure.models import Complaint, CorrectionRequest, Publication
from disclosure.services import complaints, corrections
from tests.base import Cast
from tests.disclosure import factories as public
from tests.disclosure.asking import ON, complaint, correction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PROGRESS, RATING = "/progress/", "/progress/complaint/rating/"
SUPPLY, AGAIN = "/progress/correction/", "/progress/correction/again/"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return public.published(cast.bureau)


def page(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


# --------------------------------------------------------------------------------- receipts
def refusal_of(answer: Any, *typed: str) -> str:
    """The page without what was typed into it."""
    text = page(answer)
    for word in typed:
        text = text.replace(word, "")
    return text


@pytest.mark.parametrize("path", [PROGRESS, SUPPLY, AGAIN, RATING])
def test_no_page_tells_a_wrong_number_from_a_wrong_code(
    cast: Cast, shown: Publication, path: str
) -> None:
    _row, mine = complaint(cast.bureau)
    _wish, other = correction(shown)
    more = {"text": "补充。", "satisfaction": "satisfied"}
    answers = set()
    for number, code in (
        (mine.number, other.code),
        (other.number, mine.code),
        ("TS20260401-ZZZZZZZZ", mine.code),
        ("GZ20260401-ZZZZZZZZ", other.code),
        ("TS20260401-ZZZZZZZZ", "AAAA-AAAA-AAAA-AAAA"),
        (mine.number, "AAAA-AAAA-AAAA-AAAA"),
        (mine.number, mine.code[:-1]),
        (mine.number, mine.code + "A"),
    ):
        answer = Client().post(path, {"number": number, "code": code, **more})
        answers.add(refusal_of(answer, number, code))
    assert len(answers) == 1
    assert "编号或者查询码不正确" in answers.pop()
    assert not AuditEntry.objects.filter(data__contains="progress").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code} ",
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", "－"),
        lambda code: code.replace("-", "—"),
    ],
)
def test_a_code_is_known_however_it_was_copied(cast: Cast, change: Any) -> None:
    _row, receipt = complaint(cast.bureau)
    given = {"number": receipt.number.lower(), "code": change(receipt.code)}
    assert "待决定是否受理" in page(Client().post(PROGRESS, given))


def test_receipts_of_one_day_do_not_follow_from_each_other(cast: Cast) -> None:
    made = [receipts.issue("TS", f"seed {n}", on=ON) for n in range(200)]
    assert len({row.number for row in made}) == len({row.code for row in made}) == 200
    assert len({row.code_hash for row in made}) == 200
    for row in made:
        assert re.fullmatch(r"TS20260401-[2-9A-HJ-NP-Z]{8}", row.number)
        assert re.fullmatch(r"(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", row.code)
        assert row.number.partition("-")[2] not in row.code.replace("-", "")


def test_one_seed_gives_another_receipt_for_another_unit_or_day(cast: Cast) -> None:
    """A form that is sent about two units is two complaints with two codes."""
    first, one = complaint(cast.bureau, seed="s")
    second, two = complaint(cast.other_bureau, seed="s")
    assert len({first.pk, second.pk}) == 2
    assert not receipts.fits(two.code, first.code_hash)
    later = receipts.issue("TS", "s", on=date(2026, 4, 2))
    assert later.number not in (one.number, two.number)


def test_who_has_only_the_database_has_no_code(cast: Cast) -> None:
    """The hash is keyed: the code of the receipt is neither in the row nor a plain digest."""
    row, receipt = complaint(cast.bureau)
    columns = [str(value) for value in Complaint.objects.filter(pk=row.pk).values_list()[0]]
    bare = receipt.code.replace("-", "")
    assert not [text for text in columns if receipt.code in text or bare in text]
    for typed in (row.code_hash, "", "0" * 64):
        assert not receipts.fits(typed, row.code_hash)
    assert not receipts.fits(receipt.code, "")


# --------------------------------------------------------------------------------- once
def test_nothing_is_sent_twice_by_the_back_button(cast: Cast, shown: Publication) -> None:
    row, receipt = correction(shown)
    known = {"number": receipt.number, "code": receipt.code}
    corrections.ask(row, by=cast.publisher, on=ON, asked="请补充第三页。")
    page(Client().post(SUPPLY, {**known, "text": "第三页见附件。"}))
    again = page(Client().post(SUPPLY, {**known, "text": "另一页。"}))
    assert "当前状态" in again
    assert "另一页。" in again
    assert CorrectionRequest.objects.get().supplied == "第三页见附件。"
    corrections.refuse(row, by=cast.publisher, on=ON, answer="不变。")
    page(Client().post(AGAIN, {**known, "text": "不服。"}))
    assert "当前状态" in page(Client().post(AGAIN, {**known, "text": "更不服。"}))
    now = CorrectionRequest.objects.get()
    assert (now.reopen_reason, now.first_answer, now.status) == ("不服。", "不变。", "reopened")


@pytest.mark.parametrize("value", ["", "delighted", "satisfied\0", "满意", "SATISFIED"])
def test_a_rating_nobody_was_offered_leaves_the_real_one_free(cast: Cast, value: str) -> None:
    row, receipt = complaint(cast.bureau)
    known = {"number": receipt.number, "code": receipt.code}
    complaints.decline(row, by=cast.supervisor, on=ON, channel="none", answer="无线索。")
    page(Client().post(RATING, {**known, "satisfaction": value}))
    assert Complaint.objects.get().satisfaction == ""
    page(Client().post(RATING, {**known, "satisfaction": "satisfied"}))
    page(Client().post(RATING, {**known, "satisfaction": "dissatisfied"}))
    assert Complaint.objects.get().satisfaction == "satisfied"


@pytest.mark.parametrize("path", [SUPPLY, AGAIN])
def test_the_receipt_of_a_complaint_acts_on_no_request(cast: Cast, path: str) -> None:
    """A valid receipt sent to the form of another kind is refused, and is no failure."""
    row, receipt = complaint(cast.bureau)
    complaints.decline(row, by=cast.supervisor, on=ON, channel="none", answer="无线索。")
    given = {"number": receipt.number, "code": receipt.code, "text": "补充。"}
    assert "编号或者查询码不正确" in page(Client().post(path, given))
    assert Complaint.objects.get().status == "declined"


def test_the_receipt_of_a_request_rates_no_complaint(cast: Cast, shown: Publication) -> None:
    _row, receipt = correction(shown)
    given = {"number": receipt.number, "code": receipt.code, "satisfaction": "satisfied"}
    assert "编号或者查询码不正确" in page(Client().post(RATING, given))
