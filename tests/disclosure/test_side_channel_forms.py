"""The forms of the side channels: what they ask, what they refuse, and what they hand on."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure import channels
from disclosure.complaint_forms import (
    ComplaintForm,
    DeclineForm,
    ExtendForm,
    FoundForm,
    RateForm,
    RouteForm,
)
from disclosure.correction_forms import (
    LONG,
    AnswerForm,
    AskForm,
    CorrectionForm,
    RegisterCorrectionForm,
)
from disclosure.models import Complaint, CorrectionRequest
from enforcement.models import Agency
from enforcement.profiles import load
from tests import factories
from tests.base import Cast, day
from tests.disclosure.asking import CONDUCT, NAME, ON, PHONE, WRONG

ASKED = {
    "decision": "云试罚〔2026〕1号",
    "what": "text",
    "statement": WRONG,
    "relation": "party",
    "applicant": NAME,
    "contact": PHONE,
    "seed": "seed",
}


def asked(**changes: Any) -> CorrectionForm:
    return CorrectionForm({**ASKED, **changes})


def told(cast: Cast, files: dict[str, Any] | None = None, **changes: Any) -> ComplaintForm:
    given = {
        "unit": str(cast.bureau.pk),
        "form": "report",
        "what": "money",
        "statement": CONDUCT,
        "seed": "seed",
        **changes,
    }
    return ComplaintForm(given, files or {})


# --------------------------------------------------------------------------------- corrections
def test_what_is_handed_on_is_the_request_and_neither_decision_nor_seed() -> None:
    form = asked()
    assert form.is_valid(), form.errors
    assert form.wish() == {
        "what": "text",
        "statement": WRONG,
        "relation": "party",
        "applicant": NAME,
        "contact": PHONE,
    }


@pytest.mark.parametrize("name", ["applicant", "contact"])
def test_who_asks_may_stay_unnamed(name: str) -> None:
    assert asked(**{name: ""}).is_valid()


@pytest.mark.parametrize("name", ["decision", "what", "statement", "relation", "seed"])
def test_the_rest_is_needed(name: str) -> None:
    form = asked(**{name: ""})
    assert not form.is_valid()
    assert list(form.errors) == [name]


@pytest.mark.parametrize(
    ("name", "length"),
    [("statement", LONG), ("applicant", 100), ("contact", 100), ("decision", 300), ("seed", 64)],
)
def test_a_text_has_its_length(name: str, length: int) -> None:
    assert asked(**{name: "字" * length}).is_valid()
    assert list(asked(**{name: "字" * (length + 1)}).errors) == [name]


@pytest.mark.parametrize("value", CorrectionRequest.What.values)
def test_each_kind_of_error_can_be_named(value: str) -> None:
    of_register = RegisterCorrectionForm({**ASKED, "about": "item-1", "what": value})
    assert asked(what=value).is_valid() == (value in CorrectionRequest.OF_DECISIONS)
    assert of_register.is_valid() == (value in CorrectionRequest.OF_REGISTERS)
    assert value in {*CorrectionRequest.OF_DECISIONS, *CorrectionRequest.OF_REGISTERS}


@pytest.mark.parametrize(("name", "value"), [("what", "nonsense"), ("relation", "officer")])
def test_nothing_else_can_be_chosen(name: str, value: str) -> None:
    assert list(asked(**{name: value}).errors) == [name]


@pytest.mark.parametrize(
    ("form", "name"),
    [(AskForm, "asked"), (AnswerForm, "answer"), (FoundForm, "answer"), (ExtendForm, "reason")],
)
def test_an_act_has_its_words_and_a_day_that_is_not_ahead(form: Any, name: str) -> None:
    today = day(4, 1)
    assert form({"on": "2026-04-01", name: "说明。"}, row=None, on=today).is_valid()
    assert name in form({"on": "2026-04-01", name: " "}, row=None, on=today).errors
    assert "on" in form({"on": "2999-01-01", name: "说明。"}, row=None, on=today).errors
    assert form(None, row=None, on=today)["on"].value() == today


# --------------------------------------------------------------------------------- complaints
@pytest.mark.django_db
def test_what_is_handed_on_is_the_complaint(cast: Cast) -> None:
    form = told(cast, reporter=NAME, contact=PHONE)
    assert form.is_valid(), form.errors
    assert form.grievance() == {
        "form": "report",
        "what": "money",
        "statement": CONDUCT,
        "reporter": NAME,
        "contact": PHONE,
    }
    assert form.uploads() == []


@pytest.mark.django_db
def test_files_are_handed_on_in_their_order(cast: Cast) -> None:
    files = {
        "file3": SimpleUploadedFile("三.jpg", factories.PHOTO),
        "file1": SimpleUploadedFile("一.pdf", factories.PAPER),
    }
    form = told(cast, files)
    assert form.is_valid(), form.errors
    assert [upload.name for upload in form.uploads()] == ["一.pdf", "三.jpg"]


@pytest.mark.django_db
def test_only_an_agency_that_is_public_can_be_named(cast: Cast) -> None:
    hidden = factories.agency("未公布的队", parent=cast.government)
    Agency.objects.filter(pk=hidden.pk).update(status="pending")
    assert not told(cast, unit=str(hidden.pk)).is_valid()
    assert not told(cast, unit="0").is_valid()
    assert not told(cast, unit="x").is_valid()
    assert told(cast, unit=str(cast.other_bureau.pk)).is_valid()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["unit", "form", "what", "statement", "seed"])
def test_what_a_complaint_needs(cast: Cast, name: str) -> None:
    left_out: dict[str, Any] = {name: ""}
    assert list(told(cast, **left_out).errors) == [name]


@pytest.mark.django_db
def test_a_long_story_has_its_length(cast: Cast) -> None:
    assert told(cast, statement="字" * LONG * 2).is_valid()
    assert not told(cast, statement="字" * (LONG * 2 + 1)).is_valid()


@pytest.mark.parametrize("value", Complaint.Channel.values)
def test_what_is_not_accepted_names_one_of_the_channels(value: str) -> None:
    given = {"on": "2026-04-01", "answer": "不属于受理范围。", "channel": value}
    assert DeclineForm(given, row=None, on=ON).is_valid()


@pytest.mark.parametrize("value", ["", "conduct", "other"])
def test_what_is_not_accepted_names_no_other_channel(value: str) -> None:
    given = {"on": "2026-04-01", "answer": "不属于受理范围。", "channel": value}
    assert list(DeclineForm(given, row=None, on=ON).errors) == ["channel"]


@pytest.mark.parametrize("value", Complaint.Satisfaction.values)
def test_a_rating_hands_on_nothing_but_itself(value: str) -> None:
    form = RateForm({"number": "TS1", "code": "A", "satisfaction": value})
    assert form.is_valid()
    assert form.given() == {"satisfaction": value}


@pytest.mark.parametrize("value", ["", "5", "happy"])
def test_another_rating_is_none(value: str) -> None:
    form = RateForm({"number": "TS1", "code": "A", "satisfaction": value})
    assert list(form.errors) == ["satisfaction"]


# --------------------------------------------------------------------------------- the channels
@pytest.mark.parametrize(
    "value", ["conduct", *(c for c in Complaint.Channel.values if c != "none")]
)
def test_the_first_question_knows_every_matter(value: str) -> None:
    assert RouteForm({"about": value}).is_valid()


@pytest.mark.parametrize("value", ["", "none", "nonsense"])
def test_the_first_question_knows_nothing_else(value: str) -> None:
    assert list(RouteForm({"about": value}).errors) == ["about"]


@pytest.mark.parametrize("channel", list(channels.KEYS))
def test_every_period_of_a_channel_has_its_article(channel: str) -> None:
    guide = channels.guide(channel, ON)
    assert guide is not None
    assert [row.key for row in guide.periods] == list(channels.KEYS[Complaint.Channel(channel)])
    assert all(row.article and row.count > 0 for row in guide.periods)


def test_the_periods_of_the_market_are_those_of_its_own_measures() -> None:
    keys = channels.KEYS[Complaint.Channel.MARKET]
    found = [load("national").period(key) for key in keys]
    assert [(row.count, row.unit) for row in found] == [
        (7, "workday"),
        (45, "workday"),
        (15, "workday"),
        (15, "workday"),
    ]
    assert all("市场监督管理" in row.article for row in found)


def test_what_is_no_channel_has_no_guide() -> None:
    assert channels.guide("none", ON) is None
    assert channels.guide("", ON) is None
    assert channels.guide("../", ON) is None


@pytest.mark.parametrize(
    ("channel", "path"), [("remedy", "/remedies/"), ("correction", "/corrections/new/")]
)
def test_a_channel_of_this_portal_has_its_page(channel: str, path: str) -> None:
    guide = channels.guide(channel, ON)
    assert guide is not None
    assert guide.url == path
    assert guide.link


@pytest.mark.parametrize("channel", ["petition", "market", "information", "discipline"])
def test_a_channel_elsewhere_has_none(channel: str) -> None:
    guide = channels.guide(channel, ON)
    assert guide is not None
    assert (guide.url, guide.link) == ("", "")
