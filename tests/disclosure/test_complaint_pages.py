"""A citizen is led to the right channel, complains, and follows it; the unit never finds out who."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.desk import complaints as queue
from core.models import AuditEntry, Deadline
from disclosure import channels
from disclosure.models import Complaint
from disclosure.services import complaints
from enforcement.models import Agency
from enforcement.services import alarms
from tests import factories
from tests.base import Cast, client_of
from tests.disclosure.asking import CONDUCT, NAME, ON, PHONE, complaint
from tests.disclosure.test_complaints import legal as legal  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEW, PROGRESS, RATING = "/complaints/new/", "/progress/", "/progress/complaint/rating/"
SECRETS = (NAME, PHONE, CONDUCT)
SEALED_FROM = ("officer1", "unithead", "reviewer", "head", "publisher", "listadmin", "admin")
OPEN_TO_ALL = ("desk", "alert-list", "audit-list", "supervision", "case-list", "correction-list")
ONE = ("detail", "reporter", "accept", "answer", "decline", "extend")


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


def page(answer: Any) -> str:
    return str(answer.content.decode())


def filled(cast: Cast, **changes: Any) -> dict[str, Any]:
    given = {
        "unit": str(cast.bureau.pk),
        "form": "complaint",
        "what": "conduct",
        "statement": CONDUCT,
        "reporter": NAME,
        "contact": PHONE,
        "seed": "seed",
    }
    return {**given, **changes}


def sent(cast: Cast, **changes: Any) -> str:
    return page(Client().post(NEW, filled(cast, **changes)))


def asked(number: str, code: str, path: str = PROGRESS, **more: str) -> str:
    return page(Client().post(path, {"number": number, "code": code, **more}))


# --------------------------------------------------------------------------------- the channels
@pytest.mark.parametrize("channel", [c for c in Complaint.Channel.values if c != "none"])
def test_what_belongs_elsewhere_is_told_its_way_and_gets_no_form(channel: str) -> None:
    text = page(Client().get(NEW, {"about": channel}))
    guide = channels.guide(channel, ON)
    assert guide is not None
    assert guide.where in text
    for period in guide.periods:
        assert period.article in text
        assert period.words() in text
    assert 'name="statement"' not in text
    assert 'name="about"' in text


def test_the_periods_of_a_petition_are_not_those_of_a_complaint() -> None:
    guide = channels.guide("petition", ON)
    assert guide is not None
    assert [(row.count, row.unit) for row in guide.periods] == [
        (15, "day"),
        (60, "day"),
        *[(30, "day")] * 3,
    ]


def test_the_question_says_what_belongs_where_and_each_once() -> None:
    text = page(Client().get(NEW))
    for value, words in channels.choices():
        assert text.count(f'value="{value}"') == 1
        assert words in text
    assert text.count('value="conduct"') == 1


def test_every_channel_is_asked_about_once() -> None:
    assert [row.channel for row in channels.guides(ON)] == [
        value for value in Complaint.Channel.values if value != "none"
    ]
    assert channels.guide("conduct", ON) is None


@pytest.mark.parametrize("query", [{}, {"about": ""}, {"about": "nonsense"}])
def test_without_an_answer_the_question_is_asked(query: dict[str, str]) -> None:
    text = page(Client().get(NEW, query))
    assert 'name="about"' in text
    assert 'name="statement"' not in text


# --------------------------------------------------------------------------------- the form
def test_a_complaint_gets_its_receipt(cast: Cast) -> None:
    assert 'name="statement"' in page(Client().get(NEW, {"about": "conduct"}))
    text = sent(cast, file1=SimpleUploadedFile("现场.jpg", factories.PHOTO))
    row = Complaint.objects.get()
    assert row.number in text
    assert "云溪市司法局" in text
    # The first day promised is that of taking it up; an answer by then would be another promise.
    assert "决定是否受理</dt><dd>最迟 2026-04-09" in text
    assert "答复" not in text
    assert row.files.count() == 1
    assert not [secret for secret in SECRETS if secret in text]


def test_a_reload_makes_nothing(cast: Cast) -> None:
    sent(cast)
    sent(cast)
    assert Complaint.objects.count() == 1


def test_a_bad_file_is_named_and_what_was_typed_stays(cast: Cast) -> None:
    text = sent(cast, file1=SimpleUploadedFile("a.jpg", b"<script>"))
    assert "不是允许的类型" in text
    assert CONDUCT in text
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("field", ["unit", "form", "what", "statement", "seed"])
def test_what_is_needed_is_asked_for(cast: Cast, field: str) -> None:
    sent(cast, **{field: ""})
    assert not Complaint.objects.exists()


def test_neither_account_nor_address_of_who_complains_is_logged(cast: Cast) -> None:
    cast.client("officer1").post(NEW, filled(cast), REMOTE_ADDR="192.0.2.7")
    entry = AuditEntry.objects.get(action="complaint.submit")
    assert (entry.actor_id, entry.actor, entry.ip) == (None, "", "")


def test_the_page_of_an_agency_leads_to_a_complaint_about_it(cast: Cast) -> None:
    text = page(Client().get(reverse("agency-detail", args=[cast.bureau.pk])))
    assert f"{NEW}?about=conduct&amp;unit={cast.bureau.pk}" in text


def test_the_unit_may_be_named_by_the_link(cast: Cast) -> None:
    text = page(Client().get(NEW, {"about": "conduct", "unit": str(cast.bureau.pk)}))
    assert re.search(rf'value="{cast.bureau.pk}"\s+selected', text)
    assert Client().get(NEW, {"about": "conduct", "unit": "x' OR 1"}).status_code == 200


# --------------------------------------------------------------------------------- the seal
@pytest.mark.parametrize("who", SEALED_FROM)
def test_no_page_of_the_unit_shows_anything_of_it(cast: Cast, who: str) -> None:
    row, receipt = complaint(
        cast.bureau, uploads=[SimpleUploadedFile("林试问.jpg", factories.PHOTO)]
    )
    complaints.accept(row, by=cast.supervisor, on=ON)
    client = cast.client(who)
    for name in ONE:
        for answer in (
            client.get(reverse(f"complaint-{name}", args=[row.pk])),
            client.post(reverse(f"complaint-{name}", args=[row.pk]), {"on": "2026-04-01"}),
        ):
            assert answer.status_code in (403, 404), name
            assert not [secret for secret in SECRETS if secret in page(answer)]
    file = reverse("complaint-file", args=[row.pk, row.files.get().pk])
    assert client.get(file).status_code in (403, 404)
    for name in (*OPEN_TO_ALL, "complaint-list", "complaint-counts"):
        text = page(client.get(reverse(name)))
        assert not [word for word in (*SECRETS, receipt.number) if word in text], name
    for path in ("/office/cases/", "/decisions/", "/v/", "/api/v1/decisions/"):
        for word in (NAME, PHONE, receipt.number):
            text = page(client.get(path, {"q": word, "party": word, "code": word}))
            # What was asked for stands in the field again.
            others = {*SECRETS, receipt.number} - {word}
            assert not [secret for secret in others if secret in text], path


def test_a_complaint_is_not_public_anywhere(cast: Cast) -> None:
    _row, receipt = complaint(cast.bureau)
    for path in ("/", "/decisions/", f"/agencies/{cast.bureau.pk}/", "/feeds/decisions.atom"):
        text = page(Client().get(path))
        assert not [word for word in (*SECRETS, receipt.number) if word in text], path
    assert Client().get(f"/v/{receipt.number}").status_code == 404


def test_a_file_of_another_complaint_is_not_found(cast: Cast) -> None:
    factories.user("supervisor", cast.government)
    own, _receipt = complaint(cast.bureau)
    other, _receipt = complaint(
        cast.justice, uploads=[SimpleUploadedFile("现场.jpg", factories.PHOTO)]
    )
    path = reverse("complaint-file", args=[own.pk, other.files.get().pk])
    assert cast.client("supervisor").get(path).status_code == 404


def test_a_unit_that_nobody_supervises_from_outside_is_refused_on_the_form(cast: Cast) -> None:
    shown = sent(cast, unit=str(cast.justice.pk))
    assert not Complaint.objects.exists()
    assert "没有从外部监督云溪市司法局的机关" in shown and "本级人民政府" in shown
    assert CONDUCT in shown, "nothing that was written is lost"


# --------------------------------------------------------------------------------- the handler
def test_the_supervisor_sees_it_on_the_desk_and_handles_it_by_pages(cast: Cast) -> None:
    row, receipt = complaint(cast.bureau, uploads=[SimpleUploadedFile("现场.jpg", factories.PHOTO)])
    client = cast.client("supervisor")
    made = queue.of(cast.supervisor, ON)
    assert made is not None
    assert [(entry.step, entry.left) for entry in made.entries] == [("决定是否受理", 5)]
    assert receipt.number in page(client.get(reverse("complaint-list")))
    text = page(client.get(reverse("complaint-detail", args=[row.pk])))
    assert CONDUCT in text
    assert NAME not in text
    assert PHONE not in text
    told = client.get(reverse("complaint-reporter", args=[row.pk]))
    assert NAME in page(told)
    assert told["Cache-Control"] == "private, no-store"
    file = client.get(reverse("complaint-file", args=[row.pk, row.files.get().pk]))
    assert file.content == factories.PHOTO
    assert file["Content-Disposition"].startswith("attachment")
    client.post(reverse("complaint-accept", args=[row.pk]), {"on": "2026-04-01"})
    given = {"on": "2026-04-01", "answer": "已责令改正。"}
    assert client.post(reverse("complaint-answer", args=[row.pk]), given).status_code == 302
    assert queue.of(cast.supervisor, ON) is None
    assert receipt.number not in page(client.get(reverse("complaint-list")))
    assert receipt.number in page(client.get(reverse("complaint-list"), {"status": "all"}))
    counted = page(client.get(reverse("complaint-counts")))
    assert cast.bureau.name in counted
    assert receipt.number not in counted


def test_a_desk_without_complaints_has_no_queue(cast: Cast) -> None:
    complaint(cast.bureau)
    assert queue.of(cast.reviewer, ON) is None
    assert queue.of(factories.user("supervisor", cast.bureau), ON) is None


# --------------------------------------------------------------------------------- progress
def test_the_receipt_tells_how_far_it_is_and_nothing_personal(cast: Cast) -> None:
    row, receipt = complaint(cast.bureau)
    text = asked(receipt.number, receipt.code)
    assert "待决定是否受理" in text
    assert "2026-04-09" in text
    complaints.accept(row, by=cast.supervisor, on=ON)
    complaints.answer(row, by=cast.supervisor, on=ON, answer="已核实。联系人电话13812345678。")
    text = asked(receipt.number, receipt.code)
    assert "已核实" in text
    for secret in (*SECRETS, "13812345678", str(cast.supervisor)):
        assert secret not in text


def test_what_was_not_accepted_names_the_channel_and_its_periods(cast: Cast) -> None:
    row, receipt = complaint(cast.bureau)
    complaints.decline(row, by=cast.supervisor, on=ON, channel="petition", answer="属于信访事项。")
    text = asked(receipt.number, receipt.code)
    assert "属于信访事项" in text
    assert "信访工作条例第三十四条" in text


def test_the_complainant_rates_once(cast: Cast) -> None:
    row, receipt = complaint(cast.bureau)
    assert "评价办理结果" not in asked(receipt.number, receipt.code)
    complaints.accept(row, by=cast.supervisor, on=ON)
    complaints.answer(row, by=cast.supervisor, on=ON, answer="已核实。")
    assert "评价办理结果" in asked(receipt.number, receipt.code)
    done = asked(receipt.number, receipt.code, RATING, satisfaction="partly")
    assert "感谢您的评价" in done
    again = asked(receipt.number, receipt.code, RATING, satisfaction="satisfied")
    assert "答复之后可以评价一次" in again
    row.refresh_from_db()
    assert row.satisfaction == "partly"


def test_the_page_of_a_stranger_from_another_bureau_is_not_found(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    stranger = client_of(factories.user(("reviewer", "officer"), cast.other_bureau))
    assert stranger.get(reverse("complaint-detail", args=[row.pk])).status_code == 404


def test_the_handler_alone_looks_at_its_clock(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    clock = complaints.clock_of(row)
    assert clock is not None
    url = reverse("deadline-detail", args=[clock.pk])
    assert url in page(cast.client("supervisor").get(reverse("desk")))
    assert "决定是否受理" in page(cast.client("supervisor").get(url))
    for name in (*SEALED_FROM, "outsider"):
        assert cast.client(name).get(url).status_code == 404, name


def test_the_legal_reviewer_who_handles_it_looks_at_its_clock(cast: Cast, legal: Agency) -> None:
    row, _receipt = complaint(legal)
    clock = complaints.clock_of(row)
    assert clock is not None
    reviewer = client_of(factories.user("reviewer", legal))
    assert reviewer.get(reverse("deadline-detail", args=[clock.pk])).status_code == 200


def test_nobody_files_a_matter_under_a_kind_that_was_not_chosen(cast: Cast) -> None:
    form = page(Client().get(NEW, {"about": "conduct"}))
    select = re.search(r'<select name="what".*?</select>', form, re.DOTALL)
    assert select is not None
    first = re.search(r'<option value="([^"]*)"[^>]*>([^<]*)<', select[0])
    assert first is not None
    assert (first[1], first[2].strip()) == ("", "请选择")
    assert "请选择反映的问题属于哪一类" in sent(cast, what="")
    assert not Complaint.objects.exists()


def test_no_alarm_of_a_complaint_reaches_whom_it_is_sealed_from(cast: Cast, legal: Agency) -> None:
    reviewer = factories.user("reviewer", legal)
    for role in ("unithead", "head", "supervisor"):
        factories.user(role, legal)
    complaint(legal)
    on = Deadline.objects.get(subject_type=complaints.SUBJECT).due_on
    heard = {alarm.recipient for alarm in alarms.due(on, complaints.KINDS)}
    assert heard == {reviewer}
