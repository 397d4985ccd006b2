"""Who acts reaches the audit log; refusals reach the person as a page or as JSON, never as a 500."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from rest_framework.exceptions import NotFound

from core import audit, http
from core.actor import NOBODY, current
from core.errors import RuleError, StaleError
from core.middleware import ActorMiddleware, DomainErrorMiddleware
from core.models import AuditEntry, NumberSeries
from enforcement.models import User

RULE = RuleError("两名执法人员不足。", article="行政处罚法第四十二条", remedy="请增加协办人。")


def request(**headers: str) -> HttpRequest:
    made = RequestFactory().get("/office/", **headers)  # type: ignore[arg-type]  # WSGI headers
    made.user = AnonymousUser()
    return made


def answer(error: Exception, **headers: str) -> HttpResponse | None:
    middleware = DomainErrorMiddleware(lambda _: HttpResponse())
    return middleware.process_exception(request(**headers), error)


def test_an_entry_written_in_a_request_names_account_and_address(db: None) -> None:
    user = User.objects.create_user("wang", name="王小明")
    series = NumberSeries.objects.create(agency_id=1, kind="case", year=2026)

    def view(_: HttpRequest) -> HttpResponse:
        audit.append("x", obj=series)
        return HttpResponse()

    asked = request(REMOTE_ADDR="10.9.8.7")
    asked.user = user
    response = ActorMiddleware(view)(asked)
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.ip) == (user.pk, "10.9.8.7")
    assert len(response["X-Request-ID"]) == 32


def test_nobody_acts_after_the_request_even_when_it_failed() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ActorMiddleware(view)(request())
    assert current() is NOBODY


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        (1, "", "10.0.0.1"),
        (3, "203.0.113.5", "203.0.113.5"),
    ],
)
def test_only_addresses_our_own_proxies_wrote_count(
    settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    asked = request(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert http.client_ip(asked) == expected


def test_a_refused_rule_is_a_page_with_article_and_remedy() -> None:
    response = answer(RULE)
    assert response is not None
    page = response.content.decode()
    assert response.status_code == 409
    for words in (RULE.message, RULE.article, RULE.remedy, "没有保存任何内容"):
        assert words in page


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RULE, 409),
        (RuleError("金额不是数字。", field="amount"), 422),
        (StaleError("已被他人处理。", field="status"), 409),
        (ValidationError(["第一项不对。", "第二项不对。"]), 422),
        (IntegrityError("[APPEND_ONLY] 不能修改。"), 409),
        (OperationalError("[GATE] 不能决定。\nCONTEXT: PL/pgSQL function"), 409),
    ],
)
def test_every_refusal_has_its_status(error: Exception, status: int) -> None:
    response = answer(error)
    assert response is not None
    assert response.status_code == status
    assert "PL/pgSQL" not in response.content.decode()


def test_every_message_of_a_validation_error_is_shown() -> None:
    response = answer(ValidationError(["第一项不对。", "第二项不对。"]))
    assert response is not None
    assert "第一项不对。" in response.content.decode()
    assert "第二项不对。" in response.content.decode()


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), IntegrityError("UNIQUE constraint failed"), KeyError("[x]")]
)
def test_a_real_failure_is_not_dressed_up(error: Exception) -> None:
    assert answer(error) is None


def test_the_way_back_leads_to_our_own_pages_only() -> None:
    own = answer(RULE, HTTP_REFERER="http://testserver/office/cases/1/?tab=a")
    foreign = answer(RULE, HTTP_REFERER="http://testserver.example/evil")
    assert own is not None
    assert 'href="/office/cases/1/?tab=a"' in own.content.decode()
    assert foreign is not None
    assert "evil" not in foreign.content.decode()


def test_a_hostile_message_is_escaped() -> None:
    response = answer(RuleError("<script>alert(1)</script>"))
    assert response is not None
    assert "<script>alert(1)" not in response.content.decode()


def test_a_trigger_of_the_database_becomes_a_page(db: None) -> None:
    series = NumberSeries.objects.create(agency_id=1, kind="case", year=2026)
    entry = audit.append("x", obj=series)
    with pytest.raises(IntegrityError) as caught:
        entry.delete()
    response = answer(caught.value)
    assert response is not None
    assert "只能追加" in response.content.decode()


def test_the_api_answers_a_refusal_as_json() -> None:
    response = http.api_exception_handler(RULE, {})
    assert response is not None
    assert (response.status_code, response.data) == (
        409,
        {"error": RULE.message, "article": RULE.article, "remedy": RULE.remedy},
    )
    named = http.api_exception_handler(RuleError("不对。", field="doc_no"), {})
    assert named is not None
    assert (named.status_code, named.data["field"]) == (422, "doc_no")


def test_the_api_leaves_other_errors_to_the_framework() -> None:
    response = http.api_exception_handler(NotFound(), {})
    assert response is not None
    assert response.status_code == 404
    assert http.api_exception_handler(ZeroDivisionError(), {}) is None


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (lambda r: http.bad_request(r, ValueError("/srv/secret")), 400),
        (lambda r: http.permission_denied(r, ValueError("/srv/secret")), 403),
        (lambda r: http.csrf_failure(r, "/srv/secret"), 403),
        (lambda r: http.page_not_found(r, ValueError("/srv/secret")), 404),
        (http.server_error, 500),
    ],
)
def test_error_pages_say_what_to_do_and_nothing_of_the_inside(
    view: Callable[[HttpRequest], HttpResponse], status: int
) -> None:
    response = view(request())
    page = response.content.decode()
    assert response.status_code == status
    assert "返回首页" in page
    assert "secret" not in page
    assert "Traceback" not in page


def test_an_unknown_address_is_a_page_of_our_own(client: Client, settings: Settings) -> None:
    settings.DEBUG = False
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到" in response.content.decode()


def test_every_template_knows_languages_and_environment(settings: Settings) -> None:
    settings.DEMO = True
    context: dict[str, Any] = http.site_context(request())
    assert context["demo"] is True
    assert context["environment"] == settings.MODE
    assert [code for code, _ in context["languages"]] == ["zh-hans", "en"]
