"""What of the registers is never public: drafts, what was sent back, what was withdrawn, who may not serve."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.periods import add_months
from enforcement.models import Agency, EntryVersion, Officer
from enforcement.registers import BOOKS
from enforcement.services import officers, registers
from tests import factories
from tests.base import Cast
from tests.disclosure.surfaces import LISTS
from tests.registers import CONTENT, opened, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate()
FIRST = add_months(TODAY, -6)
DAY = timedelta(days=1)
MARK = "龘密稿"  # in every text that is not yet, or no longer, public
PAPERS: dict[str, list[tuple[str, list[str]]]] = {
    "guide": [("guide-print", [])],
    "window": [("window-screen", []), ("window-print", ["a4"]), ("window-print", ["a3"])],
}
DRAWN = ("guide", "window", "channel")  # one register for each way to draw a page


def pages_of(version: EntryVersion) -> list[str]:
    """Every public address of one entry, for several days."""
    register, key = version.entry.register, version.entry_id
    plain = [reverse(f"public-{register}-detail", args=[key])]
    plain += [reverse(name, args=[key, *more]) for name, more in PAPERS.get(register, [])]
    plain += [reverse("entry-changes", args=[register, key, number]) for number in (1, 2)]
    days = (FIRST - DAY, FIRST, TODAY, add_months(TODAY, 3))
    return plain + [f"{page}?on={on}" for page in plain[:1] for on in days]


def lists() -> list[str]:
    """Every public list, plain and asked for the mark; maps, exports and the API among them."""
    plain = [reverse(name, kwargs=more) for name, more in LISTS.items()]
    return plain + [f"{page}?q={MARK}" for page in plain]


def marked(register: str) -> dict[str, Any]:
    """The content of a register with the mark in each of its texts."""
    found = dict(CONTENT[register])
    for row in BOOKS[register].fields:
        if row.shape in ("line", "text"):
            found[row.key] = MARK
        elif row.shape == "lines":
            found[row.key] = [MARK]
    return found


def shown(address: str) -> str:
    """What the public reads there, without what it typed itself."""
    text = Client().get(address).content.decode()
    return text.replace(f'value="{MARK}"', "").replace(f"q={MARK}", "")


def draft_of(cast: Cast, register: str, state: str, first: EntryVersion | None) -> EntryVersion:
    """A version in a state that is not public, of a new entry or of a published one."""
    if first is None:
        version = opened(cast.bureau, cast.listadmin, register)
    else:
        version = registers.revise(first.entry, by=cast.listadmin)
    content = {**version.content, **marked(register)}
    registers.rewrite(
        version, by=cast.listadmin, title=MARK, content=content, change_note=f"{MARK}说明"
    )
    if state == "discarded":
        registers.discard(version, by=cast.listadmin, reason=MARK)
    elif state != "draft":
        registers.submit(version, by=cast.listadmin, on=TODAY, valid_from=TODAY)
    if state == "returned":
        registers.give_back(version, by=cast.head, opinion=f"{MARK}意见")
    return version


STATES = ["draft", "submitted", "returned", "discarded"]


@pytest.mark.parametrize("state", STATES)
def test_a_version_not_published_is_on_no_page_of_its_entry(cast: Cast, state: str) -> None:
    for register in BOOKS:
        first = published(
            opened(cast.bureau, cast.listadmin, register),
            cast.listadmin,
            cast.head,
            on=FIRST,
            valid_from=FIRST,
        )
        hidden = draft_of(cast, register, state, first)
        for address in pages_of(hidden):
            assert MARK not in shown(address), (register, address)


@pytest.mark.parametrize("state", STATES)
def test_an_entry_never_published_is_not_there_at_all(cast: Cast, state: str) -> None:
    for register in DRAWN:
        hidden = draft_of(cast, register, state, None)
        for address in pages_of(hidden):
            answer = Client().get(address)
            assert answer.status_code == 404 and MARK not in answer.content.decode(), address


def test_no_list_search_map_export_or_api_holds_a_draft(cast: Cast) -> None:
    for register, state in zip(BOOKS, [*STATES, *STATES], strict=False):
        draft_of(cast, register, state, None)
    texts = {page: shown(page) for page in lists()}
    found = [page for page, text in texts.items() if MARK in text]
    # What was searched for is said again on the page; what is found would be a link.
    assert not [page for page in found if "?q=" not in page]
    assert not [page for page in found if f">{MARK}</a>" in texts[page]]


def test_an_entry_withdrawn_before_it_was_public_leaves_no_stone(cast: Cast) -> None:
    version = draft_of(cast, "channel", "draft", None)
    registers.withdraw(version.entry, by=cast.listadmin, on=TODAY, reason=f"{MARK}登记错误")
    for address in pages_of(version):
        answer = Client().get(address)
        assert answer.status_code == 404 and MARK not in answer.content.decode()


@pytest.mark.parametrize("register", sorted(BOOKS))
def test_whoever_kept_the_page_is_told_that_it_is_gone(cast: Cast, register: str) -> None:
    version = published(
        opened(cast.bureau, cast.listadmin, register),
        cast.listadmin,
        cast.head,
        on=FIRST,
        valid_from=FIRST,
    )
    address = reverse(f"public-{register}-detail", args=[version.entry_id])
    browser = Client()
    tag = browser.get(address)["ETag"]
    assert browser.get(address, headers={"if-none-match": tag}).status_code == 304
    reason = "<b>取消</b>\n另见公告"
    registers.withdraw(version.entry, by=cast.listadmin, on=TODAY, reason=f" {reason} ")

    gone = browser.get(address, headers={"if-none-match": tag})

    text = gone.content.decode()
    assert gone.status_code == 410 and "ETag" not in gone
    assert gone["X-Robots-Tag"] == "noindex" and 'content="noindex"' in text
    assert "&lt;b&gt;取消&lt;/b&gt;<br>另见公告" in text
    assert version.title not in text and BOOKS[register].name in text
    assert str(TODAY) in text and cast.bureau.name in text


@pytest.mark.parametrize("state", ["kept", "withdrawn"])
def test_an_agency_no_longer_announced_takes_its_entries_along(cast: Cast, state: str) -> None:
    rows = []
    for register in DRAWN:
        version = opened(cast.bureau, cast.listadmin, register)
        rows.append(published(version, cast.listadmin, cast.head, on=FIRST, valid_from=FIRST))
        if state == "withdrawn":
            registers.withdraw(version.entry, by=cast.listadmin, on=TODAY, reason=MARK)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.PENDING)
    for version in rows:
        for address in pages_of(version):
            answer = Client().get(address)
            assert answer.status_code == 404 and MARK not in answer.content.decode(), address
        listed = Client().get(reverse(f"public-{version.entry.register}-list")).content.decode()
        assert version.title not in listed


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7|add:7 }}{% now 'Y' %}",
    "javascript:alert(1)",
    "=HYPERLINK(1)&<i>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_field_is_shown_as_it_was_typed(cast: Cast, text: str) -> None:
    for register in BOOKS:
        content = {
            key: ([text] if value == [MARK] else text if value == MARK else value)
            for key, value in marked(register).items()
        }
        for key in ("materials", "steps"):
            if isinstance(content.get(key, [""])[0], dict):
                fixed = {"name": text.replace(":", ""), "recorded": "否", "next": ""}
                drawn = fixed if register == "flowchart" else {}
                content[key] = [{**dict.fromkeys(content[key][0], text), **drawn}]
        version = opened(cast.bureau, cast.listadmin, register, **content)
        registers.rewrite(version, by=cast.listadmin, title=text, content=version.content)
        published(version, cast.listadmin, cast.head, on=FIRST, valid_from=FIRST)
        for address in [*pages_of(version)[:2], reverse(f"public-{register}-list")]:
            page = Client().get(address).content.decode()
            assert "<script>alert" not in page and "<img src=x" not in page, address
            assert "<svg onload" not in page and "<i>" not in page, address
            assert 'href="javascript:' not in page and "14" + str(TODAY.year) not in page


# --- boards -------------------------------------------------------------------------------------


def board(cast: Cast, people: list[Officer]) -> EntryVersion:
    version = opened(cast.bureau, cast.listadmin, "window", officers=[row.pk for row in people])
    return published(version, cast.listadmin, cast.head, on=FIRST, valid_from=FIRST)


def boards(version: EntryVersion) -> list[str]:
    """What each form of the board says today."""
    names = [("public-window-detail", []), *PAPERS["window"]]
    return [
        Client().get(reverse(name, args=[version.entry_id, *more])).content.decode()
        for name, more in names
    ]


@pytest.mark.parametrize(
    ("begins", "ends", "named"),
    [
        (-300, 0, True),  # the last day of the certificate
        (-300, -1, False),
        (0, 300, True),  # its first
        (1, 300, False),
        (-300, 300, True),
    ],
)
def test_a_board_names_who_holds_a_certificate_that_day(
    cast: Cast, begins: int, ends: int, named: bool
) -> None:
    row = factories.officer(
        cast.bureau, name="贾示窗", valid_from=TODAY + begins * DAY, valid_to=TODAY + ends * DAY
    )
    keeper = cast.officers[0]
    for text in boards(board(cast, [row, keeper])):
        assert (row.name in text) is named
        assert keeper.name in text


@pytest.mark.parametrize(("since", "named"), [(0, False), (-30, False), (1, True)])
def test_a_certificate_that_was_ended_takes_the_name_off_on_its_day(
    cast: Cast, since: int, named: bool
) -> None:
    first, second = cast.officers
    version = board(cast, cast.officers)
    card = first.certificates.get()
    officers.end_certificate(card, by=cast.listadmin, on=TODAY + since * DAY, reason="暂扣")
    for text in boards(version):
        assert (first.name in text) is named and second.name in text
        assert (card.number in text) is named


def test_an_officer_of_another_agency_is_on_no_board_of_the_old_one(cast: Cast) -> None:
    first, second = cast.officers
    version = board(cast, cast.officers)
    officers.update(first, agency=cast.other_bureau)
    for text in boards(version):
        assert first.name not in text and second.name in text


def test_a_board_nobody_may_serve_says_so(cast: Cast) -> None:
    version = board(cast, cast.officers)
    for row in cast.officers:
        officers.set_status(row, "suspended", by=cast.listadmin, on=TODAY)
    assert all("当前没有在岗的执法人员" in text for text in boards(version))


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("on=0001-01-01", 200),
        ("on=9999-12-31", 200),
        (f"on={FIRST}", 200),
        ("on=2026-02-29", 422),
        ("on=2026-13-01", 422),
        ("on=%00", 400),
        ("on=" + "9" * 400, 422),
        ("on=<script>alert(1)</script>", 422),
    ],
)
def test_any_day_is_answered_and_what_is_none_is_refused(
    cast: Cast, query: str, status: int
) -> None:
    version = opened(cast.bureau, cast.listadmin)
    published(version, cast.listadmin, cast.head, on=FIRST, valid_from=FIRST)
    for name in ("public-guide-detail", "guide-print"):
        answer = Client().get(f"{reverse(name, args=[version.entry_id])}?{query}")
        assert answer.status_code == status, name
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("ahead", [1, 40])
def test_an_entry_that_begins_later_is_announced_without_its_text(cast: Cast, ahead: int) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel", scope=MARK)
    begins: date = TODAY + ahead * DAY
    published(version, cast.listadmin, cast.head, on=TODAY, valid_from=begins)
    address = reverse("public-channel-detail", args=[version.entry_id])
    assert MARK not in shown(address) and MARK not in shown(f"{address}?on={begins - DAY}")
    assert "尚未公布任何内容" in shown(address) and str(begins) in shown(address)
    assert version.title not in shown(reverse("public-channel-list"))
