"""咨询: anybody asks an agency, the agency answers in its promised time, and nothing of the asker gets out."""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from config.desk import consultations as desk
from core import deadlines, receipts
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from disclosure import complaint_counts
from disclosure.models import Complaint, Consultation
from disclosure.services import consultations
from enforcement.models import EntryVersion
from enforcement.services import registers
from tests.base import Cast, day
from tests.disclosure.asking import NAME, ON, PHONE, QUESTION, consultation, gate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
REPLY = "提交申请书和设计图纸。"
NEW = "/consultations/new/"


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    given = {"agency": cast.bureau.pk, "question": QUESTION, "asker": NAME, "contact": PHONE}
    return {**given, "seed": receipts.seed(), **changes}


def sent(cast: Cast, **changes: Any) -> Any:
    """The receipt page, and the row."""
    answer = Client().post(NEW, form(cast, **changes))
    return answer, Consultation.objects.order_by("created_at").last()


# ------------------------------------------------------------------------------ asking
def test_a_question_gets_a_receipt_a_clock_and_nothing_else(cast: Cast) -> None:
    answer, row = sent(cast)
    html = answer.content.decode()
    assert row is not None and row.number in html
    assert (row.question, row.asker, row.contact) == (QUESTION, NAME, PHONE)
    clock = consultations.clock_of(row)
    assert clock is not None and (clock.key, clock.agency_id) == ("consult.answer", cast.bureau.pk)
    # Five working days after 2026-04-01, with the day of 清明 in between.
    assert clock.due_on == day(4, 9)
    assert not answer.cookies
    assert not AuditEntry.objects.filter(data__contains=PHONE).exists()


def test_names_and_questions_are_not_in_the_database_in_clear(cast: Cast) -> None:
    row, _receipt = consultation(cast.bureau)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM disclosure_consultation")
        columns = dict(zip([one[0] for one in cursor.description], cursor.fetchone(), strict=True))
    assert columns["number"] == row.number
    assert columns["question"] and columns["asker"] and columns["contact"]
    kept = repr(columns)
    assert not [text for text in (QUESTION, NAME, PHONE) if text in kept]


def test_a_form_sent_twice_is_one_question(cast: Cast) -> None:
    given = form(cast)
    pages = [Client().post(NEW, given).content for _twice in range(2)]
    assert pages[0] == pages[1]
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"question": ""},
        {"question": " \n "},
        {"question": "长" * 2001},
        {"question": "甲\0乙"},
        {"agency": "0"},
        {"agency": "abc"},
        {"agency": ""},
        {"seed": ""},
        {"contact": "1" * 101},
    ],
)
def test_a_form_in_error_is_explained_and_nothing_is_taken_in(
    cast: Cast, changes: dict[str, str]
) -> None:
    answer, row = sent(cast, **changes)
    html = answer.content.decode()
    assert (answer.status_code, row) == (200, None)
    assert "提交咨询" in html and 'role="alert"' in html
    assert not changes.get("question") or "\0" in changes["question"] or changes["question"] in html


@pytest.mark.parametrize("about", ["guide-999999", "item-0", "nothing-1", "item-1\0", "x" * 400])
def test_what_the_public_does_not_read_is_no_matter_to_ask_about(cast: Cast, about: str) -> None:
    assert Client().get(NEW, {"about": about}).status_code in (400, 404)


def test_a_guide_is_named_and_its_agency_is_known(cast: Cast, guide: EntryVersion) -> None:
    about = f"guide-{guide.entry_id}"
    html = Client().get(NEW, {"about": about}).content.decode()
    assert guide.title in html
    assert f'value="{guide.entry.agency_id}"' in html
    answer, row = sent(cast, about=about, agency=guide.entry.agency_id)
    assert row is not None and guide.title in answer.content.decode()
    assert (row.entry_id, row.item_id, row.about) == (guide.entry_id, None, guide.title)


def test_the_matter_of_one_agency_is_not_asked_of_another(cast: Cast, guide: EntryVersion) -> None:
    other = cast.other_bureau if guide.entry.agency_id == cast.bureau.pk else cast.bureau
    answer, row = sent(cast, about=f"guide-{guide.entry_id}", agency=other.pk)
    assert row is None
    assert "咨询的事项由别的机关办理" in answer.content.decode()


@pytest.mark.parametrize("name", ["guide", "item", "agency"])
def test_the_pages_of_what_is_public_lead_to_the_question(
    cast: Cast, guide: EntryVersion, name: str
) -> None:
    keys = {"guide": guide.entry_id, "item": guide.entry.item_id, "agency": guide.entry.agency_id}
    pages = {"guide": "public-guide-detail", "item": "item-detail", "agency": "agency-detail"}
    html = Client().get(reverse(pages[name], args=[keys[name]])).content.decode()
    assert f"{NEW}?about={name}-{keys[name]}" in html


# ------------------------------------------------------------------------------ answering
def test_an_answer_ends_the_clock_and_is_read_with_the_receipt(cast: Cast) -> None:
    row, receipt = consultation(cast.bureau)
    done = consultations.answer(row, by=cast.publisher, on=day(4, 3), answer=REPLY)
    clock = consultations.clock_of(row)
    assert clock is not None and clock.outcome == "met"
    given = {"number": receipt.number, "code": receipt.code}
    html = Client().post(reverse("progress"), given).content.decode()
    assert REPLY in html and done.get_status_display() in html
    assert NAME not in html and PHONE not in html
    entry = AuditEntry.objects.get(action="consultation.answer")
    assert entry.actor_id == cast.publisher.pk


def test_a_wrong_code_opens_nothing(cast: Cast) -> None:
    row, receipt = consultation(cast.bureau)
    other = consultation(cast.bureau, question="别的问题？")[1]
    html = Client().post(reverse("progress"), {"number": row.number, "code": other.code}).content
    assert "收到咨询" not in html.decode()
    own = Client().post(reverse("progress"), {"number": row.number, "code": receipt.code}).content
    assert "收到咨询" in own.decode()


def test_a_telephone_in_the_answer_is_not_shown(cast: Cast) -> None:
    row, receipt = consultation(cast.bureau)
    consultations.answer(row, by=cast.publisher, on=ON, answer=f"请联系{PHONE}。")
    given = {"number": receipt.number, "code": receipt.code}
    assert PHONE not in Client().post(reverse("progress"), given).content.decode()


def test_what_is_not_its_matter_names_who_answers(cast: Cast) -> None:
    row, receipt = consultation(cast.bureau)
    with pytest.raises(RuleError) as told:
        consultations.send(row, by=cast.publisher, on=ON, sent_to=" ", answer=REPLY)
    assert told.value.field == "sent_to"
    consultations.send(row, by=cast.publisher, on=ON, sent_to="云溪市城市管理局", answer=REPLY)
    given = {"number": receipt.number, "code": receipt.code}
    assert "云溪市城市管理局" in Client().post(reverse("progress"), given).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"), [({"answer": " "}, "answer"), ({"on": day(3, 31)}, "on")]
)
def test_an_answer_in_error_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    row, _receipt = consultation(cast.bureau)
    with pytest.raises(RuleError) as told:
        consultations.answer(row, by=cast.publisher, **{"on": ON, "answer": REPLY, **changes})
    assert told.value.field == field
    row.refresh_from_db()
    assert row.status == "received"


def test_it_is_answered_once(cast: Cast) -> None:
    row, _receipt = consultation(cast.bureau)
    consultations.answer(row, by=cast.publisher, on=ON, answer=REPLY)
    with pytest.raises(StaleError):
        consultations.answer(row, by=cast.publisher, on=ON, answer="另一答复")
    row.refresh_from_db()
    found = [gate(row, answer="改"), gate(row, answered_on=day(4, 2)), gate(row, sent_to="别处")]
    assert found == ["ANSWERED"] * 3
    assert gate(row, status="received") == "MOVE"


@pytest.mark.parametrize(
    "change", [{"question": "改"}, {"asker": "改"}, {"number": "ZX1"}, {"received_on": day(3, 1)}]
)
def test_what_was_asked_stays(cast: Cast, change: dict[str, Any]) -> None:
    row, _receipt = consultation(cast.bureau)
    assert gate(row, **change) == "APPEND_ONLY"
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize(
    "change",
    [
        {"status": "answered"},
        {"status": "sent", "answer": REPLY, "answered_on": ON},
        {"sent_to": "别处"},
    ],
)
def test_the_database_takes_no_half_answer(cast: Cast, change: dict[str, Any]) -> None:
    row, _receipt = consultation(cast.bureau)
    assert gate(row, **change) == "CHECK"


# ------------------------------------------------------------------------------ who sees it
def test_only_the_agency_that_is_asked_finds_it(cast: Cast) -> None:
    row, _receipt = consultation(cast.other_bureau)
    page = reverse("consultation-detail", args=[row.pk])
    assert cast.client("publisher").get(page).status_code == 404
    assert cast.client("officer1").get(page).status_code == 403
    with pytest.raises(PermissionDenied):
        consultations.answer(row, by=cast.publisher, on=ON, answer=REPLY)


def test_reading_the_question_and_who_asks_is_on_record(cast: Cast) -> None:
    row, _receipt = consultation(cast.bureau)
    client = cast.client("publisher")
    html = client.get(reverse("consultation-detail", args=[row.pk])).content.decode()
    assert QUESTION in html and NAME not in html and PHONE not in html
    html = client.get(reverse("consultation-contact", args=[row.pk])).content.decode()
    assert NAME in html and PHONE in html
    reads = AuditEntry.objects.filter(action="consultation.read").order_by("id")
    assert [("question" in one.data, "contact" in one.data) for one in reads] == [
        (True, False),
        (False, True),
    ]


def test_it_waits_on_the_desk_and_in_the_list_until_it_is_answered(cast: Cast) -> None:
    assert desk.of(cast.publisher, ON) is None
    row, _receipt = consultation(cast.bureau)
    queue = desk.of(cast.unithead, ON)
    assert queue is not None and [entry.title for entry in queue.entries] == [row.number]
    client, page = cast.client("publisher"), reverse("consultation-list")
    assert row.number in client.get(page).content.decode()
    answer = client.post(
        reverse("consultation-answer", args=[row.pk]), {"on": ON.isoformat(), "answer": REPLY}
    )
    assert answer.status_code == 302
    assert row.number not in client.get(page).content.decode()
    assert row.number in client.get(page, {"status": "all"}).content.decode()
    assert desk.of(cast.unithead, ON) is None


def test_a_question_about_nothing_named_starts_with_no_dot(cast: Cast) -> None:
    row, _receipt = consultation(cast.bureau)
    assert row.about == ""
    html = cast.client("publisher").get(reverse("desk")).content.decode()
    assert row.number in html
    assert re.search(r'<p class="muted">\s*·', html) is None


def test_the_list_asks_as_often_for_ten_as_for_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client, page = cast.client("publisher"), reverse("consultation-list")
    consultation(cast.bureau)
    with django_assert_max_num_queries(30) as made:
        client.get(page)
    one = len(made.captured_queries)
    for no in range(9):
        consultation(cast.bureau, question=f"第{no}个问题？")
    with django_assert_max_num_queries(one):
        client.get(page)


def test_a_question_is_no_complaint(cast: Cast) -> None:
    before = complaint_counts.table(cast.supervisor, ON)
    consultation(cast.bureau)
    assert complaint_counts.table(cast.supervisor, ON) == before
    assert not Complaint.objects.exists()


def test_who_is_late_is_told(cast: Cast) -> None:
    row, _receipt = consultation(cast.bureau)
    found = consultations.of_consultations([str(row.pk)])[str(row.pk)]
    assert (found.agency, found.name, found.page) == (
        cast.bureau,
        row.number,
        "consultation-detail",
    )
    left = deadlines.remaining_of([c for c in [consultations.clock_of(row)] if c], day(4, 10))
    assert list(left.values()) == [-1]


def test_a_guide_that_was_withdrawn_is_gone_here_too(cast: Cast, guide: EntryVersion) -> None:
    about = f"guide-{guide.entry_id}"
    assert Client().get(NEW, {"about": about}).status_code == 200
    registers.withdraw(guide.entry, by=cast.listadmin, on=ON, reason="事项取消。")
    gone = Client().get(NEW, {"about": about})
    assert gone.status_code == 410
    assert guide.title not in gone.content.decode()
    _answer, row = sent(cast, about=about)
    assert row is None
