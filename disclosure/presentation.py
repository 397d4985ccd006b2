"""How a public decision is shown: texts with their citations linked, and how timely it was."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import deadlines
from core.models import Deadline
from disclosure import data_items, licences, wording
from disclosure.models import Publication, RedactedVersion
from disclosure.redaction import reader
from disclosure.redaction.spans import rules
from enforcement.models import Article
from enforcement.models.kinds import PartyKind, PenaltyKind
from enforcement.statutes import link_citations

# Between two texts joined for one look-up: no citation runs across it, and no text holds it.
GAP = "\ue000"
CENTS = 100
PENALTIES = dict(PenaltyKind.choices)


@dataclass(frozen=True)
class Part:
    """A piece of text; `url` of the article it cites, or `note` saying why there is none."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Section:
    """One headed section of a decision."""

    heading: str
    parts: list[Part]


@dataclass(frozen=True)
class Link:
    """A cited text and where its article is."""

    text: str
    url: str
    note: str


@dataclass(frozen=True)
class Timing:
    """How a publication stands to its duty: `late_by` working days, 0 when it was in time.

    `day`: the first on which it is known to have been public; `source`: it is that of the sender.
    """

    deadline: Deadline
    late_by: int
    day: date
    received: bool
    source: bool


def timing(publication: Publication) -> Timing | None:
    """The duty of a publication; None for a received record that nobody can judge."""
    duty, first = publication.deadline, publication.public_day
    if duty is None or first is None:
        return None
    late = -deadlines.remaining(duty, first) if first > duty.due_on else 0
    source = publication.source_published_on is not None
    return Timing(duty, late, first, publication.record_id is not None, source)


def unjudged(publication: Publication) -> str:
    """Why nobody can say whether a received record was public in time; "" of any other."""
    if publication.not_judged is None:
        return ""
    return str(Publication.NotJudged(publication.not_judged).label)


def sections(version: RedactedVersion, on: date) -> list[Section]:
    """The sections shown, each citation linked to its article, the headings in the reader's language.

    The articles are those the decision itself was linked to (in force on the day of the act); a
    record without links gets those in force on `on`, the day of the decision.
    """
    found = links(version, on)
    return [
        Section(wording.heading(over), list(split(wording.said(over, text), found)))
        for over, text in version.sections
    ]


def links(version: RedactedVersion, on: date) -> list[Link]:
    """Every citation of the sections, in two or three queries however many there are."""
    refs: Sequence[Mapping[str, Any]] = version.basis_refs
    if not version.basis_refs:
        refs = link_citations(GAP.join(text for _heading, text in version.sections), on)
    return linked(refs, None if version.basis_refs else on)


def linked(refs: Sequence[Mapping[str, Any]], on: date | None = None) -> list[Link]:
    """Citations with the address of their article, as of `on`, by default the version's first day."""
    wanted = {ref["article"] for ref in refs if ref.get("article")}
    articles = Article.objects.select_related("version").in_bulk(wanted) if wanted else {}
    found = []
    for ref in refs:
        article = articles.get(ref.get("article") or 0)
        # Frozen references name their version; its first day leads back to the same text.
        url = article_url(article, on or article.version.effective_from) if article else ""
        note = str(ref.get("note", ""))
        # Kept in the language of the portal; the catalogue has every note there is.
        found.append(Link(str(ref.get("text", "")), url, _(note) if note else ""))
    return found


def number(article: Article) -> str:
    """The article in a URL: 53, or 53-1 for 第五十三条之一."""
    return f"{article.no}-{article.suffix}" if article.suffix else str(article.no)


def article_url(article: Article, on: date) -> str:
    """The page of an article's text as of the day."""
    path = reverse("statute-article", args=[article.version.statute_id, number(article)])
    return f"{path}?on={on.isoformat()}"


def split(text: str, found: Sequence[Link]) -> Iterator[Part]:
    """The text cut at the cited words, the longest citation first where one begins."""
    by_length = sorted({link.text: link for link in found if link.text}.items(), key=_longest)
    start = position = 0
    while position < len(text):
        link = next((one for words, one in by_length if text.startswith(words, position)), None)
        if link is None:
            position += 1
            continue
        if position > start:
            yield Part(text[start:position])
        yield Part(link.text, link.url, link.note)
        start = position = position + len(link.text)
    if start < len(text):
        yield Part(text[start:])


def _longest(pair: tuple[str, Link]) -> int:
    return -len(pair[0])


def yuan(cents: int) -> str:
    """Cents (分) as 元 with two decimals, without thousands marks."""
    return f"{cents // CENTS}.{cents % CENTS:02d}"


def grouped(cents: int) -> str:
    """The same for a page: 12,000.00 of 1200000."""
    whole, _dot, rest = yuan(cents).partition(".")
    return f"{int(whole):,}.{rest}"


def party_kind(version: RedactedVersion) -> str:
    """行政相对人类别 in the reader's language; the data item of it is always in that of the portal."""
    return str(PartyKind(version.party_kind).label)


def penalty_names(codes: Iterable[str]) -> list[str]:
    """Penalty kinds in words; what a sheet called otherwise stays as it is."""
    return [str(PENALTIES.get(code, code)) for code in codes]


@translation.override(settings.LANGUAGE_CODE)
def document(publication: Publication, version: RedactedVersion, on: date) -> dict[str, Any]:
    """Context of documents/public_decision.html: the redacted projection and nothing else, in Chinese.

    `disputed_on` is the day of the copy while an objection waits, else "".
    """
    first = publication.first_published_on
    return {
        "title": version.title,
        "doc_no": version.doc_no,
        "agency_name": version.agency_name,
        "party_name": version.party_name or _("（依法不公开）"),
        "about": about(publication, version),
        "sections": [[str(heading), str(text)] for heading, text in version.sections],
        "decided_on": publication.decided_on.isoformat(),
        "hidden": [(one.label, one.count, one.reason) for one in hidden(version)],
        "published_on": first.isoformat() if first else "",
        "disputed_on": on.isoformat() if getattr(publication, "disputed", False) else "",
    }


def about(publication: Publication, version: RedactedVersion) -> list[tuple[str, str]]:
    """(name, text) of what the public copy says in short above the text (domain §6.13); empty left out."""
    items = data_items.of(publication)
    served: date | None = getattr(publication, "served_on", None)
    fine = yuan(version.fine_cents) if version.fine_cents else ""
    officers = [f"{name}（{no}）" if no else str(name) for name, no in version.officers]
    found = [
        (_("行政相对人类别"), items.get("party_kind", "")),
        (_("统一社会信用代码"), version.party_uscc),
        (_("决定机关统一社会信用代码"), items.get("organ_uscc", "")),
        (_("数据来源单位"), items.get("source_org", "")),
        (_("数据来源单位统一社会信用代码"), items.get("source_uscc", "")),
        (_("执法人员"), _("、").join(officers)),
        (_("处罚种类"), _("、").join(penalty_names(version.penalty_kinds))),
        (_("罚款金额（元）"), fine),
        (_("许可当前状态"), licences.word(getattr(publication, "permit_state", None))),
        (_("送达日期"), served.isoformat() if served else ""),
        (_("公示截止期"), items.get("publish_until", "")),
    ]
    return [(name, text) for name, text in found if text]


@dataclass(frozen=True)
class Hidden:
    """A kind of data that the text does not show: its name, in how many places, and the rule."""

    label: str
    count: int
    reason: str


def hidden(version: RedactedVersion) -> list[Hidden]:
    """What was taken out of a public text by the rules, and why; never what it was. In a fixed order."""
    known = rules()
    counted = Counter(str(span["type"]) for span in version.spans)
    told = {str(span["type"]): str(span["reason"]) for span in version.spans}
    return [
        Hidden(reader.label(known[kind]), count, reader.reason(known[kind].reason))
        if kind in known
        else Hidden(kind, count, told[kind])
        for kind, count in sorted(counted.items())
    ]


def days(publication: Publication) -> list[tuple[str, date | None]]:
    """The dates of a decision with their names, in the order they fall."""
    served: date | None = getattr(publication, "served_on", None)
    found: list[tuple[str, date | None]] = [(_("决定日期"), publication.decided_on)]
    if served is not None:
        found.append((_("送达日期"), served))
    if publication.source_published_on is not None:
        found.append((_("报送单位公示日期"), publication.source_published_on))
    found.append((_("公开日期"), publication.first_published_on))
    if publication.publish_until is not None:
        found.append((_("公示截止期"), publication.publish_until))
    return found
