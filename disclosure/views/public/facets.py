"""Links that narrow a list by one more step, with the number of rows behind each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from disclosure.search import Facets
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind

SHOWN = 12


@dataclass(frozen=True)
class FacetLink:
    """One value of a facet, `count` 0 when it was not counted; `current` when the list is narrowed to it (its link widens again)."""

    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class FacetGroup:
    """One facet with its values, the most frequent first."""

    title: str
    links: list[FacetLink]


def facet_links(
    asked: Mapping[str, str], found: Facets, agencies: Iterable[Agency]
) -> list[FacetGroup]:
    """The facets of the decision list under the filters now in use."""
    kinds = {str(value): str(label) for value, label in ActionKind.choices}
    names = {str(row.pk): str(row.name) for row in agencies}
    counted = {str(key): n for key, n in found.agencies.items()}
    groups = [
        FacetGroup(_("执法类别"), _links("kind", asked, found.kinds, kinds)),
        FacetGroup(_("执法主体"), _links("agency", asked, counted, names)),
    ]
    return [group for group in groups if group.links]


def _links(
    name: str, asked: Mapping[str, str], counts: Mapping[str, int], labels: Mapping[str, str]
) -> list[FacetLink]:
    rest = {key: value for key, value in asked.items() if key != name}
    found = []
    for value, count in list(counts.items())[:SHOWN]:
        current = asked.get(name) == value
        query = urlencode(rest if current else {**rest, name: value})
        found.append(FacetLink(labels.get(value, value), count, f"?{query}", current))
    return found
