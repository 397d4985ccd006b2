"""不能确定的，报请确定: a text in doubt waits for the competent department, and its clock does not."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.desk import oversight
from core import deadlines
from core.errors import RuleError, StaleError
from core.triggers import refusal
from disclosure.models import Publication, SecrecyReferral, SecrecyReview
from disclosure.services import pipeline, reconsideration, referrals, sweep
from enforcement.models import CaseOfficer
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
ON, LATER = day(3, 20), day(4, 20)
WHOM = "云溪市国家保密局"


@pytest.fixture
def redacted(cast: Cast) -> Publication:
    """A decision that the first publisher redacted."""
    return factories.redact(factories.duty(factories.served(cast.bureau)), by=cast.publisher)


def fresh(row: Publication) -> Publication:
    return Publication.objects.select_related("shown", "deadline").get(pk=row.pk)


def asked(cast: Cast, row: Publication, **changes: Any) -> SecrecyReferral:
    given = {"asked_to": WHOM, "asked_on": ON, "question": "第三段是否涉及工作秘密。", **changes}
    return referrals.refer(row, by=cast.publisher2, on=ON, **given)


def answered(cast: Cast, row: Publication, outcome: str, **changes: Any) -> SecrecyReferral:
    given = {"answered_on": LATER, "answer": "云保函〔2026〕3号。", "outcome": outcome, **changes}
    return referrals.answer(row, by=cast.publisher2, on=LATER, **given)


def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


# --------------------------------------------------------------------------------- the question
def test_who_is_in_doubt_asks_and_the_text_stays_inside(cast: Cast, redacted: Publication) -> None:
    made = asked(cast, redacted)
    shown = fresh(redacted).shown
    assert shown is not None and made.sha256 == shown.sha256
    review = SecrecyReview.objects.get()
    assert (review.outcome, review.reviewed_by) == ("refer", cast.publisher2)
    assert WHOM in review.statement
    with pytest.raises(RuleError, match="尚未答复"):
        pipeline.approve(redacted, by=cast.publisher2, examined=True)
    assert sweep.run(LATER).published == 0 and fresh(redacted).status == "redacted"
    assert Client().get(reverse("decision-detail", args=[redacted.pk])).status_code == 404


def test_the_clock_goes_on_and_the_desk_says_why(cast: Cast, redacted: Publication) -> None:
    clock = fresh(redacted).deadline
    assert clock is not None
    before = (clock.due_on, clock.outcome, deadlines.remaining(clock, LATER))
    asked(cast, redacted)
    clock.refresh_from_db()
    assert (clock.due_on, clock.outcome, deadlines.remaining(clock, LATER)) == before
    assert before[2] < 0, "it is late by then"
    (entry,) = oversight.to_publish(cast.publisher2, LATER).entries
    page = cast.client("publisher").get(reverse("publication-detail", args=[redacted.pk]))
    for told in (entry.detail, page.content.decode()):
        assert WHOM in told and "公开期限继续计算" in told


def test_one_question_waits_at_a_time(cast: Cast, redacted: Publication) -> None:
    asked(cast, redacted)
    with pytest.raises(StaleError, match="尚未答复"):
        asked(cast, redacted)
    answered(cast, redacted, "clear")
    assert asked(cast, redacted).pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asked_to": " "}, "asked_to"),
        ({"question": ""}, "question"),
        ({"asked_on": date(2020, 1, 1)}, "asked_on"),
        ({"asked_on": day(3, 21)}, "asked_on"),
    ],
)
def test_a_question_says_whom_when_and_what(
    cast: Cast, redacted: Publication, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        asked(cast, redacted, **changes)
    assert caught.value.field == field and not SecrecyReferral.objects.exists()


def test_who_may_not_examine_may_not_ask(cast: Cast, redacted: Publication) -> None:
    given: dict[str, Any] = {"on": ON, "asked_on": ON, "asked_to": WHOM, "question": "？"}
    with pytest.raises(RuleError, match="脱敏人"):
        referrals.refer(redacted, by=cast.publisher, **given)
    with pytest.raises(PermissionDenied):
        referrals.refer(redacted, by=cast.officer1, **given)
    assert redacted.decision is not None
    staff = CaseOfficer.objects.filter(case=redacted.decision.case_id).first()
    assert staff is not None
    staff.officer.account = cast.publisher2
    staff.officer.save(update_fields=["account"])
    with pytest.raises(RuleError, match="承办人员"):
        asked(cast, redacted)


@pytest.mark.parametrize("state", ["pending", "published"])
def test_only_what_waits_for_approval_is_asked_about(cast: Cast, state: str) -> None:
    row = (
        factories.published(cast.bureau, on=day(3, 16))
        if state == "published"
        else factories.duty(factories.served(cast.bureau))
    )
    with pytest.raises(StaleError, match="待审批"):
        asked(cast, row)


@pytest.mark.parametrize("act", ["redact", "send_back"])
def test_what_was_asked_about_stays_until_the_answer(
    cast: Cast, redacted: Publication, act: str
) -> None:
    made = asked(cast, redacted)
    acts: dict[str, Callable[[], object]] = {
        "redact": lambda: pipeline.redact(
            fresh(redacted), by=cast.publisher, edits={"title": "另一个标题"}
        ),
        "send_back": lambda: pipeline.send_back(
            fresh(redacted), by=cast.publisher2, reason="先改。"
        ),
    }
    with pytest.raises(RuleError, match="尚未答复"):
        acts[act]()
    row = fresh(redacted)
    assert row.shown is not None and row.shown.sha256 == made.sha256
    answered(cast, redacted, "clear")
    acts[act]()
    assert fresh(redacted).status == ("redacted" if act == "redact" else "pending")


# --------------------------------------------------------------------------------- the answer
def test_an_answer_that_clears_lets_the_text_be_approved(cast: Cast, redacted: Publication) -> None:
    asked(cast, redacted)
    made = answered(cast, redacted, "clear")
    assert (made.answered_on, made.answered_by) == (LATER, cast.publisher2)
    assert fresh(redacted).status == "redacted", "approving it is an act of its own"
    row = pipeline.approve(fresh(redacted), by=cast.publisher2, examined=True)
    assert pipeline.publish(row, by=None, on=LATER).status == "published"


def test_an_answer_that_forbids_withholds_it(cast: Cast, redacted: Publication) -> None:
    asked(cast, redacted)
    answered(cast, redacted, "never", answer="云保函〔2026〕3号：第三段为秘密级。")
    row = fresh(redacted)
    assert (row.status, row.withheld_code) == ("withheld", "secret")
    assert "秘密级" not in row.public_reason and "确定" in row.public_reason
    outcomes = SecrecyReview.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["refer", "never"]


def test_an_answer_that_forbids_withholds_what_was_taken_up_again(
    cast: Cast, redacted: Publication
) -> None:
    asked(cast, redacted)
    pipeline.withhold(redacted, by=cast.publisher2, on=LATER, code="privacy", reason="涉及隐私。")
    reconsideration.reconsider(fresh(redacted), by=cast.publisher2, on=LATER, reason="已消失。")
    assert fresh(redacted).status == "pending"
    answered(cast, redacted, "never")
    row = fresh(redacted)
    assert (row.status, row.withheld_code) == ("withheld", "secret")


@pytest.mark.parametrize("later", ["clear", "part"])
def test_what_may_not_be_public_is_approved_after_another_answer_only(
    cast: Cast, redacted: Publication, later: str
) -> None:
    asked(cast, redacted)
    answered(cast, redacted, "never")
    reconsideration.reconsider(fresh(redacted), by=cast.publisher2, on=LATER, reason="已解密。")
    again = factories.redact(fresh(redacted), by=cast.publisher)
    with pytest.raises(RuleError, match="不予公开"):
        pipeline.approve(again, by=cast.publisher2, examined=True)
    asked(cast, again)
    answered(cast, again, later)
    if later == "part":
        again = factories.redact(fresh(redacted), by=cast.publisher)
    row = pipeline.approve(fresh(again), by=cast.publisher2, examined=True)
    assert pipeline.publish(row, by=None, on=LATER).status == "published"


@pytest.mark.parametrize("outcome", ["clear", "never"])
def test_who_may_not_examine_the_text_does_not_answer_for_it(
    cast: Cast, redacted: Publication, outcome: str
) -> None:
    asked(cast, redacted)
    said: dict[str, Any] = {"on": LATER, "answered_on": LATER, "answer": "可以。"}
    with pytest.raises(RuleError, match="脱敏人"):
        referrals.answer(redacted, by=cast.publisher, outcome=outcome, **said)
    assert redacted.decision is not None
    staff = CaseOfficer.objects.filter(case=redacted.decision.case_id).first()
    assert staff is not None
    staff.officer.account = cast.publisher2
    staff.officer.save(update_fields=["account"])
    with pytest.raises(RuleError, match="承办人员"):
        answered(cast, redacted, outcome)
    assert SecrecyReferral.objects.get().answered_on is None
    assert fresh(redacted).status == "redacted"


def test_an_answer_that_forbids_a_part_sends_it_back(cast: Cast, redacted: Publication) -> None:
    asked(cast, redacted)
    answered(cast, redacted, "part")
    assert fresh(redacted).status == "pending"
    again = factories.redact(fresh(redacted), by=cast.publisher)
    assert pipeline.approve(again, by=cast.publisher2, examined=True).status == "approved"


def test_what_was_withheld_meanwhile_only_takes_the_answer_in(
    cast: Cast, redacted: Publication
) -> None:
    asked(cast, redacted)
    pipeline.withhold(redacted, by=cast.publisher2, on=LATER, code="privacy", reason="涉及隐私。")
    answered(cast, redacted, "clear")
    assert fresh(redacted).status == "withheld"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"answer": "　"}, "answer"),
        ({"answered_on": day(3, 19)}, "answered_on"),
        ({"answered_on": day(4, 21)}, "answered_on"),
    ],
)
def test_an_answer_that_is_none_changes_nothing(
    cast: Cast, redacted: Publication, changes: dict[str, Any], field: str
) -> None:
    asked(cast, redacted)
    with pytest.raises(RuleError) as caught:
        answered(cast, redacted, **{"outcome": "never", **changes})
    assert caught.value.field == field
    assert SecrecyReferral.objects.get().answered_on is None
    assert fresh(redacted).status == "redacted"


def test_without_a_question_there_is_no_answer(cast: Cast, redacted: Publication) -> None:
    with pytest.raises(StaleError, match="没有等待答复"):
        answered(cast, redacted, "clear")


# --------------------------------------------------------------------------------- at the screen
def test_the_approver_asks_and_answers_with_two_forms(cast: Cast, redacted: Publication) -> None:
    client, today = cast.client("publisher2"), timezone.localdate().isoformat()
    ask, reply = (reverse(name, args=[redacted.pk]) for name in PAGES)
    detail = reverse("publication-detail", args=[redacted.pk])
    offered = client.get(detail).content.decode()
    assert ask in offered and reply not in offered
    question = {"asked_to": WHOM, "asked_on": today, "question": "第三段。"}
    for wrong in ({"question": "\0"}, {"asked_to": "局" * 201}, {"asked_on": "9999999-01-01"}):
        assert client.post(ask, {**question, **wrong}).status_code == 200
    assert client.post(ask, question).status_code == 302
    offered = client.get(detail).content.decode()
    assert ask not in offered and reply in offered
    said = {"answered_on": today, "outcome": "clear", "answer": "可以公开。"}
    assert client.post(reply, {**said, "outcome": "x" * 5000}).status_code == 200
    assert client.post(reply, said).status_code == 302
    titles = [row["title"] for row in client.get(detail).context["history"]]
    assert "报请确定的答复" in titles


PAGES = ("publication-refer", "publication-determined")


# --------------------------------------------------------------------------------- the database
def test_the_database_approves_nothing_that_waits_for_an_answer(
    cast: Cast, redacted: Publication
) -> None:
    pipeline.approve(redacted, by=cast.publisher2, examined=True)
    pipeline.send_back(fresh(redacted), by=cast.publisher2, reason="再看。")
    again = factories.redact(fresh(redacted), by=cast.publisher)
    SecrecyReview.objects.create(
        publication=again,
        version=again.shown,
        sha256=again.shown.sha256 if again.shown else "",
        outcome="clear",
        statement="可以公开。",
        reviewed_by=cast.publisher2,
    )
    asked(cast, again)
    moved = {"status": "approved", "approved_by": cast.publisher2, "approved_at": timezone.now()}
    raw = Publication.objects.filter(pk=redacted.pk)
    assert code(lambda: raw.update(**moved)) == "REFERRED"
    former = again.versions.order_by("pk").first()
    assert former is not None and former.pk != again.shown_id
    changes: list[dict[str, Any]] = [{"status": "pending"}, {"shown": former}, {"shown": None}]
    for change in changes:
        assert code(partial(raw.update, **change)) == "REFERRED"
    SecrecyReferral.objects.filter(answered_on=None).update(
        answered_on=LATER, outcome="never", answer="不予公开。", answered_by=cast.publisher2
    )
    assert code(lambda: raw.update(**moved)) == "DETERMINED"
    asked(cast, again)
    answered(cast, again, "clear")
    assert raw.update(**moved) == 1


def test_a_question_and_its_answer_stay(cast: Cast, redacted: Publication) -> None:
    asked(cast, redacted)
    rows = SecrecyReferral.objects.all()
    assert code(lambda: rows.update(question="另一个")) == "APPEND_ONLY"
    for half in ({"answered_on": LATER}, {"outcome": "clear"}, {"answered_by": cast.publisher2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**half)
    answered(cast, redacted, "clear")
    assert code(lambda: rows.update(outcome="never")) == "ANSWERED"
    assert code(rows.delete) == "APPEND_ONLY"
