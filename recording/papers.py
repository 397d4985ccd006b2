"""Papers that an officer words: the table papers.toml, typed, and what the record fills in."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Case, Decision, Defence, InspectionTask
from enforcement.services import decisions
from recording import contexts, kinds
from recording.kinds import Named
from recording.models import Document, Step

REEXAMINED = "reexamination_opinion"
CELLS = re.compile(r"[，,\t]")
FACTS = {
    "party": "当事人",
    "cause": "案由",
    "case_no": "案号",
    "filed": "立案（受理）日期",
    "decision_no": "决定书文号",
    "decided": "决定日期",
    "agency": "行政机关名称",
    "today": "日期",
}
Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Element(Named):
    """One thing the paper says. `kind`: line, text or rows; `source`: where its words are known."""

    kind: str
    required: bool
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper(kinds.DocumentKind):
    """A kind of document that is written on the page of papers; see the head of papers.toml."""

    procedures: tuple[str, ...]
    elements: tuple[Element, ...]
    numbered: bool = False
    served: bool = False
    own: bool = False
    to: str = ""
    lines: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())


def _element(key: str, row: list[str]) -> Element:
    label, english, kind, *source = row
    return Element(
        key=key,
        label_zh=label,
        label_en=english,
        kind=kind.removesuffix("?"),
        required=not kind.endswith("?"),
        source=source[0] if source else "",
    )


def _paper(key: str, row: dict[str, Any]) -> Paper:
    elements = tuple(_element(name, each) for name, each in row["elements"].items())
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    values |= {"label_zh": values.pop("label"), "label_en": values.pop("en")}
    return Paper(key=key, **{**values, "elements": elements})


@cache
def papers() -> dict[str, Paper]:
    """Every paper of the table by key, in the order of the procedure."""
    table = tomllib.loads(kinds.PAPERS.read_text(encoding="utf-8"))
    return {key: _paper(key, row) for key, row in table["paper"].items()}


def papers_of(case: Case) -> list[Paper]:
    """The papers the procedure of the case knows."""
    return [paper for paper in papers().values() if case.procedure in paper.procedures]


# ------------------------------------------------------------------------ what the record knows
def facts(case: Case, on: date) -> dict[str, str]:
    """The facts of the record that sentences may name, "" where the case does not have them yet."""
    decision = decisions.live(case)
    issued = decision.issued_on if decision else None
    return {
        "party": case.party.name,
        "cause": case.cause,
        "case_no": case.number,
        "filed": contexts.day(case.filed_on) if case.filed_on else "",
        "decision_no": decision.doc_no if decision else "",
        "decided": contexts.day(issued) if issued else "",
        "agency": case.agency.name,
        "today": contexts.day(on),
    }


def known(case: Case, paper: Paper) -> dict[str, str]:
    """The words of the record each element begins with."""
    draft = decisions.live(case)
    return {
        element.key: _source(case, draft, element.source)
        for element in paper.elements
        if element.source
    }


def _source(case: Case, draft: Decision | None, source: str) -> str:
    if source.startswith("step."):
        steps = Step.objects.filter(case=case, kind=source.removeprefix("step."))
        return getattr(steps.order_by("at").last(), "text", "")
    if source in ("summary", "cause"):
        return str(getattr(case, source))
    if source in SOURCES:
        return SOURCES[source](case)
    return str(getattr(draft, source, "") or "")


def _papers(case: Case) -> str:
    rows = Document.objects.filter(case=case).order_by("dated_on", "pk")
    return "\n".join(f"{row.title}，{row.number}，{row.dated_on}，{row.pages}" for row in rows)


def _defence(case: Case) -> str:
    rows = [row for notice in case.notices.all() for row in notice.defences.all()]
    return "\n".join(row.text for row in rows)


def _permit(case: Case) -> str:
    draft = decisions.live(case)
    return f"{draft.cert_title}{draft.permit_no}" if draft else ""


def _valid(case: Case) -> str:
    draft = decisions.live(case)
    if draft is None or draft.valid_from is None:
        return ""
    until = f"至{contexts.day(draft.valid_to)}" if draft.valid_to else "起长期有效"
    return f"自{contexts.day(draft.valid_from)}{until}"


def _task(case: Case) -> str:
    task = InspectionTask.objects.filter(case=case).first()
    return f"{case.number} {task.get_kind_display()}" if task else ""


SOURCES: dict[str, Callable[[Case], str]] = {
    "papers": _papers,
    "defence": _defence,
    "permit": _permit,
    "valid": _valid,
    "task": _task,
}


# ------------------------------------------------------------------------ what the paper says
def context(case: Case, paper: Paper, words: Words, on: date) -> contexts.Context:
    """The context of the paper. RuleError for a legal element that is blank, by its name."""
    said = {key: value.strip() for key, value in words.items()}
    for element in paper.elements:
        if element.required and not said.get(element.key):
            raise _missing(paper, element.label, element.key)
    record = facts(case, on)
    _refuse_unknown(paper, record)
    base = contexts.base_context(case, on=on)
    if paper.own:
        base |= {"officers": []}
    if paper.to:
        base |= {
            "party": {},
            "addressee": said["organ"] if paper.to == "organ" else record["party"],
        }
    return {
        **base,
        **_body(paper, {**record, **said}),
        "opinions": [_box(label) for label in paper.opinions],
        "signatures": [{"label": label, "name": "", "date": ""} for label in paper.signed],
    }


def reexamined(row: Defence, text: str, on: date) -> contexts.Context:
    """复核意见书: what the party said, as it can be printed, whether it is adopted, and why."""
    verdict = "予以采纳" if row.adopted else "不予采纳"
    words = {"defence": text, "opinion": f"{verdict}。{row.reasons}"}
    return context(row.notice.case, papers()[REEXAMINED], words, on)


def _missing(paper: Paper, name: str, key: str = "") -> RuleError:
    return RuleError(
        _("《%(paper)s》缺少“%(name)s”，不能生成。") % {"paper": paper.label, "name": name},
        article=paper.article,
        remedy=_("请补充后重试。"),
        field=key,
    )


def _refuse_unknown(paper: Paper, record: Words) -> None:
    named = {name for line in paper.lines for name in _names(line)}
    for key, label in FACTS.items():
        if key in named and not record[key]:
            raise _missing(paper, label)


def _names(line: str) -> list[str]:
    return [name for _text, name, _spec, _how in Formatter().parse(line) if name]


def _body(paper: Paper, words: Words) -> contexts.Context:
    rows = [_cells(line, paper) for line in words.get("rows", "").splitlines() if line.strip()]
    table = {
        "columns": list(paper.columns),
        "rows": [[str(no), *row] for no, row in enumerate(rows, start=1)],
    }
    if paper.lines:
        said = [line for line in paper.lines if _says(line, paper, words)]
        lines = [part for line in said for part in line.format_map(words).splitlines()]
        return {"opening": lines, **table}
    short = [[e.label_zh, words[e.key]] for e in paper.elements if e.kind == "line"]
    long = [contexts.section(e.label_zh, words[e.key]) for e in paper.elements if e.kind == "text"]
    return {"fields": short, "sections": long, **table}


def _cells(line: str, paper: Paper) -> list[str]:
    """The cells of a row, as many as the table has behind the serial number."""
    wanted = len(paper.columns) - 1
    found = [cell.strip() for cell in CELLS.split(line, maxsplit=wanted - 1)]
    return found + [""] * (wanted - len(found))


def _says(line: str, paper: Paper, words: Words) -> bool:
    """A sentence around an element that was left out is not printed."""
    optional = {element.key for element in paper.elements if not element.required}
    named = [name for name in _names(line) if name in optional]
    return not named or any(words.get(name) for name in named) or len(_names(line)) > len(named)


def _box(label: str) -> dict[str, str]:
    return {"label": label, "text": "", "name": "", "date": ""}
