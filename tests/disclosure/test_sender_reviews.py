"""保密审查 of received records: the sender answers for it, by an agreement that is on record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.triggers import refusal
from disclosure.models import ExchangeToken, ExternalRecord, Publication, SenderReview
from disclosure.services import exchange_tokens, records, sender_reviews
from tests import factories
from tests.base import Cast, day
from tests.disclosure.exchanging import AGREED, call, give_codes, record, sent, token
from tests.disclosure.factories import record as received

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(cast: Cast) -> str:
    give_codes(cast)
    return token(cast)


@pytest.fixture
def old_key(cast: Cast) -> str:
    """A key from before there were agreements."""
    give_codes(cast)
    given = {"name": "旧系统", "scopes": ["send"], "created_by": cast.admin, "agency": cast.bureau}
    ExchangeToken.objects.create(
        token_sha256=exchange_tokens.digest("old"), expires_on=timezone.localdate(), **given
    )
    return "old"


def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


# --------------------------------------------------------------------------------- who answers
def test_each_text_of_a_record_says_by_whose_agreement_it_is_public(cast: Cast, key: str) -> None:
    sent(key, record(cast.bureau))
    row = Publication.objects.get()
    review = SenderReview.objects.get()
    assert row.shown is not None and review.version == row.shown
    assert (review.sha256, review.token) == (row.shown.sha256, ExchangeToken.objects.get())
    assert "谁办案、谁录入、谁负责" in review.statement and AGREED in review.statement
    sent(key, record(cast.bureau))
    assert SenderReview.objects.count() == 1, "nothing else is shown"
    sent(key, record(cast.bureau, content="罚款3000元。"))
    row.refresh_from_db()
    assert row.shown is not None and row.shown != review.version
    assert SenderReview.objects.get(version=row.shown).sha256 == row.shown.sha256


def test_the_agreement_is_asked_of_no_record(cast: Cast, key: str) -> None:
    """The fields of the exchange are a contract: outside senders need no new one."""
    assert not {"agreement", "examined", "secrecy"} & set(record(cast.bureau))
    assert sent(key, record(cast.bureau))["created"] == 1


def test_a_sheet_that_is_taken_in_by_hand_is_the_agencys_by_the_rule(cast: Cast) -> None:
    row = records.publish_record(received(cast.bureau), by=cast.publisher, on=day(3, 20))
    review = SenderReview.objects.get(version=row.shown_id)
    assert (review.token, review.imported_by) == (None, cast.publisher)
    assert "报送机关" in review.statement and "依据" not in review.statement


def test_a_record_that_the_law_bars_asks_for_nobodys_examination(cast: Cast) -> None:
    row = records.publish_record(
        received(cast.bureau, penalty_kinds=["detention"], public_security=True),
        by=None,
        on=day(3, 20),
    )
    assert SenderReview.objects.count() == (row.status == "published")


def test_the_publisher_reads_who_answers_for_a_record(cast: Cast, key: str) -> None:
    sent(key, record(cast.bureau))
    page = reverse("publication-detail", args=[Publication.objects.get().pk])
    html = cast.client("publisher").get(page).content.decode()
    assert AGREED in html and "处罚系统" in html


# --------------------------------------------------------------------------------- the agreement
def test_a_system_without_an_agreement_sends_nothing(cast: Cast, old_key: str) -> None:
    answer = call(old_key, [record(cast.bureau)])
    assert answer.status_code in (400, 409, 422) and "数据交换协议" in answer.content.decode()
    assert not ExternalRecord.objects.exists() and not Publication.objects.exists()


def test_an_administrator_puts_the_agreement_of_an_older_key_on_record(
    cast: Cast, old_key: str
) -> None:
    row = ExchangeToken.objects.get()
    listed = cast.client("admin").get(reverse("exchange-token-list")).content.decode()
    page = reverse("exchange-token-agree", args=[row.pk])
    assert "未登记协议，不能报送" in listed and page in listed
    for wrong in ("", "  ", "\0", "约" * 201):
        answer = cast.client("admin").post(page, {"agreement": wrong})
        assert answer.status_code == 200, wrong
    assert cast.client("admin").post(page, {"agreement": AGREED}).status_code == 302
    assert sent(old_key, record(cast.bureau))["created"] == 1
    assert AGREED in cast.client("admin").get(reverse("exchange-token-list")).content.decode()


def test_an_agreement_is_recorded_once_and_by_an_administrator(cast: Cast, old_key: str) -> None:
    row = ExchangeToken.objects.get()
    with pytest.raises(PermissionDenied):
        sender_reviews.agree(row, by=cast.publisher, agreement=AGREED)
    with pytest.raises(RuleError, match="应当登记"):
        sender_reviews.agree(row, by=cast.admin, agreement=" ")
    sender_reviews.agree(row, by=cast.admin, agreement=f" {AGREED} ")
    row.refresh_from_db()
    assert row.agreement == AGREED
    with pytest.raises(RuleError, match="已经登记"):
        sender_reviews.agree(row, by=cast.admin, agreement="另一份")


def test_a_stopped_key_takes_no_agreement(cast: Cast, old_key: str) -> None:
    row = ExchangeToken.objects.get()
    exchange_tokens.revoke(row, by=cast.admin, at=timezone.now())
    with pytest.raises(RuleError, match="停用"):
        sender_reviews.agree(row, by=cast.admin, agreement=AGREED)


def test_a_key_that_only_reads_needs_none(cast: Cast) -> None:
    give_codes(cast)
    token(cast, scopes=["read"], name="只读")
    assert ExchangeToken.objects.get().agreement is None


# --------------------------------------------------------------------------------- the database
def test_the_database_publishes_no_record_for_which_nobody_answers(cast: Cast) -> None:
    row = records.publish_record(received(cast.bureau), by=None, on=day(3, 20))
    assert row.shown is not None
    other = {
        field.name: getattr(row.shown, field.name)
        for field in row.shown._meta.concrete_fields
        if field.name not in ("id", "created_at")
    }
    version = row.versions.create(**{**other, "sha256": "1" * 64})
    raw = Publication.objects.filter(pk=row.pk)
    moved = {"shown": version, "approved_at": timezone.now()}
    assert code(lambda: raw.update(**moved)) == "NOT_EXAMINED"
    SenderReview.objects.create(version=version, sha256="1" * 64, statement="已审查。")
    assert raw.update(**moved) == 1


def test_the_database_takes_no_review_of_another_text_nor_of_a_decision(cast: Cast) -> None:
    own = factories.published(cast.bureau, on=day(3, 16))
    row = records.publish_record(received(cast.bureau), by=None, on=day(3, 20))
    assert own.shown is not None and row.shown is not None
    version = row.versions.create(
        title="另", party_name="某", party_kind="org", agency_name="局", sha256="2" * 64
    )
    wrong: list[dict[str, Any]] = [
        {"version": own.shown, "sha256": own.shown.sha256},
        {"version": version, "sha256": "3" * 64},
    ]
    for fields in wrong:
        found = code(lambda: SenderReview.objects.create(statement="已审查。", **fields))  # noqa: B023  # called at once
        assert found == "SECRECY_BOUND"
    with pytest.raises(DatabaseError), transaction.atomic():
        SenderReview.objects.create(version=version, sha256="2" * 64, statement="")


def test_the_database_takes_no_review_of_a_system_without_agreement(
    cast: Cast, old_key: str
) -> None:
    row = records.publish_record(received(cast.bureau), by=None, on=day(3, 20))
    version = row.versions.create(
        title="另", party_name="某", party_kind="org", agency_name="局", sha256="2" * 64
    )
    given = {"version": version, "sha256": "2" * 64, "statement": "已审查。"}
    old = ExchangeToken.objects.get()
    assert code(lambda: SenderReview.objects.create(token=old, **given)) == "NOT_AGREED"
    sender_reviews.agree(old, by=cast.admin, agreement=AGREED)
    assert SenderReview.objects.create(token=old, **given).pk


def test_a_review_and_an_agreement_stay(cast: Cast, key: str) -> None:
    sent(key, record(cast.bureau))
    rows, keys = SenderReview.objects.all(), ExchangeToken.objects.all()
    code(lambda: rows.update(statement="另一句"))
    code(rows.delete)
    assert code(lambda: keys.update(agreement="另一份")) == "AGREEMENT"
    assert code(lambda: keys.update(agreement=None)) == "AGREEMENT"
