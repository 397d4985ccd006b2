"""The catalogues of review over published decisions: what a text decides, and which rules it would hit.

`write` brings the tables of docs/review_catalogue_backtest.md into step with a file of published
decisions (penalties.jsonl); nothing of a text, a party or a person is written.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from enforcement.models.kinds import PenaltyKind
from enforcement.profiles import PROFILE_KEYS, Threshold, load
from enforcement.review_facts import REDUCED, Row
from enforcement.review_rules import SEPARATE, SUM, hits
from enforcement.review_scope import in_profile
from tests.real import decided
from tests.real.texts import Text, lines_of, sentences

CENTS = 100
# Limits of citizens and organisations that lists of other places set (domain 9.1).
LIMITS = [
    (1_000, 20_000, True),
    (5_000, 50_000, True),
    (10_000, 50_000, True),
    (10_000, 100_000, True),
    (10_000, 100_000, False),
    (20_000, 50_000, True),
]
KINDS = {
    "行政处罚": "penalty",
    "行政检查": "inspection",
    "责令改正": "penalty",
    "行政强制": "coercion",
}
PARTIES = {"法人及非法人组织": "org", "个体工商户(推定)": "sole_trader"}
# Where the operative part begins, and where it is over.
BEGINS = re.compile(
    r"现?决定(对|给予|责令|作出|处|如下|予以|依法)|(作出|做出了?|处以|给予|进行)(你|当事人|如下|下列|以下)"
    r"[^。]{0,12}(处罚|处理|决定)|行政处罚决定[：:]|处罚结果[：:]|处理情况[：:]|处罚类别1[：:]|"
    r"规定[，、：:]?(我局|本局|现)?(拟?给予|拟?对|行政处罚罚款由)"
)
ENDS = re.compile(
    r"(限于?|应当?|请|须)?[^。；\n]{0,16}(自?(接到|收到)本|送达之日起|十五日内|15日内|逾期不|如不服|如对本|不服本|不缴纳罚款)"
)
# A provision that is quoted or cited says what may be done, not what is done.
QUOTED = re.compile(r"“[^”]*”|「[^」]*」|《[^》]*》")
POSSIBLE = re.compile(r"(情节严重|逾期不改|拒不改正|构成犯罪)[^。；\n]*")
HEARD = re.compile(
    r"(?<!未)(?<!要求)(举行了?|召开了?|组织了?|进行了)听证(会)?(?!的?权|权)|经听证|听证(会)?(笔录|报告)|听证会上"
)
NOT_HEARD = re.compile(
    r"(要求|申请|有权|可以|可|不|未|权利)[^。，,；\n]{0,12}(举行|组织|召开|进行)[^。；\n]{0,4}听证"
)
SPOT = re.compile(r"当场(处罚|作出|处以)|简易(程序|处罚)|处罚类别2[：:]简易|简\s*罚")
THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
CHANGED = re.compile(r"罚款由[^。；，\n]{0,20}变更为")
TAKEN = re.compile(r"没收[^，。；、,;]*")
SHORT = 700  # a summary has no parts
EASED = re.compile(r"(予以|给予|决定|可以|应当|依法)?减轻(行政)?处罚")
# What the party wished, or the agency denied.
NOT_EASED = re.compile(
    r"(请求|要求|申请|不予|不符合|不|无|建议|希望|应|从轻或者?|从轻、)[^。；\n]{0,24}减轻(行政)?处罚"
)
STRICT = {
    PenaltyKind.REVOKE_LICENCE: re.compile(r"(?<!未)吊销"),
    # 停止生产不合格产品 corrects; 停止生产 as such stops the business.
    PenaltyKind.STOP_BUSINESS: re.compile(
        r"(责令|维持|给予|决定)[^。；\n]{0,40}(停产停业|停业整顿|停产整[治顿]|停止生产(?=[，、,。；\s]|和使用|或者?使用|$))|"
        r"停业整顿"
    ),
    PenaltyKind.SUSPEND_LICENCE: re.compile(r"暂扣[^。；\n]{0,16}(许可|执照|证)"),
    PenaltyKind.LOWER_GRADE: re.compile(r"降低[^。；\n]{0,10}资质"),
    PenaltyKind.RESTRICT_PRACTICE: re.compile(
        r"(禁止|取消)[^。；\n]{0,24}(从业|任职|高级管理人员)"
    ),
    PenaltyKind.RESTRICT_BUSINESS: re.compile(r"停止接受[^。；\n]{0,12}业务|暂停(经营|业务|执业)"),
    PenaltyKind.CLOSE_DOWN: re.compile(r"责令(?!停)[^。；\n]{0,20}关闭"),
}
# 撤销 of a licence got by deceit is no penalty (行政许可法 69).
REVOKED = re.compile(r"撤销[^。；\n]{0,20}(许可|证|资格|登记)")
FINED = re.compile(r"处(以)?[^。；，\n]{0,12}元的?(行政)?处罚")
LOOSE = {
    PenaltyKind.WARNING: re.compile(r"警告"),
    PenaltyKind.FINE: re.compile(f"{decided.FINES.pattern}|{FINED.pattern}"),
    PenaltyKind.CONFISCATE_INCOME: decided.INCOME,
    PenaltyKind.CONFISCATE_GOODS: re.compile(r"没收(?!违法|非法所得)"),
}


def operative(row: Mapping[str, Any]) -> str:
    """What the decision orders: the column of the collection, else the end of the text."""
    if row["decision"]:
        return THOUSANDS.sub("", row["decision"])
    text = THOUSANDS.sub("", "\n".join(lines_of(row["text"])))
    begun = [found.start() for found in BEGINS.finditer(text)]
    if not begun:
        return text if len(text) < SHORT else ""
    rest = text[begun[-1] :]
    over = ENDS.search(rest, 12)
    return rest[: over.start()] if over else rest[:600]


def plain(text: str) -> str:
    """A text without quotations and without what would follow another time."""
    return POSSIBLE.sub("", QUOTED.sub("", text))


def facts(row: Mapping[str, Any]) -> Row:
    """What the rules look at, as far as a published text tells."""
    said = plain(operative(row))
    body = str(row["text"])
    text, bare = Text("", "", "", "", ""), Text("", "", "", "", "")
    text.parts["result"] = [line for part in said.splitlines() for line in sentences(part)]
    bare.parts["result"] = [
        CHANGED.sub("罚款", TAKEN.sub("", line)) for line in text.parts["result"]
    ]
    found = {**LOOSE, **STRICT}
    kinds = tuple(str(kind) for kind, rule in found.items() if rule.search(said))
    fine = decided.fine(bare) if PenaltyKind.FINE in kinds else 0
    kind, procedure, outcome = _act(row, said, kinds)
    return Row(
        kind,
        procedure,
        PARTIES[row["party_type"]],
        outcome=outcome,
        penalty_kinds=kinds,
        fine=fine or round((row["amount_yuan"] or 0) * 100),
        confiscated=decided.confiscated(text),
        weights=(REDUCED,) if EASED.search(NOT_EASED.sub("", plain(body))) else (),
        heard=bool(HEARD.search(NOT_HEARD.sub("", QUOTED.sub("", body)))),
    )


def _act(row: Mapping[str, Any], said: str, kinds: tuple[str, ...]) -> tuple[str, str, str]:
    """(kind, procedure, outcome); a licence that is only taken back is an act about a permit."""
    if REVOKED.search(said) and not kinds:
        return "permit", "permit", "revoked"
    kind = KINDS[row["kind"]]
    if kind == "inspection":
        return kind, "inspection", "rectify"
    if kind == "coercion":
        return kind, "ordinary", "measure"
    return kind, "simple" if SPOT.search(row["text"]) else "ordinary", "penalty"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Every record of the collection."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@dataclass
class Count:
    """The hits of one profile: by rule, and by how many rules one decision was hit."""

    name: str
    labels: dict[str, str]
    rules: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    reviewed: int = 0


def count(records: Iterable[Row]) -> dict[str, Count]:
    """The hits of every profile; `alone` are decisions that no other rule would have caught."""
    lists = {key: in_profile(load(key), None) for key in PROFILE_KEYS}
    found = {
        key: Count(load(key).name, {rule["key"]: rule["label"] for rule in rules})
        for key, rules in lists.items()
    }
    for record in records:
        for key, rules in lists.items():
            hit = [rule["key"] for rule in rules if hits(record, rule)]
            found[key].reviewed += bool(hit)
            found[key].rules.update(hit)
            found[key].alone.update(hit if len(hit) == 1 else ())
    return found


def variants(records: Iterable[Row]) -> list[tuple[str, int, int]]:
    """(limits, hits counted separately, hits counted together) of limits seen elsewhere."""
    rows = list(records)
    found = []
    for person, org, inclusive in LIMITS:
        limits = {
            "person": Threshold(person * CENTS, inclusive, ""),
            "org": Threshold(org * CENTS, inclusive, ""),
        }
        each = [
            sum(hits(row, {"test": "amount", "limits": limits, "counted": way}) for row in rows)
            for way in (SEPARATE, SUM)
        ]
        ends = "included" if inclusive else "not included"
        found.append((f"{person:,} / {org:,} yuan, the number {ends}", each[0], each[1]))
    return found


def tables(found: Mapping[str, Count], total: int) -> str:
    """The counts as tables of Markdown."""
    lines = []
    for key, each in found.items():
        lines += [
            f"### {each.name} `{key}`",
            "",
            f"{each.reviewed:,} of {total:,} go to review.",
            "",
        ]
        lines += ["| rule | hits | hit by this rule alone |", "| --- | ---: | ---: |"]
        lines += [
            f"| {label} `{rule}` | {each.rules[rule]:,} | {each.alone[rule]:,} |"
            for rule, label in each.labels.items()
        ]
        lines.append("")
    return "\n".join(lines)


def seen(records: Iterable[Row]) -> str:
    """What the texts tell, as a table of Markdown."""
    rows = list(records)
    lines = ["| what the text tells | decisions |", "| --- | ---: |"]
    counts = {
        "a fine, with its amount": sum(row.fine > 0 for row in rows),
        "gains taken away, with their amount": sum(row.confiscated > 0 for row in rows),
        "decided on the spot": sum(row.procedure == "simple" for row in rows),
        "a hearing was held": sum(row.heard for row in rows),
        "reduced below the range": sum(REDUCED in row.weights for row in rows),
        "neither a kind of penalty nor an amount": sum(
            not (row.penalty_kinds or row.fine) for row in rows
        ),
        "a penalty or a fine inside an inspection": sum(
            row.kind == "inspection" and bool(row.penalty_kinds or row.fine) for row in rows
        ),
        **{f"kind `{kind}`": sum(kind in row.penalty_kinds for row in rows) for kind in NAMED},
    }
    return "\n".join([*lines, *(f"| {name} | {count:,} |" for name, count in counts.items())])


NAMED = [str(kind) for kind in (*LOOSE, *STRICT)]


def page(records: list[Row]) -> str:
    """The part of the document that is made from the collection."""
    total = len(records)
    lines = ["| limits (citizen / organisation) | separate | sum |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {one:,} | {both:,} |" for name, one, both in variants(records)]
    parts = [f"## {total:,} decisions", seen(records), "## Hits by rule"]
    parts += [tables(count(records), total).rstrip(), "## Limits of other places", "\n".join(lines)]
    return "\n\n".join(parts)


def with_tables(text: str, records: list[Row]) -> str:
    """The document with its tables made anew."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{page(records)}\n{END}{rest.partition(END)[2]}"


DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "review_catalogue_backtest.md"
BEGIN, END = "<!-- backtest:begin -->", "<!-- backtest:end -->"


def write(path: Path) -> None:
    """Bring the document into step with the collection at `path`."""
    made = [facts(row) for row in rows(path)]
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8"), made), encoding="utf-8")
