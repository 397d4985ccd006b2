"""What a reviewer reads beside the checklist: materials, the law of the day, earlier opinions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from enforcement import statutes
from enforcement.models import Article, Case, DraftVersion, User
from legal_review import papers
from legal_review.models import Review
from recording import access
from recording.models import Document, Evidence

ENDED = (Review.Status.PASSED, Review.Status.RETURNED)
COMPARABLE = 8


@dataclass(frozen=True)
class Material:
    """One row of the sealed list; `url` opens it, "" when it is closed to the account or gone."""

    title: str
    sha256: str
    url: str
    added: bool = False


def materials(review: Review, user: User) -> list[Material]:
    """The sealed list as the account may see and open it; `added` came in as a supplement."""
    case = review.decision.case
    given = {(row["title"], row["sha256"]) for row in review.materials}
    rows = review.sealed()[0]
    urls = addresses(case, user)
    shown = papers.as_seen(rows, case, user)
    return [
        Material(
            seen["title"],
            seen["sha256"],
            urls.get(seen["sha256"], ""),
            (row["title"], row["sha256"]) not in given,
        )
        for row, seen in zip(rows, shown, strict=True)
    ]


def addresses(case: Case, user: User) -> dict[str, str]:
    """Where each paper and item of evidence of the case is opened, by content."""
    found = {
        str(row.blob_id): reverse("document-pdf", args=[row.pk])
        for row in Document.objects.filter(case=case)
    }
    if user.has_perm("recording.view_evidence"):
        hidden = access.hidden(case, user)
        items = Evidence.objects.filter(case=case).exclude(pk__in=hidden)
        found |= {str(row.blob_id): reverse("evidence-detail", args=[row.pk]) for row in items}
    return found


@dataclass(frozen=True)
class Provision:
    """A provision the draft cites, in the text in force on the day of the act.

    `article` is None when the library holds none; `changed`: another text is in force today.
    """

    label: str
    note: str
    article: Article | None
    url: str
    changed: bool


def law(version: DraftVersion, on: date) -> list[Provision]:
    """The cited provisions in the order of the draft, each once; `on` is the day of the review."""
    case = version.decision.case
    day = case.act_to or case.discovered_on
    refs = version.basis_refs or list(statutes.link_citations(version.basis, day))
    keys = [ref["article"] for ref in refs if ref.get("article")]
    texts = {
        row.pk: row
        for row in Article.objects.filter(pk__in=keys).select_related("version__statute")
    }
    found: dict[tuple[str, str], Provision] = {}
    for ref in refs:
        article = texts.get(ref.get("article") or 0)
        label = f"《{ref['title']}》{ref['label']}"
        url = reverse("statute-detail", args=[ref["statute"]]) if ref.get("statute") else ""
        changed = article is not None and _changed(article, on)
        found.setdefault(
            (ref["title"], ref["label"]),
            Provision(label, str(ref.get("note") or ""), article, url, changed),
        )
    return list(found.values())


def _changed(article: Article, on: date) -> bool:
    now = article.version.statute.version_on(on)
    return now is None or now.pk != article.version_id


def earlier(review: Review, user: User) -> list[Review]:
    """The opinions already given in the case, the newest first."""
    rows = _ended(user).filter(decision__case=review.decision.case_id).exclude(pk=review.pk)
    return list(rows.order_by("-decided_on", "-round"))


def comparable(review: Review, user: User) -> list[Review]:
    """Opinions on the same item or the same violation in other cases the account may see."""
    case, version = review.decision.case, review.version
    alike = Q(version__violation=version.violation) if version.violation else Q(pk=None)
    if case.item_id is not None:
        alike |= Q(decision__case__item=case.item_id)
    rows = _ended(user).filter(alike, decision__kind=review.decision.kind)
    others = rows.exclude(decision__case=case.pk).order_by("-decided_on", "-created_at")
    return list(others[:COMPARABLE])


def _ended(user: User) -> QuerySet[Review]:
    seen = Case.objects.visible_to(user)
    rows = Review.objects.visible_to(user).filter(status__in=ENDED, decision__case__in=seen)
    beside = ("decision__case", "reviewer", "version", "handling__by")
    return rows.select_related(*beside).prefetch_related("problems", "checks")


def wanting(reviews: Iterable[Review]) -> list[tuple[Review, list[str]]]:
    """Each review with the codes of the heads it found wanting."""
    return [(row, [check.code for check in row.checks.all() if check.code]) for row in reviews]
