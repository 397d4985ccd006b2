"""Series of numbers: no gap, no double, in the written form the format gives and no other."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import AuditEntry, NumberSeries, NumberUse
from core.numbering import fold_doc_no, take, the_only, void

pytestmark = pytest.mark.django_db
FORM = "{prefix}〔{year}〕{n}号"


def taken(
    count: int = 1, *, kind: str = "penalty", agency: int = 1, year: int = 2026, form: str = FORM
) -> list[str]:
    """So many numbers of a series."""
    return [
        take(agency_id=agency, kind=kind, year=year, format=form, prefix="示罚")
        for _time in range(count)
    ]


class Lost(Exception):
    """The document of a number was not kept."""


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.booleans()), max_size=12))
def test_numbers_that_were_kept_leave_no_gap(db: None, steps: list[tuple[str, bool]]) -> None:
    # Numbers stay for good, so each example counts in a year that no other has used.
    year = NumberSeries.objects.count() + 2000
    kept: dict[str, list[str]] = {"a": [], "b": []}
    for kind, keep in steps:
        try:
            with transaction.atomic():
                (text,) = taken(kind=kind, year=year)
                if not keep:
                    raise Lost
                kept[kind].append(text)
        except Lost:
            continue
    for texts in kept.values():
        assert texts == [f"示罚〔{year}〕{n}号" for n in range(1, len(texts) + 1)]
    series = NumberSeries.objects.filter(year=year, last__gt=0)
    assert all(row.last == row.uses.count() for row in series)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (FORM, "示罚〔2026〕1号"),
        ("{prefix}第{n:04d}号", "示罚第0001号"),
        ("{year}{n:04d}", "20260001"),
        ("{n}", "1"),
        ("{{{n}}}", "{1}"),
    ],
)
def test_a_format_says_how_a_number_is_written(form: str, text: str) -> None:
    assert taken(form=form) == [text]
    assert NumberUse.objects.get().text == text


@pytest.mark.parametrize(
    "form", ["", "{prefix}〔{year}〕号", "{number}", "{{n}}", "{name}〔{year}〕", "n"]
)
def test_a_format_that_never_counts_is_refused_and_takes_nothing(form: str) -> None:
    with pytest.raises(ValueError, match="has no"):
        taken(form=form)
    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "　"])
def test_a_voiding_has_a_reason(reason: str) -> None:
    (text,) = taken()
    with pytest.raises(RuleError, match="原因") as refused:
        void(text, reason)
    assert refused.value.field == "reason"
    assert NumberUse.objects.get().voided_at is None


def test_a_voided_number_is_skipped_for_good_and_told_to_the_log() -> None:
    first, second = taken(2)
    use = void(second, "  打印作废  " + "因" * 300)
    assert use.void_reason.startswith("打印作废")
    assert len(use.void_reason) == 200
    assert taken() == ["示罚〔2026〕3号"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.agency_id) == ("number.void", 1)
    assert second in entry.data
    assert NumberUse.objects.get(text=first).voided_at is None


def test_two_agencies_with_one_text_must_be_told_apart() -> None:
    (text,) = taken(agency=1)
    assert taken(agency=2) == [text]
    with pytest.raises(RuleError, match="多个机关"):
        void(text, "重复")
    assert void(text, "重复", agency_id=2).series.agency_id == 2
    assert NumberUse.objects.get(series__agency_id=1).voided_at is None
    with pytest.raises(RuleError, match="没有编号"):
        void(text, "重复", agency_id=3)


@pytest.mark.parametrize("text", ["", "示罚〔2026〕2号", "示罚[2026]1号", "示罚〔2026〕1号 "])
def test_only_the_number_as_it_was_written_is_voided(text: str) -> None:
    taken()
    with pytest.raises(RuleError, match="没有编号") as refused:
        void(text, "误写")
    assert refused.value.remedy


def test_voiding_twice_is_refused_and_keeps_the_first_reason() -> None:
    (text,) = taken()
    void(text, "第一次")
    with pytest.raises(RuleError, match="已经作废"):
        void(text, "第二次")
    assert NumberUse.objects.get().void_reason == "第一次"
    assert AuditEntry.objects.count() == 1


def test_the_only_use_is_given_back_as_it_is() -> None:
    use = NumberUse(text="x")
    assert the_only([use], "x") is use


@pytest.mark.parametrize(
    "written",
    [
        *("陵民字〔2019〕39号", "陵民字[2019]39号", "陵民字（2019）39号", "陵民字【2019】第39号"),
        *(
            "陵民字﹝2019﹞39号",
            "陵民字〔２０１９〕３９号",
            " 陵民字 〔2019〕 39 號",
            "陵民字{2019}39",
        ),
    ],
)
def test_people_find_a_number_however_they_type_it(written: str) -> None:
    assert fold_doc_no(written) == "陵民字(2019)39"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("示罚〔2026〕1号", "示罚〔2026〕11号"),
        ("示罚〔2026〕1号", "示强〔2026〕1号"),
        ("示罚〔2026〕1-1号", "示罚〔2026〕11号"),
        ("A〔2026〕1", "A2026〕1"),
    ],
)
def test_numbers_that_differ_stay_apart(a: str, b: str) -> None:
    assert fold_doc_no(a) != fold_doc_no(b)
