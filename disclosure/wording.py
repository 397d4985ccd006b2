"""Stored words in the language of who reads them: headings and enumerations.

Texts are kept in Chinese whoever writes them; what the catalogue knows is translated where it is shown.
"""

import re
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure import kind_fields, projection
from enforcement.forms.decisions import INSPECTION_KINDS, INSPECTION_METHODS, PERMIT_KINDS
from enforcement.models import ForcedExecution, InspectionTask, Measure, Substitution
from enforcement.models.item import NO, YES
from enforcement.models.kinds import PenaltyKind

# Between the kinds of penalty of a received record, as its projection joins them.
BETWEEN = "、"
MARKS = frozenset({BETWEEN, kind_fields.SEPARATOR})
ENDLESS = gettext_lazy("长期")
MEASURES = (*Measure.Kind.labels, *ForcedExecution.Way.labels, Substitution._meta.verbose_name)
ENDS = (*Measure.Status.labels, *ForcedExecution.Status.labels, *Substitution.Status.labels)
# Name of a section -> the words that alone, or joined by a mark, can be all of its text.
ENUMERATED: dict[str, Iterable[object]] = {
    "penalty_kinds": PenaltyKind.labels,
    "permit_kind": PERMIT_KINDS,
    "inspection_type": (*INSPECTION_KINDS, *InspectionTask.Kind.labels),
    "method": (*INSPECTION_METHODS, *InspectionTask.Method.labels),
    "check_result": InspectionTask.Result.labels,
    "joint": (YES, NO),
    "coercion_kind": MEASURES,
    "execution": ENDS,
    "valid_to": (ENDLESS,),
}


def heading(text: str) -> str:
    """A heading of a public text; one that nobody knows stays as it is."""
    return _(text) if text in projection.known_headings() else text


def said(over: str, text: str) -> str:
    """The text under a heading; where it is a list of known words, in the reader's language."""
    words, mark = _enumerated().get(over, (frozenset(), BETWEEN))
    if not words:
        return text
    names = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    # Some names have the mark in themselves: whole names are looked for first.
    pieces = re.findall(rf"(?:{names})(?={mark}|$)|{mark}|[^{mark}]+", text)
    return "".join(_(one) if one in words or one == mark else one for one in pieces)


@cache
def _enumerated() -> dict[str, tuple[frozenset[str], str]]:
    """Heading -> its words and the mark between them."""
    heads = [projection.RECORD_HEADINGS.items()]
    heads += [known.items() for known in kind_fields.HEADINGS.values()]
    found = {}
    with translation.override(settings.LANGUAGE_CODE):
        for key, over in (pair for pairs in heads for pair in pairs):
            if key in ENUMERATED:
                mark = BETWEEN if key == "penalty_kinds" else kind_fields.SEPARATOR
                found[over] = (frozenset(map(str, ENUMERATED[key])), mark)
    return found
