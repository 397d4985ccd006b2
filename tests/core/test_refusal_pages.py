"""From an exception to a page: status, words, the way back, and whose address is written down."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import NotAuthenticated, PermissionDenied, Throttled

from core import http
from core.actor import NOBODY, Actor, acting, current
from core.errors import RuleError, StaleError
from core.middleware import ActorMiddleware
from core.triggers import coded, quoted, refusal

GATE = "[CASE_TWO_OFFICERS] 立案须有两名执法人员。"
HANDLERS = [
    (lambda request: http.bad_request(request, ValueError("geheim")), 400),
    (lambda request: http.permission_denied(request, ValueError("geheim")), 403),
    (lambda request: http.csrf_failure(request, "geheim"), 403),
    (lambda request: http.page_not_found(request, ValueError("geheim")), 404),
    (http.server_error, 500),
]


def asked(path: str = "/office/", **meta: str) -> HttpRequest:
    """A request of nobody in particular."""
    request = RequestFactory().get(path, **meta)  # type: ignore[arg-type]  # WSGI headers
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/office/", "/office/"),
        ("http://testserver/", "/"),
        ("http://testserver/a?x=//evil.example", "/a?x=//evil.example"),
        ("http://testserver//evil.example/", "/evil.example/"),
        ("http://testserver///evil.example/", "/evil.example/"),
        ("http://testserver/\\evil.example/", "/evil.example/"),
        ("http://testserver", ""),
        ("http://testserver.evil.example/", ""),
        ("https://testserver/", ""),
        ("http://testserver@evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_the_way_back_never_leaves_the_site(referer: str, back: str) -> None:
    assert http.own_page(asked(HTTP_REFERER=referer)) == back


@settings(max_examples=60)
@given(st.text("/\\.@:evil?#", max_size=12))
def test_no_referer_makes_an_address_of_another_site(rest: str) -> None:
    back = http.own_page(asked(HTTP_REFERER=f"http://testserver/{rest}"))
    assert back.startswith("/")
    assert not back.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuleError("x"), 409),
        (RuleError("x", field="on"), 422),
        (StaleError("x"), 409),
        (StaleError("x", field="on"), 409),
        (ValidationError("x"), 422),
        (IntegrityError(GATE), 409),
        (OperationalError(GATE), 409),
        (DataError(GATE), 409),
    ],
)
def test_a_refusal_of_the_state_differs_from_one_of_the_input(
    error: Exception, status: int
) -> None:
    page = http.rule_response(asked(), error)
    assert page is not None
    assert page.status_code == status
    told = http.api_exception_handler(error, {})
    assert told is not None
    assert told.status_code == status
    assert set(told.data) >= {"error", "article", "remedy"}


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError(),
        OperationalError("disk full"),
        DatabaseError("[lower case] x"),
        IntegrityError("UNIQUE constraint failed: core_blob.sha256"),
        ValueError(GATE),
        IntegrityError("[NO_WORDS]"),
    ],
)
def test_a_failure_is_not_dressed_up_as_a_refusal(error: Exception) -> None:
    assert http.rule_of(error) is None
    assert http.rule_response(asked(), error) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (GATE, ("CASE_TWO_OFFICERS", "立案须有两名执法人员。")),
        (f"{GATE}\nCONTEXT: PL/pgSQL function", ("CASE_TWO_OFFICERS", "立案须有两名执法人员。")),
        (f"ERROR: {GATE}  ", ("CASE_TWO_OFFICERS", "立案须有两名执法人员。")),
        ("[A1_B] x", ("A1_B", "x")),
        ("[1A] x", None),
        ("[] x", None),
        ("", None),
    ],
)
def test_a_gate_is_recognised_by_its_code(text: str, found: tuple[str, str] | None) -> None:
    assert refusal(IntegrityError(text)) == found
    rule = http.rule_of(IntegrityError(text))
    assert (rule is None) is (found is None)
    if rule and found:
        assert rule.message == found[1]
        assert found[0] in rule.remedy


@settings(max_examples=40)
@given(st.text("'甲x\\;-", max_size=10))
def test_a_message_in_a_gate_is_one_literal_whatever_it_holds(text: str) -> None:
    literal = quoted(text)
    assert literal[0] == literal[-1] == "'"
    assert "'" not in literal[1:-1].replace("''", "")
    assert literal[1:-1].replace("''", "'") == text


def test_a_code_is_put_before_a_message_once() -> None:
    once = coded("不得修改。", "APPEND_ONLY")
    assert once == "[APPEND_ONLY] 不得修改。"
    assert coded(once, "OTHER") == once


@pytest.mark.parametrize(("handler", "status"), HANDLERS, ids=["400", "403", "csrf", "404", "500"])
def test_an_error_page_says_nothing_of_the_inside(handler: Any, status: int) -> None:
    response: HttpResponse = handler(asked())
    page = response.content.decode()
    assert response.status_code == status
    assert "geheim" not in page
    assert "<h1" in page
    assert "href=" in page


@pytest.mark.parametrize("error", [NotAuthenticated(), PermissionDenied(), Throttled(wait=3)])
def test_the_framework_keeps_its_own_errors(error: Exception) -> None:
    told = http.api_exception_handler(error, {})
    assert told is not None
    assert "article" not in told.data


def test_every_point_of_a_refusal_is_on_the_page() -> None:
    error = RuleError("缺少材料。", article="第八条", remedy="请补正。", extra=["甲", "乙"])
    page = http.rule_response(asked(HTTP_REFERER="http://testserver/office/cases/"), error)
    assert page is not None
    text = page.content.decode()
    for part in ("缺少材料。", "第八条", "请补正。", "甲", "乙", 'href="/office/cases/"'):
        assert part in text


def test_a_refusal_as_json_names_the_field_only_where_there_is_one() -> None:
    told = http.api_exception_handler(RuleError("x", "a", "r", "on"), {})
    assert told is not None
    assert told.data == {"error": "x", "article": "a", "remedy": "r", "field": "on"}
    assert "field" not in http.api_exception_handler(RuleError("x"), {}).data  # type: ignore[union-attr]  # a refusal always has an answer


@pytest.mark.parametrize(
    ("message", "article", "remedy", "words"),
    [
        ("甲。", "", "", "甲。"),
        ("甲。", "第一条", "", "甲。（第一条）"),
        ("甲。", "", "乙。", "甲。乙。"),
        ("甲。", "第一条", "乙。", "甲。（第一条）乙。"),
    ],
)
def test_an_error_in_one_line(message: str, article: str, remedy: str, words: str) -> None:
    assert str(RuleError(message, article, remedy)) == words
    assert RuleError(message, article, remedy).args == (words,)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["6.6.6.6", "", " ", "203.0.113.5", "x" * 99]), max_size=4),
    st.integers(0, 5),
)
def test_an_address_is_never_one_the_client_could_choose(claimed: list[str], proxies: int) -> None:
    request = asked(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=",".join(claimed))
    with override_settings(TRUSTED_PROXIES=proxies):
        ip = http.client_ip(request)
    real = [part.strip() for part in claimed if part.strip()]
    assert len(ip) <= 45
    assert ip == ("10.0.0.1" if not proxies or not real else real[max(0, len(real) - proxies)][:45])


def test_a_request_without_an_address_has_none() -> None:
    request = asked()
    del request.META["REMOTE_ADDR"]
    assert http.client_ip(request) == ""


def test_acting_ends_with_its_block_even_inside_another() -> None:
    first, second = Actor("甲", "1"), Actor("乙", "2")
    with acting(first):
        with pytest.raises(ZeroDivisionError), acting(second):
            assert current() is second
            raise ZeroDivisionError
        assert current() is first
    assert current() is NOBODY


def test_each_request_has_an_id_of_its_own_that_its_answer_names() -> None:
    seen: list[Actor] = []

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(current())
        return HttpResponse()

    layer = ActorMiddleware(view)
    answers = [layer(asked(REMOTE_ADDR=f"10.0.0.{n}"))["X-Request-ID"] for n in range(3)]
    assert answers == [actor.request_id for actor in seen]
    assert len(set(answers)) == 3
    assert [actor.ip for actor in seen] == ["10.0.0.0", "10.0.0.1", "10.0.0.2"]
