"""The publication desk on pages: see what is hidden, redact, approve, publish, withdraw."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from disclosure import projection
from disclosure.models import Publication
from disclosure.services import pipeline, records
from tests import factories
from tests.base import Cast, day
from tests.disclosure.factories import record

SECRET = "13912345678"
FACTS = f"当事人柳试然（电话{SECRET}）销售过期食品。"


@pytest.fixture
def pending(cast: Cast) -> Publication:
    """A duty whose decision names a person and a phone."""
    person = factories.party(cast.bureau, "person", name="柳试然")
    return factories.duty(factories.issued(cast.bureau, of=person, facts=FACTS))


def page(client: Client, row: Publication) -> str:
    """The page of one publication."""
    answer = client.get(reverse("publication-detail", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def tab(row: Publication) -> str:
    """The publication tab of the case."""
    assert row.decision is not None
    return reverse("case-publication", args=[row.decision.case_id])


def post(client: Client, move: str, row: Publication, **data: Any) -> Any:
    """Send the form of a move."""
    return client.post(reverse(f"publication-{move}", args=[row.pk]), data)


def typed(client: Client, row: Publication, **changes: str) -> dict[str, str]:
    """What the redaction form holds when it is opened, with changes."""
    form = client.get(reverse("publication-detail", args=[row.pk])).context["forms"]["redact"]
    return {name: form[name].value() for name in form.fields} | changes


def test_the_original_stands_beside_the_public_text_with_reasons(
    cast: Cast, pending: Publication
) -> None:
    html = page(cast.client("publisher"), pending)
    assert re.search(rf"<del data-piece[^>]*>{SECRET}</del>", html)
    assert re.search(r"<del data-piece[^>]*>柳试然</del>", html)
    assert "柳某" in html
    assert "个人信息保护法" in html or "隐去" in html


def test_an_english_reviewer_reads_labels_and_reasons_and_the_store_stays_chinese(
    cast: Cast, pending: Publication
) -> None:
    first = cast.client("publisher")
    first.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = page(first, pending)
    assert '<th scope="row">Facts of the violation or facts found</th>' in html
    assert "(Contact details of a natural person (" in html
    assert "<option" in html and "Concerns a trade secret (" in html
    assert not {"违法事实或者认定事实", "自然人通信方式", "涉及商业秘密"} & set(
        re.findall(r">（?([\u4e00-\u9fff]+)", html)
    )
    refused = post(first, "redact", pending, **typed(first, pending, section_facts=FACTS))
    assert "Facts of the violation or facts found: Contact details" in refused.content.decode()
    answer = post(first, "redact", pending, **typed(first, pending))
    assert answer.status_code == 302
    pending.refresh_from_db()
    assert pending.shown is not None
    assert pending.shown.sections[0][0] in projection.known_headings()
    assert "自然人通信方式" in str(pending.shown.spans)


def test_looking_at_the_original_is_on_record(cast: Cast, pending: Publication) -> None:
    page(cast.client("publisher"), pending)
    entry = AuditEntry.objects.get(action="decision.read")
    assert (entry.actor_id, entry.object_id) == (cast.publisher.pk, str(pending.decision_id))


def test_the_deadline_links_to_its_derivation(cast: Cast, pending: Publication) -> None:
    html = page(cast.client("publisher"), pending)
    assert pending.deadline is not None
    assert reverse("deadline-detail", args=[pending.deadline.pk]) in html
    assert "2026-03-25" in html


def test_two_publishers_carry_it_to_the_public(cast: Cast, pending: Publication) -> None:
    first, second = cast.client("publisher"), cast.client("publisher2")
    answer = post(first, "redact", pending, **typed(first, pending))
    assert answer.status_code == 302
    assert "同意公开" in page(second, pending)
    seen = second.get(answer.url).context["forms"]["approve"]["seen"].value()
    assert post(second, "approve", pending, seen=seen, examined="on").status_code == 302
    assert post(first, "publish", pending).status_code == 302
    pending.refresh_from_db()
    assert pending.status == "published"
    html = page(first, pending)
    assert "逾期" in html  # decided months before any day this test runs on
    assert "撤下并公开说明理由" in html
    for words in ("产生公开义务", "脱敏", "审批", "发布", "梅知微", "竺清越"):
        assert words in html


def test_a_text_that_gives_away_comes_back_as_typed(cast: Cast, pending: Publication) -> None:
    client = cast.client("publisher")
    given = typed(client, pending, section_facts=f"联系电话{SECRET}，改写的句子。")
    answer = post(client, "redact", pending, **given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "仍含应当隐去的信息" in html
    assert "改写的句子" in html
    pending.refresh_from_db()
    assert pending.status == "pending"


def test_the_author_is_told_why_he_may_not_approve(cast: Cast, pending: Publication) -> None:
    row = factories.redact(pending, by=cast.publisher)
    assert row.shown is not None
    answer = post(cast.client("publisher"), "approve", row, seen=row.shown.sha256, examined="on")
    assert answer.status_code == 422
    assert "脱敏人不得审批自己的脱敏结果" in answer.content.decode()


def test_an_approval_of_another_version_is_refused(cast: Cast, pending: Publication) -> None:
    row = factories.redact(pending, by=cast.publisher)
    answer = post(cast.client("publisher2"), "approve", row, seen="0" * 64, examined="on")
    assert "已被修改" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "redacted"


@pytest.mark.parametrize(
    ("move", "data"),
    [
        ("return", {"reason": ""}),
        ("withhold", {"code": "secret", "reason": ""}),
        ("withhold", {"code": "because", "reason": "理由"}),
        ("withdraw", {"ground": "content", "reason": ""}),
        ("withdraw", {"ground": "", "reason": "文字有误"}),
        ("withdraw", {"ground": "fell", "reason": "文字有误"}),
        ("approve", {}),
    ],
)
def test_an_incomplete_form_moves_nothing(
    cast: Cast, pending: Publication, move: str, data: dict[str, str]
) -> None:
    row = factories.redact(pending, by=cast.publisher)
    answer = post(cast.client("publisher2"), move, row, **data)
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.status == "redacted"


def test_sending_back_withholding_and_withdrawing_show_their_reason(cast: Cast) -> None:
    client = cast.client("publisher2")
    back = factories.redact(factories.duty(factories.issued(cast.bureau)), by=cast.publisher)
    assert post(client, "return", back, reason="标题不准确").status_code == 302
    assert "标题不准确" in page(client, back)
    assert post(client, "withhold", back, code="related_case", reason="另案侦查").status_code == 302
    assert "另案侦查" in page(client, back)
    gone = factories.published(cast.bureau)
    assert (
        post(client, "withdraw", gone, reason="公开内容有误", ground="content").status_code == 302
    )
    assert "公开内容有误" in page(client, gone)


def test_a_move_of_the_wrong_moment_is_refused_with_words(cast: Cast, pending: Publication) -> None:
    answer = post(cast.client("publisher"), "publish", pending)
    assert answer.status_code == 422
    assert "当前状态为“待公开”" in answer.content.decode()


def test_a_target_that_is_merely_opened_leads_to_the_page(cast: Cast, pending: Publication) -> None:
    answer = cast.client("publisher").get(reverse("publication-redact", args=[pending.pk]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("publication-detail", args=[pending.pk])


def test_the_forms_follow_the_rights(cast: Cast, pending: Publication) -> None:
    def offered(name: str) -> set[str]:
        url = reverse("publication-detail", args=[pending.pk])
        return set(cast.client(name).get(url).context["forms"])

    assert offered("publisher") == {"redact", "withhold"}
    assert offered("unithead") == set()
    assert offered("supervisor") == set()


def test_a_supervisor_who_publishes_elsewhere_may_look_but_not_act(
    cast: Cast, pending: Publication
) -> None:
    cast.supervisor.roles = ["publisher", "supervisor"]
    cast.supervisor.save(update_fields=["roles"])
    client = cast.client("supervisor")
    url = reverse("publication-detail", args=[pending.pk])
    assert client.get(url).context["forms"] == {}
    assert post(client, "withhold", pending, code="privacy", reason="x").status_code == 403


def test_another_agency_sees_nothing(cast: Cast, pending: Publication) -> None:
    stranger = factories.user("publisher", cast.other_bureau)
    client = Client()
    client.force_login(stranger, backend="core.permissions.RoleBackend")
    assert client.get(reverse("publication-detail", args=[pending.pk])).status_code == 404
    assert post(client, "withhold", pending, code="secret", reason="x").status_code == 404
    assert pending.name not in client.get(reverse("publication-queue")).content.decode()
    assert client.get(tab(pending)).status_code == 404


def test_a_sealed_record_shows_no_original(cast: Cast) -> None:
    police = factories.agency("云溪市公安局", profile="changzhi_police", field="治安")
    row = factories.duty(factories.issued(police, facts=f"电话{SECRET}"))
    client = Client()
    client.force_login(factories.user("publisher", police), backend="core.permissions.RoleBackend")
    html = page(client, row)
    assert SECRET not in html
    assert "依法封存" in html
    assert not AuditEntry.objects.filter(action="decision.read").exists()


def test_a_received_record_is_shown_as_the_public_reads_it(cast: Cast) -> None:
    row = records.publish_record(record(cast.bureau), by=None, on=day(3, 20))
    client = cast.client("publisher")
    html = page(client, row)
    assert "撤下并公开说明理由" in html
    assert row.name in html
    answer = post(client, "redact", row, title="x", party_name="x")
    assert answer.status_code == 409
    assert "由报送系统更正" in answer.content.decode()


# ------------------------------------------------------------------------------- queue
def names(client: Client, query: str = "") -> list[str]:
    """The publications on the queue, in order."""
    answer = client.get(reverse("publication-queue") + query)
    return [row.name for row, _left in answer.context["queue"]]


def test_the_queue_lists_what_waits_the_next_due_first(cast: Cast) -> None:
    later = factories.duty(factories.issued(cast.bureau, on=day(4, 13)))
    slow = factories.duty(factories.issued(cast.bureau, procedure="inspection", on=day(3, 30)))
    sooner = factories.duty(factories.issued(cast.bureau, on=day(3, 16)))
    factories.published(cast.bureau)
    client = cast.client("publisher")
    assert names(client) == [sooner.name, later.name, slow.name]
    assert names(client, "?kind=inspection") == [slow.name]


def test_the_queue_can_be_asked_for_a_status_or_for_what_is_late(cast: Cast) -> None:
    shown = factories.published(cast.bureau)
    late = factories.published(cast.bureau, published_on=day(4, 20))
    waiting = factories.duty(factories.issued(cast.bureau))
    client = cast.client("publisher")
    assert set(names(client, "?status=published")) == {shown.name, late.name}
    assert set(names(client, "?status=late")) == {late.name, waiting.name}
    assert names(client, "?status=withdrawn") == []
    assert client.get(reverse("publication-queue") + "?status=nonsense").status_code == 200


def test_the_queue_costs_the_same_for_any_number_of_rows(cast: Cast) -> None:
    client = cast.client("publisher")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("publication-queue")).status_code == 200
        return len(found)

    factories.duty(factories.issued(cast.bureau))
    queries()
    one = queries()
    for _each in range(3):
        factories.duty(factories.issued(cast.bureau))
    assert queries() == one


# ------------------------------------------------------------------------------- tab of a case
def test_the_tab_of_a_case_says_what_happens_next(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    answer = cast.client("officer1").get(reverse("case-publication", args=[row.pk]))
    assert "尚无公开任务" in answer.content.decode()


def test_the_tab_of_a_case_shows_state_and_lateness(cast: Cast) -> None:
    late = factories.published(cast.bureau, published_on=day(3, 27))
    html = cast.client("officer1").get(tab(late)).content.decode()
    assert "逾期 2 个工作日公开" in html
    assert reverse("decision-detail", args=[late.pk]) in html
    held = factories.duty(factories.issued(cast.bureau))
    pipeline.withhold(held, by=cast.publisher, on=day(3, 18), code="privacy", reason="涉及隐私")
    html = cast.client("officer1").get(tab(held)).content.decode()
    assert "涉及隐私" in html
    assert "逾期" not in html
