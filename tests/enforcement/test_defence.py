"""Defence, its answer and the waiver: nobody decides before the party was heard or kept silent."""

from datetime import date, timedelta

import pytest

from core.errors import RuleError
from enforcement.models import Decision, Defence, Notice
from enforcement.services import decisions, notices
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, audited, codes, draft, lead, reviewed, tell

pytestmark = pytest.mark.django_db
TOLD = day(3, 9)
LAST = day(3, 16)  # five working days after the notice
AFTER = day(3, 17)


@pytest.fixture
def told(cast: Cast) -> Notice:
    """A draft whose party was told on a Monday; everything else is in order."""
    notice = tell(draft(cast.bureau, on=LAST), on=TOLD)
    reviewed(notice.decision, on=TOLD)
    return notice


def defend(notice: Notice, on: date = TOLD) -> Defence:
    return notices.defend(notice, by=lead(notice.case), on=on, text="货架是昨夜临时摆放的。")


def answer(row: Defence, on: date, *, adopted: bool = False) -> Defence:
    by = lead(row.notice.case)
    return notices.answer(row, by=by, on=on, adopted=adopted, reasons="与现场照片不符。")


def test_silence_opens_the_gate_the_day_after_the_window(cast: Cast, told: Notice) -> None:
    assert told.defence_until == LAST
    assert codes(told.decision, LAST) == ["defence"]
    with pytest.raises(RuleError, match="陈述申辩期限至2026-03-16届满"):
        decisions.issue(told.decision, by=cast.head, on=LAST)

    assert codes(told.decision, AFTER) == []
    assert decisions.issue(told.decision, by=cast.head, on=AFTER).status == "issued"


def test_an_unanswered_defence_closes_the_gate_for_good(cast: Cast, told: Notice) -> None:
    row = defend(told)

    assert codes(told.decision, AFTER + timedelta(days=60)) == ["defence"]
    assert audited(row, "defence.receive")
    with pytest.raises(RuleError, match="陈述申辩尚未复核") as caught:
        decisions.issue(told.decision, by=cast.head, on=AFTER)
    assert caught.value.article == "行政处罚法第四十五条"


@pytest.mark.parametrize("adopted", [True, False])
def test_an_answered_defence_opens_the_gate_at_once(told: Notice, adopted: bool) -> None:
    row = answer(defend(told), day(3, 11), adopted=adopted)

    assert (row.adopted, row.answered_on) == (adopted, day(3, 11))
    assert audited(row, "defence.answer")
    assert codes(told.decision, day(3, 11)) == []
    assert codes(told.decision, day(3, 10)) == ["defence"], "answered only later"


def test_every_defence_needs_its_answer(told: Notice) -> None:
    answer(defend(told), day(3, 10))
    second = defend(told, day(3, 12))

    assert codes(told.decision, AFTER) == ["defence"]
    answer(second, day(3, 13))
    assert codes(told.decision, AFTER) == []


def test_a_new_notice_does_not_bury_an_unanswered_defence(told: Notice) -> None:
    row = defend(told)
    later = tell(told.decision, on=day(3, 10))
    assert codes(told.decision, day(4, 10)) == ["review", "defence"], (
        "the review was of the old one"
    )
    reviewed(told.decision, on=day(3, 10))

    assert codes(told.decision, day(4, 10)) == ["defence"]
    answer(row, day(3, 12))
    assert codes(told.decision, later.defence_until) == ["defence"], "the new window still runs"
    assert codes(told.decision, later.defence_until + timedelta(days=1)) == []


def test_a_defence_comes_after_the_notice_and_says_something(told: Notice) -> None:
    with pytest.raises(RuleError, match="不能早于告知日期2026-03-09") as caught:
        defend(told, day(3, 8))
    assert caught.value.field == "on"
    with pytest.raises(RuleError, match="如实记录") as caught:
        notices.defend(told, by=lead(told.case), on=TOLD, text=" ")
    assert caught.value.field == "text"
    assert not Defence.objects.exists()


def test_a_late_defence_is_recorded_too(told: Notice) -> None:
    defend(told, day(4, 1))

    assert codes(told.decision, day(4, 2)) == ["defence"]


def test_an_answer_has_its_reasons_and_does_not_come_before_the_defence(told: Notice) -> None:
    row = defend(told, day(3, 11))
    with pytest.raises(RuleError, match="在收到之后") as caught:
        answer(row, day(3, 10))
    assert caught.value.field == "on"
    with pytest.raises(RuleError, match="是否采纳的理由") as caught:
        notices.answer(row, by=lead(told.case), on=day(3, 11), adopted=True, reasons="")
    assert caught.value.field == "reasons"


def test_a_defence_is_answered_once(told: Notice) -> None:
    row = answer(defend(told), day(3, 10))

    with pytest.raises(RuleError, match="已经复核"):
        answer(row, day(3, 11), adopted=True)
    assert Defence.objects.get(pk=row.pk).adopted is False


def test_only_handlers_record_and_answer(cast: Cast, told: Notice) -> None:
    row = defend(told)
    for person in (cast.head, cast.reviewer, cast.outsider):
        with pytest.raises(RuleError, match="只有本案承办人员"):
            notices.defend(told, by=person, on=TOLD, text="x")
        with pytest.raises(RuleError, match="只有本案承办人员"):
            notices.answer(row, by=person, on=TOLD, adopted=True, reasons="x")


# ------------------------------------------------------------------------------- waiver
def waive(notice: Notice, on: date = TOLD, note: str = "书面声明放弃。") -> Notice:
    return notices.waive(notice, by=lead(notice.case), on=on, note=note)


def test_an_express_waiver_opens_the_gate_from_its_day(told: Notice) -> None:
    waive(told, day(3, 11))

    assert codes(told.decision, day(3, 10)) == ["defence"]
    assert codes(told.decision, day(3, 11)) == []
    assert audited(told, "notice.waive")


def test_a_waiver_does_not_replace_the_answer_to_a_defence(told: Notice) -> None:
    defend(told)
    waive(told, day(3, 11))

    assert codes(told.decision, AFTER) == ["defence"]


def test_a_waiver_needs_its_proof_and_comes_after_the_notice(told: Notice) -> None:
    with pytest.raises(RuleError, match="记明证据") as caught:
        waive(told, note="  ")
    assert caught.value.field == "note"
    with pytest.raises(RuleError, match="在告知之后") as caught:
        waive(told, day(3, 8))
    assert caught.value.field == "on"


def test_a_waiver_is_recorded_once(told: Notice) -> None:
    waive(told)

    with pytest.raises(RuleError, match="已记录当事人放弃权利"):
        waive(told, day(3, 12))
    assert Notice.objects.get(pk=told.pk).waived_on == TOLD


def test_nothing_is_recorded_once_the_decision_is_made(cast: Cast, told: Notice) -> None:
    row = answer(defend(told), TOLD)
    pending = waive(told)
    decisions.issue(told.decision, by=cast.head, on=ON)

    for act in (
        lambda: defend(pending, ON),
        lambda: waive(pending, ON),
        lambda: answer(row, ON),
    ):
        with pytest.raises(RuleError, match="决定已经作出"):
            act()


def test_a_decision_that_does_not_punish_needs_no_notice(cast: Cast) -> None:
    row = draft(
        cast.bureau,
        outcome="no_penalty",
        penalty_kinds=[],
        fine_cents=0,
        result="不予行政处罚，予以教育。",
        circumstances={"slight": "已当场改正，没有造成后果。"},
        weighing={"education": "当场进行了法制教育。"},
    )

    assert codes(row, ON) == ["review"]
    assert decisions.issue(reviewed(row), by=cast.head, on=ON).status == "issued"


def test_a_penalty_without_any_notice_is_refused(cast: Cast) -> None:
    row = reviewed(draft(cast.bureau))

    assert codes(row, ON) == ["notice"]
    with pytest.raises(RuleError, match="尚未告知当事人") as caught:
        decisions.issue(row, by=cast.head, on=ON)
    assert caught.value.article == "行政处罚法第四十四条、第六十二条"
    assert Decision.objects.get(pk=row.pk).doc_no == ""


@pytest.mark.parametrize(
    ("profile", "until"),
    [
        ("lingchuan_civil", day(3, 16)),
        ("xinshi_urban", day(3, 16)),
        ("sanmenxia_gov", day(3, 16)),
        ("datong_commerce", day(3, 16)),
        ("changzhi_police", day(3, 16)),
    ],
)
def test_the_window_is_that_of_the_jurisdiction(profile: str, until: date) -> None:
    agency = factories.agency(profile=profile)
    notice = tell(again(draft(agency, on=LAST)), on=TOLD)

    assert notice.defence_until == until
