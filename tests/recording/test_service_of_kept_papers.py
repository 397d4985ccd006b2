"""A kept paper is handed over once, whichever of the acts that serve papers does it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from recording.models import Document, Service
from recording.services import coercion as coercion_papers
from recording.services import papers as worded
from recording.services import service
from tests import coercion, factories
from tests.base import Cast
from tests.people import account_of
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
HANDED = {"receiver": "钱试一", "place": "云溪市示范路1号", "method": "direct"}


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def paper(cast: Cast) -> Document:
    """The decision to execute, kept and not yet handed over."""
    row = coercion.decided(coercion.urged(coercion.binding(cast.bureau)))
    return Document.objects.get(case=row.case, kind="forced_decision")


def hand(paper: Document, **changes: Any) -> Service:
    by = account_of(factories.lead_of(paper.case))
    on = paper.dated_on
    return coercion_papers.serve(paper, **{"by": by, "on": on, **HANDED, **changes})


def test_a_second_click_serves_nothing(paper: Document) -> None:
    first = hand(paper)

    with pytest.raises(RuleError, match="不需要另行送达") as refused:
        hand(paper, receiver="别人")

    assert refused.value.article == "行政强制法第三十八条"
    assert list(paper.services.values_list("pk", "receiver")) == [(first.pk, "钱试一")]


def test_an_act_serves_only_its_own_kinds(paper: Document) -> None:
    by = account_of(factories.lead_of(paper.case))

    with pytest.raises(RuleError, match="不需要另行送达") as refused:
        worded.serve(paper, by=by, on=paper.dated_on, **HANDED)

    assert refused.value.article == service.ARTICLE
    assert not paper.services.exists()


def test_who_does_not_handle_the_case_serves_nothing(cast: Cast, paper: Document) -> None:
    with pytest.raises(PermissionDenied):
        hand(paper, by=cast.reviewer)
    assert not paper.services.exists()
