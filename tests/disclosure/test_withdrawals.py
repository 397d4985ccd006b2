"""A revoked decision leaves the public at the next sweep, with the reason made public."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.errors import RuleError
from core.models import Deadline
from disclosure.models import Publication, SearchEntry
from disclosure.services import pipeline, withdrawals
from enforcement.models import Decision
from enforcement.services import decisions
from tests import factories
from tests.base import Cast, day


def revoke(row: Publication, cast: Cast, *, ground: str = "主要证据不足") -> Decision:
    """Revoke the decision of a publication on 1 April."""
    assert row.decision is not None
    return decisions.revoke(row.decision, by=cast.head, on=day(4, 1), ground=ground)


def clock(row: Publication) -> Deadline:
    """The duty to withdraw."""
    return Deadline.objects.get(subject_type="withdrawal", subject_id=str(row.decision_id))


def test_a_published_decision_is_taken_down_with_its_ground(cast: Cast) -> None:
    row = factories.published(cast.bureau)
    revoke(row, cast)
    assert withdrawals.revoked(day(4, 1)) == [row.pk]
    assert withdrawals.take_down(row.pk, day(4, 1))
    row.refresh_from_db()
    assert (row.status, row.ended_on) == ("withdrawn", day(4, 1))
    assert "主要证据不足" in row.public_reason
    assert not SearchEntry.objects.exists()
    assert withdrawals.revoked(day(4, 1)) == []


def test_nobody_takes_down_by_hand_what_stands_without_a_ground(cast: Cast) -> None:
    row = factories.published(cast.bureau)
    for ground in ("", "typo"):
        with pytest.raises(RuleError, match="没有法定事由不得撤下") as refused:
            pipeline.withdraw(
                row, by=cast.publisher, on=day(4, 1), reason="文字有误。", ground=ground
            )
        assert "请更正公开文本" in str(refused.value) and refused.value.field == "ground"
    assert Publication.objects.get(pk=row.pk).status == "published"


@pytest.mark.parametrize("ground", pipeline.GROUNDS)
def test_the_public_reads_the_ground_with_its_article(
    cast: Cast, client: Client, ground: str
) -> None:
    row = factories.published(cast.bureau)
    with translation.override("en"):
        pipeline.withdraw(
            row, by=cast.publisher, on=day(4, 1), reason="写有商业秘密。", ground=ground
        )
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    words, article = pipeline.GROUNDS[ground]
    assert f"{words}（{article}）：写有商业秘密。" in page
    assert "行政处罚法第四十八条" not in page, "the decision was not revoked"


def test_a_decision_that_fell_needs_no_other_ground(cast: Cast, client: Client) -> None:
    row = factories.published(cast.bureau)
    path = reverse("publication-detail", args=[row.pk])
    assert 'name="ground"' in cast.client("publisher").get(path).content.decode()
    revoke(row, cast)
    shown = cast.client("publisher").get(path).content.decode()
    assert 'name="ground"' not in shown and "撤下并公开说明理由" in shown
    row = Publication.objects.get(pk=row.pk)
    pipeline.withdraw(row, by=cast.publisher, on=day(4, 1), reason="主要证据不足，已撤销。")
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "行政处罚法第四十八条" in page and "主要证据不足，已撤销。" in page


@pytest.mark.parametrize(("swept", "outcome"), [(day(4, 7), "met"), (day(4, 8), "late")])
def test_the_law_gives_three_working_days(cast: Cast, swept: object, outcome: str) -> None:
    row = factories.published(cast.bureau)
    revoke(row, cast)
    # 2 April, 3 April, then Qingming until the 6th: the third working day is the 7th.
    withdrawals.take_down(row.pk, swept)  # type: ignore[arg-type]  # dates of the table above
    found = clock(row)
    assert (found.start_on, found.due_on, found.outcome) == (day(4, 1), day(4, 7), outcome)


def test_a_permit_has_the_outer_limit_of_twenty_days(cast: Cast) -> None:
    row = factories.published(cast.bureau, procedure="permit")
    revoke(row, cast)
    withdrawals.take_down(row.pk, day(4, 2))
    assert clock(row).due_on == day(4, 30)


def test_the_civil_affairs_rule_counts_calendar_days(cast: Cast) -> None:
    civil = factories.agency("云溪市民政局", profile="lingchuan_civil")
    row = factories.published(civil)
    assert row.decision is not None
    decisions.revoke(
        row.decision, by=factories.someone(civil, "head"), on=day(4, 2), ground="程序违法"
    )
    withdrawals.take_down(row.pk, day(4, 2))
    assert clock(row).due_on == day(4, 5)


@pytest.mark.parametrize("stage", ["pending", "redacted", "approved"])
def test_what_is_not_public_yet_is_dropped_and_no_duty_stays_open(cast: Cast, stage: str) -> None:
    decision = factories.issued(cast.bureau)
    row = factories.duty(decision)
    if stage == "redacted":
        row = factories.redact(row)
    if stage == "approved":
        row = factories.approved(decision)
    assert row.status == stage
    revoke(row, cast)
    assert withdrawals.take_down(row.pk, day(4, 1))
    row.refresh_from_db()
    assert (row.status, row.withheld_code) == ("withheld", "revoked")
    assert (
        not Deadline.objects.filter(outcome="open", subject_id=str(decision.pk))
        .filter(subject_type__in=["publication", "withdrawal"])
        .exists()
    )


def test_taking_down_twice_does_nothing_more(cast: Cast) -> None:
    row = factories.published(cast.bureau)
    revoke(row, cast)
    assert withdrawals.take_down(row.pk, day(4, 1))
    assert not withdrawals.take_down(row.pk, day(4, 9))
    row.refresh_from_db()
    assert row.ended_on == day(4, 1)


def test_a_sweep_for_an_earlier_day_does_not_see_the_revocation(cast: Cast) -> None:
    row = factories.published(cast.bureau)
    revoke(row, cast)
    assert withdrawals.revoked(day(3, 31)) == []


def test_the_public_reason_hides_the_names_of_people(cast: Cast) -> None:
    person = factories.party(cast.bureau, "person", name="柳试然")
    row = factories.published(cast.bureau, of=person)
    revoke(row, cast, ground="当事人柳试然（电话13912345678）提供新证据，处罚主体有误")
    withdrawals.take_down(row.pk, day(4, 1))
    row.refresh_from_db()
    assert "柳试然" not in row.public_reason
    assert "13912345678" not in row.public_reason
    assert "处罚主体有误" in row.public_reason


def test_a_text_withdrawn_by_hand_stays_as_it_is_when_the_decision_falls(cast: Cast) -> None:
    row = factories.published(cast.bureau)
    row = pipeline.withdraw(
        row, by=cast.publisher, on=day(3, 20), reason="公开内容有误", ground="content"
    )
    revoke(row, cast)
    assert withdrawals.revoked(day(4, 1)) == []
