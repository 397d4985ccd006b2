"""The staff API: the services' own gates, one agency's rows, no anonymous call."""

import uuid
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from disclosure.models import Publication
from enforcement.models import Decision
from legal_review import catalogue, outcomes
from legal_review.models import Review
from tests import factories
from tests.base import Cast

pytestmark = [pytest.mark.django_db]
DECIDED = factories.DECIDED
ACTIONS = [
    *("api-case-submit-review", "api-review-approve", "api-review-return", "api-decision-issue"),
    *("api-publication-redact", "api-publication-approve", "api-publication-publish"),
]


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the day on which the calls are made."""

    def set_day(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_args: day)

    set_day(DECIDED)
    return set_day


def post(client: Client, name: str, pk: object, body: Any = None) -> Any:
    url = reverse(name, args=[pk])
    return client.post(url, body or {}, content_type="application/json")


def opinion(review: Review, result: str = "pass") -> dict[str, Any]:
    heads = catalogue.heads(review.agency.rules())
    return {
        "opinion": "事实清楚，程序合法。",
        "checks": [
            {
                "head": head,
                "result": result,
                "note": "应当补正。",
                "code": outcomes.reasons_of(head)[0].key,
            }
            for head in heads
        ],
    }


def submission(draft: Decision) -> dict[str, Any]:
    """A complete submission: every head judged, the materials declared."""
    answers = [asdict(answer) for answer in factories.answers(draft.agency)]
    return {"declared": True, "answers": answers}


def test_the_road_from_draft_to_public_is_the_services_own(cast: Cast, on: Any) -> None:
    draft = factories.notified(cast.bureau)
    on(factories.Days.before(DECIDED).submitted)
    sent = post(cast.client("officer1"), "api-case-submit-review", draft.case_id, submission(draft))
    assert (sent.status_code, sent.json()["status"]) == (200, "open")
    review = Review.objects.get(pk=sent.json()["id"])
    on(factories.Days.before(DECIDED).passed)
    passed = post(cast.client("reviewer"), "api-review-approve", review.pk, opinion(review))
    assert passed.json()["status"] == "passed"
    on(DECIDED)
    made = post(cast.client("head"), "api-decision-issue", draft.pk)
    assert made.json()["status"] == "issued"
    factories.serve(Decision.objects.get(pk=draft.pk), on=date(2026, 3, 17))
    row = factories.duty(Decision.objects.get(pk=draft.pk))
    on(date(2026, 3, 18))
    assert post(cast.client("publisher"), "api-publication-redact", row.pk).status_code == 200
    second, told = cast.client("publisher2"), {"examined": True}
    assert post(second, "api-publication-approve", row.pk).status_code == 422
    assert post(second, "api-publication-approve", row.pk, told).status_code == 200
    published = post(cast.client("publisher2"), "api-publication-publish", row.pk)
    assert published.json() == {"id": str(row.pk), "status": "published"}
    row.refresh_from_db()
    assert row.first_published_on == date(2026, 3, 18)
    last = AuditEntry.objects.order_by("-pk").first()
    assert last is not None
    assert last.object_id


@pytest.mark.parametrize("name", ACTIONS)
def test_nobody_acts_without_an_account(client: Client, name: str) -> None:
    assert post(client, name, uuid.uuid4()).status_code in (401, 403)


@pytest.mark.parametrize("name", ["api-case-list"])
def test_nobody_reads_cases_without_an_account(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code in (401, 403)


@pytest.mark.parametrize("name", ACTIONS)
def test_a_form_post_of_another_site_is_refused(cast: Cast, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.head, backend="core.permissions.RoleBackend")
    assert post(client, name, uuid.uuid4()).status_code == 403


def rows(cast: Cast) -> dict[str, uuid.UUID]:
    """The key every action would act on."""
    review = factories.submitted(cast.bureau)
    row = factories.duty(factories.issued(cast.bureau))
    return {
        "api-case-submit-review": review.decision.case_id,
        "api-review-approve": review.pk,
        "api-review-return": review.pk,
        "api-decision-issue": review.decision_id,
        "api-publication-redact": row.pk,
        "api-publication-approve": row.pk,
        "api-publication-publish": row.pk,
    }


def test_rows_of_another_agency_do_not_exist(cast: Cast, on: Any) -> None:
    stranger = factories.user(
        ["officer", "reviewer", "head", "publisher"], cast.other_bureau, username="stranger"
    )
    client = Client()
    client.force_login(stranger, backend="core.permissions.RoleBackend")
    for name, pk in rows(cast).items():
        assert post(client, name, pk).status_code == 404, name


def test_an_account_without_the_right_is_refused(cast: Cast, on: Any) -> None:
    keys = rows(cast)
    who = {
        "api-case-submit-review": "reviewer",
        "api-review-approve": "officer1",
        "api-review-return": "officer1",
        "api-decision-issue": "officer1",
        "api-publication-redact": "head",
        "api-publication-approve": "head",
        "api-publication-publish": "head",
    }
    for name, person in who.items():
        review = Review.objects.get(pk=keys["api-review-approve"])
        response = post(cast.client(person), name, keys[name], opinion(review))
        assert response.status_code == 403, name
    assert Review.objects.get(pk=keys["api-review-approve"]).status == Review.Status.OPEN


def test_cases_are_listed_for_their_own_agency_only(cast: Cast, on: Any) -> None:
    own = factories.case(cast.bureau)
    factories.case(cast.other_bureau)
    body = cast.client("officer1").get(reverse("api-case-list")).json()
    assert [row["id"] for row in body["results"]] == [str(own.pk)]
    assert "party" not in body["results"][0]
    assert cast.client("listadmin").get(reverse("api-case-list")).status_code == 403
    detail = reverse("api-case-detail", args=[own.pk])
    assert cast.client("officer1").get(detail).status_code == 200
    assert cast.client("outsider").get(detail).status_code == 404


def test_a_case_list_is_never_kept_by_a_proxy(cast: Cast, on: Any) -> None:
    response = cast.client("officer1").get(reverse("api-case-list"))
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_a_gate_answers_with_the_rule_and_the_remedy(cast: Cast, on: Any) -> None:
    draft = factories.notified(cast.bureau)
    undeclared = post(cast.client("officer1"), "api-case-submit-review", draft.case_id)
    assert undeclared.status_code == 422
    assert undeclared.json()["field"] == "declared"
    assert undeclared.json()["remedy"]
    silent = {**submission(draft), "answers": submission(draft)["answers"][1:]}
    unanswered = post(cast.client("officer1"), "api-case-submit-review", draft.case_id, silent)
    assert unanswered.status_code == 422
    assert unanswered.json()["field"] == "applies_public_interest"
    early = post(cast.client("head"), "api-decision-issue", draft.pk)
    assert early.status_code in (409, 422)
    assert early.json()["error"]
    assert Decision.objects.get(pk=draft.pk).status == Decision.Status.DRAFT


def test_a_case_without_a_draft_has_nothing_to_submit(cast: Cast, on: Any) -> None:
    case = factories.recorded(cast.bureau)
    response = post(cast.client("officer1"), "api-case-submit-review", case.pk, {"declared": True})
    assert response.status_code == 409
    assert "没有可以送审的决定草案" in response.json()["error"]


def test_the_one_who_redacted_cannot_approve(cast: Cast, on: Any) -> None:
    row = factories.duty(factories.served(cast.bureau))
    post(cast.client("publisher"), "api-publication-redact", row.pk)
    refused = post(cast.client("publisher"), "api-publication-approve", row.pk)
    assert refused.status_code == 409
    assert "脱敏人不得审批" in refused.json()["error"]
    assert Publication.objects.get(pk=row.pk).status == Publication.Status.REDACTED


def test_a_review_is_returned_with_reasons(cast: Cast, on: Any) -> None:
    review = factories.submitted(cast.bureau)
    body = opinion(review, "fail")
    response = post(cast.client("reviewer"), "api-review-return", review.pk, body)
    assert (response.status_code, response.json()["status"]) == (200, "returned")


@pytest.mark.parametrize(
    "change",
    [{"checks": "all"}, {"checks": [{"head": "x", "result": "pass"}]}, {"opinion": None}],
)
def test_a_malformed_opinion_changes_nothing(cast: Cast, on: Any, change: dict[str, Any]) -> None:
    review = factories.submitted(cast.bureau)
    response = post(
        cast.client("reviewer"), "api-review-approve", review.pk, {**opinion(review), **change}
    )
    assert response.status_code in (400, 422)
    assert Review.objects.get(pk=review.pk).status == Review.Status.OPEN


def test_a_malformed_edit_is_refused_by_field(cast: Cast, on: Any) -> None:
    row = factories.duty(factories.served(cast.bureau))
    client = cast.client("publisher")
    bad = post(client, "api-publication-redact", row.pk, {"sections": [["只有标题"]]})
    assert bad.status_code == 400
    assert "sections" in bad.json()
    unknown = post(client, "api-publication-redact", row.pk, {"sections": [["没有的部分", "文"]]})
    assert unknown.status_code in (409, 422)
    assert Publication.objects.get(pk=row.pk).status == Publication.Status.PENDING
