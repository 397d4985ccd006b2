"""A warning is kept in both languages, whoever causes it and whoever reads it."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import integrity
from core.models import Alert
from core.sentences import told
from tests import people

LATE = _("%(name)s：“%(clock)s”应当在%(due)s前完成，已逾期%(n)d个工作日。")


@pytest.mark.parametrize("active", ["zh-hans", "en"])
def test_a_sentence_is_in_each_language_whatever_the_one_of_the_moment_is(active: str) -> None:
    values = {"name": "甲案", "clock": _("立案"), "due": date(2026, 3, 2), "n": 3}
    with translation.override(active):
        made = told(LATE, values)
    assert made["text"] == "甲案：“立案”应当在2026-03-02前完成，已逾期3个工作日。"
    assert "甲案" in made["text_en"]
    assert "3 working day" in made["text_en"]
    assert "应当" not in made["text_en"]
    assert "立案" not in made["text_en"]


def test_a_long_sentence_is_cut_in_each_language() -> None:
    made = told("%(why)s", {"why": "x" * 50}, 20)
    assert made == {"text": "x" * 20, "text_en": "x" * 20}


def test_a_reader_has_the_sentence_of_the_interface() -> None:
    row = Alert(text="原件损坏", text_en="An original is damaged")
    with translation.override("zh-hans"):
        assert row.words == "原件损坏"
    with translation.override("en"):
        assert row.words == "An original is damaged"


def test_a_warning_of_before_is_read_in_chinese() -> None:
    with translation.override("en"):
        assert Alert(text="原件损坏").words == "原件损坏"


@pytest.mark.django_db
def test_an_alarm_about_originals_is_kept_in_both() -> None:
    people.user("supervisor")
    told_ = {"damaged": 1, "not_checked": 2}
    integrity.alarm(
        "fixity:9:bad",
        _("原件校验发现：%(damaged)d 个损坏或者丢失，%(not_checked)d 个未校验。"),
        told_,
    )
    row = Alert.objects.get(subject="fixity:9:bad")
    assert row.text == "原件校验发现：1 个损坏或者丢失，2 个未校验。"
    assert "1" in row.text_en and "原件" not in row.text_en
