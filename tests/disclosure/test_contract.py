"""The contract with machines: whatever is sent, the answer is one that the OpenAPI description names.

schemathesis makes the requests from the description itself; PORTAL_CONTRACT_EXAMPLES asks for more.
"""

import json
import os
from collections import Counter
from functools import cached_property
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from config.wsgi import application
from core.api_answers import SESSION, TOKEN
from disclosure.exchange import wire
from disclosure.filters import CURSOR
from disclosure.models import ExternalRecord
from enforcement.models import Officer
from tests import factories as cases
from tests import gauges
from tests.base import Cast, client_of
from tests.disclosure import factories, surfaces
from tests.disclosure.exchanging import give_codes, record, sent, taken_down, token
from tests.disclosure.test_delegations import deed
from tests.disclosure.test_public_registers import item as public_item
from tests.enforcement import prepared_draws
from tests.registers import opened, published

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("PORTAL_CONTRACT_EXAMPLES", "4"))
CSRF = "c" * 32
NUL = "\0"
CHECKS: list[Any] = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
FEW = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class World:
    """A row behind every address, a token with every scope, and the accounts of the cast."""

    def __init__(self, cast: Cast) -> None:
        give_codes(cast)
        self.cast, self.key = cast, token(cast)
        receipt = sent(self.key, record(cast.bureau))
        shown = factories.published(cast.bureau)
        review = cases.submitted(cast.bureau)
        waiting = cases.duty(cases.served(cast.bureau))
        item = public_item(cast.bureau)
        officer = Officer.objects.filter(agency=cast.bureau).first()
        self.rows: dict[str, Any] = {
            "agencies": cast.bureau.pk,
            "review-catalogue": cast.bureau.pk,
            "officers": officer.pk if officer else 0,
            "items": item.pk,
            "entries": self.entry(cast),
            "discretion": gauges.benchmark(cast.bureau).pk,
            "delegations": deed(cast).pk,
            "random-checks": prepared_draws.drawn(cast).pk,
            "decisions": shown.pk,
            "receipts": receipt["receipt"],
            "cases": review.decision.case_id,
            "reviews": review.pk,
            "issue": review.decision_id,
            "publications": waiting.pk,
        }

    @staticmethod
    def entry(cast: Cast) -> int:
        """An entry of a register that is public."""
        draft = opened(cast.bureau, cast.listadmin, "channel")
        return published(draft, cast.listadmin, cast.head).entry_id

    def row(self, path: str) -> Any:
        """The key of a row that an address can name."""
        parts = [part for part in reversed(path.split("/")) if part in self.rows]
        return self.rows[parts[0]] if parts else None

    @cached_property
    def sessions(self) -> dict[str, str]:
        """Part of an address -> the session of the account that works there."""
        cast = self.cast
        people = {
            **{"cases": cast.officer1, "reviews": cast.reviewer, "issue": cast.head},
            "publications": cast.publisher,
        }
        return {part: client_of(user).cookies["sessionid"].value for part, user in people.items()}

    def known(self, operation: Any) -> dict[str, Any]:
        """How a caller who may ask makes itself known."""
        keys = {name for way in operation.definition.raw.get("security", []) for name in way}
        if TOKEN in keys:
            return {"headers": {"Authorization": f"Bearer {self.key}"}}
        if SESSION not in keys or operation.path.endswith("/schema/"):
            return {}
        part = next(part for part in reversed(operation.path.split("/")) if part in self.sessions)
        cookies = {"sessionid": self.sessions[part], "csrftoken": CSRF}
        return {"headers": {"X-CSRFToken": CSRF}, "cookies": cookies}


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    # The real entry point would close the connection that the test's transaction is on.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    return World(cast)


def operations() -> list[Any]:
    """Every operation that the portal describes of itself."""
    schema: Any = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    return [found.ok() for found in schema.get_all_operations()]


def asked(
    world: World, operation: Any, mode: GenerationMode, known: dict[str, Any]
) -> Counter[int]:
    """Status -> how often; each answer held to the description."""
    seen: Counter[int] = Counter()

    @FEW
    @given(case=operation.as_strategy(mode), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        cache.clear()  # how often one may ask is another matter
        key = world.row(operation.path)
        if real and key is not None and "id" in case.path_parameters:
            case.path_parameters["id"] = str(key)
            case.query.pop("on", None)  # an invented day is one on which there was nothing yet
        if real:
            case.query.pop(CURSOR, None)  # a cursor is ours to give, and no invented one is taken
        answer = case.call(**known)
        assert answer.status_code < 500, case.as_curl_command()
        case.validate_response(answer, checks=CHECKS)
        seen[answer.status_code] += 1

    ask()
    return seen


def test_every_answer_is_one_that_the_description_names(world: World) -> None:
    for operation in operations():
        known = world.known(operation)
        seen: Counter[int] = Counter()
        for mode in GenerationMode:
            seen += asked(world, operation, mode, known)
        if known:
            seen += asked(world, operation, GenerationMode.POSITIVE, {})
            assert seen[401] + seen[403], f"{operation.label}: nobody was refused"
        reads = operation.method == "get"
        assert seen[200] or not reads, f"{operation.label} never answered: {seen}"


def test_every_operation_names_what_it_refuses(world: World) -> None:
    described = {operation.label: operation for operation in operations()}
    assert len(described) > 20
    for label, operation in described.items():
        responses = operation.definition.raw["responses"]
        assert {"200", "400"} <= responses.keys(), label
        assert ("404" in responses) == ("{" in operation.path), label
        assert ("409" in responses) == (operation.method != "get"), label
        keys = world.known(operation).keys()
        assert ("401" in responses) == (keys == {"headers"}), label
        assert ("403" in responses) == bool(keys), label


def test_a_batch_is_described_as_it_is_read() -> None:
    """Every field that a kind has is named, and the smallest record described is a record."""
    shape = wire.described(7)
    assert (shape["minItems"], shape["maxItems"]) == (1, 7)
    fields = shape["items"]["properties"]
    known = {key for columns in wire.FIELDS.values() for key in columns}
    assert fields.keys() == known | {wire.AGENCY, wire.KIND, wire.PENALTY_KINDS}
    for kind, columns in wire.FIELDS.items():
        required = {key for key, column in columns.items() if column.required}
        assert set(shape["items"]["required"]) - {wire.AGENCY, wire.KIND} <= required, kind
    assert {"type": "number"} in fields["fine_wan"]["oneOf"]
    assert fields["facts"]["type"] == "string"


# ------------------------------------------------------------------------------- NUL
@pytest.mark.parametrize("name", ["q", "doc_no", "agency", "after", "anything"])
def test_a_nul_in_a_parameter_of_the_api_is_refused_in_words(name: str) -> None:
    for operation in operations():
        if "{" in operation.path or operation.method != "get":
            continue
        for query in (f"{name}=a%00b", f"{name}%00=1"):
            answer = Client().get(f"{operation.path}?{query}")
            assert answer.status_code == 400, operation.label
            assert "请求无法识别" in answer.json()["error"]


PARAMETERS = (
    *("q", "kind", "agency", "region", "party", "doc_no", "penalty", "from", "to", "after"),
    *("on", "month", "year", "number", "decision", "about", "unit", "code", "next"),
)


def test_a_nul_in_any_public_address_is_a_page_that_says_so() -> None:
    """PostgreSQL takes no NUL in a text: whatever a view does with a parameter, it never gets one."""
    for name, given_args in {**surfaces.LISTS, **surfaces.COUNTS}.items():
        url = reverse(name, kwargs=given_args)
        for parameter in PARAMETERS:
            answer = Client().get(url, {parameter: f"甲{NUL}乙"})
            assert answer.status_code == 400, (name, parameter)
            told = answer.content.decode("unicode_escape" if url.startswith("/api/") else "utf-8")
            assert "请求无法识别" in told, (name, parameter)


@pytest.mark.parametrize(
    "path", ["/v/%00", "/v/A%00B/arrived", "/ledger/%00", "/trust/scripts/a%00.py", "/%00"]
)
def test_a_nul_in_a_path_is_refused_before_it_is_looked_up(path: str) -> None:
    assert Client().get(path).status_code == 400


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language"])
def test_a_nul_in_a_cookie_is_refused(name: str) -> None:
    """A quoted cookie may write any byte in octal; the session would be looked up by it."""
    answer = Client().get("/office/", headers={"cookie": f'{name}="\\000aaaaaaaaaaaaaaaa"'})
    assert answer.status_code == 400


def test_what_only_looks_like_a_nul_is_let_through() -> None:
    for text in ("%00", "\\0", "\\x00", "０"):
        assert Client().get("/decisions/", {"q": text}).status_code == 200


def test_a_nul_in_a_body_stops_no_other_record_and_reaches_no_row(world: World) -> None:
    bad = record(world.cast.bureau, doc_no="云市监罚〔2026〕72号", facts=f"甲{NUL}乙", remark=NUL)
    receipt = sent(world.key, bad, record(world.cast.bureau, doc_no="云市监罚〔2026〕73号"))
    assert receipt["rejected"] == 0
    assert NUL not in json.dumps(ExternalRecord.objects.get(pk=newest()).fields)
    answer = taken_down(world.key, world.cast.bureau, reason=f"撤销{NUL}")
    assert answer.status_code == 400
    path = reverse("api-publication-redact", args=[world.rows["publications"]])
    client = client_of(world.cast.publisher)
    for body in ({"title": NUL}, {"sections": [["标题", f"文{NUL}"]]}, {"facts": f"甲{NUL}"}):
        answer = client.post(path, body, content_type="application/json")
        assert answer.status_code == 400, body


def newest() -> Any:
    return ExternalRecord.objects.order_by("-pk").values_list("pk", flat=True)[0]
