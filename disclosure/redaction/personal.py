"""Facts of private life: birth dates, property titles, health."""

import re
from collections.abc import Iterator

from disclosure.redaction.spans import Span, span

_YMD = r"(?:(?:18|19|20)\d{2}|[一二][八九○〇零0][○〇零一二三四五六七八九]{2})"
_DATE = (
    rf"{_YMD}\s?年\s?[\d一二三四五六七八九十]{{1,3}}\s?月(?:\s?[\d一二三四五六七八九十]{{1,3}}\s?日)?"
    rf"|{_YMD}\s?[./-]\s?\d{{1,2}}(?:\s?[./-]\s?\d{{1,2}})?|{_YMD}\s?年(?=\s?出?生)|(?:19|20)\d{{6}}"
)
_BORN_BEFORE = re.compile(
    rf"(?:出\s?生\s?(?:日\s?期|年\s?月\s?日?|时\s?间)?|生\s?日|(?<![发产])生(?=于))(?:[：\s于为是]){{0,4}}({_DATE})(?!\d)"
)
_BORN_AFTER = re.compile(rf"({_DATE})\s?(?:日)?\s?(?:出\s?生|生(?=[，。；;、\s）)]))")
_BORN_BY_SEX = re.compile(
    rf"[男女]\s?[，、]\s?(?:[^，。\n]{{1,6}}族\s?[，、]\s?)?({_DATE})\s?(?=[，、；])"
)
_TITLE_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,2}(?:[（〔\[]\d{4}[）〕\]][\u4e00-\u9fff]{0,8}?)?"
    r"(?:不动产(?:权|证明)(?:证)?第|房(?:地)?(?:权|产)证|国用|集用|房地证|土(?:地)?(?:证)?字|林证字|房字)"
    r"[^，。；：、《》“”\n]{0,24}?\d[\d-]{2,}\s?号"
)
_TITLE_LABELLED = re.compile(
    r"(?:不动产权(?:证书?|属证书?)?|房屋?(?:产权|所有权)证书?|房产证书?|房地产权?证书?|土地使用权?证书?|林权证书?|宅基地(?:使用权?)?证书?"
    r"|机动车登记证书?|车辆登记证书?|船舶所有权(?:登记)?证书?|产权证书?|权属证书?)"
    r"(?:编号|号码|字号|证号|号)?(?:为|是|[：\s（]){1,3}"
    r"([^\s，。；、《》“”（）\u4e00-\u9fff][A-Za-z\d\-（）〔〕\[\]]{3,30}号?|[^\s，。；、《》“”]{0,12}字?第\s?\d[\d-]{2,}\s?号)"
)
_CONDITION = (
    r"癌|肿瘤|病毒?|炎|症|梗死?|残疾|残障|骨折|尿毒|卒中|偏瘫|瘫痪|怀孕|妊娠|流产|艾滋|HIV|阳性|抑郁|精神|痴呆"
    r"|损伤|中毒|感染|手术|透析|化疗|哮喘|结核|肝硬化|糖尿|血压|心脏|休克|过敏|离断|断伤|[刺扭摔咬暴露冻]伤|挫伤|裂伤|烧伤|烫伤|破裂|脱位|出血|癫痫|失明|失聪|截肢|智力|自闭"
)
_HEALTH_FIELD = re.compile(
    r"(?:健康状况|身体状况|既往病史|病史|诊断结果|诊断意见|入院诊断|出院诊断|临床诊断|残疾等级|残疾类别|伤残等级|伤情|伤势|病情)"
    r"(?:为|是|[：\s]){1,3}([^，。；\n\[\]]{1,40})"
)
_HEALTH_PHRASE = re.compile(
    rf"(?:患有|患了|罹患|身患|确诊为?|诊断为|被诊断|查出)((?!传染病)[^，。；：\n“”《》\[\]的]{{0,16}}?(?:{_CONDITION})[^，。；、：\n“”《》\[\]的]{{0,8}})"
    r"(?!的)"
)
_INJURY = re.compile(
    r"(?:[左右双]|头|面|颈|胸|腹|腰|背|颅|脊|肋|四肢|全身)[\u4e00-\u9fff]{0,6}?"
    r"(?:骨折|烧伤|烫伤|挫伤|裂伤|失明|失聪|截肢|离断伤?|瘫痪|脱位)"
)
_REACTION = re.compile(r"出现([^，。；：\n“”的]{0,8}?过敏(?:性休克|反应|症状)?)")
# 因过敏性休克送医; 受伤（左侧胫骨骨折）
_HEALTH_CAUSE = re.compile(
    rf"[因致]([^，。；：\n“”《》\[\]的未]{{0,12}}?(?:{_CONDITION})[^，。；、：\n“”《》\[\]的]{{0,4}}?)(?=被?送医|入院|住院|就诊|就医|抢救|不治)"
    rf"|受伤（([^（）\n]{{0,20}}?(?:{_CONDITION})[^（）\n]{{0,12}})）"
)


def find_birth_dates(text: str) -> Iterator[Span]:
    """Dates said to be of birth, before or after the word, or after the sex of a person."""
    for pattern in (_BORN_BEFORE, _BORN_AFTER, _BORN_BY_SEX):
        for match in pattern.finditer(text):
            yield span(*match.span(1), "BIRTHDATE")


def find_property_titles(text: str) -> Iterator[Span]:
    """Numbers of title certificates for land, buildings, woods, vehicles and ships."""
    for match in _TITLE_NUMBER.finditer(text):
        yield span(*match.span(), "PROPERTY_TITLE")
    for match in _TITLE_LABELLED.finditer(text):
        yield span(*match.span(1), "PROPERTY_TITLE")


def find_health(text: str) -> Iterator[Span]:
    """What a person suffers from, where a label or «患有» says so outside quotations of law."""
    for match in _HEALTH_FIELD.finditer(text):
        yield span(*match.span(1), "HEALTH")
    for match in _HEALTH_CAUSE.finditer(text):
        yield span(*match.span(match.lastindex or 0), "HEALTH")
    yield from (span(*match.span(), "HEALTH") for match in _INJURY.finditer(text))
    yield from (span(*match.span(1), "HEALTH") for match in _REACTION.finditer(text))
    for match in _HEALTH_PHRASE.finditer(text):
        if not _quoted(text, match.start()):
            yield span(*match.span(1), "HEALTH")


def _quoted(text: str, position: int) -> bool:
    before = text[max(0, position - 400) : position]
    return before.rfind("“") > before.rfind("”") or before.rfind("《") > before.rfind("》")
