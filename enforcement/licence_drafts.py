"""What a draft about a licence says before anybody typed, and which outcomes its case can have."""

from enforcement import licence_grounds
from enforcement.gates.permit import OUTCOMES
from enforcement.models import Case, Proceeding
from enforcement.models.kinds import ActionKind

Kind = Proceeding.Kind
# Kept with the draft, so Chinese whatever the language of the account that types.
TITLES: dict[str, str] = {
    Kind.RENEW: "准予延续行政许可决定书",
    Kind.CHANGE: "准予变更行政许可决定书",
    Kind.WITHDRAW: "撤回行政许可决定书",
    Kind.REVOKE: "撤销行政许可决定书",
    Kind.CANCEL: "注销行政许可决定书",
}
VERBS: dict[str, str] = {Kind.WITHDRAW: "撤回", Kind.REVOKE: "撤销", Kind.CANCEL: "注销"}
LAW = "《中华人民共和国行政许可法》"


def _about(case: Case) -> Proceeding | None:
    return Proceeding.objects.select_related("licence").filter(case=case).first()


def outcomes(case: Case) -> tuple[str, ...]:
    """The outcomes open to a permit case; () where this says nothing."""
    if case.kind != ActionKind.PERMIT:
        return ()
    row = _about(case)
    return OUTCOMES[row.kind if row else ""]


def known(case: Case) -> dict[str, object]:
    """Values of the draft that the licence and the proceeding about it give."""
    row = _about(case)
    if row is None:
        return {}
    licence = row.licence
    found = {
        "outcome": OUTCOMES[row.kind][0],
        "title": TITLES[row.kind],
        "cert_title": licence.title,
        "permit_no": licence.number,
        "permit_kind": licence.decision.permit_kind,
        "valid_from": licence.valid_from,
        "valid_to": licence.valid_to,
    }
    return {**found, **_ending(row)} if row.kind in VERBS else found


def _ending(row: Proceeding) -> dict[str, str]:
    """Ground and wording of the end, with what the holder gets for it."""
    article = licence_grounds.article(row.kind, row.ground).removeprefix("行政许可法")
    words = f"{VERBS[row.kind]}{row.licence.title}（{row.licence.number}）。"
    paid = f"补偿或者赔偿：{row.compensation}" if row.compensation else ""
    return {"basis": f"{LAW}{article}", "result": f"{words}{paid}"}
