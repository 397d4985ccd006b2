"""A made-up public record of any size whose texts hold words of every frequency that a search meets.

How its rows are written is in benchmarks/search_postgres.py and search_sqlite.py.
"""

import os
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from typing import TypeVar, cast

from django.core.management import call_command
from django.db import models

from benchmarks.portal import READY
from benchmarks.scale_world import Row
from core.identifiers import uscc_check_char
from core.numbering import fold_doc_no
from core.search import place
from disclosure.models import ExternalRecord, Publication, RedactedVersion, SearchEntry
from disclosure.services.search_index import columns
from enforcement.models import Agency

DECISIONS = int(os.environ.get("PORTAL_BENCH_SEARCH", "30000"))
AGENCIES, DAYS, PROCESSES = 300, 1825, 2
FIRST, NOW = date(2021, 11, 1), datetime(2026, 11, 1, tzinfo=UTC)
KINDS = ("penalty", "penalty", "penalty", "permit", "inspection", "coercion")
# Word -> in every how many texts it stands; words of one class differ a little.
VERY_COMMON = {"处罚": 1, "规定": 1, "当事": 2, "决定": 2, "整改": 3, "检查": 3}
COMMON = {
    "食品": 10,
    "道路": 11,
    "消防": 13,
    "广告": 14,
    "占道": 10,
    "占用": 12,
    "道口": 12,
    "用地": 12,
}
PHRASES = {"擅自设置": 12, "未按规定": 9, "限期改正": 6, "无证经营": 14}
# Ideographs that the clauses do not use.
SELDOM = "鳜鳝鲟鲮鲢鲤鲫鲨鳗鳕鲍蛎蚝蚌蛤螺蟹虾蛏蚶骡驴骆驼鹿麝獐狍貂獾狐狸狼豺豹狮猞猁"
ADVERSARIAL = {3: ("占用地", "占道口"), 4: ("食品道路", "消防广告")}
TRADES = "餐饮建筑运输物业商贸装饰食材园林仓储传媒"
PLACES = "东湖西陵南屏北苑新城古镇河畔山前滨江林场"
LETTERS = "".join(chr(0x4E00 + n * 7) for n in range(2600))
CLAUSES, CLAUSE, PER_TEXT = 3000, 15, 14
TABLES: tuple[type[models.Model], ...] = (
    ExternalRecord,
    Publication,
    RedactedVersion,
    SearchEntry,
)
M = TypeVar("M", bound=models.Model)
MADE = {"layout": "made", "fields": "{}", "raw": "{}", "flags": "[]"}


def pair(text: str, no: int) -> str:
    """The no-th word of two characters."""
    start = no * 2 % len(text)
    return text[start : start + 2]


def brand(no: int) -> str:
    """The two characters by which a company is called; 40,000 of them."""
    number = no % 40_000
    return chr(0x4E00 + 1 + number % 200 * 7) + chr(0x4E00 + 2 + number // 200 * 7)


def company(no: int) -> str:
    """A name of a company."""
    return f"云岭市{pair(PLACES, no)}{brand(no)}{pair(TRADES, no // 10)}有限公司"


@cache
def code(no: int) -> str:
    """The code of a company; each brand has one."""
    first = f"91410100MA{no % 40_000:07d}"
    return first + uscc_check_char(first)


def middling(no: int) -> str:
    """A word that stands in three texts of a thousand."""
    return chr(0x9FA0 - 3 * (no % 12)) + SELDOM[no % 12]


def rare(no: int) -> str:
    """A word of two characters in about ten texts of a million."""
    return SELDOM[no % len(SELDOM)] + chr(0x9F00 - 3 * (no % 97))


def rare_phrase(no: int) -> str:
    """A phrase of four characters, as seldom."""
    return rare(no) + pair(TRADES, no)


def absent(no: int) -> str:
    """A word that stands nowhere."""
    return SELDOM[no % len(SELDOM)] + SELDOM[(no * 7 + 13) % len(SELDOM)]


def planted(no: int, count: int, chance: random.Random) -> list[str]:
    """The words of the no-th text beside its filler."""
    known = {**VERY_COMMON, **COMMON, **PHRASES}
    found = [word for word, every in known.items() if chance.randrange(every) == 0]
    if no % 25 == 7:
        found.append(middling(chance.randrange(12)))
    every = max(count // 10 // 97, 1)
    if no % every == 3:
        found.append(rare_phrase(no // every))
    if no % 60_000 == 11:
        found.extend(words[no // 60_000 % 2] for words in ADVERSARIAL.values())
    chance.shuffle(found)
    return found


@cache
def clauses() -> tuple[list[str], list[float]]:
    """What such texts are made of, clauses that come again and again, and how often each."""
    chance = random.Random(1)  # noqa: S311  # the same record every time
    letters = list(accumulate(1 / (n + 30) for n in range(len(LETTERS))))
    made = [
        "".join(chance.choices(LETTERS, cum_weights=letters, k=CLAUSE)) for _n in range(CLAUSES)
    ]
    return made, list(accumulate(1 / (n + 20) for n in range(CLAUSES)))


def text(no: int, count: int) -> str:
    """About 270 characters: clauses of uneven frequency, with the words between them."""
    chance = random.Random(no)  # noqa: S311  # the same record every time
    made, weights = clauses()
    pieces = chance.choices(made, cum_weights=weights, k=PER_TEXT)
    pieces.extend(planted(no, count, chance))
    chance.shuffle(pieces)
    return "，".join(pieces)


def shown(no: int, count: int, agency: Agency) -> Row:
    """What is shown of the no-th decision."""
    on = day(no, count)
    number = f"{agency.doc_prefix}〔{on.year}〕{no}号"
    return {
        "id": no + 1,
        "title": f"{pair(PLACES, no)}{pair(TRADES, no // 7)}违规案",
        "doc_no": number,
        "doc_no_key": fold_doc_no(number),
        "party_name": company(no),
        "party_uscc": code(no % 40_000),
        "party_kind": "org",
        "agency_name": agency.name,
        "penalty_kinds": ["fine"],
        "fine_cents": 100 * (no % 5000 + 100),
        "facts": text(no, count),
        "result": f"{on.year}年作出，罚款人民币{no % 5000 + 100}元。",
        "sha256": "0" * 64,
    }


def key(no: int) -> uuid.UUID:
    """The key of the no-th publication, spread as random ones are."""
    return uuid.UUID(bytes=blake2b(b"%d" % no, digest_size=16).digest(), version=4)


def day(no: int, count: int) -> date:
    """Decisions come in the order of their days."""
    return FIRST + timedelta(days=no * DAYS // count)


def told(no: int, on: date) -> date:
    """The day it became public: within three weeks of its own, now and then more than a year later."""
    return min(on + timedelta(days=400 if no % 50 == 9 else no % 20), NOW.date())


def kind_of(no: int) -> str:
    """Half of them are penalties."""
    return KINDS[no * 7 % len(KINDS)]


def rows_of(no: int, count: int, agency: Agency) -> Iterator[Row]:
    """The rows of the no-th decision, one for each of TABLES."""
    on, name, version = day(no, count), key(no), shown(no, count, agency)
    record = {"agency_id": agency.pk, "kind": kind_of(no), "key": f"made-{no}", "decided_on": on}
    yield {**record, "id": no + 1, "updated_at": NOW, **MADE}
    publication = {
        **{"id": name, "agency_id": agency.pk, "kind": kind_of(no), "status": "published"},
        **{"division_code": agency.division_code, "decided_on": on},
        **{"record_id": no + 1, "shown_id": no + 1, "first_published_on": told(no, on)},
    }
    yield {**blank(Publication), **publication}
    empty = dict.fromkeys(("basis_refs", "sections", "officers", "spans"), "[]")
    row = {**version, "publication_id": name, "penalty_kinds": '["fine"]'}
    yield {**blank(RedactedVersion), **empty, **row}
    entry = columns(filled(Publication, publication), filled(RedactedVersion, version))
    yield {**entry, "id": place(on, name), "publication_id": name}


@cache
def blank(model: type[models.Model]) -> Row:
    """The row of a model as it is without being told anything."""
    row = model()
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {**values, **{name: NOW for name in ("created_at", "updated_at") if name in values}}


@cache
def reused(model: type[M]) -> M:
    """One object for all rows of a model: making a new one takes longer than what is measured."""
    return model()


def filled(model: type[M], values: Row) -> M:
    """The object of a model, with the values of one row."""
    row = cast(M, reused(model))
    vars(row).update(values)
    return row


def prepare() -> None:
    """An empty record with its agencies."""
    assert READY
    call_command("migrate", verbosity=0)
    found_agencies()


def found_agencies() -> None:
    """A government and the agencies below it, in 30 counties."""
    top = Agency.add_root(name="云岭市人民政府", folded_name="云岭市人民政府", kind="government")
    for no in range(AGENCIES):
        name, code = f"云岭市第{no}执法局", f"41{no // 60 + 11:02d}{no % 6 + 1:02d}"
        top.add_child(name=name, folded_name=name, doc_prefix=f"云执{no}", division_code=code)
