"""复议、诉讼 about received records: what fell is taken down in the same act and stays down."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import Deadline
from core.triggers import refusal
from disclosure.models import Publication, RecordRuling, SearchEntry
from disclosure.services import order, records, rulings
from enforcement.models import Stay
from tests import factories
from tests.base import Cast, day
from tests.disclosure.factories import published, record

pytestmark = pytest.mark.django_db
ON = day(4, 10)
RESULT = "云政复决〔2026〕12号决定撤销该处罚。"


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return published(cast.bureau)


def said(**changes: Any) -> dict[str, Any]:
    given = {"kind": "reconsideration", "number": "云政复〔2026〕12号", "outcome": "revoked"}
    return {**given, "ended_on": day(4, 8), "result": RESULT, **changes}


def ruled(cast: Cast, row: Publication, **changes: Any) -> RecordRuling:
    return rulings.record(row, by=cast.publisher, on=ON, **said(**changes))


def fresh(row: Publication) -> Publication:
    return Publication.objects.get(pk=row.pk)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value.field


# --------------------------------------------------------------------------------- what falls
@pytest.mark.parametrize("outcome", Stay.Outcome.values)
def test_what_was_decided_elsewhere_falls_by_the_same_results_as_ours(
    cast: Cast, shown: Publication, outcome: str
) -> None:
    row = ruled(cast, shown, outcome=outcome)
    gone = outcome in Stay.FALLEN
    assert (fresh(shown).status == "withdrawn") == gone
    assert SearchEntry.objects.filter(publication=shown).exists() != gone
    page = Client().get(reverse("decision-detail", args=[shown.pk]))
    assert page.status_code == (410 if gone else 200)
    assert (RESULT in page.content.decode()) == gone
    assert row.agency_id == cast.bureau.pk


def test_the_days_for_withdrawal_run_from_the_ruling(cast: Cast, shown: Publication) -> None:
    ruled(cast, shown, ended_on=day(4, 1))
    clock = Deadline.objects.get(subject_type="withdrawal", subject_id=str(shown.pk))
    assert (clock.start_on, clock.ended_on) == (day(4, 1), ON)
    assert clock.due_on < ON, "it came late, and stays late"
    html = cast.client("publisher").get(reverse("publication-detail", args=[shown.pk]))
    assert reverse("deadline-detail", args=[clock.pk]) in html.content.decode()


def test_a_record_that_fell_does_not_come_back_with_the_next_batch(
    cast: Cast, shown: Publication
) -> None:
    ruled(cast, shown)
    assert shown.record is not None
    shown.record.fields = {**shown.record.fields, "content": "罚款人民币1元。"}
    shown.record.save(update_fields=["fields"])
    assert records.publish_record(shown.record, by=None, on=ON).status == "withdrawn"


def test_what_was_upheld_may_fall_in_court(cast: Cast, shown: Publication) -> None:
    ruled(cast, shown, outcome="upheld", result="云政复决〔2026〕12号维持。")
    ruled(cast, shown, kind="suit", number="（2026）云01行初3号", outcome="illegal")
    assert fresh(shown).status == "withdrawn"
    assert [row.outcome for row in RecordRuling.objects.filter(publication=shown)] == [
        "upheld",
        "illegal",
    ]


# --------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "appeal"}, "kind"),
        ({"outcome": "won"}, "outcome"),
        ({"number": " "}, "number"),
        ({"result": "　"}, "result"),
        ({"ended_on": date(2020, 1, 1)}, "ended_on"),
        ({"ended_on": day(4, 11)}, "ended_on"),
        ({"result": "撤销对张三的处罚，电话13900001234。"}, "result"),
    ],
)
def test_a_result_that_is_none_changes_nothing(
    cast: Cast, shown: Publication, changes: dict[str, Any], field: str
) -> None:
    assert refused(lambda: ruled(cast, shown, **changes)) == field
    assert fresh(shown).status == "published" and not RecordRuling.objects.exists()
    assert not Deadline.objects.filter(subject_type="withdrawal").exists()


def test_the_same_result_is_recorded_once(cast: Cast, shown: Publication) -> None:
    ruled(cast, shown)
    assert refused(lambda: ruled(cast, shown)) == "number"


def test_an_own_decision_is_not_entered_here(cast: Cast) -> None:
    own = factories.published(cast.bureau, on=day(3, 16))
    with pytest.raises(RuleError, match="在案件中登记"):
        ruled(cast, own)
    assert fresh(own).status == "published"


@pytest.mark.parametrize("who", ["officer1", "listadmin", "supervisor", "outsider"])
def test_only_the_publisher_of_the_agency_records_one(
    cast: Cast, shown: Publication, who: str
) -> None:
    with pytest.raises((PermissionDenied, RuleError)):
        rulings.record(shown, by=cast.people[who], on=ON, **said())
    assert fresh(shown).status == "published"


# --------------------------------------------------------------------------------- at the screen
def test_the_publisher_takes_a_fallen_record_down_with_one_form(
    cast: Cast, shown: Publication
) -> None:
    client, page = cast.client("publisher"), reverse("publication-ruling", args=[shown.pk])
    detail = reverse("publication-detail", args=[shown.pk])
    assert page in client.get(detail).content.decode()
    today = timezone.localdate().isoformat()
    for wrong in ({"result": "\0"}, {"number": "9" * 5000}, {"ended_on": "9999999-01-01"}):
        answer = client.post(page, {**said(ended_on=today), **wrong})
        assert answer.status_code == 200 and fresh(shown).status == "published"
    assert client.post(page, said(ended_on=today)).status_code == 302
    html = client.get(detail).content.decode()
    assert "登记复议、诉讼结果" in html and RESULT in html


def test_the_page_of_an_own_decision_does_not_offer_it(cast: Cast) -> None:
    own = factories.published(cast.bureau, on=day(3, 16))
    detail = cast.client("publisher").get(reverse("publication-detail", args=[own.pk]))
    assert reverse("publication-ruling", args=[own.pk]) not in detail.content.decode()


def test_what_fell_while_it_waited_for_a_person_is_settled(cast: Cast) -> None:
    """One in doubt is public nowhere; once it fell there is nothing left to say about it."""
    source = record(cast.bureau, organ="云溪市公安局交通警察支队")
    row = records.publish_record(source, by=None, on=day(3, 20))
    assert row.status == "pending"
    ruled(cast, row)
    row = fresh(row)
    assert (row.status, row.withheld_code, row.first_published_on) == ("withheld", "revoked", None)
    assert not row.automatic.exists(), "somebody put on record that it fell"
    assert row.deadline is None or row.deadline.outcome == Deadline.Outcome.VOID
    assert not order.waits(row)


def test_one_in_doubt_that_was_upheld_waits_on(cast: Cast) -> None:
    source = record(cast.bureau, organ="云溪市公安局交通警察支队")
    row = records.publish_record(source, by=None, on=day(3, 20))
    ruled(cast, row, outcome="upheld")
    assert fresh(row).status == "pending" and order.waits(fresh(row))


# --------------------------------------------------------------------------------- the database
def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


def test_the_database_keeps_what_fell_down(cast: Cast, shown: Publication) -> None:
    fields = {**said(), "created_by": cast.publisher}
    create = RecordRuling.objects.create
    assert code(lambda: create(publication=shown, **fields)) == "RULING"
    own = factories.published(cast.bureau, on=day(3, 16))
    assert code(lambda: create(publication=own, **{**fields, "outcome": "upheld"})) == "RULING"
    ruled(cast, shown)
    rows = RecordRuling.objects.all()
    code(lambda: rows.update(outcome="upheld"))
    code(rows.delete)
    raw = Publication.objects.filter(pk=shown.pk)
    code(lambda: raw.update(status="published"))
