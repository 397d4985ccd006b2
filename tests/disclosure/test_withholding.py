"""Grounds of the profile for not publishing, and the assessment of what was withheld (OGI 18)."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry, Deadline
from disclosure import eligibility, ledger_counts
from disclosure.models import Publication
from disclosure.services import duties, pipeline, reconsideration, records, sweep, withheld
from enforcement.models import Agency, Case, Decision, Party
from enforcement.services import decisions
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure.factories import record

pytestmark = pytest.mark.django_db
LAW, BEFORE = day(4, 1), day(3, 31)
MARKET, OTHER = "市场监管", "城市管理"
ON = day(4, 20)


def penalty(
    kinds: list[str], *, field: str = MARKET, procedure: str = "ordinary", on: date = LAW, **of: Any
) -> Publication:
    """The publication of a decision that stands in no database."""
    agency = Agency(name="云溪市某局", profile="sanmenxia_gov", path="0001", depth=1, field=field)
    party = Party(agency=agency, kind="org", name="云溪市晨星商贸有限公司")
    case = Case(agency=agency, party=party, procedure=procedure, discovered_on=on)
    row = {"agency": agency, "case": case, "kind": "penalty", "issued_on": on}
    decision = Decision(**row, penalty_kinds=kinds)
    return Publication(agency=agency, decision=decision, kind="penalty", decided_on=on, **of)


def chosen(row: Publication) -> set[str]:
    return eligibility.choices(row).keys() - eligibility.REASONS.keys()


@pytest.mark.parametrize(
    ("kinds", "given", "codes"),
    [
        (["warning"], {}, {"warning_only", "minor_discredit"}),
        (["warning", "fine"], {}, set()),
        ([], {}, set()),
        (["fine"], {"procedure": "simple"}, {"simple_procedure", "minor_discredit"}),
        (["fine"], {"procedure": "simple", "field": OTHER}, {"minor_discredit"}),
        (["warning"], {"field": OTHER}, {"minor_discredit"}),
        (["warning"], {"field": OTHER, "on": BEFORE}, set()),
        (["fine"], {"field": OTHER}, set()),
        # The class that the agency chose counts, not the suggested one.
        (["fine"], {"field": OTHER, "credit_class": "minor"}, {"minor_discredit"}),
        (["criticism"], {"field": OTHER, "credit_class": "general"}, set()),
    ],
)
def test_a_ground_is_offered_where_it_fits(
    kinds: list[str], given: dict[str, Any], codes: set[str]
) -> None:
    assert chosen(penalty(kinds, **given)) == codes


@pytest.mark.parametrize(
    ("kinds", "field", "barred"),
    [
        (["warning"], MARKET, True),
        (["warning", "fine"], MARKET, False),
        (["criticism"], MARKET, False),
        (["warning"], OTHER, False),
    ],
)
def test_only_a_mere_warning_of_the_market_is_never_public(
    cast: Cast, kinds: list[str], field: str, barred: bool
) -> None:
    decision = penalty(kinds, field=field).decision
    assert decision is not None
    bar = eligibility.bar(decision)
    assert (bar.code if bar else "") == ("warning_only" if barred else "")
    bureau = factories.agency("云溪市某局", field=field)
    row = records.publish_record(record(bureau, penalty_kinds=kinds), by=None, on=LAW)
    assert row.status == ("withheld" if barred else "published")


def test_the_duty_of_a_mere_warning_falls_away_at_once() -> None:
    bureau = factories.agency("云溪市市监局", field=MARKET)
    made = factories.issued(bureau, penalty_kinds=["warning"], fine_cents=0, result="警告。")
    row = duties.open_duty(made)
    assert (row.status, row.withheld_code) == ("withheld", "warning_only")
    assert not Deadline.objects.filter(subject_type=withheld.SUBJECT).exists()


def test_every_code_of_the_log_has_words() -> None:
    codes = {"warning_only", "simple_procedure", "minor_discredit", *eligibility.REASONS}
    assert codes <= ledger_counts.REASONS.keys()


# ------------------------------------------------------------------------ chosen and assessed
def withhold(row: Publication, by: Any, code: str = "trade_secret") -> Publication:
    return pipeline.withhold(row, by=by, on=ON, code=code, reason="涉及商业秘密。")


@pytest.fixture
def kept_in(cast: Cast) -> Publication:
    return withhold(factories.duty(factories.served(cast.bureau)), cast.publisher)


def clock(row: Publication) -> Deadline:
    rows = Deadline.objects.filter(subject_type=withheld.SUBJECT, subject_id=str(row.decision_id))
    return rows.order_by("-pk")[0]


def test_a_ground_that_does_not_fit_is_refused(cast: Cast) -> None:
    row = factories.duty(factories.served(cast.bureau))
    for code in ("warning_only", "simple_procedure", "minor_discredit", "nonsense"):
        with pytest.raises(RuleError) as caught:
            withhold(row, cast.publisher, code)
        assert caught.value.field == "code"


def test_it_is_assessed_a_year_later_and_the_publisher_hears_of_it(
    cast: Cast, kept_in: Publication
) -> None:
    assert (clock(kept_in).start_on, clock(kept_in).due_on) == (ON, date(2027, 4, 20))
    sweep.run(date(2027, 1, 4))
    assert not Alert.objects.filter(deadline=clock(kept_in)).exists()
    sweep.run(date(2027, 4, 20))
    assert Alert.objects.filter(deadline=clock(kept_in), recipient=cast.publisher).exists()


def test_who_keeps_it_says_why_and_is_asked_again(cast: Cast, kept_in: Publication) -> None:
    later = date(2027, 4, 1)
    with pytest.raises(RuleError) as caught:
        withheld.keep(kept_in, by=cast.publisher, on=later, reason=" ")
    assert caught.value.field == "reason"
    first = clock(kept_in)
    withheld.keep(kept_in, by=cast.publisher, on=later, reason="秘密仍在保护期。")
    first.refresh_from_db()
    assert (first.outcome, clock(kept_in).start_on) == ("met", later)
    assert AuditEntry.objects.filter(action="publication.keep").exists()


def test_only_publishers_of_the_agency_keep_it(cast: Cast, kept_in: Publication) -> None:
    for by in (cast.head, factories.user("publisher", cast.other_bureau)):
        with pytest.raises(PermissionDenied):
            withheld.keep(kept_in, by=by, on=ON, reason="仍然存在。")


def test_weighing_anew_ends_the_clock(cast: Cast, kept_in: Publication) -> None:
    reconsideration.reconsider(kept_in, by=cast.publisher, on=day(5, 6), reason="保护期已满。")
    assert clock(kept_in).outcome == "met"
    with pytest.raises(StaleError):
        withheld.keep(kept_in, by=cast.publisher, on=day(5, 6), reason="仍然存在。")


def test_a_revoked_decision_is_not_assessed(cast: Cast, kept_in: Publication) -> None:
    assert kept_in.decision is not None
    keys = [str(kept_in.decision_id)]
    assert set(withheld.of_publications(keys)) == set(keys)
    decisions.revoke(kept_in.decision, by=cast.head, on=day(5, 6), ground="程序违法。")
    assert withheld.of_publications(keys) == {}


def test_the_pages_offer_what_may_be_done(cast: Cast, kept_in: Publication, today: date) -> None:
    client = cast.client("publisher")
    path = reverse("publication-keep", args=[kept_in.pk])
    text = client.get(reverse("publication-detail", args=[kept_in.pk])).content.decode()
    assert path in text and "评估不公开的决定" in text
    waiting = factories.duty(factories.served(cast.bureau))
    page = reverse("publication-detail", args=[waiting.pk])
    assert 'value="warning_only"' not in client.get(page).content.decode()
    sent = {"credit_class": "serious", "reason": "行业分类标准。"}
    answer = client.post(reverse("publication-class", args=[waiting.pk]), sent)
    assert answer.status_code == 302
    assert "确定失信类别" in client.get(page).content.decode()


# ------------------------------------------------------------------------- who answers for it
def test_who_handled_the_case_does_not_withhold_it_alone(cast: Cast) -> None:
    """An approver who is on the case, who drafted or who redacted it leaves it to another."""
    own = factories.user("publisher", cast.bureau)
    row = factories.duty(factories.served(cast.bureau))
    assert row.decision is not None
    lead = factories.lead_of(row.decision.case)
    said: dict[str, Any] = {"on": ON, "code": "trade_secret", "reason": "涉及商业秘密。"}
    type(lead).objects.filter(pk=lead.pk).update(account=own)
    with pytest.raises(RuleError, match="承办人员、决定的起草人和脱敏人"):
        pipeline.withhold(row, by=own, **said)
    page = reverse("publication-detail", args=[row.pk])
    assert (
        reverse("publication-withhold", args=[row.pk])
        not in client_of(own).get(page).content.decode()
    )
    assert (
        reverse("publication-withhold", args=[row.pk])
        in cast.client("publisher").get(page).content.decode()
    )
    held = pipeline.withhold(row, by=cast.publisher, **said)
    with pytest.raises(RuleError, match="承办人员、决定的起草人和脱敏人"):
        withheld.keep(held, by=own, on=ON, reason="仍然存在。")
    assert withheld.keep(held, by=cast.publisher2, on=ON, reason="仍然存在。").status == "withheld"


def test_who_redacted_it_does_not_withhold_it_alone(cast: Cast) -> None:
    row = factories.duty(factories.served(cast.bureau))
    pipeline.redact(row, by=cast.publisher)
    row.refresh_from_db()
    said: dict[str, Any] = {"on": ON, "code": "trade_secret", "reason": "涉及商业秘密。"}
    with pytest.raises(RuleError, match="脱敏人"):
        pipeline.withhold(row, by=cast.publisher, **said)
    assert pipeline.withhold(row, by=cast.publisher2, **said).status == "withheld"
