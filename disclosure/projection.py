"""From a decision to its public projection: whitelisted fields only, every text redacted. Pure."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import RuleError
from core.identifiers import check_id_card, normalise_code, uscc_ok
from core.numbering import fold_doc_no
from disclosure import kind_fields, redaction
from disclosure.models import ExternalRecord, Publication, RedactedVersion
from disclosure.redaction import reader
from disclosure.redaction.spans import apply
from enforcement import particulars, weighing
from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind
from enforcement.models.officer import Officer

TEXTS = ("title", "facts", "evidence", "basis", "result", "order", "discretion", "performance")
# 违法事实 is a heading of penalties; every other act has facts of its own.
PUNISHED, FACTS = gettext_noop("违法事实或者认定事实"), gettext_noop("事实")
HEADINGS = {
    "facts": PUNISHED,
    "evidence": gettext_noop("证据"),
    "reasons": gettext_noop("违法行为的认定和理由"),
    "basis": gettext_noop("依据"),
    "discretion": gettext_noop("裁量说明"),
    "applied": gettext_noop("裁量基准的适用"),
    "result": gettext_noop("决定内容"),
    "order": gettext_noop("责令改正"),
    "performance": gettext_noop("履行方式和期限"),
    "remedies": gettext_noop("救济途径"),
}
# Sections that are also columns of their own, for lists and the exchange.
MIRRORED = ("facts", "basis", "result")
ALONE = "text"
# Fields, parties and policy -> the fields redacted.
Hide = Callable[[Mapping[str, str], Sequence[redaction.Party], str], dict[str, redaction.Redacted]]
# What the digest of a version is over.
DIGESTED = (
    *("title", "doc_no", "doc_no_key", "party_name", "party_kind", "party_uscc", "agency_name"),
    *("penalty_kinds", "fine_cents", "facts", "basis", "basis_refs", "result", "remedies"),
    *("sections", "officers", "spans"),
)


def parties(decision: Decision) -> list[redaction.Party]:
    """The natural persons and organisations of the case whose names the engine must know."""
    party = decision.case.party
    found = [redaction.Party(party.name, party.kind, "当事人")]
    if party.legal_rep:
        found.append(redaction.Party(party.legal_rep, PartyKind.PERSON, "法定代表人"))
    return found


@translation.override(settings.LANGUAGE_CODE)
def originals(decision: Decision) -> dict[str, str]:
    """Every text of a decision that may go to the public after redaction, by name."""
    texts = {
        "case_title": decision.case.title,
        "party_name": decision.case.party.name,
        "reasons": particulars.said(decision, particulars.REASONS),
        "applied": "\n".join(weighing.applied(decision, public=True).lines),
    }
    texts |= {name: str(getattr(decision, name)) for name in TEXTS}
    return texts | kind_fields.said(decision)


def headings_for(kind: str) -> dict[str, str]:
    """Name of a text -> heading of the sections of our own decisions of the kind, in their order.

    Headings are stored and published as they are, whatever the language of who edits.
    """
    return kind_fields.HEADINGS.get(kind, {}) | _common(kind)


def _common(kind: str) -> dict[str, str]:
    return HEADINGS if kind == ActionKind.PENALTY else {**HEADINGS, "facts": FACTS}


def known_headings() -> frozenset[str]:
    """Every heading that a public text can have; a page names them in the language of its reader."""
    own = (heading for kind in ActionKind.values for heading in headings_for(kind).values())
    sent = (heading for kind in ActionKind.values for heading in headings_of(kind).values())
    return frozenset((*own, *sent))


def policy_of(decision: Decision) -> str:
    """How the profile shows the party's name (domain §7.3)."""
    party = decision.case.party
    return shown_names(decision.agency, decision.kind, party.kind, party.name)


def shown_names(agency: Agency, kind: str, party_kind: str, name: str) -> str:
    """The policy for a party. A sole trader without a 字号 trades under a person's name, as which it counts."""
    personal = party_kind == PartyKind.SOLE_TRADER and redaction.is_personal(
        redaction.normal_name(name)
    )
    return agency.rules().name_policy(kind, PartyKind.PERSON if personal else party_kind)


@translation.override(settings.LANGUAGE_CODE)
def hidden(decision: Decision) -> dict[str, redaction.Redacted]:
    """The same texts redacted, with what was taken out of each and why."""
    return redaction.redact_fields(originals(decision), parties(decision), policy_of(decision))


@translation.override(settings.LANGUAGE_CODE)
def build(decision: Decision) -> dict[str, Any]:
    """The proposed projection of a decision, by RedactedVersion field, before a person edits it."""
    party = decision.case.party
    fields = hidden(decision)
    clean = {name: result.text for name, result in fields.items()}
    clean["remedies"] = decision.remedies
    return {
        "title": clean["case_title"],
        "doc_no": decision.doc_no,
        "doc_no_key": fold_doc_no(decision.doc_no),
        "party_name": clean["party_name"],
        "party_kind": party.kind,
        "party_uscc": public_code(party.kind, party.uscc),
        "agency_name": str(decision.agency.name),
        "penalty_kinds": list(decision.penalty_kinds),
        "fine_cents": decision.fine_cents,
        "facts": clean["facts"],
        "basis": clean["basis"],
        "basis_refs": list(decision.basis_refs),
        "result": clean["result"],
        "remedies": decision.remedies,
        "sections": [
            [label, clean[key]]
            for key, label in headings_for(decision.kind).items()
            if clean.get(key)
        ],
        "officers": officer_lines(decision),
        "spans": [
            {"field": name, "type": span.type, "reason": span.reason}
            for name, result in fields.items()
            for span in result.spans
        ],
    }


def officer_lines(decision: Decision) -> list[list[str]]:
    """[name, certificate number] of the handlers, as public information (seed 004)."""
    rows = Officer.objects.filter(assignments__case=decision.case, assignments__until=None)
    lines = []
    for officer in rows.order_by("assignments__part", "pk"):
        certificate = officer.certificate_on(decision.issued_on) if decision.issued_on else None
        lines.append([officer.name, certificate.number if certificate else ""])
    return lines


def digest(fields: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON of everything that will be shown: DIGESTED and no more."""
    told = {name: fields[name] for name in DIGESTED if name in fields}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def canonical(fields: Mapping[str, Any]) -> str:
    """Compact JSON with sorted keys."""
    return json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def shown(version: RedactedVersion) -> dict[str, Any]:
    """The fields of a version that its digest is over, as `build` or `build_record` made them."""
    return {name: getattr(version, name) for name in DIGESTED}


def with_edits(
    fields: Mapping[str, Any], edits: Mapping[str, Any], kind: str = ActionKind.PENALTY
) -> dict[str, Any]:
    """The projection after a person's edits, the single texts and the sections kept in step.

    Sections keep the headings and the order of the decision; one left without text is not shown.
    RuleError for a heading the decision does not have.
    """
    sections = {str(heading): str(text) for heading, text in fields["sections"]}
    named = _common(kind)
    # Texts of before, of acts that are no penalties, still come under the heading of penalties.
    known = {PUNISHED: named["facts"]}
    given = {known.get(str(head), str(head)): str(text) for head, text in edits.get("sections", [])}
    given |= {named[key]: str(edits[key]) for key in MIRRORED if key in edits}
    unknown = set(given) - set(sections)
    if unknown:
        raise RuleError(
            _("决定中没有“%(names)s”部分，不能增加。") % {"names": "、".join(sorted(unknown))},
            article="市场监督管理行政处罚信息公示规定第七条",
            remedy=_("公开内容应当与决定一致，只能隐去依法不公开的部分。"),
            field="sections",
        )
    texts = {heading: text.strip() for heading, text in (sections | given).items()}
    return {
        **fields,
        **edits,
        "sections": [[heading, text] for heading, text in texts.items() if text],
        **{key: texts.get(named[key], "") for key in MIRRORED},
    }


def redacted_text(text: str, decision: Decision) -> str:
    """A further text about the decision, redacted under the same rules."""
    return redaction.redact(text, parties(decision), name_policy=policy_of(decision)).text


def leaks(
    fields: Mapping[str, Any], decision: Decision, kept: Collection[tuple[str, str]] = ()
) -> list[str]:
    """What a person's edit of the projection would still give away, and where; empty when clean.

    `kept`: (type, text) that a reviewer shows with a reason.
    """
    texts = {key: text for key, text in fields.items() if isinstance(text, str)}
    texts.update(dict(fields.get("sections", [])))
    # Remedies, agency and document number are the agency's own words, not the party's data.
    for own in ("remedies", "agency_name", "doc_no", "doc_no_key", "sha256", "party_uscc"):
        texts.pop(own, None)
    # As an editor may have written it, the section is no longer the agency's standing text.
    if texts.get(HEADINGS["remedies"]) == decision.remedies.strip():
        del texts[HEADINGS["remedies"]]
    found = redaction.redact_fields(texts, parties(decision), policy_of(decision))
    code = str(fields.get("party_uscc", ""))
    wrong = {_("统一社会信用代码不正确")} if code != public_code(PartyKind.ORG, code) else set()
    return sorted(
        wrong
        | {
            _place(name) + reader.reason(span.reason)
            for name, result in found.items()
            for span in result.spans
            if (span.type, texts[name][span.start : span.end]) not in kept
        }
    )


def _place(name: str) -> str:
    """The field or section as the editor's page calls it, with a colon; "" of a text by itself."""
    if name == ALONE:
        return ""
    named = {**HEADINGS, "title": "标题", "party_name": "当事人"}.get(name, name)
    known = name != named or name in known_headings()
    return _("%(place)s：") % {"place": _(named) if known else named}


TITLE_LENGTH = 300
HIDDEN_IN_NUMBERS = frozenset({"PERSON", "ID_CARD"})
RECORD_HEADINGS = {
    "violation_type": gettext_noop("违法行为类型"),
    "facts": gettext_noop("违法事实"),
    "basis": gettext_noop("依据"),
    "penalty_kinds": gettext_noop("处罚类别"),
    "content": gettext_noop("决定内容"),
    "confiscated_wan": gettext_noop("没收违法所得、没收非法财物的金额（万元）"),
    "licence": gettext_noop("暂扣或吊销证照名称及编号"),
    "permit_kind": gettext_noop("许可类别"),
    "cert_title": gettext_noop("许可证书名称"),
    "permit_no": gettext_noop("许可编号"),
    "valid_from": gettext_noop("有效期自"),
    "valid_to": gettext_noop("有效期至"),
    "organ": gettext_noop("决定机关"),
    "source_org": gettext_noop("数据来源单位"),
    # Of the other kinds of act (domain §6.15), and the whole text: only what is sent over the exchange has them.
    "item_name": gettext_noop("事项名称"),
    "doc_title": gettext_noop("文书名称"),
    "coercion_kind": gettext_noop("强制种类"),
    "subject": gettext_noop("强制标的"),
    "extended_to": gettext_noop("延长至"),
    "released_on": gettext_noop("解除日期"),
    "execution": gettext_noop("执行结果"),
    "inspection_type": gettext_noop("检查类型"),
    "task_no": gettext_noop("检查任务编号"),
    "matter": gettext_noop("检查事项"),
    "method": gettext_noop("检查方式"),
    "inspected_on": gettext_noop("检查日期"),
    "joint": gettext_noop("是否联合检查"),
    "check_result": gettext_noop("检查结果"),
    "handling": gettext_noop("处理结果"),
    "levy_item": gettext_noop("征收征用项目"),
    "standard": gettext_noop("征收标准或者补偿标准"),
    "amount_wan": gettext_noop("金额（万元）"),
    "relief": gettext_noop("减免缓情况"),
    "pay_until": gettext_noop("缴纳期限"),
    "requisitioned": gettext_noop("征用标的"),
    "returned_on": gettext_noop("返还日期"),
    "remedies": gettext_noop("救济途径"),
    "full_text": gettext_noop("决定书全文"),
}
OTHERS = ("item_name", "doc_title")


def record_parties(record: ExternalRecord) -> list[redaction.Party]:
    """The party of a received record and its representative."""
    given = record.fields
    party_kind = str(given.get("party_kind") or PartyKind.ORG)
    people = [redaction.Party(str(given.get("party_name", "")), party_kind, "当事人")]
    if given.get("legal_rep"):
        people.append(redaction.Party(str(given["legal_rep"]), PartyKind.PERSON, "法定代表人"))
    return people


@translation.override(settings.LANGUAGE_CODE)
def build_record(record: ExternalRecord, hide: Hide = redaction.redact_fields) -> dict[str, Any]:
    """The projection of a received record: whitelisted fields, redacted as a decision is.

    `hide`: the engine, or one that asks it and remembers.
    """
    given = record.fields
    party_kind = str(given.get("party_kind") or PartyKind.ORG)
    people = record_parties(record)
    names = ("title", "party_name", *headings_of(record.kind))
    texts = {name: _record_text(given.get(name)) for name in names}
    policy = shown_names(record.agency, record.kind, party_kind, texts["party_name"])
    fields = hide(texts, people, policy)
    clean = {name: result.text for name, result in fields.items()}
    doc_no = record_number(str(given.get("doc_no", "")), people, policy, hide)
    named = clean["title"] or clean["violation_type"] or clean["content"] or doc_no
    return {
        "title": _shortened(named),
        "doc_no": doc_no,
        "doc_no_key": fold_doc_no(doc_no),
        "party_name": clean["party_name"],
        "party_kind": party_kind,
        "party_uscc": public_code(party_kind, str(given.get("uscc", ""))),
        "agency_name": str(record.agency.name),
        "penalty_kinds": list(given.get("penalty_kinds") or []),
        "fine_cents": int(given.get("fine_cents") or 0),
        "facts": clean["facts"],
        "basis": clean["basis"],
        "basis_refs": [],
        "result": clean["content"],
        "remedies": clean["remedies"],
        "sections": [
            [label, clean[key]] for key, label in headings_of(record.kind).items() if clean.get(key)
        ],
        "officers": [],
        "spans": [
            {"field": name, "type": span.type, "reason": span.reason}
            for name, result in fields.items()
            for span in result.spans
        ],
    }


def headings_of(kind: str) -> dict[str, str]:
    """Field -> heading of the sections of a record of the kind, in their order."""
    own = RECORD_HEADINGS if kind == ActionKind.PENALTY else {**RECORD_HEADINGS, "facts": FACTS}
    # The sheets of penalties and permits name their paper in the title.
    left = () if kind in kind_fields.HEADINGS else OTHERS
    return {key: label for key, label in own.items() if key not in left}


def record_number(
    doc_no: str, people: list[redaction.Party], policy: str, hide: Hide = redaction.redact_fields
) -> str:
    """The number without a name or an identity number typed into it; other digits stay."""
    found = hide({ALONE: doc_no}, people, policy)[ALONE].spans
    return apply(doc_no, [one for one in found if one.type in HIDDEN_IN_NUMBERS])


def _shortened(text: str) -> str:
    """A title the column can hold; received sheets often have only the facts to name a case by."""
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1]}…"


def public_code(party_kind: str, uscc: str) -> str:
    """The code of an organisation; what cannot be one, above all an identity number, is not shown."""
    code = normalise_code(uscc)
    shows = party_kind != PartyKind.PERSON and uscc_ok(code) and not check_id_card(code).valid
    return code if shows else ""


def _record_text(value: object) -> str:
    if isinstance(value, list):
        labels = dict(PenaltyKind.choices)
        return "、".join(str(labels.get(item, item)) for item in value)
    return "" if value is None else str(value)


def text_leaks(text: str, publication: Publication) -> list[str]:
    """What a further public text about a publication would give away, in words."""
    if publication.decision is not None:
        return leaks({ALONE: text}, publication.decision)
    if publication.record is None:
        return []
    found = redaction.redact(text, record_parties(publication.record))
    return sorted({reader.reason(span.reason) for span in found.spans})
