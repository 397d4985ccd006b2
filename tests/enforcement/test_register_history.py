"""Whatever was published, changed and withdrawn: each day has one version or none, and the past stays."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from disclosure import registers as public
from enforcement.models import EntryVersion, RegisterEntry
from enforcement.registers import BOOKS
from enforcement.services import registers
from tests import factories
from tests.base import Cast, client_of, day
from tests.registers import CHANNEL, CONTENT, FROM, ON, changed, opened, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
START = date(2026, 1, 1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "publish", "return", "discard", "draft"]),
        st.integers(0, 40),  # days since the step before
        st.integers(-3, 40),  # days until it is to take effect
    ),
    min_size=1,
    max_size=5,
)


class Back(Exception):
    """Ends one example, so that the next finds the tables as they were."""


def walk(cast: Cast, steps: list[tuple[str, int, int]]) -> tuple[RegisterEntry, dict[date, str]]:
    """The entry after the steps, and the title each published day should begin to show."""
    version = opened(cast.bureau, cast.listadmin, "channel")
    entry, on = version.entry, START
    known: dict[date, str] = {}
    for place, (step, wait, ahead) in enumerate(steps):
        on += timedelta(days=wait)
        if not entry.versions.open().exists():
            version = registers.revise(entry, by=cast.listadmin)
        title, first = f"第{place}稿", on + timedelta(days=ahead)
        registers.rewrite(version, by=cast.listadmin, title=title, content=CHANNEL)
        if step == "discard":
            registers.discard(version, by=cast.listadmin, reason="不要了。")
        if step in ("discard", "draft"):
            continue
        if first < on or (known and first <= max(known)):
            with pytest.raises(RuleError) as caught:
                registers.submit(version, by=cast.listadmin, on=on, valid_from=first)
            assert caught.value.field == "valid_from"
            continue
        registers.submit(version, by=cast.listadmin, on=on, valid_from=first)
        if step == "return":
            registers.give_back(version, by=cast.head, opinion="再改。")
        else:
            registers.publish(version, by=cast.head, examined=True, on=on)
            known[first] = title
    return entry, known


@given(steps=STEPS, later=st.integers(0, 300))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_day_has_the_last_version_that_had_begun_or_none(
    cast: Cast, steps: list[tuple[str, int, int]], later: int
) -> None:
    with pytest.raises(Back), transaction.atomic():
        entry, known = walk(cast, steps)
        for begun in known:
            for on in (begun - timedelta(days=1), begun, begun + timedelta(days=later)):
                expected = [title for first, title in sorted(known.items()) if first <= on][-1:]
                shown = list(EntryVersion.objects.public(on).filter(entry=entry))
                assert [row.title for row in shown] == expected
                assert entry.version_on(on) == (shown[0] if shown else None)
        titles = [row.title for row in public.history(entry)]
        assert titles == [known[first] for first in sorted(known, reverse=True)]
        numbers = [row.number for row in entry.versions.all()]
        assert numbers == list(range(1, len(numbers) + 1))
        registers.withdraw(entry, by=cast.listadmin, on=START, reason="撤下。")
        assert not EntryVersion.objects.public(START + timedelta(days=later)).exists()
        raise Back


def test_versions_published_ahead_take_their_places_one_after_the_other(cast: Cast) -> None:
    first = published(opened(cast.bureau, cast.listadmin, "channel"), cast.listadmin, cast.head)
    for month in (6, 9):
        draft = registers.revise(first.entry, by=cast.listadmin)
        registers.rewrite(draft, by=cast.listadmin, title=f"{month}月", content=CHANNEL)
        published(draft, cast.listadmin, cast.head, on=ON, valid_from=day(month, 1))
    for on, title in (
        (day(3, 31), None),
        (FROM, first.title),
        (day(5, 31), first.title),
        (day(6, 1), "6月"),
        (day(8, 31), "6月"),
        (day(9, 1), "9月"),
        (day(12, 31, 2030), "9月"),
    ):
        found = first.entry.version_on(on)
        assert (found.title if found else None) == title, on


@pytest.mark.parametrize("register", sorted(BOOKS))
def test_only_the_changed_words_are_marked(cast: Cast, register: str) -> None:
    old = published(opened(cast.bureau, cast.listadmin, register), cast.listadmin, cast.head)
    book = BOOKS[register]
    line = next(row for row in book.fields if row.needed and row.shape in ("line", "text", "lines"))
    whole = line.shape == "lines"
    before = "\n".join(CONTENT[register][line.key]) if whole else CONTENT[register][line.key]
    said = [f"{before}（新）"] if whole else f"{before}（新）"
    new = changed(old, cast.listadmin, cast.head, valid_from=day(6, 1), **{line.key: said})
    (change,) = public.compared(book, old, new)
    assert (change.name, change.label) == (line.key, str(line.label))
    assert change.parts == [("same", before), ("new", "（新）")]
    assert public.compared(book, old, old) == []


def test_officers_who_come_and_go_are_in_no_comparison(cast: Cast) -> None:
    first, second = cast.officers
    board = opened(cast.bureau, cast.listadmin, "window", officers=[first.pk])
    old = published(board, cast.listadmin, cast.head)
    new = changed(old, cast.listadmin, cast.head, valid_from=day(6, 1), officers=[second.pk])
    assert public.compared(BOOKS["window"], old, new) == []


# --- what is refused, whoever tries ---------------------------------------------------------------


@pytest.fixture
def strangers(cast: Cast) -> Any:
    return factories.user(["listadmin", "head"], cast.other_bureau, username="far", name="外兼任")


ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "entry-submit": ("version", {"valid_from": "2030-01-01"}),
    "entry-publish": ("version", {"opinion": "同意。"}),
    "entry-return": ("version", {"opinion": "不同意。"}),
    "entry-discard": ("version", {"reason": "不要。"}),
    "entry-edit": ("version", {"title": "外人改"}),
    "entry-revise": ("entry", {}),
    "entry-withdraw": ("entry", {"reason": "撤下。", "ground": "withdraw"}),
    "entry-detail": ("entry", {}),
}


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_no_act_reaches_an_entry_of_another_agency(cast: Cast, strangers: Any, state: str) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel")
    if state != "draft":
        registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)
    if state == "published":
        registers.publish(version, by=cast.head, examined=True, on=ON)
    held, log = list(EntryVersion.objects.values()), AuditEntry.objects.count()
    client = client_of(strangers)
    for name, (about, data) in ACTS.items():
        key = version.pk if about == "version" else version.entry_id
        address = reverse(name, args=[key])
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"sent": "1", **data}).status_code == 404, name
    assert list(EntryVersion.objects.values()) == held
    assert RegisterEntry.objects.get().status == "kept"
    assert AuditEntry.objects.count() == log


def test_the_services_refuse_another_agency_by_themselves(cast: Cast, strangers: Any) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel")
    own: list[Callable[[], object]] = [
        lambda: registers.submit(version, by=strangers, on=ON, valid_from=FROM),
        lambda: registers.discard(version, by=strangers, reason="x"),
    ]
    for act in own:
        with pytest.raises(RuleError, match="不由您维护"):
            act()
    registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)
    with pytest.raises(RuleError, match="由该执法主体的负责人批准"):
        registers.give_back(version, by=strangers, opinion="退回。")


@pytest.mark.parametrize(
    "name", ["officer1", "unithead", "reviewer", "publisher", "supervisor", "admin", "head"]
)
def test_who_keeps_no_lists_hands_in_and_gives_up_nothing(cast: Cast, name: str) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel")
    by = cast.people[name]
    acts: list[Callable[[], object]] = [
        lambda: registers.submit(version, by=by, on=ON, valid_from=FROM),
        lambda: registers.discard(version, by=by, reason="x"),
        lambda: registers.revise(version.entry, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


STALE: dict[str, Callable[[EntryVersion, Cast], object]] = {
    "publish": lambda row, cast: registers.publish(row, by=cast.head, examined=True, on=ON),
    "return": lambda row, cast: registers.give_back(row, by=cast.head, opinion="退。"),
    "submit": lambda row, cast: registers.submit(row, by=cast.listadmin, on=ON, valid_from=FROM),
    "discard": lambda row, cast: registers.discard(row, by=cast.listadmin, reason="弃。"),
}


@pytest.mark.parametrize("second", sorted(STALE))
@pytest.mark.parametrize("state", ["published", "discarded"])
def test_an_old_page_moves_nothing_that_is_over(cast: Cast, state: str, second: str) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel")
    if state == "discarded":
        registers.discard(version, by=cast.listadmin, reason="弃。")
    else:
        published(version, cast.listadmin, cast.head)
    before = EntryVersion.objects.values().get()
    with pytest.raises((StaleError, RuleError)):
        STALE[second](version, cast)
    assert EntryVersion.objects.values().get() == before


def test_two_heads_decide_and_the_second_is_told(cast: Cast) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel")
    other = factories.user("head", cast.bureau, username="head2", name="副负责")
    registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)
    seen_by_both = EntryVersion.objects.get()
    registers.give_back(version, by=other, opinion="请改。")
    with pytest.raises(StaleError):
        registers.publish(seen_by_both, by=cast.head, examined=True, on=ON)
    assert EntryVersion.objects.get().opinion == "请改。"


def test_approval_that_comes_after_the_day_of_effect_is_refused(cast: Cast) -> None:
    version = opened(cast.bureau, cast.listadmin, "channel")
    registers.submit(version, by=cast.listadmin, on=ON, valid_from=FROM)
    with pytest.raises(RuleError, match="不能早于公布日期"):
        registers.publish(version, by=cast.head, examined=True, on=FROM + timedelta(days=1))
    assert registers.publish(version, by=cast.head, examined=True, on=FROM).published_on == FROM
