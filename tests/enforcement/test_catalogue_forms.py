"""The forms of the catalogue of review: yuan become cents and come back, and a wrong entry is named."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from enforcement.forms.catalogues import (
    FORMS,
    CatalogueForm,
    OpinionForm,
    PublishForm,
    ReasonForm,
    RemoveForm,
    RuleForm,
    SubmitForm,
    TrialForm,
)
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.review_terms import cleaned

ON = date(2026, 3, 2)
WORDS = {"label": "较大数额罚款", "article": "云市监规〔2026〕1号第三条"}
AMOUNT = {**WORDS, "of": ["fine"], "counted": "separate", "inclusive": "on"}


def typed(values: dict[str, Any]) -> QueryDict:
    """What a browser sends."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def filled(test: str, **values: Any) -> RuleForm:
    """The form of a test as somebody filled it in."""
    return FORMS[test](typed(values))


def limits(**values: Any) -> Any:
    """The limits that an amount form gives."""
    form = filled("amount", **{**AMOUNT, **values})
    assert form.is_valid(), form.errors
    return form.terms()["limits"]


# --- amounts ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("yuan", "cents"),
    [("0.01", 1), ("3000.5", 300_050), ("10000", 1_000_000), ("100000000000", 10**13)],
)
def test_yuan_are_kept_as_cents(yuan: str, cents: int) -> None:
    assert limits(limit_person=yuan) == {"person": {"cents": cents, "inclusive": True}}


@pytest.mark.parametrize(
    "yuan", ["0", "-1", "0.001", "100000000000.01", "一万", "1e12", "NaN", "Infinity"]
)
def test_what_is_no_amount_is_named_beside_its_party(yuan: str) -> None:
    form = filled("amount", **AMOUNT, limit_org=yuan)

    assert not form.is_valid()
    assert set(form.errors) == {"limit_org"}
    assert form["limit_org"].value() == yuan
    assert form["label"].value() == WORDS["label"]


def test_a_party_without_an_amount_has_no_limit() -> None:
    assert limits() == {}
    assert set(limits(limit_person="1", limit_org="")) == {"person"}
    assert set(limits(limit_person="1", limit_sole_trader="2", limit_org="3")) == {
        "person",
        "sole_trader",
        "org",
    }


def test_a_box_that_is_not_ticked_leaves_the_number_itself_out() -> None:
    form = filled("amount", **{**WORDS, "of": ["fine"], "counted": "sum"}, limit_org="50000")

    assert form.is_valid()
    assert form.terms() == {
        "of": ["fine"],
        "counted": "sum",
        "limits": {"org": {"cents": 5_000_000, "inclusive": False}},
    }


@given(cents=st.integers(1, 10**13), inclusive=st.booleans())
def test_an_amount_comes_back_as_it_was_kept(cents: int, *, inclusive: bool) -> None:
    terms = {"of": ["fine"], "counted": "sum", "limits": {"org": {"cents": cents}}}
    terms["limits"]["org"]["inclusive"] = inclusive  # type: ignore[index]  # a mapping of mappings
    known = FORMS["amount"].known(CatalogueRule(**WORDS, test="amount", terms=terms))
    sent = {name: str(value) for name, value in known.items() if isinstance(value, Decimal)}
    sent |= {"inclusive": "on"} if known["inclusive"] else {}

    form = filled("amount", **WORDS, of=known["of"], counted=known["counted"], **sent)

    assert form.is_valid(), form.errors
    assert cleaned("amount", [], [], form.terms()) == terms


def test_limits_that_differ_at_their_edge_are_shown_as_leaving_it_out() -> None:
    rows = {
        "person": {"cents": 100, "inclusive": True},
        "org": {"cents": 200, "inclusive": False},
    }
    rule = CatalogueRule(**WORDS, test="amount", terms={"limits": rows})

    known = FORMS["amount"].known(rule)

    assert (known["limit_person"], known["limit_org"]) == (Decimal(1), Decimal(2))
    assert known["inclusive"] is False


# --- each kind of rule ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("test", "own"),
    [
        ("kind", []),
        ("penalty_kinds", ["penalty_kinds"]),
        ("outcome", ["outcomes", "proceedings"]),
        ("benchmark", ["weights"]),
        ("measure", ["measures"]),
        ("hearing_held", []),
        ("asked", []),
    ],
)
def test_what_is_compared_stands_between_the_words_and_the_acts(test: str, own: list[str]) -> None:
    names = list(FORMS[test]().fields)

    assert names == ["label", "article", *own, "kinds", "procedures"]


@pytest.mark.parametrize("test", sorted(FORMS))
def test_every_rule_has_a_label_and_an_article(test: str) -> None:
    form = filled(test)

    assert not form.is_valid()
    assert {"label", "article"} <= set(form.errors)
    assert not {"kinds", "procedures"} & set(form.errors)


@pytest.mark.parametrize(("name", "most"), [("label", 200), ("article", 300)])
def test_label_and_article_fit_their_columns(name: str, most: int) -> None:
    assert filled("kind", **{**WORDS, name: "条" * most}).is_valid()
    form = filled("kind", **{**WORDS, name: "条" * (most + 1)})

    assert not form.is_valid()
    assert set(form.errors) == {name}


@pytest.mark.parametrize(
    ("test", "name", "good"),
    [
        ("penalty_kinds", "penalty_kinds", "fine"),
        ("outcome", "outcomes", "refused"),
        ("benchmark", "weights", "reduced"),
        ("measure", "measures", "freeze"),
        ("forced", "ways", "demolish"),
    ],
)
def test_a_list_takes_what_is_on_it_and_no_more(test: str, name: str, good: str) -> None:
    form = filled(test, **WORDS, **{name: [good]})
    assert form.is_valid(), form.errors
    assert form.terms()[name] == [good]

    for bad in ([], ["nothing"], [good, "nothing"]):
        wrong = filled(test, **WORDS, **{name: bad})
        assert not wrong.is_valid()
        assert name in wrong.errors


@pytest.mark.parametrize(("name", "bad"), [("kinds", "war"), ("procedures", "court")])
def test_acts_are_those_of_the_law(name: str, bad: str) -> None:
    form = filled("kind", **WORDS, **{name: [bad]})

    assert not form.is_valid()
    assert set(form.errors) == {name}


def test_blanks_around_the_words_are_no_words() -> None:
    form = filled("kind", label="　 ", article=" 第一条 ")

    assert not form.is_valid()
    assert set(form.errors) == {"label"}
    assert form.cleaned_data["article"] == "第一条"


# --- the document, the acts, the trial --------------------------------------------------------------
@pytest.mark.parametrize("name", ["title", "doc_no", "source", "change_note"])
def test_only_the_note_of_a_version_may_be_empty(name: str) -> None:
    values = {"title": "目录清单", "doc_no": "云市监规〔2026〕1号", "source": "国办发", name: ""}

    form = CatalogueForm(typed(values))

    assert form.is_valid() is (name == "change_note")
    assert set(form.errors) == set() if name == "change_note" else {name}


def test_a_version_sent_back_proposes_the_day_named_before() -> None:
    first = SubmitForm(row=ReviewCatalogue(), on=ON)
    again = SubmitForm(row=ReviewCatalogue(valid_from=date(2026, 4, 1)), on=ON)

    assert first["valid_from"].value() == ON
    assert again["valid_from"].value() == date(2026, 4, 1)


@pytest.mark.parametrize("bad", ["", "2026-02-30", "1600-01-01", "明天"])
def test_the_day_of_effect_is_a_day(bad: str) -> None:
    form = SubmitForm(typed({"valid_from": bad}), row=ReviewCatalogue(), on=ON)

    assert not form.is_valid()
    assert set(form.errors) == {"valid_from"}


def test_what_is_done_today_asks_for_no_day_and_takes_none() -> None:
    removing = RemoveForm(typed({"on": "2020-01-01"}), row=CatalogueRule(), on=ON)
    publishing = PublishForm(
        typed({"opinion": "同意。", "on": "2020-01-01"}), row=ReviewCatalogue(), on=ON
    )

    assert removing.is_valid() and removing.cleaned_data == {"on": ON}
    assert publishing.is_valid()
    assert publishing.cleaned_data == {"opinion": "同意。", "on": ON}


@pytest.mark.parametrize(
    ("form", "name"), [(OpinionForm, "opinion"), (ReasonForm, "reason"), (PublishForm, "opinion")]
)
def test_an_opinion_or_reason_is_words(form: Any, name: str) -> None:
    bound = form(typed({name: "   "}), row=ReviewCatalogue(), on=ON)

    assert not bound.is_valid()
    assert set(bound.errors) == {name}


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        ("2025-01-01", "2025-01-01", set()),
        ("2025-01-01", "2024-12-31", {"until"}),
        ("2999-01-01", "2999-12-31", {"since", "until"}),
        ("", "2025-01-01", {"since"}),
        ("2025-01-01", "", {"until"}),
        ("x", "y", {"since", "until"}),
    ],
)
def test_the_period_of_a_trial_is_past_and_runs_forward(
    since: str, until: str, wrong: set[str]
) -> None:
    form = TrialForm(typed({"since": since, "until": until}))

    assert form.is_valid() is (not wrong)
    assert set(form.errors) == wrong
    assert (form["since"].value(), form["until"].value()) == (since, until)
