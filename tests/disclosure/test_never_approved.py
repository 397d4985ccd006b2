"""A text approved after the answer 不予公开, before the database refused it, is a task and no error of each sweep."""

import logging

import pytest
from django.urls import reverse
from django.utils import timezone

from config.desk import oversight
from disclosure.models import Publication, SecrecyReview
from disclosure.services import pipeline, reconsideration, referrals, sweep
from tests import factories
from tests.base import Cast, day
from tests.disclosure.test_secrecy import ungated

pytestmark = pytest.mark.django_db
ON, LATER = day(3, 20), day(4, 20)
WHOM = "云溪市国家保密局"


def fresh(row: Publication) -> Publication:
    return Publication.objects.select_related("shown", "decision").get(pk=row.pk)


def ask(cast: Cast, row: Publication, outcome: str) -> None:
    given = {"asked_to": WHOM, "asked_on": ON, "question": "第三段。"}
    referrals.refer(row, by=cast.publisher2, on=LATER, **given)  # type: ignore[arg-type]  # one table of values
    said = {"answered_on": LATER, "answer": "云保函〔2026〕3号。", "outcome": outcome}
    referrals.answer(row, by=cast.publisher2, on=LATER, **said)  # type: ignore[arg-type]  # one table of values


def approved_of_old(cast: Cast, row: Publication) -> None:
    """What the approval of a text did when neither service nor database asked for the last answer."""
    assert row.shown is not None
    SecrecyReview.objects.create(
        publication=row,
        version=row.shown,
        sha256=row.shown.sha256,
        outcome="clear",
        statement="可以公开。",
        reviewed_by=cast.publisher2,
    )
    moved = {"status": "approved", "approved_by": cast.publisher2, "approved_at": timezone.now()}
    with ungated():
        Publication.objects.filter(pk=row.pk).update(**moved)


@pytest.fixture
def old(cast: Cast) -> Publication:
    """Answered never, taken up again, redacted and approved all the same."""
    row = factories.redact(factories.duty(factories.served(cast.bureau)), by=cast.publisher)
    ask(cast, row, "never")
    reconsideration.reconsider(fresh(row), by=cast.publisher2, on=LATER, reason="已解密。")
    again = factories.redact(fresh(row), by=cast.publisher)
    approved_of_old(cast, again)
    return fresh(again)


def test_no_sweep_tries_to_publish_it(
    cast: Cast, old: Publication, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        for _twice in range(2):
            counts = sweep.run(LATER)
            assert (counts.published, counts.failed) == (0, 0)
    assert not caplog.records
    assert fresh(old).status == "approved"


def test_the_desk_and_its_page_say_what_to_do(cast: Cast, old: Publication) -> None:
    (entry,) = oversight.to_publish(cast.publisher2, LATER).entries
    assert (entry.step, entry.mine) == ("不会自动公开，请办理", True)
    (same,) = oversight.to_publish(cast.officer1, LATER).entries
    assert (same.step, same.mine) == ("等待办理", False)
    page = cast.client("publisher2").get(reverse("publication-detail", args=[old.pk]))
    for told in (entry.detail, page.content.decode()):
        assert "答复是不予公开" in told and "请办理不公开" in told


def test_it_leaves_the_desk_when_it_is_withheld(cast: Cast, old: Publication) -> None:
    pipeline.withhold(old, by=cast.publisher2, on=LATER, code="secret", reason="确定为秘密。")
    assert oversight.to_publish(cast.publisher2, LATER).entries == []


def test_another_answer_lets_the_sweep_publish_it(cast: Cast, old: Publication) -> None:
    pipeline.send_back(old, by=cast.publisher2, reason="重新报请。")
    again = factories.redact(fresh(old), by=cast.publisher)
    ask(cast, again, "clear")
    pipeline.approve(fresh(again), by=cast.publisher2, examined=True)
    (entry,) = oversight.to_publish(cast.publisher2, LATER).entries
    assert entry.step == "发布"
    assert sweep.run(LATER).published == 1
    assert fresh(old).status == "published"


def test_a_row_that_waits_for_its_answer_is_not_tried_either(cast: Cast) -> None:
    row = factories.redact(factories.duty(factories.served(cast.bureau)), by=cast.publisher)
    given = {"asked_to": WHOM, "asked_on": ON, "question": "第三段。"}
    referrals.refer(row, by=cast.publisher2, on=LATER, **given)  # type: ignore[arg-type]  # one table of values
    approved_of_old(cast, fresh(row))
    counts = sweep.run(LATER)
    assert (counts.published, counts.failed) == (0, 0)
    (entry,) = oversight.to_publish(cast.publisher2, LATER).entries
    assert WHOM in entry.detail
