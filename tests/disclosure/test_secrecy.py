"""公开前保密审查: nothing goes out that somebody else did not examine for secrets, text by text."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from config.desk import oversight
from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal, suspended
from disclosure.models import Publication, PublicFile, RedactedVersion, SecrecyReview
from disclosure.services import (
    corrections,
    pipeline,
    public_files,
    reconsideration,
    secrecy,
    sweep,
)
from enforcement.models import CaseOfficer
from tests import factories
from tests.base import Cast, day
from tests.disclosure.asking import correction
from tests.disclosure.test_public_files import approved as approved_file

pytestmark = pytest.mark.django_db
CLEAR, PART, NEVER, _REFER = SecrecyReview.Outcome


@pytest.fixture
def redacted(cast: Cast) -> Publication:
    """A decision that the first publisher redacted."""
    return factories.redact(factories.duty(factories.served(cast.bureau)), by=cast.publisher)


def fresh(row: Publication) -> Publication:
    return Publication.objects.get(pk=row.pk)


def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


@contextmanager
def ungated() -> Iterator[None]:
    """The database as it was before there were these gates."""
    connection.check_constraints()  # nothing may wait on the tables
    with suspended(connection):
        yield
        connection.check_constraints()


def notes(row: Publication) -> list[tuple[str, str]]:
    """(outcome, SHA-256) of each examination on the audit log."""
    rows = AuditEntry.objects.filter(action="publication.secrecy", object_id=str(row.pk))
    told = [json.loads(entry.data) for entry in rows.order_by("id")]
    return [(data["outcome"], data["sha256"]) for data in told]


# --------------------------------------------------------------------------------- the approver's
def test_the_approval_keeps_who_examined_which_text_and_what_was_stated(
    cast: Cast, redacted: Publication
) -> None:
    pipeline.approve(redacted, by=cast.publisher2, examined=True)
    row, version = SecrecyReview.objects.get(), fresh(redacted).shown
    assert version is not None
    assert (row.publication, row.version, row.file) == (redacted, version, None)
    assert (row.outcome, row.sha256, row.reviewed_by) == (CLEAR, version.sha256, cast.publisher2)
    assert "不含国家秘密、工作秘密" in row.statement
    assert notes(redacted) == [("clear", version.sha256)]


def test_nothing_is_approved_that_nobody_says_was_examined(
    cast: Cast, redacted: Publication
) -> None:
    with pytest.raises(RuleError, match="保密审查") as caught:
        pipeline.approve(redacted, by=cast.publisher2, examined=False)
    assert "第十七条" in caught.value.article
    assert fresh(redacted).status == "redacted"
    assert not SecrecyReview.objects.exists()


def lead(cast: Cast, row: Publication) -> None:
    assert row.decision is not None
    staff = CaseOfficer.objects.filter(case=row.decision.case_id).first()
    assert staff is not None
    staff.officer.account = cast.publisher2
    staff.officer.save(update_fields=["account"])


def test_who_is_on_the_case_does_not_examine_it(cast: Cast, redacted: Publication) -> None:
    lead(cast, redacted)
    with pytest.raises(RuleError, match="承办人员"):
        pipeline.approve(redacted, by=cast.publisher2, examined=True)
    assert not SecrecyReview.objects.exists()


def test_who_drafted_the_decision_does_not_examine_it(cast: Cast, redacted: Publication) -> None:
    assert redacted.decision is not None and redacted.shown is not None
    by = redacted.decision.drafted_by
    with pytest.raises(RuleError, match="起草人"):
        secrecy.clear(redacted, redacted.shown, by=by, examined=True)


# --------------------------------------------------------------------------------- another text
def test_another_text_needs_another_examination(cast: Cast, redacted: Publication) -> None:
    pipeline.approve(redacted, by=cast.publisher2, examined=True)
    row = fresh(redacted)
    pipeline.redact(row, by=cast.publisher, edits={"title": "改写的标题"})
    moved = {"status": "approved", "approved_by": cast.publisher2, "approved_at": row.updated_at}
    assert code(lambda: Publication.objects.filter(pk=row.pk).update(**moved)) == "NOT_EXAMINED"
    pipeline.approve(row, by=cast.publisher2, examined=True)
    assert len({sha for _outcome, sha in notes(row)}) == SecrecyReview.objects.count() == 2


def test_a_public_text_is_not_exchanged_for_one_nobody_examined(cast: Cast) -> None:
    shown = factories.published(cast.bureau, on=day(3, 16))
    version = pipeline.propose(shown, by=cast.publisher, edits={"title": "改写的标题"})
    with pytest.raises(RuleError, match="保密审查"):
        pipeline.correct(shown, by=cast.publisher2, version=version, examined=False)
    changed = {"shown": version, "approved_at": version.created_at}
    raw = Publication.objects.filter(pk=shown.pk)
    assert code(lambda: raw.update(**changed)) == "NOT_EXAMINED"


def test_a_correction_asks_for_the_examination_only_where_it_shows_a_proposal(cast: Cast) -> None:
    shown = factories.published(cast.bureau, on=day(3, 16))
    row, _receipt = correction(shown)
    corrections.accept(row, by=cast.publisher)
    path = reverse("correction-correct", args=[row.pk])
    assert "examined" not in cast.client("publisher2").get(path).context["form"].fields
    corrections.propose(row, by=cast.publisher, edits={"title": "更正后的标题"})
    form = cast.client("publisher2").get(path).context["form"]
    answer = {"on": "2026-04-01", "answer": "已更正。", "seen": form["seen"].value()}
    told = cast.client("publisher2").post(path, answer)
    assert "请先进行保密审查" in told.content.decode()
    with pytest.raises(RuleError, match="保密审查"):
        corrections.correct(row, by=cast.publisher2, on=day(4, 1), answer="已更正。")
    assert cast.client("publisher2").post(path, {**answer, "examined": "on"}).status_code == 302
    assert notes(shown)[-1] == ("clear", fresh(shown).shown.sha256)  # type: ignore[union-attr]  # a public one


# --------------------------------------------------------------------------------- not to be public
def test_a_part_that_is_secret_sends_the_text_back(cast: Cast, redacted: Publication) -> None:
    pipeline.send_back(redacted, by=cast.publisher2, reason="第三段应当隐去。", secret=True)
    row = SecrecyReview.objects.get()
    assert (row.outcome, row.version_id) == (PART, redacted.shown_id)
    assert row.statement == "第三段应当隐去。"
    assert fresh(redacted).status == "pending"


def test_a_text_sent_back_for_its_wording_was_not_found_secret(
    cast: Cast, redacted: Publication
) -> None:
    pipeline.send_back(redacted, by=cast.publisher2, reason="住址隐去过多。")
    assert not SecrecyReview.objects.exists()


@pytest.mark.parametrize(("ground", "found"), [("secret", 1), ("security", 1), ("privacy", 0)])
def test_withholding_for_secrecy_is_an_outcome_of_the_examination(
    cast: Cast, redacted: Publication, ground: str, found: int
) -> None:
    pipeline.withhold(redacted, by=cast.publisher2, on=day(3, 18), code=ground, reason="见定密表。")
    rows = list(SecrecyReview.objects.values_list("outcome", "version_id", "reviewed_by_id"))
    assert rows == [(NEVER, redacted.shown_id, cast.publisher2.pk)] * found


def test_what_was_withheld_unredacted_is_examined_again_once_it_may_be_public(cast: Cast) -> None:
    row = factories.duty(factories.served(cast.bureau))
    pipeline.withhold(row, by=cast.publisher2, on=day(3, 18), code="secret", reason="定密。")
    assert SecrecyReview.objects.get().sha256 == ""
    reconsideration.reconsider(row, by=cast.publisher2, on=day(3, 20), reason="已经解密。")
    again = factories.redact(fresh(row), by=cast.publisher)
    pipeline.approve(again, by=cast.publisher2, examined=True)
    assert [outcome for outcome, _sha in notes(row)] == ["never", "clear"]


# --------------------------------------------------------------------------------- before there were any
def test_what_was_public_before_stays_and_what_was_approved_goes_back(cast: Cast) -> None:
    public = factories.published(cast.bureau, on=day(3, 16))
    waiting = factories.approved(factories.served(cast.bureau, on=day(3, 17)))
    with ungated():
        SecrecyReview.objects.all().delete()
    with pytest.raises(RuleError, match="退回脱敏") as caught:
        pipeline.publish(fresh(waiting), by=cast.publisher2, on=day(3, 20))
    assert "第十七条" in caught.value.article
    assert sweep.run(day(3, 20)).failed == 0, "the sweep passes over it"
    assert (fresh(waiting).status, fresh(public).status) == ("approved", "published")
    Publication.objects.filter(pk=public.pk).update(credit_class="minor")
    pipeline.withdraw(
        fresh(public), by=cast.publisher, on=day(3, 21), reason="决定已被撤销。", ground="content"
    )
    pipeline.send_back(fresh(waiting), by=cast.publisher2, reason="补作保密审查。")
    again = factories.redact(fresh(waiting), by=cast.publisher)
    pipeline.approve(again, by=cast.publisher2, examined=True)
    assert pipeline.publish(again, by=cast.publisher2, on=day(3, 23)).status == "published"


# --------------------------------------------------------------------------------- by the database alone
def row_of(redacted: Publication, **changes: Any) -> dict[str, Any]:
    assert redacted.shown is not None
    fields = {"publication": redacted, "version": redacted.shown, "sha256": redacted.shown.sha256}
    return {**fields, "outcome": CLEAR, "statement": "可以公开。", **changes}


def test_the_database_takes_no_examination_of_a_text_that_is_another(
    cast: Cast, redacted: Publication
) -> None:
    other = factories.redact(factories.duty(factories.served(cast.bureau)), by=cast.publisher)
    assert redacted.decision is not None
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("SECRECY_BOUND", {"reviewed_by": cast.publisher}),
        ("SECRECY_BOUND", {"reviewed_by": cast.publisher2, "sha256": "0" * 64}),
        ("SECRECY_BOUND", {"reviewed_by": cast.publisher2, "version": other.shown}),
        ("SECRECY_OTHER", {"reviewed_by": redacted.decision.drafted_by}),
    ]
    for expected, changes in wrong:
        found = code(lambda: SecrecyReview.objects.create(**row_of(redacted, **changes)))  # noqa: B023  # called at once
        assert found == expected, changes
    lead(cast, redacted)
    staff = row_of(redacted, reviewed_by=cast.publisher2)
    assert code(lambda: SecrecyReview.objects.create(**staff)) == "SECRECY_OTHER"


@pytest.mark.parametrize(
    "changes", [{"statement": ""}, {"version": None}, {"publication": None}, {"sha256": ""}]
)
def test_an_examination_says_what_of_and_what_was_found(
    cast: Cast, redacted: Publication, changes: dict[str, Any]
) -> None:
    fields = row_of(redacted, reviewed_by=cast.publisher2, **changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecrecyReview.objects.create(**fields)


def test_an_examination_stays(cast: Cast, redacted: Publication) -> None:
    pipeline.approve(redacted, by=cast.publisher2, examined=True)
    rows = SecrecyReview.objects.all()
    code(lambda: rows.update(outcome=PART))
    code(rows.delete)


# --------------------------------------------------------------------------------- public files
def test_a_copy_is_examined_before_the_public_has_it(cast: Cast) -> None:
    file = approved_file(cast, factories.published(cast.bureau))
    row = SecrecyReview.objects.get(file=file)
    assert file.copy is not None
    assert (row.sha256, row.reviewed_by, row.publication) == (
        file.copy.sha256,
        cast.publisher2,
        None,
    )
    assert AuditEntry.objects.filter(action="publicfile.secrecy", object_id=str(file.pk)).exists()
    with ungated():
        PublicFile.objects.filter(pk=file.pk).update(status="made")
        row.delete()
    raw = PublicFile.objects.filter(pk=file.pk)
    assert code(lambda: raw.update(status="approved")) == "NOT_EXAMINED"


# --------------------------------------------------------------------------------- at the screen
def test_the_desk_says_what_the_click_states_and_who_made_it(
    cast: Cast, redacted: Publication
) -> None:
    second, path = cast.client("publisher2"), reverse("publication-detail", args=[redacted.pk])
    html = second.get(path).content.decode()
    assert "经保密审查，同意公开" in html
    assert secrecy.statement(redacted.agency) in html and secrecy.rule(redacted.agency) in html
    form = second.get(path).context["forms"]["approve"]
    sent = {name: form[name].value() for name in form.fields}
    post = reverse("publication-approve", args=[redacted.pk])
    bare = second.post(post, {"seen": sent["seen"]})
    assert bare.status_code == 422 and "请先进行保密审查" in bare.content.decode()
    assert second.post(post, sent).status_code == 302
    history = second.get(path).context["history"]
    told = [row for row in history if row["title"] == "公开前保密审查"]
    assert [row["by"] for row in told] == [str(cast.publisher2)]
    assert RedactedVersion.objects.count() == 1


def test_the_form_that_returns_a_text_can_name_the_secret_as_its_ground(
    cast: Cast, redacted: Publication
) -> None:
    path = reverse("publication-return", args=[redacted.pk])
    given = {"reason": "第三段应当隐去。", "secret": "on"}
    assert cast.client("publisher2").post(path, given).status_code == 302
    assert SecrecyReview.objects.get().outcome == PART


# --------------------------------------------------------------------------------- files from before
def test_a_file_that_nobody_examined_is_not_given_and_holds_its_decision_back(cast: Cast) -> None:
    public = factories.published(cast.bureau, on=day(3, 16))
    waiting = factories.approved(factories.served(cast.bureau, on=day(3, 17)))
    seen, unseen = approved_file(cast, public), approved_file(cast, waiting)
    assert list(PublicFile.objects.shown(public)) == [seen]
    with ungated():
        SecrecyReview.objects.filter(file__in=[seen, unseen]).delete()
    assert not PublicFile.objects.shown(public)
    path = reverse("decision-file", args=[public.pk, seen.number])
    assert cast.client("publisher").get(path).status_code == 404
    moved = {"status": "published", "first_published_on": day(3, 20)}
    raw = Publication.objects.filter(pk=waiting.pk)
    assert code(lambda: raw.update(**moved)) == "NOT_EXAMINED"
    public_files.drop(unseen, by=cast.publisher, reason="未经审查。")
    assert pipeline.publish(fresh(waiting), by=cast.publisher2, on=day(3, 20)).shown is not None


@pytest.mark.parametrize("lacking", ["text", "file"])
def test_the_desk_says_why_an_approved_decision_does_not_go_out(cast: Cast, lacking: str) -> None:
    waiting = factories.approved(factories.served(cast.bureau, on=day(3, 17)))
    file = approved_file(cast, waiting)
    assert "不会自动公开" not in on_the_desk(cast, waiting)
    with ungated():
        lost = {"version": waiting.shown_id} if lacking == "text" else {"file": file}
        SecrecyReview.objects.filter(**lost).delete()
    told = on_the_desk(cast, waiting)
    assert ("公开文本未经" if lacking == "text" else "公开附件未经") in told
    page = cast.client("publisher2").get(reverse("publication-detail", args=[waiting.pk]))
    assert "不会自动公开" in page.content.decode()
    assert sweep.run(day(3, 20)).published == 0


def on_the_desk(cast: Cast, row: Publication) -> str:
    (entry,) = oversight.to_publish(cast.publisher2, day(3, 20)).entries
    assert str(row.pk) in entry.url
    return entry.detail
