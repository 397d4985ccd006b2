"""Keeping the library of statutes: acts, their dated versions, their articles."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.folding import fold_title
from enforcement.citations import commencement, repealed_titles
from enforcement.models import Article, ItemBasis, Statute, StatuteVersion, User
from enforcement.services import freshness

LEVELS = ("行政法规", "司法解释", "部门规章", "地方性法规", "政府规章")
LAW = "法律"
BATCH = 500


class ArticleJson(TypedDict):
    """One article of a parsed act; `suffix` is "" or the m of 第n条之m."""

    no: int
    suffix: str | int
    label: str
    section: str
    paragraphs: list[str]


class ActJson(TypedDict):
    """One version of an act as the folder holds it."""

    title: str
    version_date: str
    history: list[str]
    source_path: str
    articles: list[ArticleJson]


@dataclass
class LibraryReport:
    """What an import did. `gaps` are article numbers an act should have and has not."""

    acts: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    articles: int = 0
    linked: int = 0
    gaps: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)


def import_folder(*, by: User | None, folder: Path) -> LibraryReport:
    """Take every act of a folder of parsed JSON files; repeating it changes nothing.

    A file that cannot be read is reported and never stops the others. Raises RuleError when the
    folder holds no act at all.
    """
    place = folder / "articles" if (folder / "articles").is_dir() else folder
    files = sorted(place.glob("*.json"))
    if not files:
        raise RuleError(
            _("目录“%(path)s”中没有法规文件。") % {"path": folder},
            remedy=_("请指明含有 articles/*.json 的目录。"),
        )
    report = LibraryReport()
    for path in files:
        report.acts += 1
        try:
            version, outcome = keep_version(by=by, act=read_act(path))
        except (RuleError, OSError) as error:
            report.rejected.append(f"{path.name}: {error}")
            continue
        setattr(report, outcome, getattr(report, outcome) + 1)
        report.articles += version.articles.count()
        report.gaps += [f"{version.statute.title} 第{no}条" for no in missing_numbers(version)]
    refresh_periods(by=by)
    report.linked = relink_bases(by=by)
    return report


def read_act(path: Path) -> ActJson:
    """One file of the folder. Raises RuleError when it is not an act."""
    try:
        act: ActJson = json.loads(path.read_text(encoding="utf-8"))
        date.fromisoformat(act["version_date"])
        complete = bool(act["title"].strip()) and all(a["no"] > 0 for a in act["articles"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleError(_("文件不是可识别的法规文本。")) from error
    if not complete or not act["articles"]:
        raise RuleError(_("文件缺少法规名称或条文。"))
    return act


@transaction.atomic
def keep_version(*, by: User | None, act: ActJson) -> tuple[StatuteVersion, str]:
    """Store one version with its articles; returns it and "created", "updated" or "unchanged"."""
    statute = _keep_statute(act)
    version_date = date.fromisoformat(act["version_date"])
    texts = [text for article in act["articles"] for text in article["paragraphs"]]
    effective_from, known = commencement(texts, act["history"], version_date)
    values: dict[str, Any] = {
        "effective_from": effective_from,
        "effective_known": known,
        "history": "\n".join(act["history"]),
        "sha256": _digest(act),
    }
    version, created = StatuteVersion.objects.select_for_update().get_or_create(
        statute=statute, version_date=version_date, defaults=values
    )
    if not created and all(getattr(version, key) == value for key, value in values.items()):
        return version, "unchanged"
    for key, value in values.items():
        setattr(version, key, value)
    version.save(update_fields=list(values))
    _keep_articles(version, act["articles"])
    outcome = "created" if created else "updated"
    audit.append(
        f"statute.{outcome}",
        obj=version,
        actor=by,
        data={"title": statute.title, "version": version_date, "sha256": version.sha256},
    )
    if created and _amends(version):
        freshness.note_law(statute, on=effective_from)
    return version, outcome


def _amends(version: StatuteVersion) -> bool:
    """Whether the version is the newest of a statute that had one before."""
    others = StatuteVersion.objects.filter(statute=version.statute_id).exclude(pk=version.pk)
    days = others.values_list("effective_from", flat=True)
    return bool(days) and max(days) < version.effective_from


def _keep_statute(act: ActJson) -> Statute:
    folder = act["source_path"].split("/")[0]
    statute, created = Statute.objects.get_or_create(
        folded_title=fold_title(act["title"]),
        defaults={"title": act["title"], "level": folder if folder in LEVELS else LAW},
    )
    return statute


def _digest(act: ActJson) -> str:
    text = json.dumps([act["title"], act["articles"]], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _keep_articles(version: StatuteVersion, articles: Sequence[ArticleJson]) -> None:
    """Bring the rows in line with the text, keeping the keys of articles that are still there."""
    present = {(row.no, row.suffix): row for row in version.articles.all()}
    fresh: list[Article] = []
    changed: list[Article] = []
    for ordinal, article in enumerate(articles, start=1):
        key = (article["no"], int(article["suffix"] or 0))
        row = present.pop(key, None) or Article(version=version, no=key[0], suffix=key[1])
        row.ordinal, row.label = ordinal, article["label"]
        row.section, row.text = article["section"], "\n".join(article["paragraphs"])
        (changed if row.pk else fresh).append(row)
    Article.objects.filter(pk__in=[row.pk for row in present.values()]).delete()
    Article.objects.bulk_create(fresh, batch_size=BATCH)
    Article.objects.bulk_update(changed, ["ordinal", "label", "section", "text"], batch_size=BATCH)


def missing_numbers(version: StatuteVersion) -> list[int]:
    """Article numbers between 1 and the highest that the version does not hold."""
    numbers = set(version.articles.values_list("no", flat=True))
    return sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)


@transaction.atomic
def refresh_periods(*, by: User | None) -> int:
    """End every version where the next one begins, or where another act repeals it."""
    repeals = _repeals()
    versions: dict[int, list[StatuteVersion]] = defaultdict(list)
    for row in StatuteVersion.objects.select_for_update().select_related("statute"):
        versions[row.statute_id].append(row)
    moved = 0
    for rows in versions.values():
        rows.sort(key=lambda row: (row.effective_from, row.version_date))
        ends: list[date | None] = [row.effective_from for row in rows[1:]]
        repealed = repeals.get(rows[0].statute.folded_title)
        for row, end in zip(rows, [*ends, repealed], strict=True):
            ended = _end_version(row, end, by)
            moved += ended
            if ended and repealed is not None and row.effective_to == repealed:
                freshness.note_law(row.statute, on=repealed, repealed=True)
    return moved


def _end_version(version: StatuteVersion, end: date | None, by: User | None) -> bool:
    """Set the end; an act repealed before this version began means its predecessor of that name."""
    if end is not None and end < version.effective_from:
        end = None
    if version.effective_to == end:
        return False
    version.effective_to = end
    version.save(update_fields=["effective_to"])
    audit.append("statute.end", obj=version, actor=by, data={"effective_to": end})
    return True


def _repeals() -> dict[str, date]:
    """Folded title -> the day another act in the library repeals it."""
    found: dict[str, date] = {}
    clauses = Article.objects.filter(
        text__contains="同时废止", version__effective_known=True
    ).select_related("version__statute")
    for article in clauses:
        own = article.version.statute.folded_title
        for title in map(fold_title, repealed_titles(article.text)):
            if title != own:
                day = article.version.effective_from
                found[title] = min(day, found.get(title, day))
    return found


@transaction.atomic
def relink_bases(*, by: User | None) -> int:
    """Join the citations of items to statutes that have come into the library since."""
    statutes = dict(Statute.objects.values_list("folded_title", "pk"))
    changed = []
    for basis in ItemBasis.objects.filter(statute__isnull=True, article_no__isnull=False):
        title = basis.citation.rpartition("》")[0].removeprefix("《")
        basis.statute_id = statutes.get(fold_title(title))
        if basis.statute_id:
            changed.append(basis)
    ItemBasis.objects.bulk_update(changed, ["statute"], batch_size=BATCH)
    if changed:
        audit.append(
            "item.relink", object_type="enforcement.itembasis", actor=by, data={"n": len(changed)}
        )
    return len(changed)
