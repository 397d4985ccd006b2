"""Where the rules of the place ask for it, a delegation is filed before it is public (domain §6.10)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from enforcement.models import Agency, Delegation, ListVersion
from enforcement.profiles import Profile
from enforcement.services import announcing, list_filing, list_versions
from tests import deeds
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
FROM, TO = day(3, 2), day(12, 1)
FILED: dict[str, Any] = {"filing_no": "云司备〔2026〕8号", "filed_on": FROM}
ARTICLE = "甘肃某规定第五条"


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every agency under a rule that asks for filing."""
    value, article = Profile.value, Profile.article

    def asked(rules: Profile, key: str, on: date | None = None, domain: str | None = None) -> Any:
        return True if key == list_filing.DEED_RULE else value(rules, key, on, domain)

    def told(rules: Profile, key: str, on: date | None = None) -> str:
        return ARTICLE if key == list_filing.DEED_RULE else article(rules, key, on)

    monkeypatch.setattr(Profile, "value", asked)
    monkeypatch.setattr(Profile, "article", told)


def deed(cast: Cast, **changes: Any) -> Delegation:
    given: dict[str, Any] = {
        "delegator": cast.bureau,
        "delegate": cast.other_bureau,
        "number": "云市监委〔2026〕9号",
        "matters": "早市的日常检查",
        "powers": "检查、责令改正",
        "valid_from": FROM,
        "valid_to": TO,
        **changes,
    }
    return deeds.deed(cast, **given)


def test_nationally_no_delegation_is_filed(cast: Cast) -> None:
    rules = cast.bureau.rules()
    assert rules.has(list_filing.DEED_RULE, FROM)
    assert rules.value(list_filing.DEED_RULE, FROM) is False
    assert deed(cast).filed_on is None


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize(
    "said",
    [
        {},
        {"filing_no": FILED["filing_no"]},
        {"filed_on": FROM},
        {**FILED, "filing_no": "  "},
        {**FILED, "filed_on": FROM + timedelta(days=1)},
        {**FILED, "published_on": FROM, "filed_on": FROM + timedelta(days=1)},
    ],
)
def test_what_was_not_filed_by_its_day_is_refused(cast: Cast, said: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="公布前应当报备案") as refused:
        deed(cast, **said)
    assert refused.value.article == ARTICLE and "司法行政部门" in str(refused.value)
    assert Delegation.objects.get().published_on is None


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize(
    "said",
    [
        FILED,
        {**FILED, "filed_on": FROM - timedelta(days=1)},
        {"published_on": FROM + timedelta(days=5), **FILED, "filed_on": FROM + timedelta(days=5)},
    ],
)
def test_what_was_filed_by_its_day_is_public_with_its_filing(
    cast: Cast, said: dict[str, Any]
) -> None:
    row = deed(cast, **said)
    page = Client().get(reverse("delegation-detail", args=[row.pk])).content.decode()
    assert FILED["filing_no"] in page and "备案日期" in page


def test_who_approves_asks_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was handed in before the rule of the place began to ask for filing is asked for it."""
    row = deed(cast, published_on=None)
    announcing.announce(row, by=cast.listadmin, on=FROM, valid_from=FROM, change_note="首次公布。")
    value = Profile.value
    monkeypatch.setattr(
        Profile,
        "value",
        lambda rules, key, *at, **by: key == list_filing.DEED_RULE or value(rules, key, *at, **by),
    )
    with pytest.raises(RuleError, match="公布前应当报备案"):
        deeds.approved(row, cast.head, FROM)
    assert Delegation.objects.get().published_on is None


@pytest.mark.usefixtures("asking")
def test_a_deed_that_its_agency_brings_along_is_filed_too(cast: Cast) -> None:
    row = deed(cast, published_on=None)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.PENDING)
    draft: dict[str, Any] = {"by": cast.listadmin, "on": FROM}
    list_versions.change(row, changes={"published_on": FROM}, **draft)
    agency = Agency.objects.get(pk=cast.bureau.pk)
    version = list_versions.change(agency, changes={"status": "confirmed"}, **draft)
    assert version is not None
    with pytest.raises(RuleError, match="公布前应当报备案"):
        list_versions.submit(version, valid_from=FROM, change_note="首次公布。", **draft)
    list_versions.change(Delegation.objects.get(), changes=FILED, **draft)
    list_versions.submit(version, valid_from=FROM, change_note="首次公布。", **draft)


@pytest.mark.usefixtures("asking")
def test_a_draft_is_entered_before_it_is_filed(cast: Cast) -> None:
    assert deed(cast, published_on=None).filed_on is None


@pytest.mark.usefixtures("asking")
def test_the_page_that_hands_it_in_says_what_lacks(cast: Cast) -> None:
    sent = {
        "delegator": cast.bureau.pk,
        "delegate": cast.other_bureau.pk,
        "number": "云市监委〔2026〕9号",
        "matters": "早市的日常检查",
        "powers": "检查、责令改正",
        "valid_from": FROM.isoformat(),
        "valid_to": TO.isoformat(),
    }
    client = cast.client("listadmin")
    assert client.post(reverse("delegation-admin-create"), sent).status_code == 302
    row, today = Delegation.objects.get(), timezone.localdate()
    address = reverse("delegation-publish", args=[row.pk])
    asked = {"valid_from": today.isoformat(), "change_note": "首次公布。"}
    answer = client.post(address, asked)
    assert answer.status_code == 200 and "公布前应当报备案" in answer.content.decode()
    filed = {key: str(value) for key, value in FILED.items()}
    edit = reverse("delegation-admin-edit", args=[row.pk])
    assert client.post(edit, {**sent, **filed}).status_code == 302
    assert client.post(address, asked).status_code == 302
    assert ListVersion.objects.get().status == "submitted"
