"""Gap-free numbers, voiding, and the folded form of a document number."""

import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from core import numbering
from core.errors import RuleError
from core.models import AuditEntry, NumberSeries, NumberUse
from tests.core.test_audit_concurrency import file_database, run_writers

FORMAT = "{prefix}〔{year}〕{n}号"


def take(agency: int = 1, kind: str = "penalty", year: int = 2026, prefix: str = "示罚") -> str:
    with transaction.atomic():
        return numbering.take(agency_id=agency, kind=kind, year=year, format=FORMAT, prefix=prefix)


@pytest.mark.django_db
def test_numbers_follow_one_another() -> None:
    assert [take(), take(), take()] == ["示罚〔2026〕1号", "示罚〔2026〕2号", "示罚〔2026〕3号"]


@pytest.mark.django_db
def test_agency_kind_and_year_each_have_their_own_series() -> None:
    take()
    assert take(agency=2) == take(year=2026, agency=3) == "示罚〔2026〕1号"
    assert take(kind="permit", prefix="示许") == "示许〔2026〕1号"
    assert take(year=2027) == "示罚〔2027〕1号"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_number_is_given_out_again() -> None:
    take()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert take() == "示罚〔2026〕2号"
        raise ZeroDivisionError
    assert take() == "示罚〔2026〕2号"


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_only_with_its_document() -> None:
    with pytest.raises(TransactionManagementError):
        numbering.take(agency_id=1, kind="k", year=2026, format=FORMAT, prefix="x")


@pytest.mark.django_db
def test_a_format_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="has no"):
        numbering.take(agency_id=1, kind="k", year=2026, format="{prefix}{year}", prefix="x")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_concurrent_takers_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    taken: list[str] = []
    lock = threading.Lock()

    def work(_: int) -> None:
        text = take()
        with lock:
            taken.append(text)

    path = tmp_path / "numbers.sqlite3"
    with file_database(path):
        errors = run_writers(work, path)
        series = NumberSeries.objects.get()
        assert errors == []
        assert series.last == len(taken) == len(set(taken)) == 200
        values = NumberUse.objects.order_by("value").values_list("value", flat=True)
        assert list(values) == list(range(1, 201))


@pytest.mark.django_db
def test_a_voided_number_stays_with_its_reason_and_is_not_used_again() -> None:
    first = take()
    use = numbering.void(first, " 文书作废 ")
    assert (use.void_reason, use.voided_at is not None) == ("文书作废", True)
    assert take() == "示罚〔2026〕2号"
    entry = AuditEntry.objects.get(action="number.void")
    assert (entry.agency_id, first in entry.data) == (1, True)


@pytest.mark.django_db
def test_voiding_says_what_is_wrong() -> None:
    text = take()
    take(agency=2)
    for number, reason, words in (
        ("示罚〔2026〕99号", "误取", "没有编号"),
        (text, "  ", "写明原因"),
        (text, "误取", "多个机关"),
    ):
        with pytest.raises(RuleError, match=words):
            numbering.void(number, reason)
    numbering.void(text, "误取", agency_id=1)
    with pytest.raises(RuleError, match="已经作废"):
        numbering.void(text, "误取", agency_id=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_numberuse SET value = 9",
        "UPDATE core_numberuse SET text = 'x'",
        "DELETE FROM core_numberuse",
        "UPDATE core_numberuse SET voided_at = NULL",
    ],
)
def test_raw_sql_cannot_change_a_used_number_or_take_back_a_voiding(sql: str) -> None:
    numbering.void(take(), "误取")
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        connection.cursor().execute(sql)


@pytest.mark.parametrize(
    "text",
    [
        "示罚〔2026〕12号",
        "示罚〔２０２６〕第 12 号",
        "示罚[2026]12号",
        "示罚（2026）12 号",
        "示罚(2026)第12號",
        "示罚【2026】12",
        "示罚［2026］１２号\n",
        "示罚[2026]\x00 12号\x07",
    ],
)
def test_every_way_to_write_a_number_folds_to_one(text: str) -> None:
    assert numbering.fold_doc_no(text) == "示罚(2026)12"


def test_different_numbers_stay_different() -> None:
    texts = ["示罚〔2026〕12号", "示罚〔2026〕112号", "示罚〔2025〕12号", "示许〔2026〕12号"]
    assert len({numbering.fold_doc_no(text) for text in texts}) == 4
    assert numbering.fold_doc_no("a—1") == numbering.fold_doc_no("A-1")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = numbering.fold_doc_no(text)
    assert numbering.fold_doc_no(once) == once
