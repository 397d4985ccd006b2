"""A decision in plain words: every fact is the projection's, and what it lacks is left out."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.models import Deadline
from disclosure import plain, search
from disclosure.models import Publication, RedactedVersion
from disclosure.presentation import grouped, penalty_names
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind, PenaltyKind
from tests import factories as cases
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

TEXT = st.text("罚款公司责令改正在日内。；，、\n ab12", max_size=300)


def words(rows: list[plain.Answer]) -> dict[str, str]:
    return {row.question: row.text for row in rows}


def projection(row: Publication) -> list[str]:
    """All that a fact may come from: the texts, the days, the amount and the names of kinds."""
    version = row.shown
    assert version is not None
    days = [row.decided_on, row.first_published_on, getattr(row, "served_on", None)]
    return [
        *(version.agency_name, version.party_name, version.facts, version.basis, version.result),
        *(text for _heading, text in version.sections),
        *(day.isoformat() for day in days if day),
        *(*penalty_names(version.penalty_kinds), grouped(version.fine_cents)),
        str(row.get_kind_display()),
    ]


def made(kind: str, **fields: Any) -> Publication:
    row = Publication(kind=kind, decided_on=date(2026, 3, 16))
    row.shown = RedactedVersion(agency_name="云溪市市场监督管理局", **fields)
    return row


@given(
    kind=st.sampled_from(ActionKind.values),
    party=st.sampled_from(["", "云溪市晨星商贸有限公司", "张某某"]),
    facts=TEXT,
    basis=TEXT,
    result=TEXT,
    order=TEXT,
    kinds=st.lists(st.sampled_from(PenaltyKind.values), unique=True, max_size=3),
    cents=st.integers(0, 10**12),
)
def test_every_fact_is_the_projections_own(
    kind: str,
    party: str,
    facts: str,
    basis: str,
    result: str,
    order: str,
    kinds: list[str],
    cents: int,
) -> None:
    row = made(
        kind,
        party_name=party,
        facts=facts,
        basis=basis,
        result=result,
        penalty_kinds=kinds,
        fine_cents=cents,
        sections=[["责令改正", order], ["救济途径", "六十日内申请行政复议。"]],
    )
    sources = projection(row)
    found = plain.answers(row)
    for answer in found:
        assert answer.text.strip()
        for fact in answer.facts:
            assert any(fact.removesuffix("…") in source for source in sources), fact
    asked = {answer.question for answer in found}
    for question, text in (("为什么", facts), ("依据什么", basis), ("还要改正什么", order)):
        assert (question in asked) == bool(text.strip())
    assert ("处罚种类" in asked) == bool(kinds)


@given(st.text(max_size=400))
def test_an_opening_is_a_beginning_and_never_long(text: str) -> None:
    found = plain.opening(text)
    assert text.strip().startswith(found.removesuffix("…")) or found == text.strip()
    assert len(found) <= plain.LENGTH + 1


def test_an_opening_ends_with_a_sentence_where_it_can() -> None:
    text = "当事人销售过期食品。" + "情节" * 100
    assert plain.opening(text) == "当事人销售过期食品。…"


def punished(kinds: list[str], cents: int) -> str:
    row = made(ActionKind.PENALTY, penalty_kinds=kinds, fine_cents=cents)
    return words(plain.answers(row))["处罚种类"]


def test_a_fine_is_said_once_with_its_amount() -> None:
    warned, fined, taken = (
        PenaltyKind.WARNING,
        PenaltyKind.FINE,
        PenaltyKind.CONFISCATE_INCOME,
    )
    assert punished([fined], 2_600_000) == "罚款26,000.00元"
    assert punished([warned, fined, taken], 1) == "警告、罚款0.01元、没收违法所得"
    assert punished([fined, taken], 0) == "罚款、没收违法所得"
    assert punished([warned], 5_000) == "警告、罚款50.00元"


@pytest.mark.parametrize("kind", ActionKind.values)
def test_the_day_is_that_of_the_decision_and_of_no_publication(kind: str) -> None:
    told = plain.answers(made(kind, party_name="云溪市晨星商贸有限公司"))[0].text
    assert "在2026-03-16对" in told and "作出" in told
    assert "公布" not in told


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市市场监督管理局", government_name="云溪市人民政府")


@pytest.mark.django_db
def test_a_decision_answers_what_a_reader_asks(bureau: Agency) -> None:
    row = search.find(cases.published(bureau).pk, TODAY)
    found = words(plain.answers(row))
    assert row.shown is not None
    party = row.shown.party_name
    about = f"云溪市市场监督管理局在2026-03-16对{party}作出行政处罚。"
    assert found["谁对谁作了什么决定"] == about
    assert found["处罚种类"] == "罚款2,000.00元"
    assert found["公开及时吗"] == "按期：最晚应当在2026-03-25公开，2026-03-18已经公开。"
    assert "最晚在2026-05-18申请行政复议，或者在2026-09-17起诉" in found["当事人不服怎么办"]
    assert "罚款人民币2000元" in found["决定了什么"]


@pytest.mark.django_db
def test_a_last_day_in_a_year_without_a_notice_is_provisional(bureau: Agency) -> None:
    row = search.find(cases.published(bureau).pk, TODAY)
    setattr(row, "served_on", date(2026, 10, 9))  # noqa: B010  # an annotation of the query
    said = words(plain.answers(row))["当事人不服怎么办"]
    assert "最晚在2026-12-08申请" in said and "2027-04-09（暂定）起诉" in said


@pytest.mark.django_db
def test_lateness_is_said_plainly(bureau: Agency) -> None:
    row = search.find(cases.published(bureau, published_on=date(2026, 3, 31)).pk, TODAY)
    assert "逾期4个工作日" in words(plain.answers(row))["公开及时吗"]


@pytest.mark.django_db
def test_a_received_record_says_only_what_it_holds(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts="", basis="", content="", party_name="")
    found = words(plain.answers(search.find(row.pk, TODAY)))
    assert set(found) == {"谁对谁作了什么决定", "处罚种类"}
    assert "依法不公开" in found["谁对谁作了什么决定"]
    assert Deadline.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_persons_name_stays_masked_in_plain_words(client: Client, bureau: Agency) -> None:
    row = factories.published(
        bureau, party_kind="person", party_name="王小明", facts="王小明占道。"
    )
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "王小明" not in page
    assert "一看就懂" in page and "王某某" in page


@pytest.mark.django_db
def test_the_frame_is_english_and_the_facts_stay(bureau: Agency) -> None:
    row = search.find(cases.published(bureau).pk, TODAY)
    with translation.override("en"):
        found = plain.answers(row)
    assert found[0].text.startswith("On 2026-03-16 云溪市市场监督管理局 imposed")
    assert any("罚款人民币2000元" in one.text for one in found)
