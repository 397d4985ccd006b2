"""Each regime of domain §12 has its own clock: its last day, the day before a rest, and its article."""

import pytest
from django.test import Client

from core.periods import Period, apply
from disclosure import channels
from disclosure.models import Complaint
from enforcement.profiles import load
from tests.base import day
from tests.core.calendar_case import national

PETITION, MARKET, INFORMATION = "channel.petition.", "channel.market.", "channel.information."
# From Thursday 2026-04-30: five days of holiday follow, and Saturday 9 May is worked.
START = day(4, 30)
CLOCKS = [
    (f"{PETITION}notice_days", day(5, 15), "第二十二条"),
    (f"{PETITION}decide_days", day(6, 29), "第三十四条"),
    (f"{PETITION}extension_days", day(6, 1), "第三十四条"),  # the thirtieth day is a Saturday
    (f"{PETITION}recheck_days", day(6, 1), "第三十五条"),
    (f"{PETITION}review_days", day(6, 1), "第三十六条"),
    (f"{MARKET}accept_days", day(5, 13), "第十四条"),
    (f"{MARKET}mediate_days", day(7, 7), "第二十一条"),
    (f"{MARKET}clue_days", day(5, 25), "第二十三条"),
    (f"{MARKET}clue_extension_days", day(5, 25), "第十八条"),
    (f"{INFORMATION}reply_days", day(6, 1), "第三十三条"),
    (f"{INFORMATION}extension_days", day(6, 1), "第三十三条"),
    (f"{INFORMATION}supplement_days", day(5, 13), "第三十条"),
    (f"{INFORMATION}third_party_days", day(5, 25), "第三十二条"),
    ("pub.correct_error_days", day(6, 1), "三政办"),
    ("complaint.accept", day(5, 11), "118号"),
    ("complaint.decide", day(6, 1), "118号"),
]


@pytest.mark.parametrize(("key", "due", "article"), CLOCKS, ids=[row[0] for row in CLOCKS])
def test_the_last_day_of_each_regime(key: str, due: object, article: str) -> None:
    period: Period = load("national").period(key, on=START)
    assert apply(period, START, national()).due_on == due
    assert article in period.article


def test_no_period_that_a_reader_is_told_goes_untested() -> None:
    told = {key for keys in channels.KEYS.values() for key in keys}
    remedies = {"remedy.reconsideration_days", "remedy.suit_months"}
    assert told - remedies <= {key for key, _due, _article in CLOCKS}


@pytest.mark.parametrize(
    ("profile", "unit"),
    [
        ("changzhi_police", "workday"),
        ("datong_commerce", "workday"),
        ("lingchuan_civil", "workday"),
        ("sanmenxia_gov", "day"),
        ("xinshi_urban", "day"),
    ],
)
def test_in_shanxi_a_complaint_is_decided_within_thirty_working_days(
    profile: str, unit: str
) -> None:
    period = load(profile).period("complaint.decide", on=START)
    assert (period.count, period.unit) == (30, unit)


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("petition", ("30日", "第三十五条", "第三十六条")),
        ("information", ("20个工作日", "7个工作日", "15个工作日", "第三十二条")),
        ("market", ("7个工作日", "45个工作日", "15个工作日")),
        ("correction", ("20个工作日", "/corrections/new/")),
        ("remedy", ("60日", "/remedies/")),
    ],
)
@pytest.mark.django_db
def test_somebody_at_the_wrong_door_is_told_the_right_one_with_its_days(
    channel: str, words: tuple[str, ...]
) -> None:
    text = Client().get("/complaints/new/", {"about": channel}).content.decode()
    told = text.replace(" ", "")
    for word in words:
        assert word in told, word
    assert 'name="statement"' not in text


def test_a_petition_in_the_dress_of_a_request_has_its_channel() -> None:
    guide = channels.guide(Complaint.Channel.INFORMATION, START)
    assert guide is not None
    assert "信访、投诉、举报" in guide.where, "政府信息公开条例 39"
