"""常见问题: an answered consultation for everybody, of nobody's data, by two people, as it was examined."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.desk import consultations as desk
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from core.triggers import refusal
from disclosure.models import Consultation, FrequentQuestion
from disclosure.services import consultations, faq
from enforcement.models import Agency
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as received
from tests.disclosure.asking import NAME, ON, PHONE, consultation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ASK, REPLY = "设招牌要不要许可？", "需要，提交申请书和设计图纸。"


@pytest.fixture
def asked(cast: Cast) -> Consultation:
    """A question that was answered."""
    row, _receipt = consultation(cast.bureau)
    return consultations.answer(row, by=cast.publisher, on=ON, answer=REPLY)


def draft(cast: Cast, row: Consultation, **changes: Any) -> FrequentQuestion:
    return faq.draft(row, by=cast.publisher, **{"question": ASK, "answer": REPLY, **changes})


def approve(cast: Cast, row: FrequentQuestion, **changes: Any) -> FrequentQuestion:
    given = {"by": cast.publisher2, "on": ON, "examined": True, "seen": row.sha256, **changes}
    return faq.approve(row, **given)


def page() -> str:
    return str(Client().get(reverse("faq-list")).content.decode())


@pytest.mark.parametrize("name", ["home", "register-home", "agency-detail"])
def test_it_is_found_where_one_can_ask(cast: Cast, name: str) -> None:
    url = reverse(name, args=[cast.bureau.pk] if name == "agency-detail" else [])
    shown = str(Client().get(url).content.decode())
    body, foot = shown.split("<footer", 1)
    link = f'href="{reverse("faq-list")}"'
    assert foot.count(link) == 1
    assert body.count(link) == (0 if name == "home" else 1)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value.field


# ------------------------------------------------------------------------------ the public
def test_the_public_reads_it_from_the_approval_to_the_withdrawal(
    cast: Cast, asked: Consultation
) -> None:
    row = draft(cast, asked)
    assert ASK not in page()
    made = approve(cast, row)
    assert (made.status, made.published_on, made.approved_by) == ("published", ON, cast.publisher2)
    assert made.statement
    text = page()
    assert ASK in text and REPLY in text and str(cast.bureau.name) in text
    faq.withdraw(made, by=cast.publisher, on=ON, reason="规定已经修改。")
    assert ASK not in page() and "规定已经修改" not in page()
    actions = AuditEntry.objects.filter(object_type="disclosure.frequentquestion")
    assert [row.action.split(".")[1] for row in actions.order_by("pk")] == [
        *("draft", "approve", "withdraw")
    ]


def test_nothing_of_the_asker_is_on_the_page(cast: Cast, asked: Consultation) -> None:
    approve(cast, draft(cast, asked))
    for secret in (NAME, PHONE, asked.number, asked.question, str(asked.pk)):
        assert secret not in page(), secret


def test_an_agency_that_is_not_announced_tells_nothing(cast: Cast, asked: Consultation) -> None:
    approve(cast, draft(cast, asked))
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.PENDING)
    assert ASK not in page()


def test_the_page_costs_the_same_for_many(
    cast: Cast, asked: Consultation, django_assert_max_num_queries: Any
) -> None:
    approve(cast, draft(cast, asked))
    with django_assert_max_num_queries(20) as one:
        page()
    other, _receipt = consultation(cast.bureau, question="另一个问题？")
    other = consultations.answer(other, by=cast.publisher, on=ON, answer=REPLY)
    approve(cast, draft(cast, other, question="怎样续期？"))
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert "怎样续期" in page()


# ------------------------------------------------------------------------------ words
def test_the_form_begins_with_the_redacted_words(cast: Cast) -> None:
    words = f"我叫{NAME}，电话{PHONE}，设招牌要什么材料？"
    row, _receipt = consultation(cast.bureau, question=words)
    row = consultations.answer(row, by=cast.publisher, on=ON, answer=f"{NAME}：{REPLY}")
    proposed = faq.proposal(row)
    for text in proposed.values():
        assert NAME not in text and PHONE not in text
    assert "设招牌要什么材料" in proposed["question"] and REPLY in proposed["answer"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": " "}, "question"),
        ({"answer": "　"}, "answer"),
        ({"question": f"{NAME}问：设招牌要不要许可？"}, "question"),
        ({"answer": f"请拨{PHONE}。"}, "answer"),
        ({"answer": "身份证号110101199003078515。"}, "answer"),
    ],
)
def test_words_that_tell_of_somebody_are_refused(
    cast: Cast, asked: Consultation, changes: dict[str, Any], field: str
) -> None:
    assert refused(lambda: draft(cast, asked, **changes)) == field
    assert not FrequentQuestion.objects.exists()


def test_a_contact_that_no_detector_knows_is_refused_too(cast: Cast) -> None:
    row, _receipt = consultation(cast.bureau, contact="微信号星星点灯")
    row = consultations.answer(row, by=cast.publisher, on=ON, answer=REPLY)
    assert refused(lambda: draft(cast, row, answer="已回复微信号星星点灯。")) == "answer"


def test_only_what_was_answered_is_told_and_once(cast: Cast, asked: Consultation) -> None:
    waiting, _receipt = consultation(cast.bureau, question="还没有答复的问题？")
    with pytest.raises(RuleError, match="尚未答复"):
        draft(cast, waiting)
    row = draft(cast, asked)
    with pytest.raises(RuleError, match="待审批"):
        draft(cast, asked)
    faq.drop(row, by=cast.publisher2, reason="没有普遍意义。")
    approve(cast, draft(cast, asked))
    with pytest.raises(RuleError, match="已经作为常见问题公开"):
        draft(cast, asked)


# ------------------------------------------------------------------------------ two people
def test_a_second_person_examines_exactly_this_text(cast: Cast, asked: Consultation) -> None:
    row = draft(cast, asked)
    with pytest.raises(RuleError, match="起草人"):
        approve(cast, row, by=cast.publisher)
    assert refused(lambda: approve(cast, row, examined=False)) == "examined"
    with pytest.raises(StaleError):
        approve(cast, row, seen="0" * 64)
    row.refresh_from_db()
    assert row.status == "draft" and row.sha256 == faq.digest(ASK, REPLY)
    assert faq.digest(ASK, REPLY) != faq.digest(ASK + REPLY, "")


@pytest.mark.parametrize("who", ["officer1", "unithead", "listadmin", "supervisor", "outsider"])
def test_who_may_not_approve_does_not(cast: Cast, asked: Consultation, who: str) -> None:
    row = draft(cast, asked)
    with pytest.raises((PermissionDenied, RuleError)):
        approve(cast, row, by=cast.people[who])
    with pytest.raises((PermissionDenied, RuleError)):
        faq.withdraw(approve(cast, row), by=cast.people[who], on=ON, reason="撤下。")


def test_another_agency_neither_sees_nor_drafts(cast: Cast, asked: Consultation) -> None:
    row = draft(cast, asked)
    other = factories.user("publisher", cast.other_bureau)
    with pytest.raises(PermissionDenied):
        faq.draft(asked, by=other, question=ASK, answer=REPLY)
    client = factories_client(other)
    for name in ("approve", "drop", "withdraw"):
        assert client.get(reverse(f"faq-{name}", args=[row.pk])).status_code == 404
    assert client.get(reverse("consultation-faq", args=[asked.pk])).status_code == 404


def factories_client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# ------------------------------------------------------------------------------ at the screen
def test_two_publishers_tell_it_with_two_forms(cast: Cast, asked: Consultation) -> None:
    first, second = cast.client("publisher"), cast.client("publisher2")
    detail = reverse("consultation-detail", args=[asked.pk])
    begin = reverse("consultation-faq", args=[asked.pk])
    assert begin in first.get(detail).content.decode()
    for wrong in ({"question": "\0"}, {"answer": ""}, {"answer": f"请拨{PHONE}。"}):
        given = {"question": ASK, "answer": REPLY, **wrong}
        assert first.post(begin, given).status_code == 200
    assert first.post(begin, {"question": ASK, "answer": REPLY}).status_code == 302
    row = FrequentQuestion.objects.get()
    shown = second.get(detail).content.decode()
    tell = reverse("faq-approve", args=[row.pk])
    assert begin not in shown and tell in shown and ASK in shown
    assert ASK in second.get(tell).content.decode()
    assert second.post(tell, {"seen": row.sha256}).status_code == 200
    assert first.post(tell, {"seen": row.sha256, "examined": "on"}).status_code == 200
    assert second.post(tell, {"seen": row.sha256, "examined": "on"}).status_code == 302
    assert ASK in page()
    end = reverse("faq-withdraw", args=[row.pk])
    today = timezone.localdate().isoformat()
    assert second.post(end, {"on": today, "reason": "规定已经修改。"}).status_code == 302
    assert ASK not in page()
    assert begin in first.get(detail).content.decode()


def test_the_desk_shows_it_to_who_may_approve(cast: Cast, asked: Consultation) -> None:
    assert desk.to_tell(cast.publisher2, ON) is None
    row = draft(cast, asked)
    queue = desk.to_tell(cast.publisher2, ON)
    assert queue is not None and queue.entries[0].url == reverse("faq-approve", args=[row.pk])
    assert desk.to_tell(cast.publisher, ON) is None, "its drafter has nothing to do"
    approve(cast, row)
    assert desk.to_tell(cast.publisher2, ON) is None


# ------------------------------------------------------------------------------ the database
def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses, "" of a constraint."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return (refusal(caught.value) or ("",))[0]


def test_the_database_keeps_the_text_and_its_approval(cast: Cast, asked: Consultation) -> None:
    row = draft(cast, asked)
    raw = FrequentQuestion.objects.filter(pk=row.pk)
    assert code(lambda: raw.update(answer="另一个答复。")) == "APPEND_ONLY"
    assert code(raw.delete) == "APPEND_ONLY"
    told = {"status": "published", "published_on": ON, "statement": "可以公开。"}
    assert code(lambda: raw.update(**told)) == "", "approved by nobody"
    assert code(lambda: raw.update(**told, approved_by=cast.publisher)) == "", "by its drafter"
    jumped = {**told, "status": "withdrawn", "approved_by": cast.publisher2, "reason": "x"}
    assert code(lambda: raw.update(**jumped, ended_on=ON)) == "MOVE"
    approve(cast, row)
    assert code(lambda: raw.update(published_on=day(4, 2))) == "FREQUENT"
    assert code(lambda: raw.update(approved_by=cast.publisher2, statement="改。")) == "FREQUENT"
    assert code(lambda: raw.update(status="dropped", approved_by=None)) == "FREQUENT"
    with connection.cursor() as cursor:
        cursor.execute("SELECT question FROM disclosure_frequentquestion")
        assert cursor.fetchone() == (ASK,)


def test_the_database_takes_answered_questions_of_the_agency_only(
    cast: Cast, asked: Consultation
) -> None:
    waiting, _receipt = consultation(cast.bureau, question="还没有答复的问题？")
    given: dict[str, Any] = {
        **{"question": ASK, "answer": REPLY, "sha256": faq.digest(ASK, REPLY)},
        "drafted_by": cast.publisher,
    }
    create = FrequentQuestion.objects.create
    assert code(lambda: create(agency=cast.bureau, consultation=waiting, **given)) == "FREQUENT"
    assert code(lambda: create(agency=cast.other_bureau, consultation=asked, **given)) == "FREQUENT"
    straight = {"status": "published", "approved_by": cast.publisher2, "published_on": ON}
    words = {"statement": "可以公开。"}
    assert (
        code(lambda: create(agency=cast.bureau, consultation=asked, **given, **straight, **words))
        == "MOVE"
    )


# ------------------------------------------------------------------------------ who is meant, what is meant
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("沈女士问招牌要不要许可？", False),
        ("王 老板的店要不要许可？", False),
        (f"{NAME[0]}氏面馆的招牌要不要许可？", False),
        ("某女士问招牌要不要许可？", True),
        ("请各位先生按窗口提示排队吗？", True),
        ("依据国办发〔2018〕118号要公示吗？", True),
    ],
)
def test_nobody_is_named_by_surname_and_title(
    cast: Cast, asked: Consultation, text: str, told: bool
) -> None:
    if told:
        assert draft(cast, asked, question=text).status == "draft"
    else:
        assert refused(lambda: draft(cast, asked, question=text)) == "question"
    assert FrequentQuestion.objects.exists() is told


@pytest.mark.parametrize("written", ["{}", "我单位收到的{}怎么申请复议？"])
def test_no_decision_is_named_by_its_number(cast: Cast, asked: Consultation, written: str) -> None:
    number = "云市监罚〔2026〕77号"
    text = written.format(number.replace("〔", "[").replace("〕", "] "))
    assert draft(cast, asked, question=text), "no decision has it"
    FrequentQuestion.objects.update(status="dropped")
    received.published(cast.bureau, doc_no=number)
    assert refused(lambda: draft(cast, asked, question=text)) == "question"


def test_nor_one_of_our_own_that_nobody_has_published(cast: Cast, asked: Consultation) -> None:
    own = factories.issued(cast.bureau)
    assert refused(lambda: draft(cast, asked, answer=f"见{own.doc_no}。")) == "answer"
