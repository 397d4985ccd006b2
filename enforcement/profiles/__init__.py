"""Jurisdictions as data: what the law sets for all, and what each agency's own rules add.

`national.toml` holds the whole table of periods and thresholds; each profile file overrides it.
Every entry names its article and may be dated (`valid_from`, `valid_to`, both included) or limited
to a `domain` of enforcement. Looked up in order: own entry of the domain, own, national entry of
the domain, national; the first that was in force on the day wins.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.periods import Period

FOLDER = Path(__file__).parent
NATIONAL = "national"
PROFILE_KEYS: tuple[str, ...] = (
    NATIONAL,
    "changzhi_police",
    "lingchuan_civil",
    "datong_commerce",
    "xinshi_urban",
    "sanmenxia_gov",
)
CALENDAR_UNITS = ("day", "month", "year")
CENTS = 100
Row = Mapping[str, Any]


class NamePolicy(StrEnum):
    """How the name of a party is shown to the public (domain §7.3)."""

    FULL = "FULL"
    SURNAME_MOU = "SURNAME_MOU"
    HIDDEN = "HIDDEN"


@dataclass(frozen=True)
class Threshold:
    """An amount of money in cents (分). `inclusive`: the number itself is within 以上 or 以下."""

    amount_cents: int
    inclusive: bool
    article: str


@dataclass(frozen=True)
class Superseded:
    """A seed rule that later law has overtaken, and the sentence a page shows about it."""

    key: str
    seed_text: str
    law_text: str
    article: str
    explanation: str


@dataclass(frozen=True)
class Profile:
    """The rules of one jurisdiction. Rows are mappings as written in the TOML file."""

    key: str
    name: str
    region: str
    source: str
    domain: str
    kinds: tuple[str, ...]
    sealed_domains: tuple[str, ...]
    sealed_article: str
    sealed_rules: str
    sealed: Mapping[str, Any]
    refused: Mapping[str, Any]
    own: Mapping[str, list[Row]]
    base: Mapping[str, list[Row]]

    def period(self, key: str, on: date | None = None, domain: str | None = None) -> Period:
        """The period in force on the day (the newest when None). Raises RuleError when unknown."""
        row = self._row("period", key, on=on, domain=domain)
        unit = str(row["unit"])
        return Period(
            key=key,
            label=str(row["label"]),
            count=int(row["count"]),
            unit=unit,
            inclusive=bool(row.get("inclusive", False)),
            direction=str(row.get("direction", "forward")),
            rolls=bool(row.get("rolls", unit in CALENDAR_UNITS)),
            article=str(row["article"]),
        )

    def value(self, key: str, on: date | None = None, domain: str | None = None) -> Any:
        """A number, text or list of the table. Raises RuleError when unknown."""
        return self._row("value", key, on=on, domain=domain)["value"]

    def values_over_time(self, key: str) -> list[tuple[date, Any]]:
        """Each value the key ever had here with its first day, the oldest first; None in a gap."""
        rows = [r for r in [*self.base["value"], *self.own.get("value", [])] if r["key"] == key]
        days = {date.min} | {row["valid_from"] for row in rows if "valid_from" in row}
        days |= {_day_after(row["valid_to"]) for row in rows if "valid_to" in row}
        found: list[tuple[date, Any]] = []
        for day in sorted(days):
            row = self._find("value", key, day, None)
            value = row["value"] if row else None
            if not found or found[-1][1] != value:
                found.append((day, value))
        return found

    def yearly_keys(self) -> list[str]:
        """Keys of fixed days of every year, such as the annual report's."""
        return [row["key"] for row in self.base["value"] if row.get("yearly")]

    def yearly(self, key: str, on: date) -> date:
        """The next such day on or after `on`. Raises RuleError when the key is unknown."""
        text = str(self.value(key))
        this_year = date.fromisoformat(f"{on.year}-{text}")
        return this_year if on <= this_year else date.fromisoformat(f"{on.year + 1}-{text}")

    def article(self, key: str, on: date | None = None) -> str:
        """The article of a value or period, for messages."""
        table = "value" if self._find("value", key, on, self.domain) else "period"
        return str(self._row(table, key, on=on)["article"])

    def money(
        self, key: str, party_kind: str, on: date | None = None, domain: str | None = None
    ) -> Threshold:
        """The threshold for a kind of party; a sole trader is a citizen unless the rule says not.

        `amount_cents` in 分. Raises RuleError when the profile sets none.
        """
        kinds = [party_kind] if party_kind != "sole_trader" else ["sole_trader", "person"]
        for kind in kinds:
            row = self._find("money", f"{key}/{kind}", on, domain)
            if row is not None:
                return Threshold(int(row["yuan"]) * CENTS, bool(row["inclusive"]), row["article"])
        raise self._unknown(f"{key}（{party_kind}）", on)

    def has(self, key: str, on: date | None = None, domain: str | None = None) -> bool:
        """Whether the profile sets the key in any table on the day."""
        keys = {"period": [key], "value": [key], "money": [f"{key}/person", f"{key}/org"]}
        return any(
            self._find(table, name, on, domain) is not None
            for table, names in keys.items()
            for name in names
        )

    def keys(self, table: str) -> list[str]:
        """All keys of a table ("period", "value", "money"), national and own, in file order."""
        rows = [*self.base.get(table, []), *self.own.get(table, [])]
        return list(dict.fromkeys(str(row["key"]) for row in rows))

    def review_rules(self, on: date | None = None) -> list[Row]:
        """What must pass legal review (domain §9.1): the profile's own list, else the national."""
        return [row for row in self._list("review") if in_force(row, on)]

    def discussion_rules(self, on: date | None = None) -> list[Row]:
        """What the heads must discuss together: the national list, and the profile's own."""
        rows = [*self.base["discussion"], *self.own.get("discussion", [])]
        return [row for row in rows if in_force(row, on)]

    def review_questions(self) -> list[Row]:
        """Heads of 行政处罚法 58 the handler answers yes or no; never inferred from amounts."""
        return self._list("question")

    def review_materials(self) -> list[Row]:
        """What goes to review with the draft (domain §9.2); columns as national.toml says."""
        return self._list("material")

    def review_heads(self) -> list[Row]:
        """The reviewer's checklist (domain §9.3): `key`, `label`, `article`."""
        return self._list("head")

    def annual_levels(self, on: date | None = None) -> list[Row]:
        """The kinds of penalty of the yearly statistics in the profile's scheme, light to heavy."""
        scheme = self.value("annual.penalty_scheme", on=on)
        rows = [row for row in self._list("annual_level") if in_force(row, on)]
        return [row for row in rows if row["scheme"] == scheme]

    def recording_rules(self, kind: str = "", *, on: date | None = None) -> list[Row]:
        """Sound and picture recording by activity (domain §8.2) on the day, own rows over national ones.

        `level` is "full", "partial" or "optional"; `exempt` says a written record may suffice.
        """
        told = [*self.base["recording"], *self.own.get("recording", [])]
        rows = {row["activity"]: row for row in told if in_force(row, on)}
        return [row for row in rows.values() if not kind or kind in row["kinds"]]

    def recording_details(self) -> dict[str, Row]:
        """What the register of recording items adds to each activity, own rows over national ones.

        `ways`, `begins`, `content`, `ends`, `place`; `confirmed` is false for the national default.
        """
        rows = [*self.base["recording_detail"], *self.own.get("recording_detail", [])]
        return {str(row["key"]): row for row in rows}

    def public_since(self) -> date:
        """Before this day nothing was public under these rules (国办发〔2018〕118号)."""
        since: date = self.value("publicity.since")
        return since

    def file_places(self, on: date | None = None, *, field: str = "") -> list[Row]:
        """The places of a case file in order (domain §8.6): `volume`, `label`, `holds`, `article`.

        Own rows, else those of the profile's or the agency's `field`, else the national default.
        """
        if own := [row for row in self.own.get("file_place", []) if in_force(row, on)]:
            return own
        rows = [row for row in self.base["file_place"] if in_force(row, on)]
        if special := [row for row in rows if self._concerns(row, field)]:
            return special
        return [row for row in rows if not row.get("domain")]

    def withholding(self, on: date | None = None) -> list[Row]:
        """Grounds for not publishing a penalty; the columns are as national.toml says."""
        rows = [*self.base["withhold"], *self.own.get("withhold", [])]
        return [row for row in rows if in_force(row, on)]

    def early_stop(self, field: str = "") -> list[Row]:
        """What must be so before a publication is ended early: rows of the field, else for all."""
        rows = self._list("early_stop")
        special = [row for row in rows if self._concerns(row, field)]
        return special or [row for row in rows if not row.get("domain")]

    def _concerns(self, row: Row, field: str) -> bool:
        """Whether a row of a field is for this profile, or for an agency of the field without one."""
        if self.domain:
            return bool(row.get("domain") == self.domain)
        return field in row.get("fields", ())

    def name_policy(self, kind: str, party_kind: str) -> NamePolicy:
        """How the party's name is published for a kind of act (domain §7.3)."""
        for rows in (self.own.get("names", []), self.base["names"]):
            for row in rows:
                if kind in row["kinds"] and party_kind in row["parties"]:
                    return NamePolicy(row["policy"])
        return NamePolicy.HIDDEN

    def name_article(self) -> str:
        """The ground of the name policy."""
        return str(self._list("names")[0]["article"])

    @property
    def superseded(self) -> list[Superseded]:
        """Seed rules that later law has overtaken."""
        return [Superseded(**row) for row in self.own.get("superseded", [])]

    def _list(self, table: str) -> list[Row]:
        return list(self.own.get(table) or self.base[table])

    def _row(self, table: str, key: str, *, on: date | None, domain: str | None = None) -> Row:
        row = self._find(table, key, on, domain)
        if row is None:
            raise self._unknown(key, on)
        return row

    def _find(self, table: str, key: str, on: date | None, domain: str | None) -> Row | None:
        wanted = self.domain if domain is None else domain
        for source in (self.key, NATIONAL):
            rows = _index(source, table).get(key, [])
            for name in dict.fromkeys((wanted, "")):
                found = [r for r in rows if r.get("domain", "") == name and in_force(r, on)]
                if found:
                    return found[-1]
        return None

    def _unknown(self, key: str, on: date | None) -> RuleError:
        stem = key.split("/")[0].split("（")[0]
        tables = ("period", "value", "money")
        names = [name for table in tables for name in self.keys(table)]
        group = stem.rpartition(".")[0] + "."
        near = [name for name in names if name.startswith(stem)] or [
            name for name in names if name.startswith(group)
        ]
        when = _("在%(on)s") % {"on": on} if on else ""
        return RuleError(
            _("“%(name)s”%(when)s没有规定“%(key)s”。")
            % {"name": self.name, "when": when, "key": key},
            article=self.source,
            remedy=_("可用的相近名称：%(list)s。") % {"list": "、".join(near)} if near else "",
            field="key",
        )


def in_force(row: Row, on: date | None) -> bool:
    """Whether a dated row applies on the day; without a day, whether it has no end."""
    if on is None:
        return "valid_to" not in row
    return bool(row.get("valid_from", date.min) <= on <= row.get("valid_to", date.max))


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@cache
def _index(source: str, table: str) -> Mapping[str, list[Row]]:
    index: dict[str, list[Row]] = {}
    for row in read(source).get(table, []):
        for name in _names(row):
            index.setdefault(name, []).append(row)
    return index


def _names(row: Row) -> Iterable[str]:
    return [f"{row['key']}/{kind}" for kind in row["parties"]] if "yuan" in row else [row["key"]]


@cache
def read(key: str) -> Mapping[str, Any]:
    """The parsed TOML file of a profile."""
    return tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))


@cache
def load(key: str) -> Profile:
    """The profile of a key of PROFILE_KEYS. Raises RuleError for any other."""
    if key not in PROFILE_KEYS:
        raise RuleError(
            _("没有名为“%(key)s”的地方规则。") % {"key": key},
            remedy=_("可用的地方规则：%(list)s。") % {"list": "、".join(PROFILE_KEYS)},
            field="profile",
        )
    base, own = read(NATIONAL), read(key)
    return Profile(
        key=key,
        name=own["name"],
        region=own["region"],
        source=own["source"],
        domain=own["domain"],
        kinds=tuple(own["kinds"]),
        sealed_domains=tuple(base["sealed"]["domains"]),
        sealed_article=base["sealed"]["article"],
        sealed_rules=base["sealed"]["rules"],
        sealed=base["sealed"],
        refused=base["refused"],
        own={} if key == NATIONAL else own,
        base=base,
    )
