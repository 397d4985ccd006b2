"""Who clears a text or a copy saw exactly that one; what nobody examined does not go out beside it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import RuleError, StaleError
from disclosure import comparison
from disclosure.models import CorrectionRequest, Publication, PublicFile, SecrecyReview
from disclosure.services import corrections, pipeline, public_files, sweep
from tests import factories
from tests.base import Cast, day
from tests.disclosure.asking import correction
from tests.disclosure.test_public_files import approved as approved_file
from tests.disclosure.test_public_files import made as made_file
from tests.disclosure.test_public_files import taken
from tests.disclosure.test_secrecy import fresh, ungated

pytestmark = pytest.mark.django_db
FIRST, SECOND = "甲稿的标题", "未经审查的乙稿"


@pytest.fixture
def shown(cast: Cast) -> Publication:
    """A published decision."""
    return factories.published(cast.bureau, on=day(3, 16))


@pytest.fixture
def asked(cast: Cast, shown: Publication) -> CorrectionRequest:
    """A request about it, and what the first publisher would write."""
    row, _receipt = correction(shown)
    corrections.accept(row, by=cast.publisher)
    return corrections.propose(row, by=cast.publisher, edits={"title": FIRST})


def filled(client: Client, path: str, **more: Any) -> dict[str, Any]:
    """What the page would send when it is sent as it was opened, with what is entered."""
    form = client.get(path).context["form"]
    assert form.fields["seen"].widget.is_hidden
    return {"seen": form["seen"].value(), "examined": "on", **more}


# --------------------------------------------------------------------------------- a proposal
def test_the_page_shows_the_whole_proposal_and_what_is_new_in_it(
    cast: Cast, asked: CorrectionRequest
) -> None:
    path = reverse("correction-correct", args=[asked.pk])
    told = cast.client("publisher2").get(path).context["lead"]
    assert asked.proposal is not None
    assert f"【标题】（有改动）\n{FIRST}" in told
    assert all(text in told for _heading, text in asked.proposal.sections)
    assert told.count("有改动") == 1


def test_a_part_that_goes_is_told(cast: Cast, shown: Publication) -> None:
    assert shown.shown is not None
    heading = shown.shown.sections[0][0]
    version = pipeline.propose(shown, by=cast.publisher, edits={"sections": [[heading, ""]]})
    told = comparison.changed(shown.shown, version)
    assert [row for row in told if row[1]] == [(heading, "不再公开", "")]


def test_a_proposal_written_after_the_page_was_opened_is_not_cleared(
    cast: Cast, shown: Publication, asked: CorrectionRequest
) -> None:
    second, path = cast.client("publisher2"), reverse("correction-correct", args=[asked.pk])
    sent = filled(second, path, on="2026-04-01", answer="已更正。")
    corrections.propose(asked, by=cast.publisher, edits={"title": SECOND})
    before = SecrecyReview.objects.count()
    refused = second.post(path, sent)
    assert refused.status_code == 200 and "在您查看之后已被修改" in refused.content.decode()
    assert SECOND in refused.context["lead"], "what waits now stands on the page"
    again = second.post(path, sent)
    assert again.status_code == 200, "not by sending it twice either"
    assert SecrecyReview.objects.count() == before
    assert (public := fresh(shown).shown) is not None and public.title != SECOND
    sent = filled(second, path, on="2026-04-01", answer="已更正。")
    assert second.post(path, sent).status_code == 302
    assert (now := fresh(shown).shown) is not None and now.title == SECOND


def test_who_names_no_text_clears_none(cast: Cast, asked: CorrectionRequest) -> None:
    path = reverse("correction-correct", args=[asked.pk])
    sent = {"on": "2026-04-01", "answer": "已更正。", "examined": "on"}
    refused = cast.client("publisher2").post(path, sent)
    assert refused.status_code == 200 and "请重新打开本页" in refused.content.decode()
    asked.refresh_from_db()
    assert asked.status == "accepted"


def test_the_service_compares_what_was_seen_itself(cast: Cast, asked: CorrectionRequest) -> None:
    assert asked.proposal is not None
    given = {"on": day(4, 1), "answer": "已更正。", "examined": True}
    with pytest.raises(StaleError):
        corrections.correct(asked, by=cast.publisher2, seen="0" * 64, **given)  # type: ignore[arg-type]  # by name
    seen = asked.proposal.sha256
    done = corrections.correct(asked, by=cast.publisher2, seen=seen, **given)  # type: ignore[arg-type]  # by name
    assert done.status == "corrected"


# --------------------------------------------------------------------------------- a copy
def test_a_copy_made_after_the_page_was_opened_is_not_cleared(
    cast: Cast, shown: Publication
) -> None:
    row = made_file(taken(shown, cast.publisher), cast.publisher)
    second, path = cast.client("publisher2"), reverse("public-file-approve", args=[row.pk])
    sent = filled(second, path)
    public_files.send_back(row, by=cast.publisher, reason="漏遮了一处。")
    area = {"x": 10, "y": 10, "w": 400, "h": 400, "why": "OTHER"}
    areas = [*row.areas[0], area]
    row = public_files.mark(row, by=cast.publisher, page=0, areas=areas)
    assert made_file(row, cast.publisher).copy_id != sent["seen"]
    assert "在您查看之后已被修改" in second.post(path, sent).content.decode()
    assert "请重新打开本页" in second.post(path, {"examined": "on"}).content.decode()
    assert PublicFile.objects.get().status == "made"
    assert second.post(path, filled(second, path)).status_code == 302
    assert PublicFile.objects.get().status == "approved"


# --------------------------------------------------------------------------------- over the API
def test_the_api_takes_which_text_was_examined(cast: Cast) -> None:
    row = factories.redact(factories.duty(factories.served(cast.bureau)), by=cast.publisher)
    assert row.shown is not None
    path, second = reverse("api-publication-approve", args=[row.pk]), cast.client("publisher2")
    for seen, status in (("0" * 64, 409), ("0" * 65, 400), (row.shown.sha256, 200)):
        body = {"examined": True, "seen": seen}
        answer = second.post(path, body, content_type="application/json")
        assert answer.status_code == status, seen
    assert fresh(row).status == "approved"


# --------------------------------------------------------------------------------- before there was a gate
def test_a_file_nobody_examined_does_not_go_out_with_its_decision(cast: Cast) -> None:
    waiting = factories.approved(factories.served(cast.bureau, on=day(3, 17)))
    file = approved_file(cast, waiting)
    with ungated():
        SecrecyReview.objects.filter(file=file).delete()
    path = reverse("decision-file", args=[waiting.pk, file.number])
    with pytest.raises(RuleError, match="未经保密审查") as caught:
        pipeline.publish(fresh(waiting), by=cast.publisher2, on=day(3, 20))
    assert "公开附件" in caught.value.remedy
    assert sweep.run(day(3, 20)).failed == 0, "the sweep passes over it"
    assert fresh(waiting).status == "approved"
    public_files.send_back(file, by=cast.publisher, reason="补作保密审查。")
    file = made_file(file, cast.publisher)
    public_files.approve(file, by=cast.publisher2, examined=True)
    assert sweep.run(day(3, 20)).published == 1
    assert Client().get(path).status_code == 200


def test_a_file_that_does_not_go_out_holds_nothing_up(cast: Cast) -> None:
    waiting = factories.approved(factories.served(cast.bureau, on=day(3, 17)))
    file = approved_file(cast, waiting)
    with ungated():
        SecrecyReview.objects.filter(file=file).delete()
    public_files.drop(file, by=cast.publisher, reason="不应公开。")
    done = pipeline.publish(fresh(waiting), by=cast.publisher2, on=day(3, 20))
    assert done.status == "published"
    path = reverse("decision-file", args=[waiting.pk, file.number])
    assert Client().get(path).status_code == 404
