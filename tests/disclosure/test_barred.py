"""What the law bars from publication: sealed records, minors to the day, refused permits."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from core.errors import RuleError
from core.identifiers import age_on, id_check_char
from core.secrets import encrypt
from disclosure import eligibility
from disclosure.models import ExternalRecord, Publication, SearchEntry
from disclosure.services import pipeline, records
from enforcement import profiles
from enforcement.models import Agency, Case, Decision, Party
from tests import factories as cases
from tests.base import day
from tests.disclosure import factories

pytestmark = pytest.mark.django_db

ACT = day(3, 2)
POLICE = "changzhi_police"


def decision(
    *,
    kind: str = "penalty",
    outcome: str = "",
    sealed: bool = False,
    acted: date | None = ACT,
    **party: object,
) -> Decision:
    """A decision that stands in no database."""
    agency = Agency(name="云溪市城市管理局", profile="sanmenxia_gov", path="0001", depth=1)
    who = Party(agency=agency, **{"kind": "person", "name": "柳试然", **party})
    case = Case(agency=agency, party=who, sealed=sealed, act_to=acted, discovered_on=day(3, 10))
    return Decision(agency=agency, case=case, kind=kind, outcome=outcome)


def code_of(row: Decision) -> str:
    bar = eligibility.bar(row)
    return bar.code if bar else ""


AGES = [
    (date(2013, 3, 2), "minor"),  # thirteen on the day
    (date(2012, 3, 2), "minor"),  # the last day at thirteen
    (date(2012, 3, 1), "minor"),  # fourteen on the day
    (date(2009, 3, 2), "minor"),  # seventeen
    (date(2008, 3, 3), "minor"),  # the birthday is tomorrow
    (date(2008, 3, 2), "minor"),  # the birthday is today: eighteen from the day after it
    (date(2008, 3, 1), ""),
    (date(1926, 3, 2), ""),
    (date(2026, 3, 2), "minor"),  # born on the day
    (None, ""),
]


@pytest.mark.parametrize(("born", "code"), AGES)
def test_a_minor_is_one_on_the_day_of_the_act(born: date | None, code: str) -> None:
    assert code_of(decision(birth_date=born)) == code


@pytest.mark.parametrize(
    ("born", "on", "code"),
    [
        (date(2008, 2, 29), day(2, 28), "minor"),
        (date(2008, 2, 29), day(3, 1), ""),
        (date(2008, 2, 28), day(3, 1), ""),
        (date(2008, 12, 31), day(12, 31), "minor"),
        (date(2007, 12, 31), day(1, 1), ""),
        (date(2008, 1, 1), day(1, 1), "minor"),
        (date(2008, 1, 1), day(1, 2), ""),
    ],
)
def test_birthdays_at_the_edges_of_months_and_years(born: date, on: date, code: str) -> None:
    assert code_of(decision(birth_date=born, acted=on)) == code


def test_without_a_day_of_the_act_the_day_of_discovery_counts() -> None:
    assert code_of(decision(birth_date=date(2008, 3, 10), acted=None)) == "minor"
    assert code_of(decision(birth_date=date(2008, 3, 9), acted=None)) == ""


@pytest.mark.parametrize("born", [born for born, _ in AGES if born])
def test_the_party_is_as_old_for_the_public_as_for_the_penalty(born: date) -> None:
    barred = code_of(decision(birth_date=born)) == "minor"
    assert barred is (age_on(born, ACT) < eligibility.adult())


@pytest.mark.parametrize("kind", ["org", "sole_trader"])
def test_only_a_person_can_be_a_minor(kind: str) -> None:
    row = decision(birth_date=date(2020, 1, 1))
    assert code_of(row) == "minor"
    row.case.party.kind = kind
    assert code_of(row) == ""


@pytest.mark.parametrize("kind", ["penalty", "permit", "coercion", "inspection", "levy"])
def test_a_sealed_case_is_barred_whatever_it_ends_in(kind: str) -> None:
    bar = eligibility.bar(decision(kind=kind, sealed=True))
    assert bar is not None
    assert (bar.code, bar.article) == ("sealed", "治安管理处罚法第一百三十六条")
    assert "柳试然" not in bar.reason


@pytest.mark.parametrize(
    ("kind", "outcome", "code"),
    [
        ("permit", "refused", "refused_permit"),
        ("permit", "granted", ""),
        ("permit", "", ""),
        ("penalty", "refused", ""),
    ],
)
def test_only_a_refused_permit_is_not_to_be_read(kind: str, outcome: str, code: str) -> None:
    assert code_of(decision(kind=kind, outcome=outcome)) == code


def test_the_seal_comes_before_every_other_reason() -> None:
    row = decision(kind="permit", outcome="refused", sealed=True, birth_date=date(2020, 1, 1))
    assert code_of(row) == "sealed"


def test_the_reasons_a_person_may_choose_each_have_an_article() -> None:
    assert {"secret", "trade_secret", "privacy", "security"} <= set(eligibility.REASONS)
    for words, article in eligibility.REASONS.values():
        assert str(words) and "第" in article and article.endswith("条")
    assert not {"sealed", "minor", "revoked"} & set(eligibility.REASONS)


# ---------------------------------------------------------------------------------- received
def card(born: date) -> str:
    body = f"110105{born:%Y%m%d}002"
    return body + id_check_char(body)


def received(
    kind: str = "penalty",
    profile: str = "sanmenxia_gov",
    field: str = "",
    on: date = ACT,
    **fields: str,
) -> ExternalRecord:
    agency = Agency(name="云溪市公安局", profile=profile, field=field, path="0001", depth=1)
    if "id_no" in fields:
        fields["id_no"] = encrypt(fields["id_no"])
    given = {"party_kind": "person", "party_name": "柳试然", **fields}
    return ExternalRecord(agency=agency, kind=kind, fields=given, decided_on=on)


@pytest.mark.parametrize(("born", "code"), [row for row in AGES if row[0]])
def test_a_received_minor_is_known_by_the_identity_number(born: date, code: str) -> None:
    bar = eligibility.bar_record(received(id_no=card(born)))
    assert (bar.code if bar else "") == code


@pytest.mark.parametrize(
    ("id_no", "code"),
    [
        ("110105120901002", ""),  # 15 digits were given to those born in 19xx
        ("11010520120901002", ""),
        ("护照E12345678", ""),
        ("", ""),
    ],
)
def test_a_number_that_tells_no_birth_bars_nothing(id_no: str, code: str) -> None:
    bar = eligibility.bar_record(received(id_no=id_no))
    assert (bar.code if bar else "") == code


def test_an_identity_number_with_a_wrong_check_digit_still_tells_the_age() -> None:
    right = card(date(2012, 9, 1))
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    bar = eligibility.bar_record(received(id_no=wrong))
    assert bar is None or bar.code == "minor"


@pytest.mark.parametrize("kind", ["penalty", "permit", "inspection"])
def test_of_a_police_organ_only_penalties_are_sealed(kind: str) -> None:
    field = profiles.load(POLICE).sealed_domains[0]
    bar = eligibility.bar_record(received(kind, POLICE, field))
    assert (bar is not None and bar.code == "sealed") is (kind == "penalty")


def test_another_field_of_the_same_jurisdiction_is_not_sealed() -> None:
    assert eligibility.bar_record(received("penalty", POLICE, "食品安全")) is None


# ---------------------------------------------------------------------------------- everywhere
@pytest.fixture
def police(db: None) -> Agency:
    field = profiles.load(POLICE).sealed_domains[0]
    return factories.agency("云溪市公安局", profile=POLICE, field=field)


def test_a_sealed_record_reaches_no_version_and_no_index(police: Agency) -> None:
    row = records.publish_record(factories.record(police), by=None, on=factories.TODAY)
    assert (row.status, row.withheld_code, row.shown_id) == ("withheld", "sealed", None)
    assert not SearchEntry.objects.exists()
    again = records.publish_record(
        ExternalRecord.objects.get(agency=police), by=None, on=factories.TODAY
    )
    assert again.status == "withheld" and not SearchEntry.objects.exists()


@pytest.mark.parametrize("act", ["redact", "approve", "publish"])
def test_nobody_can_carry_a_sealed_record_to_the_public(police: Agency, act: str) -> None:
    by = cases.user("publisher", police)
    row = records.publish_record(factories.record(police), by=None, on=factories.TODAY)
    moves: dict[str, Callable[[], object]] = {
        "redact": lambda: pipeline.redact(row, by=by),
        "approve": lambda: pipeline.approve(row, by=by, examined=True),
        "publish": lambda: pipeline.publish(row, by=by, on=factories.TODAY),
    }
    with pytest.raises(RuleError) as refused:
        moves[act]()
    assert refused.value.remedy
    row.refresh_from_db()
    assert row.status == "withheld"


def test_the_database_itself_refuses_a_withheld_row_as_published(police: Agency) -> None:
    row = records.publish_record(factories.record(police), by=None, on=factories.TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(
            status="published", first_published_on=factories.TODAY
        )
