"""The forms of what goes back and forth over a review: what they ask, refuse and keep."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from core.acts import DayActForm
from enforcement.services.discussions import Voice
from legal_review.loop_forms import (
    AnswerForm,
    AskForm,
    CallForm,
    HandleForm,
    NegotiateForm,
    ObjectForm,
    ResolveForm,
)

ROW = SimpleNamespace(outcome="双方未达成一致。")
WORDS = {AskForm: "items", AnswerForm: "text", HandleForm: "text", ObjectForm: "grounds"}
LENGTH = 4000
TALK = {
    "place": "二楼会议室",
    "present": "石承方、法如山",
    "unit_view": "证据充分。",
    "review_view": "缺少测量记录。",
    "outcome": "未达成一致。",
    "agreed": "no",
}
RESOLVED = {"place": "三楼会议室", "result": "agreed", "conclusion": "同意承办机构意见。"}


def form(kind: type[DayActForm], **data: Any) -> Any:
    """The form with the day and what was typed; `on` may be given."""
    today = timezone.localdate()
    return kind({"on": today.isoformat(), **data}, row=ROW, on=today)


def resolution(*lines: str, **changes: str) -> Any:
    """The form with a line for each head."""
    return form(ResolveForm, **{**RESOLVED, "votes": "\n".join(lines), **changes})


# ------------------------------------------------------------------------------- one text
@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("text", ["", " ", "\u3000", "\n\t"])
def test_a_text_says_something(kind: type[DayActForm], text: str) -> None:
    assert list(form(kind, **{WORDS[kind]: text}).errors) == [WORDS[kind]]


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("length", [1, LENGTH, LENGTH + 1])
def test_a_text_has_four_thousand_characters(kind: type[DayActForm], length: int) -> None:
    assert form(kind, **{WORDS[kind]: "字" * length}).is_valid() is (length <= LENGTH)


@pytest.mark.parametrize("kind", WORDS)
def test_a_day_ahead_is_refused_and_the_text_stays(kind: type[DayActForm]) -> None:
    ahead = timezone.localdate() + timedelta(days=1)
    found = form(kind, on=ahead.isoformat(), **{WORDS[kind]: "写了很久<b>的话"})
    assert list(found.errors) == ["on"]
    assert "不能晚于现在" in found.errors["on"][0]
    assert "写了很久&lt;b&gt;的话" in found.as_p()


@pytest.mark.parametrize("on", ["", "2026-02-30", "昨天", "0001-01-01"])
def test_what_is_no_day_is_refused(on: str) -> None:
    assert list(form(AskForm, on=on, items="检验报告").errors) == ["on"]


def test_the_day_is_today_until_another_is_given() -> None:
    today = date(2026, 3, 16)
    assert AskForm(row=ROW, on=today).initial["on"] == today


def test_the_data_of_a_text_are_the_words_of_the_service() -> None:
    found = form(HandleForm, text="  已补正。 ")
    assert found.is_valid()
    assert found.cleaned_data == {"on": timezone.localdate(), "text": "已补正。"}


def test_who_asks_reads_that_the_clock_stands_still() -> None:
    assert "补正期间不计入审核期限" in form(AskForm).as_p()


def test_who_answers_reads_that_materials_come_from_the_record() -> None:
    assert "材料从案卷中取得" in form(AnswerForm).as_p()


# ------------------------------------------------------------------------------- the talks
@pytest.mark.parametrize(("said", "agreed"), [("yes", True), ("no", False)])
def test_the_talks_ended_one_way_or_the_other(said: str, agreed: bool) -> None:
    found = form(NegotiateForm, **{**TALK, "agreed": said})
    assert found.is_valid(), found.errors
    assert found.cleaned_data["agreed"] is agreed


@pytest.mark.parametrize("said", ["", "True", "maybe", "协商一致"])
def test_the_end_of_the_talks_is_chosen(said: str) -> None:
    found = form(NegotiateForm, **{**TALK, "agreed": said})
    assert list(found.errors) == ["agreed"]
    assert TALK["review_view"] in found.as_p(), "what was typed stays"


@pytest.mark.parametrize("field", ["present", "unit_view", "review_view", "outcome"])
def test_both_views_and_the_outcome_are_asked_for(field: str) -> None:
    assert list(form(NegotiateForm, **{**TALK, field: " "}).errors) == [field]


@pytest.mark.parametrize(("place", "valid"), [("", True), ("室" * 200, True), ("室" * 201, False)])
def test_the_place_of_the_talks_may_be_left_out(place: str, valid: bool) -> None:
    assert form(NegotiateForm, **{**TALK, "place": place}).is_valid() is valid


def test_the_reasons_to_call_the_heads_start_from_the_outcome_of_the_talks() -> None:
    today = date(2026, 3, 16)
    blank = CallForm(row=ROW, on=today)
    assert blank.initial == {"on": today, "ground": ROW.outcome}
    assert ROW.outcome in blank.as_p()
    assert list(form(CallForm, ground="").errors) == ["ground"]


# ------------------------------------------------------------------------------- the heads
LINE = "局领导甲，副局长，同意，同意。"


def test_the_service_gets_voices_and_no_lines() -> None:
    found = resolution(LINE)
    assert found.is_valid(), found.errors
    assert set(found.cleaned_data) == {"on", "place", "result", "conclusion", "voices"}
    assert found.cleaned_data["voices"] == [Voice("局领导甲", "副局长", "同意。", "agree")]


def test_blank_lines_between_are_left_out() -> None:
    found = resolution(LINE, "", "  ", LINE.replace("甲", "乙"))
    assert found.is_valid()
    assert [voice.name for voice in found.cleaned_data["voices"]] == ["局领导甲", "局领导乙"]


def test_only_the_line_that_is_wrong_is_named() -> None:
    found = resolution(LINE, "局领导乙，副局长")
    assert list(found.errors) == ["votes"]
    assert len(found.errors["votes"]) == 1
    assert "局领导乙，副局长" in found.errors["votes"][0]
    assert "局领导甲" in found.as_p(), "what was typed stays"


@pytest.mark.parametrize("vote", ["", "agree", "赞成", "同意了"])
def test_a_vote_is_one_of_three(vote: str) -> None:
    assert list(resolution(f"局领导甲，副局长，{vote}，可以。").errors) == ["votes"]


@pytest.mark.parametrize("field", ["place", "votes", "result", "conclusion"])
def test_where_who_what_and_why_are_asked_for(field: str) -> None:
    assert list(resolution(LINE, **{field: ""}).errors) == [field]


@pytest.mark.parametrize("result", ["upheld", "passed", "同意"])
def test_the_result_is_one_the_heads_may_reach(result: str) -> None:
    assert list(resolution(LINE, result=result).errors) == ["result"]


def test_the_conclusion_stands_after_the_votes() -> None:
    assert list(form(ResolveForm).fields) == ["on", "place", "votes", "result", "conclusion"]
