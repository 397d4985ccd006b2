"""Which fields an entry must have, register by register (domain §6.7, §6.8, §6.11, §6.12), and how forms keep them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from core.errors import RuleError
from enforcement import registers as books
from enforcement.forms.registers import OpenEntryForm, VersionForm, table_forms
from enforcement.models import Agency, EntryVersion
from enforcement.registers import BOOKS, LINE, ROWS, TEXT
from enforcement.services import registers
from tests.base import Cast
from tests.registers import CONTENT, FROM, ON, item_for, opened, permit_item

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# As the catalogue of domain.md writes them: R is asked for, C and o may be left out.
REQUIRED = {
    "guide": "accepting approving basis conditions materials steps statutory_days promised_days fee "
    "fee_basis supervision accountability remedy hours address phone",
    "window": "location officers kinds services duties progress consult complaint",
    "device": "location kind enabled_on legal_review_on technical_review_on",
    "channel": "way scope",
    "sample": "use kinds text",
    "empowerment": "issuer doc_no decided_on towns powers",
    "flowchart": "family kinds matters steps",
    "remedy": "kinds organ review_term court suit_term basis",
    "example": "kinds facts outcome basis meaning",
    "standard": "target points",
    "policy": "sort issuer doc_no issued_on text",
    "recording": "kinds stages ways whole kept",
}
OPTIONAL = {
    "guide": "audience quota preference limit_note ways result",
    "window": "samples hours",
    "device": "watches basis",
    "channel": "phone address web hours basis",
    "sample": "notes basis",
    "empowerment": "note",
    "flowchart": "basis",
    "remedy": "ways materials address phone hours",
    "example": "source",
    "standard": "note",
    "policy": "",
    "recording": "begins content ends place basis remark",
}
EACH_REQUIRED = [(name, key) for name, keys in REQUIRED.items() for key in keys.split()]
EACH_OPTIONAL = [(name, key) for name, keys in OPTIONAL.items() for key in keys.split()]
REACHED = {"phone", "address", "web"}  # of a channel one of the three is asked for
EMPTY: list[Any] = [None, "", []]


def whole(register: str) -> dict[str, Any]:
    """A content that may be handed in, with every field that may be left out said too."""
    more = dict.fromkeys(OPTIONAL[register].split(), "有")
    for field in BOOKS[register].fields:
        if field.shape == "lines" and field.key in more:
            more[field.key] = ["有"]  # type: ignore[assignment]  # the shape of this field
    officers = {"officers": [1]} if register == "window" else {}
    return {**more, **CONTENT[register], **officers}


def posted(content: dict[str, Any], **changes: Any) -> MultiValueDict[str, Any]:
    """The plain fields as a browser sends them."""
    data: MultiValueDict[str, Any] = MultiValueDict({"title": ["示范条目"]})
    for key, value in {**content, **changes}.items():
        if key in ("kinds", "officers"):
            data.setlist(key, value)
        elif not (isinstance(value, list) and value and isinstance(value[0], dict)):
            data[key] = "\n".join(value) if isinstance(value, list) else str(value)
    return data


def form_of(version: EntryVersion, **changes: Any) -> VersionForm:
    book = books.book_of(version.entry.register)
    return VersionForm(posted(dict(version.content), **changes), book=book, version=version)


@pytest.mark.parametrize("register", BOOKS)
def test_no_field_is_asked_for_beyond_the_catalogue(register: str) -> None:
    keys = [field.key for field in BOOKS[register].fields]
    assert sorted(keys) == sorted([*REQUIRED[register].split(), *OPTIONAL[register].split()])
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("nothing", EMPTY)
@pytest.mark.parametrize(("register", "key"), EACH_REQUIRED)
def test_a_required_field_that_says_nothing_is_named_in_the_refusal(
    register: str, key: str, nothing: Any
) -> None:
    book = BOOKS[register]
    with pytest.raises(RuleError) as caught:
        books.assert_sound(book, whole(register) | {key: nothing})
    assert str(caught.value).count(str(book.field(key).label)) >= 1
    assert caught.value.article == book.article
    assert books.missing(book, whole(register) | {key: nothing}) == [str(book.field(key).label)]


@pytest.mark.parametrize(("register", "key"), EACH_OPTIONAL)
def test_an_optional_field_may_be_left_out(register: str, key: str) -> None:
    content = whole(register)
    del content[key]
    books.assert_sound(BOOKS[register], content)


@pytest.mark.parametrize("kept", sorted(REACHED))
def test_one_way_to_reach_a_channel_is_enough_and_none_is_not(kept: str) -> None:
    without = {key: value for key, value in whole("channel").items() if key not in REACHED}
    books.assert_sound(BOOKS["channel"], {**without, kept: "0000-1"})
    with pytest.raises(RuleError, match="至少填写一项"):
        books.assert_sound(BOOKS["channel"], without)


@pytest.mark.parametrize(
    ("register", "changes", "field"),
    [
        ("guide", {"statutory_days": 0, "promised_days": 1}, "promised_days"),
        ("guide", {"statutory_days": 20, "promised_days": 21}, "promised_days"),
        ("device", {"enabled_on": "2026-02-09"}, "technical_review_on"),
        ("device", {"enabled_on": "2026-01-31"}, "legal_review_on"),
        ("device", {"enabled_on": "2025-12-31", "technical_review_on": "2025-12-31"}, "legal_review_on"),
    ],
)  # fmt: skip
def test_fields_that_contradict_each_other_are_refused_at_the_field(
    register: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        books.assert_sound(BOOKS[register], whole(register) | changes)
    assert caught.value.field == field


def test_what_is_done_at_once_has_zero_days_and_is_not_missing() -> None:
    content = whole("guide") | {"statutory_days": 0, "promised_days": 0}
    books.assert_sound(BOOKS["guide"], content)
    assert ("法定办理时限（工作日）", "0") in books.facts(BOOKS["guide"], content)


def test_a_draft_may_lack_everything_and_is_then_not_handed_in(cast: Cast) -> None:
    for register in BOOKS:
        item = item_for(cast.bureau, register)
        made = registers.open_entry(
            by=cast.listadmin, agency=cast.bureau, register=register, title="x", content={}, item=item
        )  # fmt: skip
        with pytest.raises(RuleError) as caught:
            registers.submit(made, by=cast.listadmin, on=ON, valid_from=FROM)
        for key in REQUIRED[register].split():
            assert str(BOOKS[register].field(key).label) in str(caught.value)
        made.refresh_from_db()
        assert (made.status, made.valid_from, made.submitted_by) == ("draft", None, None)


# --- the form -----------------------------------------------------------------------------------

BLANKS = ["", "   ", "\u3000\u3000", "\n\n", "\t"]


@pytest.mark.parametrize("blank", BLANKS)
def test_blank_space_of_any_width_fills_no_required_field(cast: Cast, blank: str) -> None:
    for register in BOOKS:
        version = opened(cast.bureau, cast.listadmin, register)
        texts = {
            row.key: blank
            for row in BOOKS[register].fields
            if row.needed and row.shape in ("line", "text", "lines")
        }
        form = form_of(version, **texts)
        assert not form.is_valid()
        assert set(form.errors) == set(texts), register


@pytest.mark.parametrize(
    ("register", "changes", "wrong"),
    [
        ("guide", {"statutory_days": "-1"}, "statutory_days"),
        ("guide", {"statutory_days": "10000"}, "statutory_days"),
        ("guide", {"promised_days": "2.5"}, "promised_days"),
        ("guide", {"promised_days": "五"}, "promised_days"),
        ("guide", {"fee": "元" * (LINE + 1)}, "fee"),
        ("guide", {"basis": "条" * (TEXT + 1)}, "basis"),
        ("guide", {"phone": "a\x00b"}, "phone"),
        ("device", {"enabled_on": "2026-02-29"}, "enabled_on"),
        ("device", {"enabled_on": "昨天"}, "enabled_on"),
        ("channel", {"way": "bribe"}, "way"),
        ("sample", {"kinds": ["permit", "blessing"]}, "kinds"),
        ("window", {"officers": ["0"]}, "officers"),
        ("window", {"officers": ["x"]}, "officers"),
        ("empowerment", {"decided_on": "2026-13-01"}, "decided_on"),
    ],
)
def test_a_value_of_the_wrong_kind_stays_at_its_field(
    cast: Cast, register: str, changes: dict[str, Any], wrong: str
) -> None:
    form = form_of(opened(cast.bureau, cast.listadmin, register), **changes)
    assert not form.is_valid()
    assert list(form.errors) == [wrong]


@pytest.mark.parametrize("register", sorted(BOOKS))
def test_what_the_form_shows_again_is_what_was_kept(cast: Cast, register: str) -> None:
    version = opened(cast.bureau, cast.listadmin, register)
    form = form_of(version)
    assert form.is_valid(), form.errors
    plain = {row.key for row in BOOKS[register].fields if row.shape != "rows"}
    assert form.content() == {key: value for key, value in version.content.items() if key in plain}


def test_lines_lose_their_margins_and_their_empty_lines(cast: Cast) -> None:
    form = form_of(
        opened(cast.bureau, cast.listadmin), conditions=["  一  ", "", "\u3000", "二\r", "=三"]
    )
    assert form.is_valid(), form.errors
    assert form.content()["conditions"] == ["一", "二", "=三"]


def test_only_officers_in_post_may_be_put_on_a_board(cast: Cast) -> None:
    board = opened(cast.bureau, cast.listadmin, "window")
    first, second = cast.officers
    type(first).objects.filter(pk=first.pk).update(status="suspended")
    for row, sound in ((first, False), (second, True), (cast.outsider.officer, False)):
        assert form_of(board, officers=[str(row.pk)]).is_valid() is sound, row.name


@pytest.mark.parametrize(("rows", "sound"), [(ROWS, True), (ROWS + 1, False), (5000, False)])
def test_a_table_has_a_largest_length(cast: Cast, rows: int, sound: bool) -> None:
    version = opened(cast.bureau, cast.listadmin)
    data = {"materials-TOTAL_FORMS": rows, "materials-INITIAL_FORMS": 0}
    data |= {f"materials-{place}-name": "纸" for place in range(rows)}  # type: ignore[misc]  # a post
    made = table_forms(BOOKS["guide"], version, data)["materials"]
    assert len(made.forms) <= ROWS
    assert made.is_valid() is sound


def test_a_table_without_its_counters_is_refused_and_nothing_is_lost(cast: Cast) -> None:
    version = opened(cast.bureau, cast.listadmin)
    data = posted(dict(version.content), fee="改了")
    answer = cast.client("listadmin").post(
        reverse("entry-edit", args=[version.pk]), dict(data.lists())
    )
    assert answer.status_code == 200
    version.refresh_from_db()
    assert version.content == CONTENT["guide"]


def test_only_a_register_about_items_asks_for_one(cast: Cast) -> None:
    own = Agency.objects.filter(pk=cast.bureau.pk)
    for register, book in BOOKS.items():
        form = OpenEntryForm({"agency": cast.bureau.pk, "title": ""}, book=book, own=own)
        assert not form.is_valid()
        about = register in ("guide", "standard")
        assert ("item" in form.fields) is about
        assert set(form.errors) == ({"item"} if about else {"title"})


def test_an_entry_is_about_an_item_of_a_kind_its_register_takes(cast: Cast) -> None:
    permit = permit_item(cast.bureau)
    with pytest.raises(RuleError, match="执法事项") as caught:
        registers.open_entry(
            by=cast.listadmin,
            agency=cast.bureau,
            register="standard",
            title="检查标准",
            content=CONTENT["standard"],
            item=permit,
        )
    assert caught.value.field == "item"


def test_a_long_name_of_an_item_is_cut_to_what_a_title_holds(cast: Cast) -> None:
    item = permit_item(cast.bureau, name="许" * 250)
    own = Agency.objects.filter(pk=cast.bureau.pk)
    data = {"agency": cast.bureau.pk, "item": item.pk, "title": ""}
    form = OpenEntryForm(data, book=BOOKS["guide"], own=own)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "许" * 200
