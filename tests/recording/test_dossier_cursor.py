"""Turning the pages of an object's material: cursors, amounts, the filter, and the form that takes it out."""

from collections import Counter
from datetime import date

import pytest
from django.db.models import F
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from recording import dossier
from recording.dossier import Amount, Line, Wanted
from recording.forms.dossier import DossierExportForm, DossierFilter
from recording.materials import GROUPS, MATERIALS, Told
from recording.models import Document
from recording.services.dossier import cells

DAY = date(2026, 3, 4)
YEARS = [2026, 2024]
RANKS = range(len(MATERIALS))


def sent(**values: str) -> QueryDict:
    """What a browser sends."""
    data = QueryDict(mutable=True)
    data.update(values)
    return data


def counted(**groups: dict[int, int]) -> dossier.Tally:
    """A tally in which the first kind of each group has that many rows of each year."""
    left = {group: Counter(years) for group, years in groups.items()}
    return [left.pop(material.group, Counter()) for material in MATERIALS]


# --- the cursor -------------------------------------------------------------------------------------
def a_key(rank: int) -> str:
    """A key as a row of the kind has it."""
    kind = MATERIALS[rank].model._meta.pk
    uuid = "0190a6f0-0000-7000-8000-000000000001"
    return uuid if "UUID" in type(kind).__name__ else "17"


@pytest.mark.parametrize("rank", RANKS)
def test_the_cursor_of_every_kind_is_read_back(rank: int) -> None:
    found = dossier.place(f"2026-03-04_{rank}_{a_key(rank)}")

    assert found is not None
    assert (found.day, found.rank) == (DAY, rank)
    assert str(found.key) == a_key(rank)


@given(st.text(max_size=150) | st.from_regex(r"[0-9-]{0,12}_[0-9²-]{0,4}_[0-9a-f-]{0,40}"))
def test_no_text_whatever_breaks_the_page(text: str) -> None:
    found = dossier.place(text)

    assert found is None or found.rank in RANKS


@pytest.mark.parametrize(
    "text",
    [
        f"2026-03-04_{len(MATERIALS)}_17",
        "2026-03-04_-1_17",
        "2026-02-30_0_17",
        "2026-03-04_0",
        "2026-03-04_0_17_18",
        "2026-03-04_0_%00",
        "2026-03-04_0_" + "9" * 500,
    ],
)
def test_a_cursor_beside_the_list_is_none(text: str) -> None:
    assert dossier.place(text) is None


def test_behind_a_place_the_rank_says_whether_the_day_itself_belongs_to_it() -> None:
    rank = next(no for no in RANKS if MATERIALS[no].model is Document)
    here = dossier.Place(DAY, rank, 17)

    def asked(of: int) -> str:
        rows = Document.objects.annotate(day=F("dated_on"))
        return str(here.behind(rows, of).query.where)

    assert "LessThan(" in asked(rank - 1) and "OrEqual" not in asked(rank - 1)
    assert "LessThanOrEqual(" in asked(rank + 1)
    assert "OR" in asked(rank)


# --- amounts ----------------------------------------------------------------------------------------
def test_amounts_are_by_group_with_the_newest_year_first() -> None:
    found = dossier.amounts(counted(evidence={2024: 2, 2026: 1}, case={2025: 4}))

    assert sorted(found, key=lambda row: row.group) == [
        Amount("case", 4, [(2025, 4)]),
        Amount("evidence", 3, [(2026, 1), (2024, 2)]),
    ]
    order = list(GROUPS)
    assert [order.index(row.group) for row in found] == sorted(
        order.index(row.group) for row in found
    )


def test_of_nothing_there_is_no_amount_and_no_year() -> None:
    assert dossier.amounts(counted()) == []
    assert dossier.years([]) == []


def test_kinds_of_one_group_are_added_up() -> None:
    group = Counter(material.group for material in MATERIALS).most_common(1)[0][0]
    tally = [Counter({2026: 1}) if row.group == group else Counter[int]() for row in MATERIALS]

    (amount,) = dossier.amounts(tally)

    many = sum(row.group == group for row in MATERIALS)
    assert (amount.group, amount.total, amount.years) == (group, many, [(2026, many)])
    assert amount.label == str(GROUPS[group])
    assert many > 1


def test_each_year_is_offered_once_the_newest_first() -> None:
    rows = dossier.amounts(counted(evidence={2024: 2, 2026: 1}, case={2025: 4, 2026: 9}))

    assert dossier.years(rows) == [2026, 2025, 2024]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_asks_its_own_kinds_only_and_keeps_their_rank(group: str) -> None:
    found = list(Wanted(group).materials())

    assert found
    assert all(MATERIALS[rank] is material for rank, material in found)
    assert {material.group for _rank, material in found} == {group}
    assert len(list(Wanted().materials())) == len(MATERIALS)


# --- the filter -------------------------------------------------------------------------------------
def test_without_a_question_everything_is_wanted() -> None:
    assert DossierFilter(None, years=YEARS).wanted() == Wanted()
    assert DossierFilter(sent(group="", year=""), years=YEARS).wanted() == Wanted("", None)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("year", YEARS)
def test_group_and_year_are_taken_as_chosen(group: str, year: int) -> None:
    form = DossierFilter(sent(group=group, year=str(year)), years=YEARS)

    assert form.wanted() == Wanted(group, year)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"group": "secrets"}, {"group"}),
        ({"year": "2025"}, {"year"}),
        ({"year": "x"}, {"year"}),
        ({"group": "x", "year": "1' OR 1=1"}, {"group", "year"}),
    ],
)
def test_what_is_not_offered_narrows_nothing_and_is_said(
    values: dict[str, str], wrong: set[str]
) -> None:
    form = DossierFilter(sent(**values), years=YEARS)

    assert form.wanted() == Wanted()
    assert set(form.errors) == wrong


def test_only_years_with_material_are_offered() -> None:
    choices = DossierFilter(None, years=YEARS).fields["year"].choices  # type: ignore[attr-defined]  # a ChoiceField

    assert choices == [("", "全部"), ("2026", "2026年"), ("2024", "2024年")]


# --- taking the list out ----------------------------------------------------------------------------
def taking(**values: str) -> DossierExportForm:
    """The form as it was filled in."""
    return DossierExportForm(
        sent(**{"purpose": "案件讨论。", "form": "pdf", **values}), years=YEARS
    )


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_a_list_leaves_as_a_paper_or_a_table(form: str) -> None:
    made = taking(form=form, group="evidence", year="2024")

    assert made.is_valid(), made.errors
    assert made.cleaned_data["form"] == form
    assert made.wanted() == Wanted("evidence", 2024)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": " 　"}, "purpose"),
        ({"purpose": "用" * 201}, "purpose"),
        ({"form": "docx"}, "form"),
        ({"form": ""}, "form"),
        ({"year": "1999"}, "year"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_stays(
    values: dict[str, str], wrong: str
) -> None:
    form = taking(**{"group": "evidence", **values})

    assert not form.is_valid()
    assert set(form.errors) == {wrong}
    assert form["group"].value() == "evidence"
    assert form[wrong].value() == values[wrong]


def test_a_purpose_has_two_hundred_characters() -> None:
    assert taking(purpose="用" * 200).is_valid()


@pytest.mark.parametrize(("note", "said"), [("", ""), ("现行", "现行")])
def test_a_line_of_the_list_has_as_many_cells_as_columns(note: str, said: str) -> None:
    told = Told("询问笔录", note, "/x/", None)
    line = Line(DAY, "document", told, "2026-03-04_0_17")

    row = cells(3, line)

    assert row == ["3", "2026-03-04", str(GROUPS["document"]), "询问笔录", said, "", ""]
