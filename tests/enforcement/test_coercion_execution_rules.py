"""Urging, defence, decision and execution: every refusal with its rule, every day at its edge."""

from datetime import date, datetime
from typing import Any

import pytest

from enforcement.models import Decision, ForcedExecution, Party, User
from enforcement.services import forced
from tests import coercion
from tests.base import Cast, day
from tests.coercion import DECIDED, URGED
from tests.enforcement.coerced import refuses
from tests.enforcement.dossier import audited
from tests.factories import at
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
UNTIL, WORKDAY = day(4, 17), day(4, 27)
URGING: dict[str, Any] = {
    "on": URGED,
    "way": "restore",
    "perform_until": UNTIL,
    "perform_how": "自行清除堆放的物品。",
    "number": "云市监强催〔2026〕9号",
}
DEFENCE: dict[str, Any] = {
    "on": day(4, 9),
    "text": "正在自行清理。",
    "answer": "经核实尚未清理，不予采纳。",
    "answered_on": day(4, 10),
}
DECISION: dict[str, Any] = {
    "on": DECIDED,
    "number": "云市监强执〔2026〕9号",
    "power_basis": "《中华人民共和国城乡规划法》第六十八条",
    "reason": "经催告逾期仍不履行。",
    "means": "组织人员清除堆放的物品。",
}
WORK: dict[str, Any] = {
    "started_at": at(WORKDAY, 9),
    "ended_at": at(WORKDAY, 11),
    "record": "清除完毕。",
}


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return coercion.binding(cast.bureau)


@pytest.fixture
def row(cast: Cast, decision: Decision) -> ForcedExecution:
    return forced.urge(decision, by=cast.officer1, **URGING)


@pytest.fixture
def ordered(cast: Cast, row: ForcedExecution) -> ForcedExecution:
    return decide(row, cast.head)


def decide(row: ForcedExecution, by: User, **changes: Any) -> ForcedExecution:
    return forced.decide(row, by=by, **{**DECISION, **changes})


def execute(row: ForcedExecution, by: User, **changes: Any) -> ForcedExecution:
    return forced.execute(row, by=by, **{**WORK, **changes})


def hear(row: ForcedExecution, by: User, **changes: Any) -> ForcedExecution:
    return forced.hear(row, by=by, **{**DEFENCE, **changes})


def fresh(row: ForcedExecution) -> ForcedExecution:
    return ForcedExecution.objects.get(pk=row.pk)


# ------------------------------------------------------------------------------- urging
URGINGS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"perform_until": URGED}, "期限应当在催告之后", "行政强制法第三十五条", "perform_until"),
    ({"perform_until": day(4, 6)}, "期限应当在催告之后", "行政强制法第三十五条", "perform_until"),
    ({"perform_how": " "}, "履行义务的期限和方式", "行政强制法第三十五条", "perform_how"),
    ({"way": "transfer"}, "有明确的金额", "行政强制法第三十五条第三项", "amount"),
    (
        {"way": "transfer", "amount_cents": -1},
        "有明确的金额",
        "行政强制法第三十五条第三项",
        "amount",
    ),
    ({"on": day(3, 17)}, "决定书尚未送达", "行政强制法第三十四条", ""),
    ({"on": day(3, 16)}, "决定书尚未送达", "行政强制法第三十四条", ""),
]


@pytest.mark.parametrize(("changes", "words", "article", "field"), URGINGS)
def test_an_urging_that_lacks_what_the_law_asks_is_none(
    cast: Cast,
    decision: Decision,
    changes: dict[str, Any],
    words: str,
    article: str,
    field: str,
) -> None:
    with refuses(words, article, field):
        forced.urge(decision, by=cast.officer1, **{**URGING, **changes})
    assert not ForcedExecution.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"on": day(3, 18), "perform_until": day(3, 19)},
        {"way": "transfer", "amount_cents": 1},
        {"way": "auction"},
    ],
)
def test_an_urging_at_the_edge_of_the_rules_stands(
    cast: Cast, decision: Decision, changes: dict[str, Any]
) -> None:
    row = forced.urge(decision, by=cast.officer1, **{**URGING, **changes})
    assert (row.status, str(row)) == ("urged", URGING["number"])
    assert audited(row, "forced.urge")


def test_the_same_way_is_urged_again_only_after_it_ended(
    cast: Cast, decision: Decision, row: ForcedExecution
) -> None:
    with refuses("本案已有正在办理的", "行政强制法第三十五条", "way"):
        forced.urge(decision, by=cast.officer1, **URGING)
    forced.urge(decision, by=cast.officer1, **{**URGING, "way": "other"})
    forced.perform(row, by=cast.officer1, on=day(4, 10), record="已清除一部分。")
    again = forced.urge(decision, by=cast.officer1, **URGING)
    assert ForcedExecution.objects.filter(way="restore").count() == 2
    assert again.pk != row.pk


# ------------------------------------------------------------------------------- defence
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"answer": ""}, "answer"),
        ({"on": day(4, 6)}, "answer"),
        ({"answered_on": day(4, 8)}, "answer"),
    ],
)
def test_a_defence_is_recorded_with_its_answer(
    cast: Cast, row: ForcedExecution, changes: dict[str, Any], field: str
) -> None:
    with refuses("写明是否采纳的意见", "行政强制法第三十六条", field):
        hear(row, cast.officer1, **changes)
    assert (fresh(row).defence, fresh(row).defence_on) == ("", None)


@pytest.mark.parametrize("on", [URGED, day(4, 30)])
def test_a_defence_may_come_on_any_day_and_be_answered_the_same(
    cast: Cast, row: ForcedExecution, on: date
) -> None:
    heard = hear(row, cast.officer1, on=on, answered_on=on)
    assert (heard.defence_on, heard.defence_answered_on) == (on, on)
    assert audited(row, "forced.hear")


@pytest.mark.parametrize(
    ("answered", "allowed"), [(DECIDED, True), (day(4, 21), False), (day(4, 30), False)]
)
def test_nothing_is_decided_before_the_defence_was_answered(
    cast: Cast, row: ForcedExecution, answered: date, allowed: bool
) -> None:
    hear(row, cast.officer1, answered_on=answered)
    if allowed:
        assert decide(row, cast.head).status == "decided"
        return
    with refuses("写明是否采纳的意见", "行政强制法第三十六条", "on"):
        decide(row, cast.head)
    assert fresh(row).status == "urged"


# ------------------------------------------------------------------------------- the decision
GAP = "应当载明理由和依据、方式和时间"
DECISIONS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"on": UNTIL}, "期限至2026-04-17届满", "行政强制法第三十七条", "on"),
    ({"on": day(4, 6)}, "期限至2026-04-17届满", "行政强制法第三十七条", "on"),
    (
        {"on": day(4, 6), "at_once_ground": "正在转移货物。"},
        "不能早于催告日期2026-04-07",
        "行政强制法第三十五条",
        "on",
    ),
    ({"on": UNTIL, "at_once_ground": " "}, "内不得作出", "行政强制法第三十七条", "on"),
    ({"power_basis": ""}, GAP, "行政强制法第十三条、第三十七条", "power_basis"),
    ({"reason": " "}, GAP, "行政强制法第十三条、第三十七条", "reason"),
    ({"means": "\n"}, GAP, "行政强制法第十三条、第三十七条", "means"),
    (
        {"means": "对小区停止供水。", "residents": True},
        "（“停止供水”）",
        "行政强制法第四十三条第二款",
        "means",
    ),
    (
        {"reason": "拟断电迫使其履行。", "residents": True},
        "（“断电”）",
        "行政强制法第四十三条第二款",
        "means",
    ),
]


@pytest.mark.parametrize(("changes", "words", "article", "field"), DECISIONS)
def test_a_decision_that_lacks_what_the_law_asks_is_none(
    cast: Cast,
    row: ForcedExecution,
    changes: dict[str, Any],
    words: str,
    article: str,
    field: str,
) -> None:
    with refuses(words, article, field):
        decide(row, cast.head, **changes)
    assert (fresh(row).status, fresh(row).doc_no) == ("urged", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"on": day(4, 18)},
        {"on": URGED, "at_once_ground": "监控显示正在连夜转移货物。"},
        {"means": "对其厂房断电后拆除设备。"},  # an enterprise, no residents
    ],
)
def test_a_decision_at_the_edge_of_the_rules_stands(
    cast: Cast, row: ForcedExecution, changes: dict[str, Any]
) -> None:
    moved = decide(row, cast.head, **changes)
    assert (moved.status, moved.decided_by, str(moved)) == ("decided", cast.head, moved.doc_no)
    assert audited(row, "forcedexecution.decide")


@pytest.mark.parametrize("kind", ["person", "sole_trader"])
def test_whoever_is_no_organisation_counts_as_resident(
    cast: Cast, row: ForcedExecution, kind: str
) -> None:
    Party.objects.filter(pk=row.case.party_id).update(kind=kind)
    with refuses("居民生活", "行政强制法第四十三条第二款", "means"):
        decide(fresh(row), cast.head, means="停热。")


@pytest.mark.parametrize(
    ("on", "announced", "field"),
    [
        (day(9, 18), None, "announced_on"),
        (day(9, 17), day(4, 20), "on"),
        (day(9, 18), day(9, 19), "on"),
    ],
)
def test_a_building_falls_only_after_notice_and_the_end_of_all_remedies(
    cast: Cast, decision: Decision, on: date, announced: date | None, field: str
) -> None:
    row = forced.urge(decision, by=cast.officer1, **{**URGING, "way": "demolish"})
    with refuses("期限（2026-09-17）届满后实施", "行政强制法第四十四条", field):
        decide(row, cast.head, on=on, announced_on=announced)


# ------------------------------------------------------------------------------- the execution
HOURS = "行政强制法第四十三条第一款"
WORKS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"ended_at": at(WORKDAY, 8)}, "结束时间不能早于开始时间", "", "ended_at"),
    ({"ended_at": at(WORKDAY, 22)}, "夜间（22:00至次日06:00）", HOURS, "started_at"),
    ({"started_at": at(WORKDAY, 5)}, "夜间", HOURS, "started_at"),
    ({"ended_at": at(day(4, 28), 9)}, "夜间", HOURS, "started_at"),
    (
        {"started_at": at(day(5, 1), 9), "ended_at": at(day(5, 1), 10)},
        "2026-05-01是法定节假日",
        HOURS,
        "started_at",
    ),
    ({"urgency": " ", "ended_at": at(WORKDAY, 23)}, "夜间", HOURS, "started_at"),
    ({"record": " "}, "应当如实记录执行情况", "行政强制法第三十七条", "record"),
    (
        {"started_at": at(day(4, 17)), "ended_at": at(day(4, 17), 11)},
        "不能早于强制执行决定",
        "行政强制法第三十七条",
        "started_at",
    ),
    (
        {"record": "当场切断电源。", "residents": True},
        "切断电",
        "行政强制法第四十三条第二款",
        "means",
    ),
]


@pytest.mark.parametrize(("changes", "words", "article", "field"), WORKS)
def test_an_execution_the_law_bars_is_not_recorded(
    cast: Cast,
    ordered: ForcedExecution,
    changes: dict[str, Any],
    words: str,
    article: str,
    field: str,
) -> None:
    with refuses(words, article, field):
        execute(ordered, cast.officer1, **changes)
    assert (fresh(ordered).status, fresh(ordered).started_at) == ("decided", None)


@pytest.mark.parametrize(
    ("start", "end", "urgency"),
    [
        (at(WORKDAY, 6), at(WORKDAY, 21), ""),
        (at(day(4, 26), 9), at(day(4, 26), 10), ""),  # a Sunday is no statutory holiday
        (at(WORKDAY, 22), at(day(4, 28), 5), "暴雨将至。"),
        (at(day(5, 1), 9), at(day(5, 1), 10), "暴雨将至。"),
    ],
)
def test_an_execution_by_day_or_urgent_is_recorded(
    cast: Cast, ordered: ForcedExecution, start: datetime, end: datetime, urgency: str
) -> None:
    row = execute(ordered, cast.officer1, started_at=start, ended_at=end, urgency=urgency)
    assert (row.status, row.started_at, row.urgency) == ("executed", start, urgency)
    assert audited(row, "forcedexecution.execute")
