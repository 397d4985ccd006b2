"""Redact, approve, publish: two persons, exactly the text they looked at, and late stays late."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from disclosure import projection
from disclosure.models import Publication, RedactedVersion, SearchEntry
from disclosure.services import pipeline
from enforcement.services import decisions, parties
from tests import factories
from tests.base import Cast, day


@pytest.fixture
def pending(cast: Cast) -> Publication:
    """The duty of a decision against a person, whose text names a phone and a witness."""
    person = factories.party(cast.bureau, "person", name="柳试然", phone="13800000000")
    decision = factories.issued(
        cast.bureau,
        of=person,
        facts="当事人柳试然（电话13912345678，住云溪市示范路1号3幢2单元501室）销售过期食品。",
    )
    return factories.duty(decision)


@pytest.fixture
def redacted(cast: Cast, pending: Publication) -> Publication:
    """The same, redacted by the first publisher."""
    return factories.redact(pending, by=cast.publisher)


@pytest.fixture
def approved(cast: Cast, redacted: Publication) -> Publication:
    """The same, approved by the second publisher."""
    return pipeline.approve(redacted, by=cast.publisher2, examined=True)


def fresh(row: Publication) -> Publication:
    """The row as it is in the database."""
    return Publication.objects.get(pk=row.pk)


def last_entry(action: str) -> AuditEntry:
    """The newest entry of an action."""
    return AuditEntry.objects.filter(action=action).latest("id")


# --------------------------------------------------------------------------------- redact
def test_the_engine_proposes_a_text_without_what_must_be_hidden(redacted: Publication) -> None:
    version = redacted.shown
    assert version is not None
    assert redacted.status == "redacted"
    words = str(version.facts) + str(version.sections) + version.party_name
    for secret in ("柳试然", "13912345678", "501室"):
        assert secret not in words
    assert version.party_name.startswith("柳某")
    assert {span["type"] for span in version.spans} >= {"PERSON"}
    assert "13912345678" not in str(version.spans)


def test_redaction_is_on_record_with_its_author_and_hash(cast: Cast, redacted: Publication) -> None:
    entry = last_entry("publication.redact")
    assert entry.actor_id == cast.publisher.pk
    assert redacted.shown is not None
    assert redacted.shown.sha256 in entry.data


def test_a_person_may_reword_but_not_give_away(cast: Cast, pending: Publication) -> None:
    sections = [["违法事实或者认定事实", "当事人销售过期食品，电话13912345678。"]]
    with pytest.raises(RuleError, match="仍含应当隐去") as refused:
        pipeline.redact(pending, by=cast.publisher, edits={"sections": sections})
    assert refused.value.field == "sections"
    assert fresh(pending).status == "pending"
    assert not RedactedVersion.objects.exists()


def test_the_party_name_cannot_be_typed_back(cast: Cast, pending: Publication) -> None:
    with pytest.raises(RuleError, match="仍含应当隐去"):
        pipeline.redact(pending, by=cast.publisher, edits={"party_name": "柳试然"})
    with pytest.raises(RuleError, match="仍含应当隐去"):
        pipeline.redact(pending, by=cast.publisher, edits={"title": "柳试然销售过期食品案"})


def test_an_edited_section_is_the_text_of_lists_and_exchange_too(
    cast: Cast, pending: Publication
) -> None:
    edits = {"sections": [["违法事实或者认定事实", "当事人销售过期食品。"], ["证据", "  "]]}
    version = pipeline.redact(pending, by=cast.publisher, edits=edits)
    assert version.facts == "当事人销售过期食品。"
    headings = dict(version.sections)
    assert headings["违法事实或者认定事实"] == version.facts
    assert "证据" not in headings
    assert headings["救济途径"] == version.remedies != ""


def test_a_single_text_may_be_edited_by_its_name(cast: Cast, pending: Publication) -> None:
    version = pipeline.redact(pending, by=cast.publisher, edits={"result": "罚款2000元。"})
    assert dict(version.sections)["决定内容"] == version.result == "罚款2000元。"


def test_nothing_may_be_added_to_the_decision(cast: Cast, pending: Publication) -> None:
    with pytest.raises(RuleError, match="没有“编者按”"):
        pipeline.redact(pending, by=cast.publisher, edits={"sections": [["编者按", "……"]]})
    with pytest.raises(ValueError, match="not editable"):
        pipeline.redact(pending, by=cast.publisher, edits={"fine_cents": 0})


def test_redacting_again_ends_the_approval(cast: Cast, approved: Publication) -> None:
    again = factories.redact(approved, by=cast.publisher)
    assert (again.status, again.approved_by, again.approved_at) == ("redacted", None, None)
    assert again.versions.count() == 2


def test_nobody_redacts_or_approves_without_the_right(cast: Cast, pending: Publication) -> None:
    for name in ("unithead", "head", "supervisor", "admin"):
        with pytest.raises(PermissionDenied):
            pipeline.redact(pending, by=cast.people[name])
    for name in ("officer1", "unithead", "head", "supervisor", "admin"):
        with pytest.raises(PermissionDenied):
            pipeline.approve(pending, by=cast.people[name], examined=True)


def test_a_right_in_one_agency_is_none_in_another(cast: Cast, approved: Publication) -> None:
    stranger = factories.user("publisher", cast.other_bureau)
    refused: list[Callable[[], object]] = [
        lambda: pipeline.redact(approved, by=stranger),
        lambda: pipeline.approve(approved, by=stranger, examined=True),
        lambda: pipeline.send_back(approved, by=stranger, reason="x"),
        lambda: pipeline.publish(approved, by=stranger, on=day(3, 18)),
        lambda: pipeline.withhold(approved, by=stranger, on=day(3, 18), code="privacy", reason="x"),
        lambda: pipeline.withdraw(
            approved, by=stranger, on=day(3, 18), reason="x", ground="content"
        ),
    ]
    for work in refused:
        with pytest.raises(PermissionDenied):
            work()
    assert fresh(approved).status == "approved"


# --------------------------------------------------------------------------------- approve
def test_the_author_cannot_approve_his_own_redaction(cast: Cast, redacted: Publication) -> None:
    with pytest.raises(RuleError, match="不得审批自己"):
        pipeline.approve(redacted, by=cast.publisher, examined=True)
    assert fresh(redacted).status == "redacted"


def test_a_second_person_approves_what_was_looked_at(cast: Cast, redacted: Publication) -> None:
    assert redacted.shown is not None
    row = pipeline.approve(redacted, by=cast.publisher2, seen=redacted.shown.sha256, examined=True)
    assert (row.status, row.approved_by) == ("approved", cast.publisher2)
    assert last_entry("publication.approve").actor_id == cast.publisher2.pk


def test_a_text_changed_meanwhile_is_not_approved(cast: Cast, redacted: Publication) -> None:
    assert redacted.shown is not None
    seen = redacted.shown.sha256
    pipeline.redact(redacted, by=cast.publisher, edits={"result": "罚款2000元。"})
    with pytest.raises(StaleError, match="已被修改"):
        pipeline.approve(redacted, by=cast.publisher2, seen=seen, examined=True)
    assert fresh(redacted).status == "redacted"


def test_a_text_of_older_rules_is_looked_at_with_those_of_today(
    cast: Cast, pending: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(projection, "leaks", lambda *_given: [])
        row = pipeline.redact(pending, by=cast.publisher, edits={"title": "柳试然店外经营案"})
    with pytest.raises(RuleError, match="自然人姓名") as refused:
        pipeline.approve(fresh(pending), by=cast.publisher2, examined=True, seen=row.sha256)
    assert "退回脱敏" in str(refused.value.remedy)
    assert fresh(pending).status == "redacted"
    pipeline.send_back(fresh(pending), by=cast.publisher2, reason="标题有姓名")
    clean = pipeline.redact(fresh(pending), by=cast.publisher)
    assert pipeline.approve(fresh(pending), by=cast.publisher2, examined=True, seen=clean.sha256)


def test_a_correction_of_older_rules_is_refused_as_well(
    cast: Cast, approved: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = pipeline.publish(approved, by=cast.publisher2, on=day(3, 25)).shown
    with monkeypatch.context() as then:
        then.setattr(projection, "leaks", lambda *_given: [])
        made = pipeline.propose(fresh(approved), by=cast.publisher, edits={"title": "柳试然案"})
    with pytest.raises(RuleError, match="自然人姓名"):
        pipeline.correct(fresh(approved), by=cast.publisher2, version=made, examined=True)
    assert fresh(approved).shown == shown


def test_a_redaction_goes_back_with_a_reason(cast: Cast, redacted: Publication) -> None:
    with pytest.raises(RuleError, match="说明理由"):
        pipeline.send_back(redacted, by=cast.publisher2, reason=" ")
    row = pipeline.send_back(redacted, by=cast.publisher2, reason="地址隐去过多")
    assert row.status == "pending"
    assert "地址隐去过多" in last_entry("publication.return").data


RAW: dict[str, Callable[[Publication, Cast], tuple[str, list[Any]]]] = {
    "approved by its author": lambda row, cast: (
        "UPDATE disclosure_publication SET status = 'approved', approved_by_id = %s, "
        "approved_at = %s WHERE id = %s",
        [cast.publisher.pk, timezone.now(), key_of(row)],
    ),
    "approved by nobody": lambda row, cast: (
        "UPDATE disclosure_publication SET status = 'approved' WHERE id = %s",
        [key_of(row)],
    ),
    "published unapproved": lambda row, cast: (
        "UPDATE disclosure_publication SET status = 'published', first_published_on = %s "
        "WHERE id = %s",
        [day(3, 18), key_of(row)],
    ),
    "published without a text": lambda row, cast: (
        "UPDATE disclosure_publication SET status = 'published', shown_id = NULL, "
        "approved_by_id = %s, first_published_on = %s WHERE id = %s",
        [cast.publisher2.pk, day(3, 18), key_of(row)],
    ),
}


def key_of(row: Publication) -> Any:
    """The key as the database holds it."""
    return row.pk.hex if connection.vendor == "sqlite" else row.pk


@pytest.mark.parametrize("name", RAW)
def test_raw_sql_cannot_go_round_the_second_person(
    cast: Cast, redacted: Publication, name: str
) -> None:
    sql, params = RAW[name](redacted, cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    assert fresh(redacted).status == "redacted"


def test_raw_sql_cannot_swap_the_approved_text(cast: Cast, approved: Publication) -> None:
    assert approved.shown_id is not None
    other = RedactedVersion.objects.get(pk=approved.shown_id)
    other.pk = None
    other.facts = "另一文本"
    other.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=approved.pk).update(shown=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        RedactedVersion.objects.filter(pk=approved.shown_id).update(facts="篡改")


# --------------------------------------------------------------------------------- publish
def test_publishing_in_time_meets_the_duty(cast: Cast, approved: Publication) -> None:
    row = pipeline.publish(approved, by=cast.publisher, on=day(3, 25))
    assert (row.status, row.first_published_on) == ("published", day(3, 25))
    assert row.deadline is not None
    row.deadline.refresh_from_db()
    assert row.deadline.outcome == Deadline.Outcome.MET
    assert SearchEntry.objects.get(publication=row).text
    assert Publication.objects.public(day(3, 25)).get() == row


def test_publishing_a_day_late_is_late_for_good(cast: Cast, approved: Publication) -> None:
    row = pipeline.publish(approved, by=cast.publisher, on=day(3, 26))
    assert row.deadline is not None
    row.deadline.refresh_from_db()
    assert row.deadline.outcome == Deadline.Outcome.LATE
    for value in (day(3, 20), None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=row.pk).update(first_published_on=value)
    with pytest.raises(StaleError):
        pipeline.publish(row, by=cast.publisher, on=day(3, 20))
    assert fresh(row).first_published_on == day(3, 26)


def test_a_decision_is_not_public_before_it_was_made(cast: Cast, approved: Publication) -> None:
    with pytest.raises(RuleError, match="不能早于决定日期"):
        pipeline.publish(approved, by=cast.publisher, on=day(3, 15))
    assert not SearchEntry.objects.exists()


def test_an_unapproved_text_is_not_published(cast: Cast, redacted: Publication) -> None:
    with pytest.raises(StaleError, match="待审批"):
        pipeline.publish(redacted, by=cast.publisher2, on=day(3, 18))


def test_a_revoked_decision_is_neither_approved_nor_published(
    cast: Cast, redacted: Publication, approved: Publication
) -> None:
    decision = approved.decision
    assert decision is not None
    decisions.revoke(decision, by=cast.head, on=day(3, 17), ground="适用法律错误")
    with pytest.raises(RuleError, match="已被撤销"):
        pipeline.publish(approved, by=cast.publisher, on=day(3, 18))
    with pytest.raises(RuleError, match="已被撤销"):
        pipeline.redact(approved, by=cast.publisher)
    assert fresh(approved).status == "approved"


def test_what_becomes_known_after_approval_still_bars(cast: Cast, approved: Publication) -> None:
    assert approved.decision is not None
    parties.update(approved.decision.case.party, by=cast.officer1, birth_date=day(5, 1, 2010))
    with pytest.raises(RuleError, match="未成年人"):
        pipeline.publish(fresh(approved), by=cast.publisher, on=day(3, 18))


def test_a_permit_without_end_has_no_last_day_in_public(cast: Cast) -> None:
    endless = factories.issued(cast.bureau, procedure="permit", valid_to=day(12, 31, 2099))
    ending = factories.issued(cast.bureau, procedure="permit", valid_to=day(3, 15, 2031))
    rows = [
        pipeline.publish(factories.approved(row), by=None, on=day(3, 18))
        for row in (endless, ending)
    ]
    assert [row.publish_until for row in rows] == [None, day(3, 15, 2031)]


# --------------------------------------------------------------------------------- withhold
def test_withholding_needs_a_ground_of_the_law_and_a_reason(
    cast: Cast, pending: Publication
) -> None:
    for code, reason, field in (("", "理由", "code"), ("secret", " ", "reason")):
        with pytest.raises(RuleError, match="法定事由") as refused:
            pipeline.withhold(pending, by=cast.publisher, on=day(3, 18), code=code, reason=reason)
        assert refused.value.field == field
    row = pipeline.withhold(
        pending, by=cast.publisher, on=day(3, 18), code="related_case", reason="另案侦查中"
    )
    assert (row.status, row.withheld_code, row.approved_by) == (
        "withheld",
        "related_case",
        cast.publisher,
    )
    assert row.deadline is not None
    row.deadline.refresh_from_db()
    assert (row.deadline.outcome, row.deadline.ended_on) == ("void", day(3, 18))


# --------------------------------------------------------------------------------- withdraw
def test_withdrawal_needs_a_public_reason_that_gives_nothing_away(
    cast: Cast, approved: Publication
) -> None:
    row = pipeline.publish(approved, by=cast.publisher, on=day(3, 18))
    with pytest.raises(RuleError, match="公开说明理由"):
        pipeline.withdraw(row, by=cast.publisher, on=day(4, 1), reason="", ground="content")
    with pytest.raises(RuleError, match="仍含应当隐去"):
        pipeline.withdraw(
            row, by=cast.publisher, on=day(4, 1), reason="当事人柳试然申请", ground="content"
        )
    assert fresh(row).status == "published"


def test_a_withdrawn_text_is_gone_and_does_not_come_back(cast: Cast, approved: Publication) -> None:
    row = pipeline.publish(approved, by=cast.publisher, on=day(3, 18))
    row = pipeline.withdraw(
        row, by=cast.publisher, on=day(4, 1), reason="公开内容有误", ground="content"
    )
    assert (row.status, row.ended_on) == ("withdrawn", day(4, 1))
    assert not SearchEntry.objects.exists()
    assert not Publication.objects.public(day(4, 1)).exists()
    for work in (
        lambda: pipeline.redact(row, by=cast.publisher),
        lambda: pipeline.publish(row, by=cast.publisher, on=day(4, 2)),
    ):
        with pytest.raises(StaleError):
            work()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(status="published")


def test_an_ended_period_takes_the_text_away(cast: Cast, approved: Publication) -> None:
    row = pipeline.publish(approved, by=cast.publisher, on=day(3, 18))
    assert row.publish_until == day(3, 16, 2027)
    assert Publication.objects.public(day(3, 16, 2027)).exists()
    assert not Publication.objects.public(day(3, 17, 2027)).exists()
    row = pipeline.expire(row, on=day(3, 16, 2027))
    assert (row.status, SearchEntry.objects.count()) == ("expired", 0)
