"""Forced execution: urging, defence, decision, hours and means; performance by substitute (CL 34-52)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Decision, ForcedExecution, Party, Substitution
from enforcement.services import forced as rules
from enforcement.services import substitution
from recording.models import Document, Service
from recording.services import forced
from tests import coercion, factories
from tests.base import Cast, day
from tests.factories import at
from tests.recording.papers import said

pytestmark = pytest.mark.one_database
WORKDAY, SUNDAY, MAY_DAY = day(4, 27), day(4, 26), day(5, 1)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return coercion.binding(cast.bureau)


@pytest.fixture
def urged(decision: Decision) -> ForcedExecution:
    return coercion.urged(decision)


@pytest.fixture
def decided(urged: ForcedExecution) -> ForcedExecution:
    row = coercion.decided(urged)
    coercion.handed(row, on=day(4, 21))
    return row


@pytest.fixture
def ordered(decision: Decision) -> Substitution:
    row = coercion.ordered(decision)
    coercion.handed(row, on=day(4, 21))
    return row


def article(error: pytest.ExceptionInfo[RuleError]) -> str:
    return error.value.article


# ------------------------------------------------------------------------------- urging
def test_the_urging_says_until_when_how_and_that_the_party_is_heard(
    urged: ForcedExecution,
) -> None:
    paper = Document.objects.get(kind="forced_urging")
    words = said(paper)
    assert "2026年4月17日前履行" in words and "恢复原状" in words and "陈述和申辩" in words
    assert paper.number == "云市监强催〔2026〕1号"
    assert Service.objects.filter(document=paper).exists()
    assert AuditEntry.objects.filter(action="forced.urge").count() == 1


def test_money_is_urged_with_its_amount(decision: Decision) -> None:
    with pytest.raises(RuleError) as error:
        coercion.urged(decision, way="transfer")
    assert article(error) == "行政强制法第三十五条第三项"
    coercion.urged(decision, way="transfer", amount_cents=200_000)
    assert "2,000.00元" in said(Document.objects.get(kind="forced_urging"))


@pytest.mark.parametrize("until", [day(4, 6), day(4, 7)])
def test_the_urging_leaves_time_to_perform(decision: Decision, until: date) -> None:
    with pytest.raises(RuleError) as error:
        coercion.urged(decision, perform_until=until)
    assert article(error) == "行政强制法第三十五条"
    assert error.value.field == "perform_until"


def test_what_was_not_served_is_not_urged(cast: Cast) -> None:
    issued = factories.issued(cast.bureau, on=coercion.ON)
    with pytest.raises(RuleError, match="尚未送达"):
        coercion.urged(issued)


# ------------------------------------------------------------------------------- the decision
@pytest.mark.parametrize(("on", "allowed"), [(day(4, 17), False), (day(4, 18), True)])
def test_the_decision_waits_for_the_time_of_the_urging(
    urged: ForcedExecution, on: date, allowed: bool
) -> None:
    if allowed:
        assert coercion.decided(urged, on=on).status == "decided"
        return
    with pytest.raises(RuleError) as error:
        coercion.decided(urged, on=on)
    assert article(error) == "行政强制法第三十七条"


def test_hidden_goods_are_executed_at_once(urged: ForcedExecution) -> None:
    row = coercion.decided(urged, on=day(4, 8), at_once_ground="监控显示正在连夜转移货物。")
    assert row.decided_on == day(4, 8)


@pytest.mark.parametrize("blank", ["power_basis", "reason", "means"])
def test_a_decision_without_a_legal_element_is_refused(urged: ForcedExecution, blank: str) -> None:
    gap: Any = {blank: " "}
    with pytest.raises(RuleError) as error:
        coercion.decided(urged, **gap)
    assert article(error) == "行政强制法第十三条、第三十七条"
    assert error.value.field == blank


def test_the_decision_answers_the_defence(cast: Cast, urged: ForcedExecution) -> None:
    rules.hear(
        urged,
        by=cast.officer1,
        on=day(4, 9),
        text="正在自行清理。",
        answer="经核实尚未清理，不予采纳。",
        answered_on=day(4, 10),
    )
    coercion.decided(urged)
    words = said(Document.objects.get(kind="forced_decision"))
    assert "不予采纳" in words and "城乡规划法》第六十八条" in words
    assert "云市监强执〔2026〕1号" in words and "申请行政复议" in words


@pytest.mark.parametrize(
    "changes", [{"answer": " "}, {"text": ""}, {"answered_on": day(4, 8)}, {"on": day(4, 6)}]
)
def test_a_defence_is_answered_with_reasons(
    cast: Cast, urged: ForcedExecution, changes: dict[str, Any]
) -> None:
    values: dict[str, Any] = {
        "on": day(4, 9),
        "text": "正在自行清理。",
        "answer": "不予采纳。",
        "answered_on": day(4, 10),
    }
    with pytest.raises(RuleError) as error:
        rules.hear(urged, by=cast.officer1, **{**values, **changes})
    assert article(error) == "行政强制法第三十六条"


def test_nobody_but_the_head_decides(cast: Cast, urged: ForcedExecution) -> None:
    with pytest.raises(PermissionDenied):
        forced.decide(
            urged, by=cast.officer1, on=day(4, 20), power_basis="法", reason="理由", means="方式"
        )


def test_a_building_stands_until_the_remedies_are_over(decision: Decision) -> None:
    urged = coercion.urged(decision, way="demolish")
    last = rules.remedies_end(urged)
    assert last == day(9, 17)  # six months after service on 17 March
    with pytest.raises(RuleError) as error:
        coercion.decided(urged, on=last, announced_on=day(4, 20))
    assert article(error) == "行政强制法第四十四条"
    with pytest.raises(RuleError, match="公告"):
        coercion.decided(urged, on=day(9, 18))
    assert coercion.decided(urged, on=day(9, 18), announced_on=day(4, 20)).status == "decided"


# ------------------------------------------------------------------------------- hours and means
def execute(
    row: ForcedExecution, cast: Cast, start: datetime, end: datetime, **changes: Any
) -> ForcedExecution:
    values: dict[str, Any] = {"record": "现场清除完毕。", **changes}
    return forced.execute(row, by=cast.officer1, started_at=start, ended_at=end, **values)


def test_an_execution_by_daylight_is_recorded(cast: Cast, decided: ForcedExecution) -> None:
    row = execute(decided, cast, at(WORKDAY, 9), at(WORKDAY, 12))
    assert row.status == "executed"
    assert "现场清除完毕" in said(Document.objects.get(kind="forced_record"))
    assert AuditEntry.objects.filter(action="forcedexecution.execute").count() == 1


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (at(WORKDAY, 22), at(WORKDAY, 23), "夜间"),
        (at(WORKDAY, 5), at(WORKDAY, 9), "夜间"),
        (at(WORKDAY, 20), at(day(4, 28), 8), "夜间"),
        (at(MAY_DAY, 9), at(MAY_DAY, 11), "法定节假日"),
    ],
)
def test_nights_and_statutory_holidays_are_refused(
    cast: Cast, decided: ForcedExecution, start: datetime, end: datetime, why: str
) -> None:
    with pytest.raises(RuleError) as error:
        execute(decided, cast, start, end)
    assert article(error) == "行政强制法第四十三条第一款"
    assert why in error.value.message


def test_urgency_with_its_reason_opens_the_night(cast: Cast, decided: ForcedExecution) -> None:
    row = execute(
        decided, cast, at(WORKDAY, 22), at(WORKDAY, 23), urgency="暴雨将至，堆放物堵塞行洪通道。"
    )
    assert "行洪" in said(Document.objects.get(kind="forced_record"))
    assert row.urgency


def test_a_sunday_is_no_statutory_holiday(cast: Cast, decided: ForcedExecution) -> None:
    assert execute(decided, cast, at(SUNDAY, 9), at(SUNDAY, 11)).status == "executed"


@pytest.mark.parametrize("words", ["停止供水", "断电", "停热", "停止供应燃气", "切断电"])
def test_residents_are_never_cut_off(urged: ForcedExecution, words: str) -> None:
    with pytest.raises(RuleError) as error:
        coercion.decided(urged, means=f"对小区{words}，直至履行。", residents=True)
    assert article(error) == "行政强制法第四十三条第二款"
    Party.objects.filter(pk=urged.case.party_id).update(kind="person")
    fresh = ForcedExecution.objects.get(pk=urged.pk)
    with pytest.raises(RuleError, match="居民生活"):
        coercion.decided(fresh, means=f"对其住处{words}。")


@pytest.mark.parametrize("words", ["清除堆放的物品", "停放的电动车移至停车场", "用水车清洗路面"])
def test_ordinary_words_cut_nobody_off(words: str) -> None:
    assert rules.cuts_supply(words) == ""


def test_nothing_is_executed_before_its_decision_is_served(
    cast: Cast, urged: ForcedExecution
) -> None:
    row = coercion.decided(urged)
    with pytest.raises(RuleError) as error:
        execute(row, cast, at(WORKDAY, 9), at(WORKDAY, 10))
    assert article(error) == "行政强制法第三十八条、第五十一条"


def test_an_end_before_its_beginning_is_refused(cast: Cast, decided: ForcedExecution) -> None:
    with pytest.raises(RuleError, match="结束时间不能早于开始时间"):
        execute(decided, cast, at(WORKDAY, 12), at(WORKDAY, 9))


def test_who_performs_is_executed_no_more(cast: Cast, decided: ForcedExecution) -> None:
    rules.perform(decided, by=cast.officer1, on=day(4, 22), record="已自行清除。")
    with pytest.raises(StaleError):
        execute(decided, cast, at(WORKDAY, 9), at(WORKDAY, 10))


def test_performance_is_recorded_in_words(cast: Cast, decided: ForcedExecution) -> None:
    with pytest.raises(RuleError, match="应当记录当事人履行"):
        rules.perform(decided, by=cast.officer1, on=day(4, 22), record=" ")


# ------------------------------------------------------------------------------- substitution
def urge(row: Substitution, cast: Cast, on: date) -> Substitution:
    return forced.urge_substitution(
        row,
        by=cast.officer1,
        on=on,
        receiver="钱试一",
        place="云溪市示范路1号",
        method="direct",
        note="",
    )


def work(row: Substitution, cast: Cast, on: date = WORKDAY, **changes: Any) -> Substitution:
    values: dict[str, Any] = {
        "started_at": at(on, 9),
        "ended_at": at(on, 11),
        "record": "清运完毕。",
        "supervisors": "安试一、安试二",
        "signatures": "监督人员、代履行人、当事人均已签名。",
        "cost_cents": 280_000,
    }
    return forced.carry_out(row, by=cast.officer1, **{**values, **changes})


def test_the_order_says_what_the_law_asks(ordered: Substitution) -> None:
    words = said(Document.objects.get(kind="substitution_decision"))
    for expected in ("代履行决定书", "公路法》第七十九条", "3,000.00元", "渣土", "净路环卫"):
        assert expected in words


@pytest.mark.parametrize("blank", ["basis", "means", "subject", "performer"])
def test_an_order_without_a_legal_element_is_refused(decision: Decision, blank: str) -> None:
    gap: Any = {blank: " "}
    with pytest.raises(RuleError) as error:
        coercion.ordered(decision, **gap)
    assert article(error) == "行政强制法第五十一条第一项"
    assert error.value.field == blank


def test_the_party_is_urged_three_working_days_before(cast: Cast, ordered: Substitution) -> None:
    assert substitution.latest_urging(ordered) == day(4, 22)  # Monday 27 April less three
    with pytest.raises(RuleError) as error:
        urge(ordered, cast, day(4, 23))
    assert article(error) == "行政强制法第五十一条、第六十九条"
    assert "最迟于2026-04-22催告" in error.value.message
    assert urge(ordered, cast, day(4, 22)).status == "urged"


def test_the_work_is_supervised_and_signed(cast: Cast, ordered: Substitution) -> None:
    row = work(urge(ordered, cast, day(4, 22)), cast)
    assert row.status == "executed"
    words = said(Document.objects.get(kind="substitution_record"))
    assert "均已签名" in words and "2,800.00元" in words
    assert AuditEntry.objects.filter(action="substitution.carry_out").count() == 1


@pytest.mark.parametrize("blank", ["supervisors", "signatures", "record"])
def test_work_without_supervision_or_signature_is_refused(
    cast: Cast, ordered: Substitution, blank: str
) -> None:
    row = urge(ordered, cast, day(4, 22))
    gap: Any = {blank: " "}
    with pytest.raises(RuleError) as error:
        work(row, cast, **gap)
    assert article(error) == "行政强制法第五十一条第三项、第四项"


def test_work_that_was_not_urged_is_refused(cast: Cast, ordered: Substitution) -> None:
    with pytest.raises(StaleError):
        work(ordered, cast)


def test_work_before_the_day_of_the_order_is_refused(cast: Cast, ordered: Substitution) -> None:
    row = urge(ordered, cast, day(4, 22))
    with pytest.raises(RuleError, match="不能早于决定书载明的日期"):
        work(row, cast, on=day(4, 24))


def test_work_at_night_is_refused(cast: Cast, ordered: Substitution) -> None:
    row = urge(ordered, cast, day(4, 22))
    with pytest.raises(RuleError, match="夜间"):
        work(row, cast, started_at=at(WORKDAY, 22), ended_at=at(WORKDAY, 23))


def test_what_lies_on_a_road_is_cleared_at_once(cast: Cast, decision: Decision) -> None:
    row = coercion.ordered(
        decision, at_once_ground="渣土遗洒于主干道，当事人无力清除。", planned_on=day(4, 20)
    )
    done = work(row, cast, on=day(4, 20), started_at=at(day(4, 20), 23), ended_at=at(day(4, 21), 1))
    assert (done.status, done.urged_on) == ("executed", None)


def test_whoever_clears_it_himself_is_not_substituted(cast: Cast, ordered: Substitution) -> None:
    rules.perform(ordered, by=cast.officer1, on=day(4, 22), record="已自行清运。")
    with pytest.raises(StaleError):
        urge(ordered, cast, day(4, 22))
