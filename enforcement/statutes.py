"""Statutes in texts: which article a citation meant on the day of the act."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from django.db.models import Q
from django.utils.translation import gettext as _

from core.folding import fold_title
from enforcement.citations import Citation, find_citations
from enforcement.models import Article, StatuteVersion


class ArticleLink(TypedDict):
    """One citation joined to the library: `article` is None when it holds no such text that day."""

    start: int
    end: int
    text: str
    title: str
    label: str
    statute: int | None
    version: int | None
    article: int | None
    note: str


def versions_on(titles: Iterable[str], on: date) -> dict[str, StatuteVersion]:
    """The version in force on the day, by folded title; titles the library lacks are left out."""
    in_force = Q(effective_to__isnull=True) | Q(effective_to__gt=on)
    rows = (
        StatuteVersion.objects.filter(in_force, effective_from__lte=on)
        .filter(statute__folded_title__in={fold_title(title) for title in titles})
        .select_related("statute")
        .order_by("effective_from")
    )
    return {row.statute.folded_title: row for row in rows}


def link_citations(text: str, on: date) -> list[ArticleLink]:
    """The citations of a text joined to the articles in force on the day of the act."""
    citations = find_citations(text)
    versions = versions_on([c.title for c in citations], on)
    wanted = {
        (versions[k].pk, c.no, c.suffix)
        for c in citations
        if (k := fold_title(c.title)) in versions
    }
    articles = {
        (row.version_id, row.no, row.suffix): row
        for row in Article.objects.filter(
            version_id__in={version for version, _no, _suffix in wanted},
            no__in={no for _version, no, _suffix in wanted},
        )
    }
    return [_link(text, c, versions.get(fold_title(c.title)), articles) for c in citations]


def _link(
    text: str,
    citation: Citation,
    version: StatuteVersion | None,
    articles: dict[tuple[int, int, int], Article],
) -> ArticleLink:
    start, end = citation.span
    article = articles.get((version.pk, citation.no, citation.suffix)) if version else None
    note = ""
    if version is None:
        note = _("法律库未收录该日有效的文本")
    elif article is None:
        note = _("该日有效的文本中没有这一条")
    return ArticleLink(
        start=start,
        end=end,
        text=text[start:end],
        title=version.statute.title if version else citation.title,
        label=citation.label,
        statute=version.statute_id if version else None,
        version=version.pk if version else None,
        article=article.pk if article else None,
        note=note,
    )
