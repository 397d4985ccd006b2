"""What waits for an answer of somebody, for the scene: a text in doubt, an earlier text of a list."""

from datetime import date, timedelta

from django.utils import timezone

from disclosure.models import ExchangeToken, Publication
from disclosure.services import consultations, faq, records, referrals
from enforcement.services import list_records
from enforcement.services import list_withholding as withholding
from tests import factories
from tests.base import Cast
from tests.browser.stops import Scene
from tests.disclosure import asking
from tests.disclosure import factories as public
from tests.enforcement import listed


def of_the_scene(cast: Cast, since: date, changed: date, on: date) -> Scene:
    """A referral, a key without agreement, and two earlier texts of an item, one of them asked about."""
    return {
        "referred": str(referred(cast, changed, on).pk),
        "doubtful": str(doubtful(cast).pk),
        "barred": str(barred(cast).pk),
        "exchange_token": str(key(cast)),
        **earlier(cast, since, changed, on),
        **frequent(cast, on),
    }


def referred(cast: Cast, decided: date, on: date) -> Publication:
    """A text of which the approver could not say whether it may be public."""
    row = factories.duty(factories.served(cast.bureau, on=decided))
    row = factories.redact(row, by=cast.publisher)
    said = {"asked_to": "云溪市国家保密局", "question": "第三段是否涉及工作秘密。"}
    referrals.refer(row, by=cast.publisher2, on=on, asked_on=on, **said)
    return row


def doubtful(cast: Cast) -> Publication:
    """A received penalty of which nothing but its organ says that it may be one of 治安."""
    record = public.record(
        cast.bureau, organ="云溪市公安局交通警察支队", doc_no="云公交罚〔2026〕9号"
    )
    return records.publish_record(record, by=None, on=timezone.localdate())


def barred(cast: Cast) -> Publication:
    """A refused permit, withheld by the system; nobody has confirmed it."""
    refused = public.record(
        cast.bureau, kind="permit", content="不予许可。", doc_no="云许不〔2026〕3号"
    )
    return records.publish_record(refused, by=None, on=timezone.localdate())


def key(cast: Cast) -> int:
    """The key of a system that sent before there were agreements."""
    row = ExchangeToken.objects.create(
        agency=cast.bureau,
        name="许可系统",
        scopes=[ExchangeToken.Scope.SEND],
        token_sha256="0" * 64,
        expires_on=timezone.localdate() + timedelta(days=30),
        created_by=cast.admin,
    )
    return int(row.pk)


def frequent(cast: Cast, on: date) -> Scene:
    """Answered questions: one, one that is to be told to everybody, and one that everybody reads."""
    rows = []
    for no, words in enumerate(("怎样续期？", "设招牌要不要许可？", "几日办结？")):
        asked, _receipt = asking.consultation(cast.bureau, on=on, question=f"{words}第{no}问")
        rows.append(
            consultations.answer(asked, by=cast.publisher, on=on, answer="按办事指南办理。")
        )
    drafts = [
        faq.draft(row, by=cast.publisher, question="怎样申请？", answer="按办事指南提交材料。")
        for row in rows[1:]
    ]
    faq.approve(drafts[1], by=cast.publisher2, on=on, examined=True, seen=drafts[1].sha256)
    keys: dict[str, object] = {"answered_question": rows[0].pk, "told_question": rows[1].pk}
    keys |= {"frequent": drafts[0].pk, "frequent_public": drafts[1].pk}
    return {name: str(key) for name, key in keys.items()}


def earlier(cast: Cast, since: date, changed: date, on: date) -> Scene:
    """The first text of an item, and its second, which is to be told no more."""
    item = listed.item(cast, name="对超限经营的处罚", effective_from=since, published_on=since)
    second = listed.published(cast, item, changed, fee="每件20元")
    listed.published(cast, listed.fresh(item), on, fee="每件10元")
    withholding.ask(second, by=cast.listadmin, reason="写有个人姓名。")
    first = list_records.versions(listed.fresh(item)).get(number=1)
    return {"earlier_text": str(first.pk), "asked_text": str(second.pk)}
