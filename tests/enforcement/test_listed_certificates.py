"""A certificate of a listed officer is public once another approved it; what ends one is told at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from disclosure import list_history, verification
from enforcement import credentials as codes
from enforcement import lists
from enforcement.models import Certificate, ListVersion, Officer
from enforcement.services import (
    credentials,
    list_records,
    list_versions,
    officer_cards,
    officers,
)
from tests import factories
from tests.base import Cast
from tests.enforcement.listed import NOTE, approved, fresh

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
OLD, LAST = ON - timedelta(days=100), ON + timedelta(days=300)
FIRST, SECOND = "YX-0001", "YX-0002"


@pytest.fixture
def row(cast: Cast) -> Officer:
    """Somebody on the list with a certificate for one street."""
    made = officers.create(agency=cast.bureau, name="周敏", post="科员", published_on=OLD)
    card: dict[str, Any] = {"number": FIRST, "issuer": "云溪市人民政府", "area": "一街"}
    card["category"] = "市场监管"
    officers.certify(made, valid_from=OLD, valid_to=LAST, **card)
    return fresh(made)  # type: ignore[no-any-return]  # a row of any list


def register(cast: Cast, row: Officer, **changes: Any) -> Any:
    card = {"number": SECOND, "issuer": "云溪市人民政府", "area": "二街", "category": "城市管理"}
    days = {"valid_from": ON, "valid_to": LAST}
    return officer_cards.register(row, by=cast.listadmin, on=ON, **{**card, **days, **changes})


def text(name: str, *args: Any, **query: Any) -> str:
    answer = Client().get(reverse(name, args=args), query)
    return str(answer.content.decode()) if answer.status_code == 200 else ""


def told(row: Officer) -> str:
    """Everything that the public reads of the certificates today."""
    pages = [text("officer-detail", row.pk), text("officer-list"), text("api-officer-list")]
    return "".join([*pages, text("api-officer-detail", row.pk)])


def found(number: str) -> list[str]:
    return [each.words for each in verification.certificates(number, ON)]


# ------------------------------------------------------------------------------ two people
def test_a_new_certificate_waits_for_another_person(cast: Cast, row: Officer) -> None:
    made, version = register(cast, row)
    assert version is not None and version.status == "draft"
    assert fresh(row).certificate_on(ON) == made, "it counts for cases from its day"
    for _each in range(2):
        assert FIRST in told(row) and SECOND not in told(row) and "二街" not in told(row)
        assert found(SECOND) == [] and found(FIRST) == ["有效"]
        if version.status == "draft":
            version = list_versions.submit(
                version, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE
            )
    list_versions.publish(version, by=cast.head, on=ON, examined=True)
    assert SECOND in told(row) and "二街" in told(row) and found(SECOND) == ["有效"]
    assert fresh(made).published_on == ON
    assert fresh(row).listed_certificates == list(
        row.certificates.order_by("pk").values_list("pk", flat=True)
    )


def test_who_registered_it_does_not_approve_it(cast: Cast, row: Officer) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau)
    card = {"number": SECOND, "issuer": "云溪市人民政府", "area": "二街"}
    _made, version = officer_cards.register(
        row, by=both, on=ON, valid_from=ON, valid_to=LAST, **card
    )
    assert version is not None
    list_versions.submit(version, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="编制人不能批准"):
        list_versions.publish(fresh(version), by=both, on=ON, examined=True)


def test_the_approver_reads_the_words_that_change(cast: Cast, row: Officer) -> None:
    _made, version = register(cast, row)
    page = cast.client("head").get(reverse("list-version-detail", args=[version.pk]))
    shown = page.content.decode()
    for words in (SECOND, "二街", "城市管理", f"{ON} — {LAST}"):
        assert words in shown, words
    labels = [change.label for change in page.context["changes"]]
    assert labels == ["执法证号", "执法区域", "执法类别", "证件有效期"]


def test_a_version_given_up_leaves_the_list_as_it_is(cast: Cast, row: Officer) -> None:
    _made, version = register(cast, row)
    list_versions.discard(version, by=cast.listadmin, reason="登记有误")
    assert SECOND not in told(row) and found(SECOND) == []
    again = officer_cards.name(fresh(row), by=cast.listadmin, on=ON)
    assert again is not None and again.pk != version.pk


def test_saving_the_officer_names_what_was_left_out(cast: Cast, row: Officer) -> None:
    _made, version = register(cast, row)
    list_versions.discard(version, by=cast.listadmin, reason="登记有误")
    address = reverse("officer-admin-edit", args=[row.pk])
    client = cast.client("listadmin")
    assert "尚未公布" in client.get(address).content.decode()
    sent = {"agency": row.agency_id, "name": row.name, "post": row.post, "status": "active"}
    assert client.post(address, {**sent, "seen": ""}).status_code == 302
    assert approved(cast) == 1 and SECOND in told(row)
    assert "尚未公布" not in client.get(address).content.decode()
    assert client.post(address, {**sent, "seen": ""}).status_code == 302
    assert not ListVersion.objects.open().exists(), "nothing is left out any more"


def test_while_a_version_waits_no_other_certificate_is_registered(cast: Cast, row: Officer) -> None:
    _made, version = register(cast, row)
    list_versions.submit(version, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="待批准的版本"):
        register(cast, row, number="YX-0003")
    assert not Certificate.objects.filter(number="YX-0003").exists()


def test_the_page_leads_to_the_draft(cast: Cast, row: Officer) -> None:
    sent = {"number": SECOND, "issuer": "云溪市人民政府", "area": "二街"}
    days = {"valid_from": ON.isoformat(), "valid_to": LAST.isoformat()}
    address = reverse("certificate-create", args=[row.pk])
    answer = cast.client("listadmin").post(address, {**sent, **days})
    version = ListVersion.objects.of("officer", row.pk).get(status="draft")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("list-version-detail", args=[version.pk])
    assert SECOND not in told(row) and approved(cast) == 1 and SECOND in told(row)


def test_somebody_new_is_approved_with_the_certificate(cast: Cast) -> None:
    new, draft = list_versions.add(
        "officer",
        officers.create,
        by=cast.listadmin,
        on=ON,
        values={"agency": cast.bureau, "name": "吴新", "post": "科员", "published_on": ON},
    )
    _made, version = register(cast, new)
    assert draft is not None and version is not None and version.pk == draft.pk
    assert told(new).count(SECOND) == 0
    assert approved(cast) == 1
    assert SECOND in told(new) and "二街" in told(new)


# ------------------------------------------------------------------------------ rights that end
def test_what_ends_a_certificate_is_told_at_once(cast: Cast, row: Officer) -> None:
    card = row.certificates.get()
    officers.end_certificate(card, by=cast.listadmin, on=ON, reason="工作调动")
    assert FIRST not in told(row) and found(FIRST) == ["已暂扣或者注销"]
    assert not ListVersion.objects.open().exists()


@pytest.mark.parametrize(("status", "words"), [("suspended", "已暂扣"), ("left", "已注销")])
def test_who_loses_the_post_loses_the_certificate_at_once(
    cast: Cast, row: Officer, status: str, words: str
) -> None:
    officers.set_status(row, status, by=cast.listadmin, on=ON)
    assert told(row).count(FIRST) == 0 and found(FIRST) == [words]


def test_an_expired_certificate_is_told_as_such(cast: Cast, row: Officer) -> None:
    Certificate.objects.update(valid_to=ON - timedelta(days=1))
    assert FIRST not in told(row) and found(FIRST) == ["已过有效期"]


def test_who_is_back_in_post_is_listed_without_one_until_it_is_approved(
    cast: Cast, row: Officer
) -> None:
    officers.set_status(row, "suspended", by=cast.listadmin, on=ON)
    _made, none = register(cast, fresh(row))
    assert none is None
    officers.set_status(fresh(row), "active", by=cast.listadmin, on=ON)
    assert SECOND not in told(row) and found(SECOND) == []
    assert officer_cards.name(fresh(row), by=cast.listadmin, on=ON) is not None
    assert approved(cast) == 1 and SECOND in told(row)


# ------------------------------------------------------------------------------ QR
def test_no_code_is_made_for_a_certificate_that_nobody_approved(cast: Cast, row: Officer) -> None:
    made, _version = register(cast, row)
    with pytest.raises(RuleError, match="尚未经批准公布"):
        credentials.issue(made, by=cast.listadmin, at=timezone.now())
    approved(cast)
    card = credentials.issue(fresh(made), by=cast.listadmin, at=timezone.now())
    assert codes.find(card.code, ON) == card and codes.stands(card, ON)
    page = text("verify-code", card.code)
    assert "二街" in page and SECOND in page
    Certificate.objects.filter(pk=made.pk).update(published_on=None)
    assert codes.find(card.code, ON) is None
    assert not codes.stands(type(card).objects.get(pk=card.pk), ON)


# ------------------------------------------------------------------------------ history
def test_earlier_days_and_changes_tell_the_certificates(cast: Cast, row: Officer) -> None:
    assert "一街" in text("officer-detail", row.pk, on=(ON - timedelta(days=1)).isoformat())
    _made, version = register(cast, row, valid_from=OLD)
    approved(cast)
    before = text("officer-detail", row.pk, on=(ON - timedelta(days=1)).isoformat())
    assert "一街" in before and "二街" not in before and SECOND not in before
    shown = text("list-version-changes", "officer", row.pk, version.number)
    assert "二街" in shown and "<ins>" in shown
    assert [each.number for each in list_history.history(fresh(row), ON)] == [2, 1]


def test_an_earlier_day_tells_no_certificate_that_did_not_count_then(
    cast: Cast, row: Officer
) -> None:
    card = row.certificates.get()
    ended = ON - timedelta(days=10)
    officers.end_certificate(card, by=cast.listadmin, on=ended, reason="换证")
    for on, there in ((ended - timedelta(days=1), True), (ended, False)):
        assert (FIRST in text("officer-detail", row.pk, on=on.isoformat())) is there, on


def test_a_text_from_before_the_list_named_certificates_is_no_other_text(row: Officer) -> None:
    said = lists.content(row)
    older = {key: value for key, value in said.items() if key != lists.CARDS}
    assert lists.same(said, older) and lists.same(older, said)
    assert not lists.same(said, {**said, lists.CARDS: []})
    assert lists.same({**said, lists.CARDS: None}, {**said, lists.CARDS: []})


def test_stock_is_public_from_its_first_day_and_makes_no_version(row: Officer) -> None:
    assert row.certificates.get().published_on == OLD
    assert not list_records.versions(row).exists()
    assert FIRST in told(row)


def test_a_certificate_is_public_from_the_day_the_list_named_it(cast: Cast, row: Officer) -> None:
    Certificate.objects.update(published_on=ON + timedelta(days=1))
    assert FIRST not in told(row) and found(FIRST) == []
    Certificate.objects.update(published_on=ON)
    assert FIRST in told(row)
