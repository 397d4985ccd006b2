"""A clock whose last days are days of rest: none of its working days is left, yet it is not today."""

from datetime import date

import pytest

from core.templatetags.ui import deadline_badge


@pytest.mark.parametrize(
    ("due", "words"),
    [(date(2026, 11, 21), "今日到期"), (date(2026, 11, 22), "剩余不足 1 个工作日")],
)
def test_a_day_of_rest_to_come_is_not_today(
    monkeypatch: pytest.MonkeyPatch, due: date, words: str
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: date(2026, 11, 21))

    assert deadline_badge(due, 0)["words"] == words
    assert deadline_badge(due, 0, outcome="met")["words"] == "按期完成"
