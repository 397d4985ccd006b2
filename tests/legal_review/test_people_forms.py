"""Forms and leads of filings, assignment, specialism, training and counsel: what they ask and know already."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from core.acts import Act, ActForm
from enforcement.models import User
from legal_review import filing_forms, people_forms, trainings
from legal_review.acts import extensions as extension_acts
from legal_review.acts import filings as filing_acts
from legal_review.acts import people as people_acts
from legal_review.models import PenaltyFiling, Qualification, Review
from legal_review.services import assignment, extensions, filing_inbox
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import draft
from tests.legal_review import filed
from tests.legal_review.counselling import adviser
from tests.legal_review.waiting import decide, waiting
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(6, 1)


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    filed.unprinted(monkeypatch)
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def review(cast: Cast) -> Review:
    return waiting(draft(cast.bureau))


def filled(form: type[ActForm], row: Any, **data: Any) -> ActForm:
    """The form with what a browser sends."""
    return form(data, row=row, on=ON)


# ------------------------------------------------------------------------------- filings
def test_the_first_package_asks_nothing_and_the_second_what_was_completed(cast: Cast) -> None:
    row = filed.sent(cast)
    assert "note" not in filing_forms.SendForm(row=filed.due(cast), on=ON).fields
    filing_inbox.give_back(row, by=cast.supervisor, on=filed.LATER, text="缺。")
    again = PenaltyFiling.objects.get(pk=row.pk)
    assert "note" in filing_forms.SendForm(row=again, on=ON).fields


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (filing_forms.ReturnForm, {"text": "缺。"}),
        (filing_forms.ReceiveForm, {"text": ""}),
        (filing_forms.AnswerForm, {"text": "答。"}),
        (filing_forms.AskForm, {"text": "问。", "days": 5}),
        (filing_forms.ConcludeForm, {"text": "果。", "result": "clear"}),
    ],
)
def test_nobody_chooses_the_day_of_an_act(
    cast: Cast, form: type[ActForm], data: dict[str, Any]
) -> None:
    made = filled(form, None, **data, on="2020-01-01")
    assert made.is_valid(), made.errors
    assert made.cleaned_data["on"] == ON
    assert "on" not in made.fields


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        (filing_forms.ReturnForm, {"text": ""}, "text"),
        (filing_forms.AnswerForm, {"text": " "}, "text"),
        (filing_forms.AskForm, {"text": "问。", "days": 0}, "days"),
        (filing_forms.AskForm, {"text": "问。", "days": 91}, "days"),
        (filing_forms.AskForm, {"text": "问。", "days": "x"}, "days"),
        (filing_forms.ConcludeForm, {"text": "果。", "result": "good"}, "result"),
        (filing_forms.ConcludeForm, {"text": "", "result": "clear"}, "text"),
    ],
)
def test_what_is_missing_is_asked_for_at_its_field(
    cast: Cast, form: type[ActForm], data: dict[str, Any], field: str
) -> None:
    made = filled(form, None, **data)
    assert not made.is_valid()
    assert field in made.errors


def test_the_lead_says_why_it_is_due_and_why_it_came_back(cast: Cast) -> None:
    row = filed.due(cast)
    told = str(filing_acts.FILING_SEND.lead(row, ON))
    assert "罚款100,000.00元" in told
    assert row.deadline.due_on.isoformat() in told
    sent = filed.sent(cast)
    filing_inbox.give_back(sent, by=cast.supervisor, on=filed.LATER, text="缺少送达回证。")
    back = PenaltyFiling.objects.get(pk=sent.pk)
    assert str(filing_acts.FILING_SEND.lead(back, ON)) == "缺少送达回证。"
    asked = filed.asked(cast)
    assert str(filing_acts.FILING_ANSWER.lead(asked, ON)) == "裁量依据是什么？"
    assert str(filing_acts.FILING_ANSWER.lead(row, ON)) == ""


def test_each_act_is_open_in_its_states_alone(cast: Cast) -> None:
    rows = [filed.due(cast), filed.sent(cast), filed.received(cast), filed.asked(cast)]
    opened = {
        act.name.removeprefix("penalty-filing-"): [act.open(row) for row in rows]
        for act in filing_acts.ACTS
    }
    assert opened == {
        "send": [True, False, False, False],
        "receive": [False, True, False, False],
        "return": [False, True, False, False],
        "ask": [False, False, True, False],
        "conclude": [False, False, True, False],
        "answer": [False, False, False, True],
    }


def test_each_side_acts_on_its_own_rows(cast: Cast) -> None:
    row = filed.sent(cast)
    other = factories.user("supervisor", factories.agency("监督二局", parent=cast.government))
    assert list(filing_acts.own(cast.reviewer)) == [row]
    assert list(filing_acts.taken(cast.supervisor)) == [row]
    assert not filing_acts.own(cast.supervisor).exists()
    assert not filing_acts.taken(other).exists()
    assert list(filing_acts.rows(other)) == [row]


# ------------------------------------------------------------------------------- people
def test_only_who_may_take_a_review_is_offered(cast: Cast, review: Review) -> None:
    second = factories.qualified_reviewer(cast.bureau, name="法二山")
    factories.qualified_reviewer(cast.other_bureau)

    def offered() -> set[Any]:
        form: Any = people_forms.ReassignForm(row=review, on=review.submitted_on)
        return set(form.fields["reviewer"].queryset)

    assert offered() == {cast.reviewer, second}
    given = assignment.assign(review, on=review.submitted_on)
    assert given is not None
    assert offered() == {cast.reviewer, second} - {given.reviewer}, (
        "who has it is not offered it again"
    )


def test_who_has_the_review_is_not_offered_again(cast: Cast, review: Review) -> None:
    act: Act[Review] = people_acts.REASSIGN
    on, alone = review.submitted_on, "没有其他可以审核本案的人员"
    assignment.assign(review, on=on)
    form: Any = people_forms.ReassignForm(row=review, on=on)
    assert not form.fields["reviewer"].queryset.exists()
    assert alone in str(act.lead(review, on))

    second = factories.qualified_reviewer(cast.bureau, name="法二山")
    form = people_forms.ReassignForm(row=review, on=on)
    assert set(form.fields["reviewer"].queryset) == {second}
    assert alone not in str(act.lead(review, on))


def test_the_form_of_a_reviewer_knows_what_was_recorded_last(cast: Cast) -> None:
    row = Qualification.objects.get(account=cast.reviewer)
    assert people_forms.VersedForm(row=row, on=ON).initial["on"] == ON
    trainings.versed(row, by=cast.listadmin, on=ON, kinds=["permit"], share=40)
    form = people_forms.VersedForm(row=row, on=ON)
    assert (form.initial["kinds"], form.initial["share"]) == (["permit"], 40)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"share": "0"}, "share"),
        ({"share": "101"}, "share"),
        ({"share": "50", "kinds": ["nothing"]}, "kinds"),
    ],
)
def test_a_share_and_kinds_that_make_no_sense_are_refused(
    cast: Cast, data: dict[str, Any], field: str
) -> None:
    row = Qualification.objects.get(account=cast.reviewer)
    assert field in filled(people_forms.VersedForm, row, **data).errors


def test_a_training_is_held_before_it_is_recorded(cast: Cast) -> None:
    row = Qualification.objects.get(account=cast.reviewer)
    data = {"topic": "法", "organiser": "局", "hours": "8", "held_on": "2999-01-01"}
    assert "held_on" in filled(people_forms.TrainingForm, row, **data).errors


def test_only_accounts_of_the_agency_are_offered_for_a_counsel(cast: Cast) -> None:
    form: Any = people_forms.CounselForm(user=cast.listadmin)
    offered = set(form.fields["account"].queryset)
    assert cast.reviewer in offered
    assert cast.outsider not in offered
    User.objects.filter(pk=cast.publisher.pk).update(is_active=False)
    assert cast.publisher not in set(form.fields["account"].queryset.all())


def test_only_counsel_engaged_today_are_offered(cast: Cast) -> None:
    engaged = adviser(cast)
    over = adviser(cast, licence="示2", valid_to=day(5, 31))
    form: Any = people_forms.CounselAskForm(agency=cast.bureau.pk, on=ON)
    assert list(form.fields["counsel"].queryset) == [engaged]
    earlier: Any = people_forms.CounselAskForm(agency=cast.bureau.pk, on=day(5, 31))
    assert set(earlier.fields["counsel"].queryset) == {engaged, over}
    foreign: Any = people_forms.CounselAskForm(agency=cast.other_bureau.pk, on=ON)
    assert not foreign.fields["counsel"].queryset.exists()


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        (people_forms.CodeForm, {"code": ""}, "code"),
        (people_forms.CodeForm, {"code": "1" * 13}, "code"),
        (people_forms.UndertakingForm, {}, "accepted"),
        (people_forms.AdviceForm, {"text": ""}, "text"),
        (people_forms.AdviceForm, {"text": "x" * 20001}, "text"),
    ],
)
def test_counsel_is_told_what_is_missing(form: Any, data: dict[str, str], field: str) -> None:
    assert field in form(data).errors


def test_the_lead_of_a_reassignment_names_the_holder(cast: Cast, review: Review) -> None:
    act: Act[Review] = people_acts.REASSIGN
    assert str(act.lead(review, ON)) == "尚未分派。"
    assignment.assign(review, on=review.submitted_on)
    assert str(cast.reviewer) in str(act.lead(review, ON))
    assert act.open(review)
    decide(review, cast.reviewer)
    assert not act.open(Review.objects.get(pk=review.pk))


def test_the_head_is_told_who_asks_for_time_and_why(cast: Cast) -> None:
    row = factories.submitted(cast.bureau)
    on = row.submitted_on
    assert "只能延长一次" in str(extension_acts.EXTEND.lead(row, on))
    asked = extensions.ask(row, by=cast.reviewer, on=on, reason="需要专家论证。")
    told = str(extension_acts.ANSWER.lead(asked, on + timedelta(days=1)))
    for words in (str(cast.reviewer), "需要专家论证", asked.old_due_on.isoformat()):
        assert words in told


def test_leads_and_titles_follow_the_reader_s_language(cast: Cast) -> None:
    acts = (
        *filing_acts.ACTS,
        *(extension_acts.EXTEND, extension_acts.ANSWER, people_acts.REASSIGN),
        *(people_acts.TRAIN, people_acts.VOID, people_acts.VERSED),
        *(people_acts.COUNSEL_END, people_acts.COUNSEL_WITHDRAW),
    )
    with translation.override("zh-hans"):
        titles = [str(act.title) for act in acts]
        done = [str(act.done) for act in acts]
    assert len(set(titles)) == len(acts)
    assert all([*titles, *done])
