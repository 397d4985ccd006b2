"""Two officers at one draft: the later one is told what the other wrote; nothing is overwritten unseen."""

from typing import Any

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement import conflicts, drafts
from enforcement.forms.decisions import initial_of
from enforcement.models import Decision
from enforcement.services import decisions
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again, draft, page

pytestmark = pytest.mark.django_db


def typed(row: Decision, **changes: Any) -> dict[str, Any]:
    """What the form of the draft sends, with changes."""
    values = {**initial_of(row), **changes}
    return {name: value for name, value in values.items() if value not in (None, "")}


def test_a_save_on_what_was_seen_goes_through(cast: Cast) -> None:
    row = draft(cast.bureau)
    content = {"result": "罚款人民币1000元。"}

    decisions.edit(row, by=cast.officer1, content=content, seen=drafts.digest(row))

    assert again(row).result == content["result"]


def test_a_save_on_an_older_draft_is_refused_and_says_what_changed(cast: Cast) -> None:
    row = draft(cast.bureau)
    seen = drafts.digest(row)
    decisions.edit(row, by=cast.officer2, content={"facts": "协办人补充的事实。"})

    with pytest.raises(RuleError, match="尚未保存") as caught:
        decisions.edit(
            row, by=cast.officer1, content={"facts": row.facts, "title": row.title}, seen=seen
        )

    assert cast.officer2.name in caught.value.message
    assert caught.value.extra == ["事实现为：协办人补充的事实。"]
    assert again(row).facts == "协办人补充的事实。"


def test_a_caller_that_saw_nothing_is_not_asked(cast: Cast) -> None:
    row = draft(cast.bureau)
    decisions.edit(row, by=cast.officer2, content={"facts": "甲"})

    decisions.edit(row, by=cast.officer1, content={"facts": "乙"})

    assert again(row).facts == "乙"


def test_the_page_keeps_what_was_typed_and_saves_it_when_sent_again(cast: Cast) -> None:
    row = draft(cast.bureau)
    sent = typed(row, facts="承办人写的事实。")
    address = reverse("decision-draft", args=[row.case_id])
    decisions.edit(row, by=cast.officer2, content={"facts": "协办人写的事实。"})
    client = cast.client("officer1")

    answer = client.post(address, sent)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "承办人写的事实。" in text
    assert "事实现为：协办人写的事实。" in text
    assert again(row).facts == "协办人写的事实。"
    latest = drafts.digest(again(row))
    assert f'value="{latest}"' in text
    assert client.post(address, {**sent, "seen": latest}).status_code == 302
    assert again(row).facts == "承办人写的事实。"


def test_the_page_carries_the_digest_of_what_it_shows(cast: Cast) -> None:
    row = draft(cast.bureau)

    text = page(cast.client("officer1"), "decision-draft", row.case_id)

    assert f'name="seen" value="{drafts.digest(row)}"' in text


def test_a_forged_digest_is_a_conflict_and_no_error(cast: Cast) -> None:
    row = draft(cast.bureau)
    address = reverse("decision-draft", args=[row.case_id])

    answer = cast.client("officer1").post(address, typed(row, seen="x" * 500, facts="改写。"))

    assert answer.status_code == 200
    assert "尚未保存" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "stored", "words"),
    [
        ("facts", "长" * 300, "长" * conflicts.SHOWN + "…"),
        ("order", "", "—"),
        ("penalty_kinds", ["fine", "warning"], "fine、warning"),
        ("fine_cents", 0, "—"),
    ],
)
def test_what_stands_there_is_shown_in_short(
    cast: Cast, name: str, stored: Any, words: str
) -> None:
    row = draft(cast.bureau)
    setattr(row, name, stored)

    (line,) = conflicts.differences(row, {name: "另", "basis_refs": []})
    assert line.endswith(f"现为：{words}")


def test_a_draft_that_appeared_meanwhile_is_not_written_over(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True)
    row = draft(cast.bureau, case=case)
    sent = {name: value for name, value in typed(row).items() if name != "seen"}

    with pytest.raises(RuleError, match="已有决定草案"):
        decisions.draft(case, by=cast.officer1, content={"facts": "甲", "outcome": "penalty"})
    assert "seen" not in sent
