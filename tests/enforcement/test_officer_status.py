"""In post, suspended, gone: no certificate counts for an officer who may not act."""

from datetime import date, timedelta

import pytest

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Agency, Certificate, Officer
from enforcement.services import agencies, officers

pytestmark = pytest.mark.django_db
START, END = date(2024, 1, 1), date(2028, 12, 31)
NEXT = (date(2029, 1, 1), date(2033, 12, 31))
ON = date(2026, 3, 16)
ONE_DAY = timedelta(days=1)
REASONS = [("left", "已注销"), ("suspended", "暂扣证件")]


@pytest.fixture
def bureau() -> Agency:
    return agencies.create(name="云溪市城市管理局")


@pytest.fixture
def row(bureau: Agency) -> Officer:
    """An officer with a card that runs."""
    made = officers.create(agency=bureau, name="安试一", post="科员")
    card(made, START, END)
    return made


def card(row: Officer, start: date, end: date, number: str = "YX001") -> Certificate:
    """A card of the officer."""
    return officers.certify(
        row, number=number, issuer="云溪市人民政府", area="云溪市", valid_from=start, valid_to=end
    )


def certified(row: Officer, on: date) -> bool:
    """Whether the officer counts on the day."""
    return Officer.objects.certified(on).filter(pk=row.pk).exists()


@pytest.mark.parametrize(("status", "reason"), REASONS)
def test_without_the_post_no_card_counts_from_that_day(
    row: Officer, status: str, reason: str
) -> None:
    officers.set_status(row, status, on=ON)

    assert certified(row, ON - ONE_DAY)
    assert not certified(row, ON)
    kept = Certificate.objects.get()
    assert (kept.ended_on, kept.end_reason) == (ON, reason)
    assert AuditEntry.objects.filter(action="certificate.end", object_id=str(kept.pk)).exists()


@pytest.mark.parametrize(("status", "reason"), REASONS)
def test_a_card_that_was_to_follow_never_begins(row: Officer, status: str, reason: str) -> None:
    later = card(row, *NEXT)

    officers.set_status(row, status, on=ON)

    later.refresh_from_db()
    assert (later.ended_on, later.end_reason) == (NEXT[0], reason)
    for on in (NEXT[0], NEXT[0] + ONE_DAY, NEXT[1]):
        assert not certified(row, on), on


@pytest.mark.parametrize(("status", "reason"), REASONS)
def test_a_card_that_ran_out_before_keeps_its_history(
    row: Officer, status: str, reason: str
) -> None:
    officers.set_status(row, status, on=END + ONE_DAY)

    kept = Certificate.objects.get()
    assert (kept.ended_on, kept.end_reason) == (None, "")
    assert certified(row, END)


def test_a_card_ended_earlier_keeps_its_day_and_reason(row: Officer) -> None:
    officers.end_certificate(row.certificates.get(), on=ON, reason="年审未通过")

    officers.set_status(row, "left", on=ON + ONE_DAY)

    kept = row.certificates.get()
    assert (kept.ended_on, kept.end_reason) == (ON, "年审未通过")


def test_who_is_reinstated_needs_a_new_card(row: Officer) -> None:
    officers.set_status(row, "suspended", on=ON)
    officers.set_status(row, "active", on=ON + ONE_DAY)
    assert not certified(row, ON + ONE_DAY)

    card(row, ON + ONE_DAY, END)

    assert [certified(row, ON + ONE_DAY * n) for n in (-1, 0, 1)] == [True, False, True]


def test_who_was_suspended_and_leaves_is_ended_once(row: Officer) -> None:
    officers.set_status(row, "suspended", on=ON)
    officers.set_status(row, "left", on=ON + ONE_DAY)

    assert row.certificates.get().ended_on == ON
    log = AuditEntry.objects.filter(action="officer.status", object_id=str(row.pk))
    assert log.count() == 2


def test_the_same_state_twice_writes_nothing(row: Officer) -> None:
    before = AuditEntry.objects.count()

    officers.set_status(row, "active", on=ON)

    assert AuditEntry.objects.count() == before
    assert certified(row, ON)


def test_a_state_that_does_not_exist_is_a_mistake(row: Officer) -> None:
    with pytest.raises(ValueError, match="retired"):
        officers.set_status(row, "retired", on=ON)


@pytest.mark.parametrize(
    ("start", "end", "taken"),
    [
        (END, END + ONE_DAY, True),
        (END + ONE_DAY, END + ONE_DAY, False),
        (START - ONE_DAY, START - ONE_DAY, False),
        (START - ONE_DAY, START, True),
        (ON, ON, True),
        (START - ONE_DAY, END + ONE_DAY, True),
    ],
)
def test_a_number_is_free_again_the_day_after_its_last(
    bureau: Agency, row: Officer, start: date, end: date, taken: bool
) -> None:
    second = officers.create(agency=bureau, name="安试二", post="科员")
    if not taken:
        assert card(second, start, end).officer == second
        return
    with pytest.raises(RuleError, match="已登记给安试一") as refused:
        card(second, start, end)
    assert refused.value.field == "number"
    assert "注销原证件" in refused.value.remedy


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True)])
def test_a_card_lasts_at_least_its_first_day(row: Officer, days: int, allowed: bool) -> None:
    first = date(2030, 6, 1)
    if allowed:
        card(row, first, first + ONE_DAY * days)
        assert [certified(row, first + ONE_DAY * n) for n in (-1, 0, 1)] == [False, True, False]
        return
    with pytest.raises(RuleError, match="早于开始日期") as refused:
        card(row, first, first + ONE_DAY * days)
    assert refused.value.field == "valid_to"
