"""执法对象档案: all material about an organisation in one place, and nobody's who may not see it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from core.secrets import keyed_hash
from enforcement.models import (
    Agency,
    Case,
    CourtApplication,
    DrawObject,
    Incident,
    Measure,
    Party,
    Payment,
    User,
)
from recording import dossier, materials
from recording.dossier import Line, Wanted
from recording.materials import GROUPS, MATERIALS, Scope
from recording.models import Access, Evidence
from recording.services import closures
from recording.services import dossier as service
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws
from tests.enforcement.dossier import draft, page, tell
from tests.party_links import CODE, case, name_code
from tests.recording import bare
from tests.recording.archived import LATER, SEALED, added, file_of
from tests.recording.archived import draft as draft_of

pytestmark = [pytest.mark.django_db]
YEARS = (date(2024, 5, 6), date(2026, 3, 4))


@pytest.fixture
def row(cast: Cast) -> Case:
    """A case against the organisation, handled by the two officers of the cast."""
    found = factories.case(cast.bureau, filed=True, staff=cast.officers)
    name_code(found)
    return found


def scope(case: Case, user: User) -> Scope:
    return service.scope_of(case.party, user)


def lines(case: Case, user: User, group: str = "", year: int | None = None) -> list[Line]:
    return list(dossier.sheet(scope(case, user), Wanted(group, year)).lines)


def titles(case: Case, user: User, group: str = "") -> list[str]:
    return [line.told.title for line in lines(case, user, group)]


def filled(row: Case, by: User) -> None:
    """A record of each kind that needs little: of two years."""
    for no, on in enumerate(YEARS):
        bare.step(row, by, at=factories.at(on))
        bare.step(row, by, kind="order_correction", at=factories.at(on))
        paper = bare.paper(row, by, f"文书{no}", dated_on=on, title=f"询问笔录{no}")
        bare.receipt(paper, by, served_on=on, effective_on=on)
        bare.item(row, by, f"证据{no}", title=f"录像{no}", started_at=factories.at(on))


# ------------------------------------------------------------------------------- the table
def test_every_kind_belongs_to_a_group_and_every_group_has_a_kind() -> None:
    assert {row.group for row in MATERIALS} == set(GROUPS)


@pytest.mark.parametrize("rank", range(len(MATERIALS)), ids=lambda no: MATERIALS[no].model.__name__)
def test_the_query_of_each_kind_runs_on_this_database(cast: Cast, row: Case, rank: int) -> None:
    found = MATERIALS[rank].dated(scope(row, cast.officer1))
    assert all(each.day for each in found.order_by("-day", "-pk")[:3])
    assert list(Wanted("", 2026).of_year(found)[:1]) is not None


def test_records_of_every_sort_are_lines_of_one_list(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    found = {line.group for line in lines(row, cast.officer1)}
    assert found == {"case", "record", "put_right", "document", "evidence", "service"}


def told_of(row: Case, by: User) -> dict[str, Any]:
    """Rows that are said in their own words, unsaved: what a line makes of them."""
    paid = Payment(decision=draft(row.agency, case=row), kind="fine", cents=200_000, receipt_no="7")
    return {
        "缴款：罚款": (materials._payment, paid, "2,000.00元 · 7"),
        "申请法院强制执行": (
            materials._of_decision,
            CourtApplication(decision=paid.decision, status="accepted"),
            "已受理",
        ),
        "扣押": (materials._measure, Measure(case=row, kind="seize", status="in_force"), "实施中"),
        "中止调查": (
            materials._incident,
            Incident(case=row, kind="suspension", status="approved"),
            "已批准",
        ),
    }


def test_a_line_says_what_it_is_and_how_it_stands(cast: Cast, row: Case) -> None:
    for title, (tell_it, made, note) in told_of(row, cast.officer1).items():
        told = tell_it(made, cast.officer1)
        assert (told.title, told.note, told.case) == (title, note, row)
        assert str(row.pk) in told.url


def test_a_notice_a_defence_and_a_decision_are_there_on_their_days(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, of=party(cast.bureau))
    found = lines(decision.case, cast.officer1)
    by_group = {line.group: line for line in found}
    assert by_group["decision"].told.title == decision.doc_no
    assert by_group["decision"].day == factories.DECIDED
    assert by_group["told"].day == factories.Days.before(factories.DECIDED).notified
    assert by_group["case"].told.url == reverse("case-detail", args=[decision.case_id])
    assert by_group["document"].told.url.endswith(".pdf")


def party(agency: Agency) -> Party:
    """The organisation with its code."""
    made = factories.party(agency)
    made.uscc = CODE
    made.save(update_fields=["uscc"])
    return made


def test_a_draft_is_nobodys_record_yet(cast: Cast, row: Case) -> None:
    tell(draft(cast.bureau, case=row), on=factories.Days.before(factories.DECIDED).notified)
    groups = [line.group for line in lines(row, cast.officer1)]
    assert "decision" not in groups and groups.count("told") == 1


def test_a_draw_that_drew_the_organisation_is_found_by_the_hash_of_its_code(
    cast: Cast, row: Case
) -> None:
    draw = prepared_draws.drawn(cast)
    hit = draw.drawn.order_by("ordinal")[0]
    assert titles(row, cast.officer1, "inspection") == []
    row.party.uscc = str(hit.listed.code)
    row.party.save(update_fields=["uscc"])
    assert DrawObject.objects.filter(lookup=keyed_hash(row.party.uscc)).exists()
    [line] = lines(row, cast.officer1, "inspection")
    assert (line.told.title, line.told.case, line.day) == (draw.title, None, draw.drawn_on)


def test_a_sealed_file_and_its_supplementary_volume_are_there(cast: Cast, row: Case) -> None:
    file = file_of(cast, row)
    added(file, cast, "补充的回函")
    draft_of(file, cast, "还没有批准的材料")
    newest, sealed = lines(row, cast.officer1, "archive")
    assert (newest.told.title, newest.day) == (f"案卷 {file.number} 补充卷 1", LATER)
    assert (sealed.told.title, sealed.day) == (f"案卷 {file.number}", SEALED)
    assert newest.told.url == reverse("supplement-detail", args=[file.supplements.get(no=1).pk])
    urls = {line.told.url for line in lines(row, cast.publisher, "archive")}
    assert urls == {reverse("case-record", args=[row.pk])}


# ------------------------------------------------------------------------------- order and pages
def test_the_newest_is_first_and_each_line_is_on_one_page_only(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    everything = lines(row, cast.officer1)
    days = [line.day for line in everything]
    assert days == sorted(days, reverse=True) and len(everything) == 11
    seen: list[str] = []
    after, where = "", scope(row, cast.officer1)
    while True:
        sheet = dossier.sheet(where, Wanted(), after, size=2)
        seen += [line.cursor for line in sheet.lines]
        after = sheet.next_cursor
        if not after:
            break
    assert seen == [line.cursor for line in everything]


def test_a_line_added_meanwhile_repeats_none_of_the_next_page(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    where = scope(row, cast.officer1)
    first = dossier.sheet(where, Wanted(), size=3)
    bare.paper(row, cast.officer1, "新", dated_on=YEARS[1] + timedelta(days=90))
    second = dossier.sheet(where, Wanted(), first.next_cursor, size=50)
    assert not {line.cursor for line in first.lines} & {line.cursor for line in second.lines}
    assert len(first.lines) + len(second.lines) == 11


def test_with_many_cases_the_same_is_found_without_their_keys(
    cast: Cast, row: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(row, cast.officer1)
    another = case(cast.bureau)
    filled(another, cast.officer1)
    few = [line.cursor for line in lines(row, cast.officer1)]
    monkeypatch.setattr(materials, "FEW", 1)
    where = scope(row, cast.officer1)
    assert where.within is where.cases
    assert [line.cursor for line in dossier.sheet(where, Wanted()).lines] == few
    assert len(few) == 22


def test_kinds_of_which_there_is_nothing_are_not_read_again(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    where = scope(row, cast.officer1)
    tally = dossier.tally(where)
    present = sum(1 for found in tally if found)
    with CaptureQueriesContext(connection) as seen:
        known = dossier.sheet(where, Wanted(), tally=tally)
    assert len(seen) == present == 6
    assert known == dossier.sheet(where, Wanted())


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "2026-03-04_0_x",
        "2026-03-04_99_1",
        "2026-13-04_1_1",
        "a_b_c",
        "_" * 9,
        "2026-03-04_-1_1",
    ],
)
def test_a_cursor_that_is_none_gives_the_first_page(cast: Cast, row: Case, text: str) -> None:
    filled(row, cast.officer1)
    assert dossier.place(text) is None
    where = scope(row, cast.officer1)
    assert dossier.sheet(where, Wanted(), text).lines == dossier.sheet(where, Wanted()).lines


def test_group_and_year_narrow_the_list(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    assert titles(row, cast.officer1, "document") == ["询问笔录1", "询问笔录0"]
    only = lines(row, cast.officer1, "document", 2024)
    assert [line.told.title for line in only] == ["询问笔录0"]
    assert lines(row, cast.officer1, "measure") == []


def test_the_amounts_are_those_of_the_lists(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    found = dossier.amounts(dossier.tally(scope(row, cast.officer1)))
    assert [amount.group for amount in found] == [
        group for group in GROUPS if any(amount.group == group for amount in found)
    ]
    for amount in found:
        assert amount.total == len(lines(row, cast.officer1, amount.group))
        for year, many in amount.years:
            assert many == len(lines(row, cast.officer1, amount.group, year))
    assert dossier.years(found) == [2026, 2024]


def test_the_number_of_queries_does_not_grow_with_the_material(cast: Cast, row: Case) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            cast_page = client.get(reverse("party-detail", args=[row.party_id]))
            assert cast_page.status_code == 200
        return len(seen)

    client = cast.client("officer1")
    filled(row, cast.officer1)
    few = asked()
    for _more in range(3):
        another = case(cast.bureau)
        filled(another, cast.officer1)
    assert asked() == few
    assert few <= 2 * len(MATERIALS) + 25


# ------------------------------------------------------------------------------- who sees what
def test_only_the_agency_of_the_page_and_its_cases_are_there(cast: Cast, row: Case) -> None:
    elsewhere, stranger = case(cast.other_bureau), factories.case(cast.bureau, filed=True)
    text = page(cast.client("officer1"), "party-detail", row.party_id)
    assert str(row.pk) in text
    assert str(elsewhere.pk) not in text and str(stranger.pk) not in text


@pytest.mark.parametrize("name", ["party-detail", "party-export"])
def test_to_another_agency_and_of_a_natural_person_there_is_no_page(
    cast: Cast, row: Case, name: str
) -> None:
    url = reverse(name, args=[row.party_id])
    assert cast.client("outsider").get(url).status_code == 404
    Party.objects.filter(pk=row.party_id).update(kind="person")
    assert cast.client("officer1").get(url).status_code == 404
    Party.objects.filter(pk=row.party_id).update(kind="org", uscc="")
    assert cast.client("officer1").get(url).status_code == 404
    assert not AuditEntry.objects.filter(action__in=["party.read", "party.export"]).exists()


def test_a_sealed_case_is_there_for_its_handlers_and_heads_only(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    Case.objects.filter(pk=row.pk).update(sealed=True)
    for user in (cast.officer1, cast.unithead, cast.head):
        assert lines(row, user)
    for user in (cast.reviewer, cast.publisher, cast.supervisor):
        assert lines(row, user) == []
        assert dossier.amounts(dossier.tally(scope(row, user))) == []
    text = page(cast.client("supervisor"), "party-detail", row.party_id)
    assert row.title not in text and "依法封存的案件" in text


def test_closed_evidence_is_left_out_for_whoever_it_is_closed_to(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    shut = Evidence.objects.get(title="录像1")
    closures.close(row, by=cast.officer1, group="minor", reason="涉及未成年人", evidence=shut)
    assert titles(row, cast.officer1, "evidence") == ["录像1", "录像0"]
    assert titles(row, cast.supervisor, "evidence") == ["录像0"]
    found = {
        amount.group: amount
        for amount in dossier.amounts(dossier.tally(scope(row, cast.supervisor)))
    }
    assert found["evidence"].total == 1
    closures.close(row, by=cast.officer1, group="secret", reason="工作秘密")
    assert titles(row, cast.supervisor, "evidence") == []
    assert titles(row, cast.supervisor, "document") == ["询问笔录1", "询问笔录0"]


def test_who_may_open_no_evidence_is_told_of_none_and_led_to_no_original(
    cast: Cast, row: Case
) -> None:
    filled(row, cast.officer1)
    assert titles(row, cast.publisher, "evidence") == []
    urls = {line.told.url for line in lines(row, cast.publisher, "document")}
    assert urls == {reverse("case-record", args=[row.pk])}
    text = page(cast.client("publisher"), "party-detail", row.party_id)
    assert "打印或导出清单" not in text
    assert (
        cast.client("publisher").get(reverse("party-export", args=[row.party_id])).status_code
        == 403
    )


# ------------------------------------------------------------------------------- the log
def test_every_look_is_in_the_log_with_what_was_looked_for(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    url = reverse("party-detail", args=[row.party_id])
    cast.client("supervisor").get(url, {"group": "evidence", "year": "2024"})
    [entry] = AuditEntry.objects.filter(action="party.read", object_id=str(row.party_id))
    assert '"what":"dossier"' in entry.data and '"group":"evidence"' in entry.data
    assert '"year":2024' in entry.data and entry.actor_id == cast.supervisor.pk
    [access] = Access.objects.filter(act="search")
    assert row.party.name in access.what and "1 件" in access.what
    assert access.user == cast.supervisor


def test_a_page_without_evidence_is_no_search_of_evidence(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    page(cast.client("publisher"), "party-detail", row.party_id)
    assert not Access.objects.filter(act="search").exists()


# ------------------------------------------------------------------------------- the page
def test_the_page_groups_by_year_and_leads_on(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    text = page(cast.client("officer1"), "party-detail", row.party_id)
    for words in ("执法对象档案", "2026年", "2024年", "询问笔录0", "责令改正", "送达《询问笔录1》"):
        assert words in text
    assert "group=document&amp;year=2024#material" in text
    assert reverse("evidence-detail", args=[Evidence.objects.get(title="录像0").pk]) in text


@pytest.mark.parametrize("query", [{"group": "x"}, {"year": "y"}, {"year": "1999"}, {"after": "z"}])
def test_a_query_that_is_none_shows_the_list_and_fails_nowhere(
    cast: Cast, row: Case, query: dict[str, str]
) -> None:
    answer = cast.client("officer1").get(reverse("party-detail", args=[row.party_id]), query)
    assert answer.status_code == 200


def test_the_next_page_keeps_the_filter(
    cast: Cast, row: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(row, cast.officer1)
    monkeypatch.setattr(dossier.sheet, "__kwdefaults__", {"size": 1, "tally": None})
    client, url = cast.client("officer1"), reverse("party-detail", args=[row.party_id])
    first = client.get(url, {"group": "document"})
    assert "询问笔录1" in first.content.decode() and "下一页" in first.content.decode()
    after = first.context["sheet"].next_cursor
    last = client.get(url, {"group": "document", "after": after}).content.decode()
    assert "询问笔录0" in last and "回到第一页" in last and "询问笔录1</a>" not in last


def test_days_of_the_list_are_those_of_the_portals_time_zone(cast: Cast, row: Case) -> None:
    late = factories.at(day(3, 4), 23) + timedelta(minutes=59)
    bare.step(row, cast.officer1, at=late)
    [line] = lines(row, cast.officer1, "record")
    assert line.day == day(3, 4)
