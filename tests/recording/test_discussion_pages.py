"""A collective discussion on its pages, and its paper."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enforcement.models import Decision, Discussion
from recording.models import Document
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import ON, draft, page
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
VOICES = "江以宁，局长，同意。\n石承方,副局长,同意，裁量适当。\n\n顾清和，总工程师，同意。"


@pytest.fixture
def heavy(cast: Cast) -> Decision:
    """A draft that the rules want discussed."""
    case = factories.case(cast.bureau, filed=True)
    return draft(cast.bureau, case=case, penalty_kinds=["stop_business"], fine_cents=0)


def go(client: Client, name: str, key: object, data: dict[str, Any]) -> str:
    """What the page says; blank when it was done."""
    answer = client.post(reverse(name, args=[key]), data)
    return answer.content.decode() if answer.status_code == 200 else ""


def minutes(**changes: str) -> dict[str, str]:
    return {
        "on": ON.isoformat(),
        "place": "三楼会议室",
        "voices": VOICES,
        "result": "agreed",
        "conclusion": "一致同意。",
        **changes,
    }


def test_a_draft_is_brought_before_the_heads_and_discussed(cast: Cast, heavy: Decision) -> None:
    officer, head = cast.client("officer1"), cast.client("head")
    assert "提请集体讨论" in page(officer, "case-procedure", heavy.case_id)
    form = page(officer, "discussion-call", heavy.pk)
    assert "责令停产停业、责令关闭" in form
    asked = {"on": ON.isoformat(), "about": "serious", "ground": "重大违法行为。"}
    assert go(officer, "discussion-call", heavy.pk, asked) == ""
    row = Discussion.objects.get()
    assert "重大违法行为" in page(head, "discussion-hold", row.pk)

    assert go(head, "discussion-hold", row.pk, minutes()) == ""

    paper = said(Document.objects.get(kind="collective_record"))
    for words in ("石承方（副局长）：同意，裁量适当。", "一致同意", "重大违法行为", "三楼会议室"):
        assert words in paper
    assert "顾清和（总工程师）" in page(officer, "case-procedure", heavy.case_id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"voices": "江以宁，同意。"}, "应当依次写明姓名、职务、意见"),
        ({"voices": "江以宁，局长，同意。"}, "至少3名"),
        ({"result": "perhaps"}, "讨论结论"),
        ({"conclusion": ""}, "结论意见"),
    ],
)
def test_half_a_record_stays_on_the_page(
    cast: Cast, heavy: Decision, changes: dict[str, str], words: str
) -> None:
    asked = {"on": ON.isoformat(), "about": "serious", "ground": "重大违法行为。"}
    go(cast.client("officer1"), "discussion-call", heavy.pk, asked)
    row = Discussion.objects.get()

    text = go(cast.client("head"), "discussion-hold", row.pk, minutes(**changes))

    assert words in text
    assert "三楼会议室" in text
    assert not Document.objects.filter(kind="collective_record").exists()


def test_who_may_not_ask_is_offered_no_way(cast: Cast, heavy: Decision) -> None:
    assert "提请集体讨论" not in page(cast.client("publisher"), "case-procedure", heavy.case_id)
    asked = {"on": ON.isoformat(), "about": "serious", "ground": "重大违法行为。"}
    url = reverse("discussion-call", args=[heavy.pk])

    assert cast.client("publisher").post(url, asked).status_code == 403
    assert not Discussion.objects.exists()
