"""Answering the doubts about a draft, and two people at one draft: refusals, boundaries, traces."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from enforcement import conflicts, drafts
from enforcement.models import Case, Decision, Finding
from enforcement.services import decisions, findings
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, codes, draft, page, said
from tests.enforcement.weighed import PAST, in_state, logged, unheard
from tests.gauges import benchmark, weigh
from tests.incidents import asked, decided

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Code = Finding.Code
GRAVE, OTHER = (findings.key(code, "") for code in (Code.LIMITATION_GRAVE, Code.LIMITATION_OTHER))
REASON, BASIS = "涉及公民生命健康安全且有危害后果。", "《某法》第九条"
ENDED = date(2023, 1, 5)  # the two years ended on 5 January 2025, the discovery was in March 2026


@pytest.fixture
def late(cast: Cast) -> Decision:
    """The draft of a fine for an act that ended long before it was found."""
    case = factories.case(cast.bureau, filed=True, act_to=ENDED)
    return draft(cast.bureau, case=case)


def record(cast: Cast, row: Decision, answer: str = GRAVE, **changes: Any) -> Finding:
    """The lead officer answers."""
    given = {"by": cast.officer1, "on": ON, "reason": REASON, **changes}
    return findings.record(row.case, answer=answer, **given)


# ------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    "answer",
    [
        "",
        "|",
        "limitation_grave",
        findings.key(Code.LIMITATION_GRAVE, "x"),  # another subject
        findings.key(Code.DUPLICATE, ""),
        findings.key(Code.LAW_CHANGE, "1:2"),
        "unheard_of|",
    ],
)
def test_only_what_was_asked_is_answered(cast: Cast, late: Decision, answer: str) -> None:
    error = unheard(lambda: record(cast, late, answer))

    assert error.message == "没有需要这样说明的事项。"
    assert error.article == "行政处罚法第二十九条、第三十六条、第三十七条"
    assert (error.field, error.remedy) == ("answer", "请刷新页面，按提示的事项说明理由。")
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("answer", "changes", "field", "article"),
    [
        (GRAVE, {"reason": ""}, "reason", "行政处罚法第四十四条、第五十九条"),
        (OTHER, {"reason": " \n"}, "reason", "行政处罚法第四十四条、第五十九条"),
        (OTHER, {}, "until", "行政处罚法第三十六条"),
        (OTHER, {"basis": BASIS}, "until", "行政处罚法第三十六条"),
        (OTHER, {"until": ON}, "basis", "行政处罚法第三十六条"),
        (OTHER, {"until": ON, "basis": " "}, "basis", "行政处罚法第三十六条"),
    ],
)
def test_an_answer_without_its_words_names_what_is_missing(
    cast: Cast,
    late: Decision,
    answer: str,
    changes: dict[str, Any],
    field: str,
    article: str,
) -> None:
    error = unheard(lambda: record(cast, late, answer, **changes))

    assert (error.field, error.article) == (field, article)
    assert error.remedy in {"请填写理由。", "请填写依据的法律条款和届满日期。"}
    assert not Finding.objects.exists()


@pytest.mark.parametrize("name", ["head", "reviewer", "unithead", "publisher", "admin"])
def test_who_drafts_nothing_answers_nothing(cast: Cast, late: Decision, name: str) -> None:
    with pytest.raises(PermissionDenied):
        record(cast, late, by=cast.people[name])
    assert not Finding.objects.exists()


def test_only_officers_on_the_case_answer(cast: Cast, late: Decision) -> None:
    assert "只有本案承办人员" in unheard(lambda: record(cast, late, by=cast.outsider)).message
    decided(asked(late.case, "recusal", on=ON, officer=cast.officers[1]), on=ON)
    assert "只有本案承办人员" in unheard(lambda: record(cast, late, by=cast.officer2)).message


@pytest.mark.parametrize("status", [*PAST, "draft"])
def test_without_an_open_doubt_there_is_nothing_to_answer(cast: Cast, status: str) -> None:
    row = in_state(cast, status)

    assert findings.open_doubts(row.case, ON) == []
    assert unheard(lambda: record(cast, row)).field == "answer"


def test_a_case_without_a_draft_asks_nothing(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True, act_to=ENDED)

    assert findings.open_doubts(row, ON) == []


# ------------------------------------------------------------------------- what is kept
def test_an_answer_is_kept_trimmed_and_logged(cast: Cast, late: Decision) -> None:
    row = record(cast, late, reason=f" {REASON}\n", basis=f" {BASIS} ", until=day(12, 31))

    assert (row.code, row.subject) == (Code.LIMITATION_GRAVE, "")
    assert (row.reason, row.basis, row.until) == (REASON, BASIS, None)  # a day of no other statute
    assert (row.found_on, row.created_by, row.agency_id) == (ON, cast.officer1, cast.bureau.pk)
    said_of_it = {"code": "limitation_grave", "subject": "", "on": ON.isoformat()}
    assert logged("case.finding") == said_of_it


@pytest.mark.parametrize(
    ("until", "lifted"),
    [(day(3, 1), False), (day(3, 2), True), (day(3, 3), True), (date(2999, 1, 1), True)],
)
def test_another_limit_counts_up_to_the_day_of_discovery(
    cast: Cast, late: Decision, until: date, lifted: bool
) -> None:
    assert late.case.discovered_on == day(3, 2)

    row = record(cast, late, OTHER, until=until, basis=BASIS)

    assert row.until == until
    assert ("limitation" not in codes(late, ON)) is lifted
    assert bool(findings.open_doubts(late.case, ON)) is not lifted


def test_a_doubt_that_is_answered_is_not_answered_again(cast: Cast, late: Decision) -> None:
    record(cast, late)

    assert unheard(lambda: record(cast, late)).field == "answer"
    assert Finding.objects.count() == 1


def test_an_answer_that_does_not_lift_the_doubt_may_be_bettered(cast: Cast, late: Decision) -> None:
    record(cast, late, OTHER, until=day(3, 1), basis=BASIS)
    record(cast, late, OTHER, until=day(3, 2), basis=BASIS)

    assert Finding.objects.count() == 2
    assert findings.open_doubts(late.case, ON) == []


def test_each_of_two_suspected_cases_is_answered_for_itself(cast: Cast) -> None:
    party = factories.party(cast.bureau)
    opened = [
        factories.case(cast.bureau, filed=True, of=party, cause="销售超过保质期的食品")
        for _number in range(3)
    ]
    row = draft(cast.bureau, case=opened[2], penalty_kinds=["fine"], fine_cents=200_000)
    words = {findings.key(Code.DUPLICATE, str(other.pk)) for other in opened[:2]}

    for left, word in ((1, min(words)), (0, max(words))):
        record(cast, row, word, reason="两案涉及不同批次。")
        assert len(findings.open_doubts(row.case, ON)) == left
    assert {
        findings.key(Code(found.code), found.subject) for found in Finding.objects.all()
    } == words


def test_no_penalty_no_doubt(cast: Cast, late: Decision) -> None:
    spared = {"outcome": "no_penalty", "penalty_kinds": [], "fine_cents": 0}
    decisions.edit(late, by=cast.officer1, content=spared)

    assert findings.open_doubts(late.case, ON) == []
    assert unheard(lambda: record(cast, late)).field == "answer"


# ------------------------------------------------------------------------- its page
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": "2999-01-01"}, "不能晚于现在。"),
        ({"answer": OTHER}, "应当写明该规定和期限届满日"),
        ({"answer": OTHER, "until": "2026-03-02", "basis": ""}, "应当写明该规定和期限届满日"),
        ({"answer": OTHER, "until": "昨天"}, "日期"),
    ],
)
def test_the_page_keeps_an_answer_it_does_not_take(
    cast: Cast, late: Decision, changes: dict[str, str], words: str
) -> None:
    typed = {"answer": GRAVE, "reason": REASON, "on": ON.isoformat(), **changes}

    text = said(cast.client("officer1"), "case-finding", typed, late.case_id)

    assert words in text
    assert REASON in text
    assert not Finding.objects.exists()


def test_the_page_offers_both_ways_to_answer(cast: Cast, late: Decision) -> None:
    text = page(cast.client("officer1"), "case-finding", late.case_id)

    for word in (GRAVE, OTHER):
        assert f'value="{word}"' in text
    assert "2025-01-05" in text


# ------------------------------------------------------------------------- two people at one draft
def conflict(cast: Cast, row: Decision, seen: str, **content: Any) -> RuleError:
    """What the lead officer is told who began from the text he saw."""
    return unheard(lambda: decisions.edit(row, by=cast.officer1, content=content, seen=seen))


def test_a_weighing_of_another_is_named_too(cast: Cast) -> None:
    row = draft(cast.bureau)
    seen = drafts.digest(row)
    weigh(row, benchmark(cast.bureau), facts={"merit": "检举属实。"})

    error = conflict(cast, row, seen, circumstances=None, facts=row.facts)

    assert error.article == "国办发〔2018〕118号第七条"
    assert error.remedy == "请核对下列不同之处；再次保存将以您填写的内容为准。"
    assert cast.officer1.name in error.message
    assert error.extra == ["法定情节现为：{'merit': '检举属实。'}"]
    assert again(row).circumstances == {"merit": "检举属实。"}


def test_each_field_that_differs_is_named_and_no_other(cast: Cast) -> None:
    row = draft(cast.bureau)
    seen, sent = drafts.digest(row), {"facts": row.facts, "result": row.result, "order": ""}
    decisions.edit(row, by=cast.officer2, content={"facts": "甲", "order": "责令改正。"})

    error = conflict(cast, row, seen, **sent)

    assert error.extra == ["事实现为：甲", "责令改正现为：责令改正。"]
    assert cast.officer2.name in error.message


def test_the_same_text_in_the_end_is_no_conflict(cast: Cast) -> None:
    row = draft(cast.bureau)
    seen = drafts.digest(row)
    for text in ("甲", row.facts):
        decisions.edit(row, by=cast.officer2, content={"facts": text})

    decisions.edit(row, by=cast.officer1, content={"facts": "乙"}, seen=seen)

    assert again(row).facts == "乙"


@pytest.mark.parametrize(
    ("length", "shown"),
    [(conflicts.SHOWN, conflicts.SHOWN), (conflicts.SHOWN + 1, conflicts.SHOWN + 1)],
)
def test_a_long_text_is_cut_with_a_mark(cast: Cast, length: int, shown: int) -> None:
    row = Decision(case=Case(), facts="长" * length)

    (line,) = conflicts.differences(row, {"facts": "短"})

    assert len(line.removeprefix("事实现为：")) == shown
    assert line.endswith("…") is (length > conflicts.SHOWN)


def test_a_change_the_log_does_not_know_is_named_with_who_drafted(cast: Cast) -> None:
    row = draft(cast.bureau)
    seen = drafts.digest(row)
    Decision.objects.filter(pk=row.pk).update(facts="由系统改写")

    # The log names who drafted it, for nobody is on record since.
    error = conflict(cast, row, seen, facts="甲")
    assert cast.officer1.name in error.message
    assert error.extra == ["事实现为：由系统改写"]
