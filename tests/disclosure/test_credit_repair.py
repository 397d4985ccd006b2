"""信用修复 ends a publication at once and without a trace; the agency's own early stop has conditions."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core.errors import RuleError, StaleError
from disclosure.models import CreditRepair, LedgerEntry, Publication, SearchEntry
from disclosure.services import pipeline, records, repairs
from enforcement.profiles import load
from tests import factories as cases
from tests.base import Cast, day
from tests.disclosure import factories

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 1)
CREDIT, MARKET = ("performed", "promised", "others"), ("performed", "remedied", "once", "unlisted")


def stop(row: Publication, by: Any, *, on: date = ON, **changes: Any) -> CreditRepair:
    given = {"organ": "信用中国（云溪）", "paper_no": "信修〔2026〕8号", "dated_on": on, **changes}
    rest = {name: given.pop(name) for name in ("ground", "conditions") if name in given}
    paper = repairs.Paper(**given)
    return repairs.stop(row, by=by, on=on, paper=paper, **{"ground": "notice", **rest})


def early(row: Publication, by: Any, conditions: tuple[str, ...], on: date = ON) -> CreditRepair:
    return stop(row, by, on=on, ground="early", conditions=conditions)


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return factories.published(cast.bureau)


def test_a_notice_ends_it_at_once_everywhere_and_without_a_word(
    cast: Cast, shown: Publication
) -> None:
    made = stop(shown, cast.publisher)
    shown.refresh_from_db()
    assert (shown.status, shown.ended_on, shown.public_reason) == ("expired", ON, "")
    assert (made.ground, made.conditions) == ("notice", [])
    assert not SearchEntry.objects.exists()
    for name in ("decision-detail", "decision-pdf", "api-decision-detail"):
        answer = Client().get(reverse(name, args=[shown.pk]))
        assert answer.status_code == 404, name
        for trace in ("晨星", "修复", "信修"):
            assert trace not in answer.content.decode(), (name, trace)
    feed = Client().get(reverse("decision-feed")).content.decode()
    assert "修复" not in feed and "晨星" not in feed
    last = LedgerEntry.objects.order_by("pk").last()
    assert last is not None and last.event == "expired"


def test_an_own_decision_is_repaired_as_well(cast: Cast) -> None:
    row = cases.published(cast.bureau)
    stop(row, cast.publisher)
    assert Publication.objects.get(pk=row.pk).status == "expired"


def test_the_source_cannot_bring_it_back(cast: Cast, shown: Publication) -> None:
    stop(shown, cast.publisher)
    assert shown.record is not None
    shown.record.fields |= {"content": "罚款2100元。"}
    shown.record.save()
    assert records.publish_record(shown.record, by=None, on=ON).status == "expired"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organ": " "}, "organ"),
        ({"paper_no": ""}, "paper_no"),
        ({"dated_on": factories.DECIDED.replace(day=15)}, "dated_on"),
        ({"dated_on": ON.replace(day=2)}, "dated_on"),
    ],
)
def test_the_paper_is_on_record(
    cast: Cast, shown: Publication, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        stop(shown, cast.publisher, **changes)
    assert caught.value.field == field
    assert not CreditRepair.objects.exists()


def test_only_penalties_and_only_while_they_are_public(cast: Cast, shown: Publication) -> None:
    permit = factories.published(cast.bureau, kind="permit")
    with pytest.raises(RuleError, match="只适用于行政处罚"):
        stop(permit, cast.publisher)
    pipeline.withdraw(shown, by=None, on=day(4, 1), reason="复议决定撤销。")
    with pytest.raises(StaleError):
        stop(shown, cast.publisher)


def test_strangers_and_other_roles_stop_nothing(cast: Cast, shown: Publication) -> None:
    for by in (cast.officer1, cast.head, cases.user("publisher", cast.other_bureau)):
        with pytest.raises(PermissionDenied):
            stop(shown, by)


# ------------------------------------------------------------------------ the agency's own stop
@pytest.mark.parametrize(("field", "all_of"), [("城市管理", CREDIT), ("市场监管", MARKET)])
def test_each_condition_is_needed(cast: Cast, field: str, all_of: tuple[str, ...]) -> None:
    bureau = cases.agency("云溪市某局", field=field)
    by, row = cases.user("publisher", bureau), factories.published(bureau)
    assert tuple(one["key"] for one in load("national").early_stop(field)) == all_of
    for left_out in all_of:
        with pytest.raises(RuleError) as caught:
            early(row, by, tuple(one for one in all_of if one != left_out))
        assert caught.value.field == "conditions"
    assert early(row, by, all_of).conditions == sorted(all_of)


@pytest.mark.parametrize(
    "kind",
    ["stop_business", "restrict_business", "restrict_practice", "lower_grade", "revoke_licence"],
)
def test_the_heavy_kinds_of_the_market_are_never_stopped_early(cast: Cast, kind: str) -> None:
    bureau = cases.agency("云溪市市监局", field="市场监管")
    by, row = cases.user("publisher", bureau), factories.published(bureau, penalty_kinds=[kind])
    with pytest.raises(RuleError, match="不得提前停止公示"):
        early(row, by, MARKET, on=date(2029, 1, 5))
    assert stop(row, by).ground == "notice", "a notice binds all the same"


@pytest.mark.parametrize(
    ("kinds", "first"),
    [(["fine"], date(2026, 7, 20)), (["revoke_licence"], date(2027, 4, 20))],
)
def test_the_least_time_of_the_class_must_be_over(
    cast: Cast, kinds: list[str], first: date
) -> None:
    row = factories.published(cast.bureau, on=date(2026, 4, 20), penalty_kinds=kinds)
    with pytest.raises(RuleError, match="最短公示期") as caught:
        early(row, cast.publisher, CREDIT, on=first.replace(day=19))
    assert str(first) in str(caught.value)
    assert early(row, cast.publisher, CREDIT, on=first)


def test_a_warning_has_no_least_time(cast: Cast) -> None:
    row = factories.published(cast.bureau, on=date(2026, 4, 20), penalty_kinds=["warning"])
    assert early(row, cast.publisher, CREDIT, on=date(2026, 5, 1))


def test_what_was_recorded_stays(cast: Cast, shown: Publication) -> None:
    made = stop(shown, cast.publisher)
    for change in (
        lambda: CreditRepair.objects.filter(pk=made.pk).update(paper_no="9号"),
        lambda: CreditRepair.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# ------------------------------------------------------------------------ pages
def test_the_page_says_what_is_wrong_and_then_stops_it(
    cast: Cast, shown: Publication, today: date
) -> None:
    client, path = cast.client("publisher"), reverse("publication-repair", args=[shown.pk])
    detail = reverse("publication-detail", args=[shown.pk])
    assert path in client.get(detail).content.decode()
    sent = {"ground": "notice", "organ": "信用中国", "paper_no": "8号", "dated_on": "2026-03-31"}
    bad = client.post(path, {**sent, "paper_no": "\0"})
    assert bad.status_code == 200 and not CreditRepair.objects.exists()
    assert client.post(path, {**sent, "ground": "early"}).status_code == 200
    assert not CreditRepair.objects.exists()
    assert client.post(path, sent).status_code == 302
    told = client.get(detail).content.decode()
    assert "信用修复，停止公示" in told and "信用中国 8号" in told
    assert path not in told
