"""The pages of a request about a list: from the public page to the receipt, and in the office."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core import deadlines
from disclosure import matters, register_targets
from disclosure.models import CorrectionRequest
from disclosure.services import corrections
from enforcement.models import EntryVersion
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure.asking import (
    ANSWER,
    KINDS,
    NAME,
    ON,
    OUTDATED,
    PHONE,
    SAID,
    about_register,
    accepted_about,
    register_names,
    renewed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEW = "/corrections/new/"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


def page(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "detail", "act"),
    [
        *(("listadmin", 200, 200), ("publisher", 200, 404), ("head", 200, 403)),
        *(("supervisor", 200, 403), ("officer1", 403, 403), ("outsider", 403, 403)),
    ],
)
def test_the_pages_of_a_request_about_a_list(
    cast: Cast, guide: EntryVersion, who: str, detail: int, act: int
) -> None:
    row, _receipt = about_register(register_names(cast, guide)["guide"])
    client = cast.client(who)
    assert client.get(reverse("correction-detail", args=[row.pk])).status_code == detail
    for name in ("accept", "ask", "refuse", "send", "correct", "contact"):
        found = client.get(reverse(f"correction-{name}", args=[row.pk])).status_code
        assert found == act, name
    proposal = client.get(reverse("correction-propose", args=[row.pk]))
    assert proposal.status_code == (403 if act == 403 else 404), "it is written in the list"
    stranger = client_of(factories.user("listadmin", cast.other_bureau))
    assert stranger.get(reverse("correction-detail", args=[row.pk])).status_code == 404


def test_the_office_sees_the_row_and_where_it_is_kept(cast: Cast, guide: EntryVersion) -> None:
    rows = {kind: about_register(about)[0] for kind, about in register_names(cast, guide).items()}
    keeper, looker = cast.client("listadmin"), cast.client("head")
    listed = page(keeper.get(reverse("correction-list")))
    for kind, row in rows.items():
        assert row.number in listed and row.about in listed
        path = reverse("correction-detail", args=[row.pk])
        shown = page(keeper.get(path))
        assert row.about in shown and OUTDATED in shown
        name = "entry-detail" if kind == "guide" else f"{kind}-admin-edit"
        key = row.entry_id or row.officer_id or row.item_id or row.organ_id
        link = reverse(name, args=[key])
        assert link in shown, kind
        assert keeper.get(link).status_code == 200, kind
        assert link not in page(looker.get(path))
        for secret in (NAME, PHONE):
            assert secret not in shown


# --------------------------------------------------------------------------------- the pages
@pytest.mark.parametrize("kind", KINDS)
def test_each_page_leads_to_a_form_that_knows_the_row(
    cast: Cast, guide: EntryVersion, kind: str
) -> None:
    about = register_names(cast, guide)[kind]
    key = about.partition("-")[2]
    name = "public-guide-detail" if kind == "guide" else f"{kind}-detail"
    link = f"{NEW}?about={about}"
    assert link in page(Client().get(reverse(name, args=[key])))
    form = page(Client().get(link))
    assert f'value="{about}"' in form
    assert register_targets.find(about, ON).title in form
    assert 'name="decision"' not in form
    assert "电话、地址、办公时间有误" in form and "当事人名称" not in form
    sent = Client().post(NEW, {**SAID, "about": about, "what": "reach", "seed": "seed"})
    row = CorrectionRequest.objects.get()
    assert row.number in page(sent)
    for secret in (NAME, PHONE, OUTDATED):
        assert secret not in page(sent)


def test_an_old_version_is_not_asked_about(cast: Cast, guide: EntryVersion) -> None:
    renewed(cast, guide, day(3, 20))
    path = reverse("public-guide-detail", args=[guide.entry_id])
    assert f"about=guide-{guide.entry_id}" in page(Client().get(path))
    assert f"about=guide-{guide.entry_id}" not in page(Client().get(f"{path}?on=2026-03-10"))


@pytest.mark.parametrize("about", ["guide-0", "users-1", "guide-１", "x" * 5000, "officer-1e9"])
def test_a_row_nobody_can_read_has_no_form(about: str) -> None:
    for answer in (Client().get(NEW, {"about": about}), Client().post(NEW, {"about": about})):
        assert answer.status_code == 404
    assert not CorrectionRequest.objects.exists()


@pytest.mark.parametrize("field", ["what", "statement", "relation", "seed"])
def test_what_is_needed_is_asked_for_and_what_was_typed_stays(
    cast: Cast, guide: EntryVersion, field: str
) -> None:
    given = {
        **SAID,
        "about": register_names(cast, guide)["item"],
        "what": "reach",
        "seed": "s",
        field: "",
    }
    text = page(Client().post(NEW, given))
    assert not CorrectionRequest.objects.exists()
    assert NAME in text and 'name="about"' in text


@pytest.mark.parametrize("what", ["text", "standing", "nonsense"])
def test_an_error_of_a_decision_is_none_of_a_list(
    cast: Cast, guide: EntryVersion, what: str
) -> None:
    given = {**SAID, "about": register_names(cast, guide)["item"], "what": what, "seed": "s"}
    Client().post(NEW, given)
    Client().post(NEW, {**SAID, "decision": "x", "what": "reach", "seed": "s"})
    assert not CorrectionRequest.objects.exists()


def test_its_receipt_tells_how_far_it_is_by_the_list(cast: Cast, guide: EntryVersion) -> None:
    row, receipt = about_register(register_names(cast, guide)["officer"])
    corrections.accept(row, by=cast.listadmin)
    told = matters.of_correction(row, ON)
    assert told.next == "机关正在核对公开的内容，将在期限内答复您。"
    text = page(Client().post("/progress/", {"number": receipt.number, "code": receipt.code}))
    assert "2026-04-30" in text
    for secret in (NAME, PHONE, OUTDATED, row.about):
        assert secret not in text


def test_a_list_is_put_right_by_the_pages(cast: Cast, guide: EntryVersion) -> None:
    row = accepted_about(cast, register_names(cast, guide)["guide"])
    client = cast.client("listadmin")
    path = reverse("correction-correct", args=[row.pk])
    given = {"on": "2026-04-01", "answer": ANSWER}
    assert "还没有更正" in page(client.post(path, given))
    renewed(cast, guide)
    assert client.post(path, given).status_code == 302
    assert deadlines.for_subject(corrections.SUBJECT, str(row.pk)).get().outcome == "met"
