"""Redaction of public texts: pure functions from a text and its parties to text and spans.

Rules: domain law on what to hide is in rules.toml, words to recognise it by in lexicon.toml.
Organisation names, 统一社会信用代码, 文号, law names, amounts, dates and officers stay.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from disclosure.redaction.address import find_addresses
from disclosure.redaction.conditions import find_beliefs, find_health
from disclosure.redaction.contacts import (
    find_emails,
    find_land_lines,
    find_mobiles,
    find_social_accounts,
)
from disclosure.redaction.detectors import (
    find_bank_accounts,
    find_identity_cards,
    find_plates,
    find_travel_documents,
)
from disclosure.redaction.ends import normal_name
from disclosure.redaction.foreigners import find_foreign_papers, latin_parts, said_again
from disclosure.redaction.homes import find_homes
from disclosure.redaction.lexicon import fold
from disclosure.redaction.masks import FULL, HIDDEN, POLICIES, SURNAME_MOU, mask_name, masks
from disclosure.redaction.names import (
    Person,
    find_people,
    is_personal,
    longest_first,
    looks_like_name,
    occurrences,
)
from disclosure.redaction.officers import is_theirs
from disclosure.redaction.papers import find_other_papers
from disclosure.redaction.personal import find_birth_dates, find_property_titles
from disclosure.redaction.queries import asks_for_a_person
from disclosure.redaction.spans import (
    ORGANISATION,
    PERSON,
    Party,
    Redacted,
    Span,
    apply,
    merge,
    onto,
    span,
    to_original,
    visible,
)
from disclosure.redaction.tables import find_cells
from disclosure.redaction.written import find_written

__all__ = [
    "FULL",
    "HIDDEN",
    "POLICIES",
    "SURNAME_MOU",
    "Party",
    "Redacted",
    "Span",
    "asks_for_a_person",
    "is_personal",
    "mask_name",
    "normal_name",
    "redact",
    "redact_fields",
]

_DETECTORS = (
    find_identity_cards,
    find_bank_accounts,
    find_plates,
    find_travel_documents,
    find_foreign_papers,
    find_other_papers,
    find_mobiles,
    find_social_accounts,
    find_birth_dates,
    find_property_titles,
    find_written,
    find_cells,
    find_beliefs,
)
_LAW = re.compile(
    r"《[^《》\n]{2,60}(?:法|条例|办法|规定|规则|细则|标准|准则|通则|公约|解释|规范|规程|制度|基准|清单)"
    r"(?:（[^（）\n]{1,20}）)?》"
)
# An officer's certificate may have the shape of one of these, and an officer's telephone is the agency's.
_OFFICIAL = ("PHONE", "PASSPORT")
_MAX_PASSES = 4


def redact(text: str, parties: Sequence[Party] = (), *, name_policy: str = SURNAME_MOU) -> Redacted:
    """Hide what the public may not see. Running it again on its own result changes nothing.

    `name_policy`: SURNAME_MOU (张某某), HIDDEN, or FULL, which shows the punished party's name and
    still masks everybody else's. Raises ValueError on another policy.
    """
    return redact_fields({"": text}, parties, name_policy)[""]


def redact_fields(
    fields: Mapping[str, str], parties: Sequence[Party] = (), policy: str = SURNAME_MOU
) -> dict[str, Redacted]:
    """Redact several fields of one document with one set of people and one numbering."""
    if policy not in POLICIES:
        raise ValueError(f"name_policy must be one of {sorted(POLICIES)}, not {policy!r}")
    spans: dict[str, list[Span]] = {key: [] for key in fields}
    people = _party_people(parties)
    told = {person.name for person in people}
    for _pass in range(_MAX_PASSES):
        # Most fields of a sheet are empty, and looking for nothing in them takes as long.
        seen = {key: visible(apply(text, spans[key])) for key, text in fields.items() if text}
        shown = {key: fold(text) for key, (text, _places) in seen.items()}
        people = _join(people, [p for text in shown.values() for p in find_people(text, told)])
        new = {key: _find(text, people, policy, parties) for key, text in shown.items()}
        for key, found in new.items():
            places = seen[key][1]
            original = [to_original(onto(places, one), spans[key]) for one in found]
            spans[key] = merge([*spans[key], *original])
        spans = _with_masks(fields, spans, policy)
        if not any(new.values()):
            break
    return {key: Redacted(apply(text, spans[key]), spans[key]) for key, text in fields.items()}


def _party_people(parties: Sequence[Party]) -> list[Person]:
    """People among the parties; a sole trader without a 字号 trades under a personal name."""
    people = []
    for party in parties:
        name = normal_name(party.name)
        personal = party.kind == PERSON or (party.kind != ORGANISATION and is_personal(name))
        if personal and looks_like_name(name, sure=party.kind == PERSON):
            punished = not party.role or bool(re.search(r"当事|处罚|相对人|party", party.role))
            people.append(Person(name, punished))
    return people


def _join(known: list[Person], found: list[Person]) -> list[Person]:
    joined = {person.name: person for person in known}
    for person in found:
        if person.name not in joined and said_again(person.name, joined):
            continue
        old = joined.get(person.name, person)
        joined[person.name] = replace(old, is_party=old.is_party or person.is_party)
    return list(joined.values())


def _hidden_names(people: list[Person], policy: str) -> list[str]:
    shown = policy == FULL
    return longest_first(p.name for p in people if not (shown and p.is_party))


def _find(text: str, people: list[Person], policy: str, parties: Sequence[Party]) -> list[Span]:
    spans = [one for detector in _DETECTORS for one in detector(text)]
    spans += find_addresses(text, parties)
    named = [person.name for person in people if person.name in text]
    for find in (find_land_lines, find_emails, find_homes, find_health):
        spans += find(text, named)
    spans = [one for one in spans if one.type not in _OFFICIAL or not is_theirs(text, one.start)]
    spans += _names(text, _hidden_names(people, policy), _protected(text, parties))
    return merge(spans)


def _protected(text: str, parties: Sequence[Party]) -> list[tuple[int, int]]:
    """Ranges in which no name is masked: titles of laws, registered names of organisations."""
    ranges = [match.span() for match in _LAW.finditer(text)]
    for party in parties:
        public = party.kind != PERSON and not is_personal(normal_name(party.name))
        if public and party.name:
            name = re.escape(fold(party.name))
            ranges += [match.span() for match in re.finditer(name, text)]
    return ranges


def _names(text: str, names: list[str], protected: list[tuple[int, int]]) -> list[Span]:
    spans: list[Span] = []
    taken = bytearray(len(text))
    for a, b in protected:
        taken[a:b] = b"\x01" * (b - a)
    found = [(name, place) for name in names for place in occurrences(text, name)]
    found += [(name, place) for name in names for place in latin_parts(text, name)]
    for name, (start, end) in found:
        if not any(taken[start:end]):
            spans.append(span(start, end, "PERSON", name=name))
            taken[start:end] = b"\x01" * (end - start)
    return spans


def _with_masks(
    fields: Mapping[str, str], spans: Mapping[str, list[Span]], policy: str
) -> dict[str, list[Span]]:
    """The same spans, with one replacement for every person throughout the document."""
    order = [one.name for key in fields for one in spans[key] if one.name]
    table = masks(order, policy=policy, taken="\n".join(fields.values()))
    return {
        key: [replace(s, replacement=table[s.name]) if s.name else s for s in found]
        for key, found in spans.items()
    }
