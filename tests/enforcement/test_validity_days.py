"""Certificates, versions and delegations on the days they begin, end, and the days beside them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models import Agency, Certificate, Officer, Statute, StatuteVersion
from enforcement.services import agencies, delegations, officers, statutes
from enforcement.statutes import link_citations, versions_on
from tests.enforcement.test_statutes import act, put

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
OFFSETS = st.integers(0, 40)
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def day(offset: int) -> date:
    """A day some days after START; made-up days, no legal period."""
    return START + timedelta(days=offset)


@dataclass(frozen=True)
class Span:
    """The oracle: what a certificate says, day by day."""

    first: int
    last: int
    ended: int | None

    def covers(self, offset: int) -> bool:
        """Whether it counts on the day, said without a database."""
        days = set(range(self.first, self.last + 1))
        return offset in (days if self.ended is None else {d for d in days if d < self.ended})


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """A period with, or without, an early end on or after its first day."""
    first = draw(OFFSETS)
    last = draw(st.integers(first, first + 10))
    return Span(first, last, draw(st.none() | st.integers(first, last + 2)))


@pytest.fixture
def officer() -> Officer:
    return officers.create(
        agency=agencies.create(name="云溪市城市管理局"), name="安试一", post="科员"
    )


def test_a_certificate_counts_on_exactly_its_days(officer: Officer) -> None:
    @QUICK
    @given(st.lists(spans(), max_size=3))
    def holds(given_spans: list[Span]) -> None:
        Certificate.objects.filter(officer=officer).delete()
        for number, span in enumerate(given_spans):
            card = officers.certify(
                officer,
                number=f"YX{number}",
                issuer="云溪市人民政府",
                area="云溪市",
                valid_from=day(span.first),
                valid_to=day(span.last),
            )
            if span.ended is not None:
                officers.end_certificate(card, on=day(span.ended), reason="调离")
        edges = {
            e + d for s in given_spans for e in (s.first, s.last, s.ended or 0) for d in (-1, 0, 1)
        }
        for offset in edges:
            expected = any(span.covers(offset) for span in given_spans)
            on = day(offset)
            assert (officer.certificate_on(on) is not None) == expected, on
            assert Officer.objects.certified(on).exists() == expected, on

    holds()


def test_one_number_is_never_held_twice_on_any_day(officer: Officer) -> None:
    @QUICK
    @given(spans(), spans())
    def holds(first: Span, second: Span) -> None:
        Certificate.objects.filter(officer=officer).delete()
        fixed: dict[str, Any] = {"number": "YX1", "issuer": "云溪市人民政府", "area": "云溪市"}
        card = officers.certify(
            officer, **fixed, valid_from=day(first.first), valid_to=day(first.last)
        )
        if first.ended is not None:
            officers.end_certificate(card, on=day(first.ended), reason="遗失")
        new = Span(second.first, second.last, None)
        shared = any(first.covers(d) and new.covers(d) for d in range(-1, 60))
        try:
            officers.certify(officer, **fixed, valid_from=day(new.first), valid_to=day(new.last))
        except RuleError as refused:
            assert refused.field == "number"
            assert shared or new.first <= first.first
        else:
            assert not shared

    holds()


def test_a_certificate_of_one_day_counts_on_that_day_only(officer: Officer) -> None:
    officers.certify(
        officer, number="YX1", issuer="甲", area="乙", valid_from=START, valid_to=START
    )
    assert [officer.certificate_on(day(d)) is not None for d in (-1, 0, 1)] == [False, True, False]


def test_a_certificate_ended_on_its_first_day_never_counted(officer: Officer) -> None:
    card = officers.certify(
        officer, number="YX1", issuer="甲", area="乙", valid_from=START, valid_to=day(30)
    )
    officers.end_certificate(card, on=START, reason="误发")
    assert not any(officer.certificate_on(day(d)) for d in range(-1, 32))


def test_the_same_number_of_another_issuer_is_another_certificate(officer: Officer) -> None:
    for issuer in ("甲省人民政府", "乙省人民政府"):
        officers.certify(
            officer, number="YX1", issuer=issuer, area="乙", valid_from=START, valid_to=day(30)
        )
    assert officer.certificates.count() == 2


def test_of_two_valid_certificates_the_newer_is_shown(officer: Officer) -> None:
    for number, first in (("新", 5), ("旧", 0)):
        officers.certify(
            officer, number=number, issuer="甲", area="乙", valid_from=day(first), valid_to=day(30)
        )
    shown = [officer.certificate_on(day(d)) for d in (4, 5)]
    assert [card.number for card in shown if card] == ["旧", "新"]


# ---------------------------------------------------------------------------------- statutes
FIRST, SECOND = date(2015, 5, 1), date(2021, 7, 15)


@pytest.fixture
def law() -> Statute:
    put(
        act("示范法", "2014-12-01", "旧条", "本法自2015年5月1日起施行。"),
        act("示范法", "2021-01-22", "新条", "本法自2021年7月15日起施行。"),
    )
    return Statute.objects.get()


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (FIRST - timedelta(days=1), None),
        (FIRST, "旧条"),
        (SECOND - timedelta(days=1), "旧条"),
        (SECOND, "新条"),
        (date(9999, 12, 31), "新条"),
        (date(1, 1, 1), None),
    ],
)
def test_the_text_of_a_day_is_the_one_in_force_from_its_first_day(
    law: Statute, on: date, text: str | None
) -> None:
    version = law.version_on(on)
    shown = version.articles.get(no=1).text if version else None
    assert shown == text
    linked = link_citations("《中华人民共和国示范法》（2021修订）第一条", on)[0]
    assert (linked["article"] is not None) == (text is not None)
    assert linked["version"] == (version.pk if version else None)


def test_exactly_one_version_is_in_force_on_any_day_since_the_first(law: Statute) -> None:
    @QUICK
    @given(st.dates(date(2014, 1, 1), date(2030, 1, 1)))
    def holds(on: date) -> None:
        rows = [
            row
            for row in StatuteVersion.objects.all()
            if row.effective_from <= on and (row.effective_to is None or on < row.effective_to)
        ]
        assert len(rows) == (1 if on >= FIRST else 0)
        chosen = law.version_on(on)
        assert [row.pk for row in rows] == ([chosen.pk] if chosen else [])
        assert list(versions_on(["示范法"], on).values()) == rows

    holds()


def test_an_older_version_that_comes_in_late_takes_its_place_in_time(law: Statute) -> None:
    put(act("示范法", "2000-01-01", "最早", "本法自2000年2月1日起施行。"))
    version = law.version_on(date(2010, 1, 1))
    assert version is not None and version.articles.get(no=1).text == "最早"
    assert version.effective_to == FIRST


def test_keeping_the_same_library_again_moves_no_period(law: Statute) -> None:
    assert statutes.refresh_periods(by=None) == 0


def test_a_citation_of_an_impossible_number_is_answered_in_words(law: Statute) -> None:
    for text in ("《示范法》第九千九百九十九条", "《示范法》第999999999条", "《示范法》第〇条"):
        [linked] = link_citations(text, SECOND)
        assert linked["article"] is None
        assert "没有这一条" in linked["note"]


# ---------------------------------------------------------------------------------- delegations
@pytest.mark.parametrize(("offset", "valid"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_delegation_covers_both_its_first_and_last_day(offset: int, valid: bool) -> None:
    giver: Agency = agencies.create(name="云溪市甲局")
    row = delegations.create(
        delegator=giver,
        delegate=agencies.create(name="云溪市乙大队"),
        number="云委〔2026〕1号",
        matters="日常检查",
        powers="调查取证",
        valid_from=START,
        valid_to=day(30),
    )
    assert row.in_force(day(offset)) is valid
