"""How to challenge a decision: the general rules, and this reader's last days. Nothing is kept."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import RuleError
from disclosure import remedy_days, search
from disclosure.caching import kept_a_minute, revalidated
from disclosure.models import Publication
from disclosure.remedy_forms import RemedyForm
from enforcement import remedies
from enforcement.models.kinds import ActionKind, Procedure

BAD = 400


def remedies_page(request: HttpRequest) -> HttpResponseBase:
    """The general rules; asked about a day or a decision, the last days too."""
    return _reckoned(request) if request.GET else _general(request)


@kept_a_minute
def _general(request: HttpRequest) -> HttpResponse:
    return render(request, "public/remedies.html", {"form": RemedyForm(), **_rules()})


@revalidated
def _reckoned(request: HttpRequest) -> HttpResponse:
    """Asked again before every use: it may speak of a decision that is withdrawn tomorrow."""
    row = _decision(request.GET.get("decision", ""))
    given = {name: value for name, value in request.GET.dict().items() if str(value).strip()}
    known = remedy_days.of_decision(row) if row else {}
    form = _form({**{name: value for name, value in known.items() if value}, **given}, row)
    found = _result(form, row) if form.is_bound and form.is_valid() else None
    context = {"form": form, "publication": row, "result": found, **_rules()}
    status = BAD if form.is_bound and form.errors else 200
    response = render(request, "public/remedies.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _form(values: dict[str, Any], row: Publication | None) -> RemedyForm:
    """Bound once the first day is known; of a decision whose organ is known, nobody is asked."""
    form = RemedyForm(values) if "known_on" in values else RemedyForm(initial=values)
    if row is not None:
        del form.fields["rule"]
    else:
        del form.fields["decision"]
    return form


def _decision(text: str) -> Publication | None:
    """The public decision asked about; None for every other, whatever became of it."""
    try:
        return search.find(UUID(text), timezone.localdate())
    except (ValueError, Http404, search.Withdrawn):
        return None


def _result(form: RemedyForm, row: Publication | None) -> remedy_days.Result | None:
    today = timezone.localdate()
    rule = form.cleaned_data.get("rule") or remedies.rule_choices()[0][0]
    try:
        agency = row.agency if row else None
        return remedy_days.result(form.question(today), rule, today, agency)
    except RuleError as error:
        form.refuse(error)
        return None


def _rules() -> dict[str, Any]:
    """The general rules: the text for each kind of organ, generated as decisions are."""
    on = timezone.localdate()
    cases = [(label, _text(key, Procedure.ORDINARY)) for key, label in remedies.rule_choices()]
    spot = _text(remedies.rule_choices()[0][0], Procedure.SIMPLE)
    said = {"law": remedies.law(on), "source": remedies.source(on)}
    return {**said, "on_the_spot": spot, "cases": cases}


@override(settings.LANGUAGE_CODE)
def _text(rule: str, procedure: str) -> remedies.Remedies:
    """The remedies of a penalty by an organ of this kind, as decisions say them: in Chinese throughout."""
    on = timezone.localdate()
    words = remedies.organ_words(rule, on)
    return remedies.remedies(
        kind=ActionKind.PENALTY,
        procedure=procedure,
        on=on,
        agency_name=_("本机关"),
        rule=rule,
        government_name=words["government"],
        superior_name=words["superior"],
    )
