"""More time and days left out on their pages, and their papers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enforcement.models import Case, Exclusion, Extension
from recording.models import Document
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, clock, page
from tests.recording.papers import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def go(client: Client, name: str, key: object, data: dict[str, Any]) -> str:
    """What the page says; blank when it was done."""
    given = {"on": ON.isoformat(), **data}
    answer = client.post(reverse(name, args=[key]), given)
    return answer.content.decode() if answer.status_code == 200 else ""


def test_more_time_is_asked_for_and_granted_on_pages(cast: Cast, case: Case) -> None:
    officer, head = cast.client("officer1"), cast.client("head")
    assert "申请延长办案期限" in page(officer, "case-procedure", case.pk)
    lead = page(officer, "extension-request", case.pk)
    assert "2026-06-01" in lead
    assert "本机关负责人批准" in lead
    assert "理由" in go(officer, "extension-request", case.pk, {"reason": ""})
    assert go(officer, "extension-request", case.pk, {"reason": "尚待鉴定。"}) == ""
    row = Extension.objects.get()
    assert "审批延长办案期限" in page(head, "case-procedure", case.pk)
    assert "尚待鉴定" in page(head, "extension-answer", row.pk)

    data = {"approved": "1", "opinion": "同意延长三十日。"}
    assert go(head, "extension-answer", row.pk, data) == ""

    paper = said(Document.objects.get(kind="extension_approval"))
    for words in ("尚待鉴定", "批准。同意延长三十日", "2026年7月1日", "江以宁"):
        assert words in paper
    assert "延长至 2026-07-01" in page(officer, "case-procedure", case.pk)


def test_a_refused_answer_stays_on_the_page(cast: Cast, case: Case) -> None:
    go(cast.client("officer1"), "extension-request", case.pk, {"reason": "尚待鉴定。"})
    row = Extension.objects.get()

    text = go(cast.client("head"), "extension-answer", row.pk, {"opinion": "同意延长。"})

    assert "是否批准" in text
    assert "同意延长。" in text
    assert not Document.objects.filter(kind="extension_approval").exists()


def test_days_are_left_out_and_counted_again_on_pages(cast: Cast, case: Case) -> None:
    officer = cast.client("officer1")
    begin = {"ground": "testing", "paper": "云检委〔2026〕1号", "told_on": ON.isoformat()}
    assert go(officer, "exclusion-start", case.pk, begin) == ""
    row = Exclusion.objects.get()
    told = said(Document.objects.get(kind="exclusion_notice"))
    assert "云检委〔2026〕1号" in told
    assert "不计入办案期限" in told
    assert "记录期间结束" in page(officer, "case-procedure", case.pk)

    over = {"on": day(3, 25).isoformat(), "paper": "检测报告11号"}
    assert go(officer, "exclusion-end", row.pk, over) == ""

    assert clock(case, "case").due_on == day(6, 11)
    assert "检测报告11号" in page(officer, "case-procedure", case.pk)


def test_who_is_not_told_gets_no_paper(cast: Cast, case: Case) -> None:
    begin = {"ground": "public_notice", "paper": "公告2026-3"}

    assert go(cast.client("officer1"), "exclusion-start", case.pk, begin) == ""

    assert not Document.objects.filter(kind="exclusion_notice").exists()
