"""Warnings on pages: each account reads its own, and reading leaves a mark."""

import re

import pytest
from django.urls import reverse

from core.models import Alert, AuditEntry, Deadline
from disclosure.services import warnings
from enforcement.services import alarms
from enforcement.services.alarms import Subject
from tests import factories
from tests.base import Cast, day


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """A warning to the publisher about a duty with three days left."""
    factories.duty(factories.issued(cast.bureau))
    for warned in warnings.due(day(3, 20)):
        warnings.send(warned)
    return Alert.objects.get(recipient=cast.publisher)


def test_the_desk_and_the_bar_show_new_warnings(cast: Cast, alert: Alert) -> None:
    html = cast.client("publisher").get(reverse("desk")).content.decode()
    assert alert.text in html
    assert reverse("alert-open", args=[alert.pk]) in html


def test_opening_a_warning_marks_it_and_leads_to_the_publication(cast: Cast, alert: Alert) -> None:
    client = cast.client("publisher")
    answer = client.get(reverse("alert-open", args=[alert.pk]))
    assert (answer.status_code, answer["Location"]) == (302, alert.url)
    alert.refresh_from_db()
    first = alert.read_at
    assert first is not None
    client.get(reverse("alert-open", args=[alert.pk]))
    alert.refresh_from_db()
    assert alert.read_at == first
    assert AuditEntry.objects.filter(action="alert.open").count() == 1
    assert alert.text not in client.get(reverse("desk")).content.decode()
    assert alert.text in client.get(reverse("alert-list")).content.decode()


def test_nobody_opens_the_warning_of_another(cast: Cast, alert: Alert) -> None:
    for name in ("officer1", "supervisor", "admin", "outsider"):
        assert cast.client(name).get(reverse("alert-open", args=[alert.pk])).status_code == 404
    alert.refresh_from_db()
    assert alert.read_at is None


def test_a_warning_never_leads_off_the_site(cast: Cast, alert: Alert) -> None:
    Alert.objects.filter(pk=alert.pk).update(url="https://example.org/")
    answer = cast.client("publisher").get(reverse("alert-open", args=[alert.pk]))
    assert answer["Location"] == reverse("alert-list")


def test_a_warning_is_read_in_the_language_of_its_reader(cast: Cast, alert: Alert) -> None:
    client = cast.client("publisher")
    client.cookies["django_language"] = "en"
    for address in (reverse("desk"), reverse("alert-list")):
        html = client.get(address).content.decode()
        assert alert.text_en in html and "working day" in alert.text_en
        assert alert.text not in html


def test_every_kind_of_clock_warns_in_both_languages(cast: Cast, alert: Alert) -> None:
    case = factories.case(cast.bureau)
    for left, keys in ((3, {"剩余"}), (0, {"今日"}), (-2, {"逾期", "届满"})):
        for key in ("proc.ordinary_days", *alarms.MEASURE_CLOCKS):
            clock = Deadline(key=key, label="立案审批", due_on=day(3, 23))
            subject = Subject(cast.bureau, case.pk, "甲案", "case-detail")
            said = alarms.text(
                alarms.Alarm(subject, clock, cast.publisher, Alert.Level.WARN_1, left)
            )
            assert any(word in said["text"] for word in keys)
            assert not any(word in said["text_en"] for word in ("应当", "届满", "立案审批"))


def test_an_account_without_warnings_is_told_when_they_come(cast: Cast) -> None:
    html = cast.client("head").get(reverse("alert-list")).content.decode()
    assert "没有预警" in html
    assert "逐级上报" in html


def test_the_badge_of_a_warning_says_its_step_and_no_number_of_days(cast: Cast) -> None:
    row = factories.duty(factories.issued(cast.bureau))
    assert row.deadline is not None
    for warned in warnings.due(row.deadline.due_on):
        warnings.send(warned)
    alert = Alert.objects.get(recipient=cast.publisher)
    assert (alert.level, "今日到期" in alert.text) == (Alert.Level.WARN_1, True)
    html = cast.client("publisher").get(reverse("alert-list")).content.decode()
    badges = re.findall(r'<span class="badge[^>]*>([^<]*)<', html)
    assert alert.get_level_display() in badges
    assert not any(re.search(r"\d", str(words)) for _level, words in Alert.Level.choices)
