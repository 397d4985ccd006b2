"""The registers on the public site: guides, boards, devices, channels, as of any day, and withdrawn."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core.periods import add_months
from disclosure.shelves import PAGES, SHELVES
from enforcement import registers as books
from enforcement.models import EntryVersion, Officer
from enforcement.registers import BOOKS
from enforcement.services import officers, registers
from tests.base import Cast
from tests.registers import changed, opened, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate()
FIRST, SECOND = add_months(TODAY, -6), add_months(TODAY, -2)
BEFORE = date.fromordinal(FIRST.toordinal() - 1)


def public(cast: Cast, register: str, valid_from: date = FIRST) -> EntryVersion:
    version = opened(cast.bureau, cast.listadmin, register)
    return published(version, cast.listadmin, cast.head, on=valid_from, valid_from=valid_from)


def page(name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = Client().get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


@pytest.mark.parametrize("register", BOOKS)
def test_each_register_lists_and_shows_what_is_public(cast: Cast, register: str) -> None:
    draft = opened(cast.bureau, cast.listadmin, register)
    assert draft.title not in page(f"public-{register}-list")
    page(f"public-{register}-detail", draft.entry_id, status=404)

    published(draft, cast.listadmin, cast.head, on=FIRST, valid_from=FIRST)

    assert draft.title in page(f"public-{register}-list")
    shown = page(f"public-{register}-detail", draft.entry_id)
    for field in BOOKS[register].fields:
        if field.needed:
            assert str(field.label).split("（")[0] in shown, field.key


def test_an_entry_of_one_register_is_not_on_anothers_page(cast: Cast) -> None:
    version = public(cast, "channel")
    page("public-device-detail", version.entry_id, status=404)
    page("entry-changes", "device", version.entry_id, 1, status=404)
    page("entry-changes", "nonsense", version.entry_id, 1, status=404)


def test_a_flow_chart_is_drawn_and_told_in_words(cast: Cast) -> None:
    shown = page("public-flowchart-detail", public(cast, "flowchart").entry_id)
    begins = shown.index('class="flowchart"')
    picture = shown[begins : shown.index("</svg>", begins)]

    for words in ("1. 受理", "2. 不予受理", "3. 审查", "4. 决定", "许可科 · 3个工作日", "材料齐全"):
        assert words in picture
    table = shown[shown.index("<tbody>") : shown.index("</tbody>")]
    for words in ("不予受理决定书", "审查：材料齐全；不予受理：不属于职权范围", "结束"):
        assert words in table and words not in picture


def test_a_guide_tells_each_step_material_limit_fee_and_remedy(cast: Cast) -> None:
    shown = page("public-guide-detail", public(cast, "guide").entry_id)

    for words in ("提交材料。", "5个工作日", "申请人自备", "见样式", "20 个工作日", "8 个工作日"):
        assert words in shown
    assert shown.index("申请</strong>") < shown.index("决定</strong>")
    assert "不收费" in shown and "可以申请行政复议" in shown and "工作日9:00-17:00" in shown
    assert 'data-label="必要性"' in shown


def test_a_guide_leads_to_its_item_and_the_item_to_it(cast: Cast) -> None:
    version = public(cast, "guide")
    item = reverse("item-detail", args=[version.entry.item_id])
    guide = reverse("public-guide-detail", args=[version.entry_id])

    assert item in page("public-guide-detail", version.entry_id)
    assert guide in page("item-detail", version.entry.item_id)


def test_a_guide_is_read_as_it_was_on_any_day(cast: Cast) -> None:
    first = public(cast, "guide")
    changed(first, cast.listadmin, cast.head, valid_from=SECOND, promised_days=5)
    key = first.entry_id

    now = page("public-guide-detail", key)
    then = page("public-guide-detail", key, query=f"?on={FIRST}")

    assert "5 个工作日" in now and "8 个工作日" not in now
    assert "8 个工作日" in then and "之后已有新版本公布" in then
    assert f"?on={SECOND}" in then


def test_the_day_before_the_first_version_says_that_nothing_was_public(cast: Cast) -> None:
    version = public(cast, "guide")

    shown = page("public-guide-detail", version.entry_id, query=f"?on={BEFORE}")

    assert "尚未公布任何内容" in shown and "提交材料。" not in shown
    assert f"?on={FIRST}" in shown
    assert "该日没有已公布的内容" in page("public-guide-list", query="?on=1800-01-01")
    assert version.title not in page("public-guide-list", query=f"?on={BEFORE}")
    assert version.title in page("public-guide-list", query=f"?on={FIRST}")


def test_a_version_to_come_is_announced_and_not_yet_shown(cast: Cast) -> None:
    first = public(cast, "guide")
    ahead = add_months(TODAY, 1)
    draft = registers.revise(first.entry, by=cast.listadmin)
    content = {**draft.content, "promised_days": 3}
    registers.rewrite(
        draft, by=cast.listadmin, title=draft.title, content=content, change_note="再提速。"
    )
    published(draft, cast.listadmin, cast.head, on=TODAY, valid_from=ahead)

    shown = page("public-guide-detail", first.entry_id)

    assert "尚未施行" in shown and "8 个工作日" in shown and "3 个工作日" not in shown


def test_a_change_is_shown_word_by_word(cast: Cast) -> None:
    first = public(cast, "guide")
    address = "示范路1号二楼"
    changed(first, cast.listadmin, cast.head, valid_from=SECOND, promised_days=5, address=address)

    shown = page("entry-changes", "guide", first.entry_id, 2)

    assert "<del>8</del><ins>5</ins>" in shown
    assert "示范路1号<ins>二楼</ins>" in shown
    assert "办公电话" not in shown
    page("entry-changes", "guide", first.entry_id, 1, status=404)
    assert reverse("entry-changes", args=["guide", first.entry_id, 2]) in page(
        "public-guide-detail", first.entry_id
    )


@pytest.mark.parametrize("query", ["", f"?on={FIRST}", "?on=1800-01-01"])
def test_a_withdrawn_entry_is_gone_on_every_page_and_day(cast: Cast, query: str) -> None:
    first = public(cast, "guide")
    changed(first, cast.listadmin, cast.head, valid_from=SECOND, promised_days=5)
    registers.withdraw(first.entry, by=cast.listadmin, on=TODAY, reason="该许可已经取消。")
    key = first.entry_id

    for name, args in (
        ("public-guide-detail", [key]),
        ("guide-print", [key]),
        ("entry-changes", ["guide", key, 2]),
    ):
        shown = page(name, *args, query=query, status=410)
        assert "该许可已经取消。" in shown and "提交材料。" not in shown
        assert first.title not in shown
    assert first.title not in page("public-guide-list", query=query)
    assert reverse("public-guide-detail", args=[key]) not in page(
        "item-detail", first.entry.item_id
    )


def test_an_ended_entry_is_read_as_it_was_on_the_days_before(cast: Cast) -> None:
    first = public(cast, "guide")
    changed(first, cast.listadmin, cast.head, valid_from=SECOND, promised_days=5)
    entry, name = first.entry, "public-guide-detail"
    registers.withdraw(entry, by=cast.listadmin, on=TODAY, reason="该许可取消。", ground="end")

    today = page(name, entry.pk, status=410)
    assert "该许可取消。" in today and f"?on={FIRST}" in today and f"?on={SECOND}" in today
    assert "提交材料。" not in today
    assert "该内容不再有效" in today and "失效日期" in today and "撤下" not in today
    for on in (FIRST, SECOND, TODAY - timedelta(days=1)):
        assert first.title in page(name, entry.pk, query=f"?on={on}")
        assert first.title in page("public-guide-list", query=f"?on={on}")
    assert first.title not in page("public-guide-list")
    page("entry-changes", "guide", entry.pk, 2)
    assert reverse(name, args=[entry.pk]) not in page("item-detail", entry.item_id)


def test_the_withdrawal_is_not_kept_by_a_cache(cast: Cast) -> None:
    version = public(cast, "guide")
    answer = Client().get(reverse("public-guide-detail", args=[version.entry_id]))
    assert "no-cache" in answer["Cache-Control"]


def test_a_bad_day_is_refused_in_words(cast: Cast) -> None:
    version = public(cast, "guide")
    page("public-guide-list", query="?on=yesterday", status=400)
    assert "不是日期" in page(
        "public-guide-detail", version.entry_id, query="?on=yesterday", status=422
    )


def test_a_guide_prints_with_a_code_that_leads_to_it(cast: Cast) -> None:
    shown = page("guide-print", public(cast, "guide").entry_id)
    assert "提交材料。" in shown and 'class="qr"' in shown
    assert "site-nav" not in shown


# --- boards -------------------------------------------------------------------------------------


def board(cast: Cast) -> EntryVersion:
    version = opened(
        cast.bureau, cast.listadmin, "window", officers=sorted(row.pk for row in cast.officers)
    )
    return published(version, cast.listadmin, cast.head, on=FIRST, valid_from=FIRST)


@pytest.mark.parametrize("name", ["public-window-detail", "window-screen"])
def test_a_board_names_the_officers_in_post_with_their_certificates(cast: Cast, name: str) -> None:
    shown = page(name, board(cast).entry_id)

    for officer in cast.officers:
        assert officer.name in shown
        assert officer.certificates.get().number in shown


def test_an_officer_who_left_is_off_every_board_at_once(cast: Cast) -> None:
    version = board(cast)
    first, second = cast.officers
    Officer.objects.filter(pk=first.pk).update(status=Officer.Status.LEFT)

    for name, more in (
        ("public-window-detail", []),
        ("window-screen", []),
        ("window-print", ["a4"]),
    ):
        shown = page(name, version.entry_id, *more)
        assert first.name not in shown and second.name in shown
    old = page("public-window-detail", version.entry_id, query=f"?on={FIRST}")
    assert first.name not in old


def test_a_board_of_an_earlier_day_has_who_was_in_post_then(cast: Cast) -> None:
    version = board(cast)
    first, second = cast.officers
    officers.set_status(first, Officer.Status.LEFT, by=cast.listadmin, on=TODAY)

    assert first.name not in page("public-window-detail", version.entry_id)
    then = page("public-window-detail", version.entry_id, query=f"?on={FIRST}")
    assert first.name in then and second.name in then
    assert first.certificates.get().number in then


def test_a_screen_asks_again_by_itself_and_a_sheet_does_not(cast: Cast) -> None:
    key = board(cast).entry_id
    screen = Client().get(reverse("window-screen", args=[key]))
    sheet = Client().get(reverse("window-print", args=[key, "a3"]))

    assert int(screen["Refresh"]) > 0 and "Refresh" not in sheet
    assert 'class="board"' in screen.content.decode()
    assert "board-a3.css" in sheet.content.decode()
    assert "board-a3.css" not in page("window-print", key, "a4")
    assert Client().get(f"/windows/{key}/print/a5/").status_code == 404


def test_a_withdrawn_board_is_gone_from_screen_and_paper(cast: Cast) -> None:
    version = board(cast)
    registers.withdraw(version.entry, by=cast.listadmin, on=TODAY, reason="窗口合并。")

    for name, more in (("window-screen", []), ("window-print", ["a4"])):
        assert "窗口合并。" in page(name, version.entry_id, *more, status=410)


def test_the_lists_are_filtered_by_agency_and_name(cast: Cast) -> None:
    version = public(cast, "channel")
    other = f"?agency={cast.other_bureau.pk}"
    assert version.title not in page("public-channel-list", query=other)
    assert version.title in page("public-channel-list", query=f"?agency={cast.bureau.pk}&q=示范")
    assert version.title not in page("public-channel-list", query="?q=没有这样的词")


def test_the_registers_are_found_from_the_menu_and_the_sitemap(cast: Cast) -> None:
    home, maps = page("home"), page("sitemap-pages")
    assert reverse("register-home") in home
    hub = page("register-home")
    for key in BOOKS:
        assert reverse(f"public-{key}-list") in maps
        assert f'href="{reverse(f"public-{key}-list")}"' in hub


def test_each_list_stands_once_under_the_question_it_answers(cast: Cast) -> None:
    names = [name for shelf in SHELVES for name in shelf.names]
    assert sorted(names) == sorted([*BOOKS, *PAGES])
    hub = page("register-home")
    titles = re.findall(r'<a class="card card-link" href="[^"]+"><strong>([^<]+)</strong>', hub)
    assert len(titles) == len(set(titles)) == len(names)
    places = [hub.index(f">{shelf.question}</h2>") for shelf in SHELVES]
    assert places == sorted(places)


def test_the_two_lists_of_recording_are_told_apart_where_they_are_offered(cast: Cast) -> None:
    hub, rules, own = page("register-home"), page("recording-items"), page("public-recording-list")
    must, published_by = "应当音像记录的事项（依规定）", "各机关公布的音像记录事项清单"
    assert f'{reverse("recording-items")}"><strong>{must}</strong>规定要求' in hub
    assert (
        f'{reverse("public-recording-list")}"><strong>{published_by}</strong>各机关自己公布的'
        in hub
    )
    assert f"<h1>{must}</h1>" in rules and published_by not in rules
    assert f"<h1>{published_by}</h1>" in own and must not in own
    assert "<strong>音像记录事项</strong>" not in hub
    # Every other register is called there as it is called anywhere.
    assert {key for key, book in BOOKS.items() if book.listed != book.name} == {"recording"}


def test_kinds_of_enforcement_are_joined_in_the_reader_s_language() -> None:
    field = next(one for one in BOOKS["window"].fields if one.shape == "kinds")
    assert books.words(field, ["permit", "penalty"]) == "行政许可、行政处罚"
    with translation.override("en"):
        assert books.words(field, ["permit", "penalty"]) == (
            "Administrative permit, Administrative penalty"
        )
