"""What a person suffers from: illnesses, injuries and disabilities, where the text speaks of somebody's."""

import re
from collections.abc import Collection, Iterator

from disclosure.redaction.lexicon import any_of, words
from disclosure.redaction.spans import Span, span

_CONDITION = (
    r"癌|肿瘤|病毒?|炎|症|梗死?|残疾|残障|骨折|尿毒|卒中|偏瘫|瘫痪|怀孕|妊娠|流产|艾滋|HIV|阳性|抑郁|精神|痴呆"
    r"|损伤|中毒|感染|手术|透析|化疗|哮喘|结核|肝硬化|糖尿|血压|心脏|休克|过敏|离断|断伤|[刺扭摔咬暴露冻]伤|挫伤|裂伤|烧伤|烫伤|破裂|脱位|出血|癫痫|失明|失聪|截肢|智力|自闭"
)
_FIELD = re.compile(
    r"(?:健康状况|身体状况|既往病史|病史|诊断结果|诊断意见|入院诊断|出院诊断|临床诊断|残疾等级|残疾类别|伤残等级|伤情|伤势|病情)"
    r"(?:为|是|[：\u3000 \n]){1,3}([^，。；\s\[\]|][^，。；\n\t\[\]|]{0,39})"
)
_PHRASE = re.compile(
    rf"(?:患有|患了|罹患|身患|确诊为?|诊断为|被诊断|查出)((?!传染病)[^，。；：\n“”《》\[\]的]{{0,16}}?(?:{_CONDITION})[^，。；、：\n“”《》\[\]的]{{0,8}})"
    r"(?!的)"
)
_INJURY = re.compile(
    r"(?:[左右双]|头|面|颈|胸|腹|腰|背|颅|脊|肋|四肢|全身)[\u4e00-\u9fff]{0,6}?"
    r"(?:骨折|烧伤|烫伤|挫伤|裂伤|失明|失聪|截肢|离断伤?|瘫痪|脱位)"
)
_REACTION = re.compile(r"出现([^，。；：\n“”的]{0,8}?过敏(?:性休克|反应|症状)?)")
# 因过敏性休克送医; 受伤（左侧胫骨骨折）
_CAUSE = re.compile(
    rf"[因致]([^，。；：\n“”《》\[\]的未]{{0,12}}?(?:{_CONDITION})[^，。；、：\n“”《》\[\]的]{{0,4}}?)(?=被?送医|入院|住院|就诊|就医|抢救|不治)"
    rf"|受伤（([^（）\n]{{0,20}}?(?:{_CONDITION})[^（）\n]{{0,12}})）"
)
_BODY = any_of(words("body_parts"), spaced=False)
_HURT = any_of(words("hurts"), spaced=False)
_ILLNESS = any_of(words("illnesses"), spaced=False)
_MODIFIER = any_of(words("condition_modifiers"), spaced=False)
_WITHIN = r"[^\s\d，。；、：“”《》（）\[\]的了在与和及由被将未无不]"
_DEGREE = r"(?:[一二三四五六七八九十壹贰叁肆ⅠⅡⅢⅣ\d]{1,2}[级期度]|晚期|中期|早期)?(?:后遗症)?"
# A part of the body and what may befall it, either first, or a condition with a name of its own.
_NAMED = re.compile(
    rf"(?:{_BODY}{_WITHIN}{{0,8}}?{_HURT}(?:{_HURT}){{0,2}}"
    rf"|{any_of(words('hurting'), spaced=False)}了?(?:[左右双两]侧?)?{_BODY}|{_ILLNESS})[性型]?{_DEGREE}"
)
_QUALIFIED = re.compile(rf"(?:{_MODIFIER}){{1,4}}$")
_SOMEBODY = re.compile(any_of(words("somebody"), spaced=False))
_SAID_OF_SOMEBODY = re.compile(
    r"(?:诊断(?:为|出)|确诊为?|鉴定为|评定为|患(?!者)(?:有|了|上)?(?:严重的?)?|罹患|身患|查出|术后|突发|自述|家有)$"
)
_GENERAL_BEFORE = re.compile(
    rf"(?:{any_of(words('general_conditions'), spaced=False)})[^，。；\n]{{0,6}}$"
)
_GENERAL_AFTER = re.compile(any_of(words("after_general_conditions"), spaced=False))
_SENTENCE_END = re.compile(r"[。；！？\n]")
_REACH = 120


def find_health(text: str, names: Collection[str] = ()) -> Iterator[Span]:
    """What a person suffers from: behind a label or «患有», or named in a sentence about somebody.

    `names`: the people whom the text is known to speak of.
    """
    for match in _FIELD.finditer(text):
        yield span(*match.span(1), "HEALTH")
    for match in _CAUSE.finditer(text):
        yield span(*match.span(match.lastindex or 0), "HEALTH")
    yield from (span(*match.span(), "HEALTH") for match in _INJURY.finditer(text))
    yield from (span(*match.span(1), "HEALTH") for match in _REACTION.finditer(text))
    for match in _PHRASE.finditer(text):
        if not _quoted(text, match.start()):
            yield span(*match.span(1), "HEALTH")
    for match in _NAMED.finditer(text):
        if _somebodys(text, match, names):
            qualified = _QUALIFIED.search(text, max(0, match.start() - 12), match.start())
            yield span(qualified.start() if qualified else match.start(), match.end(), "HEALTH")


def _somebodys(text: str, match: re.Match[str], names: Collection[str]) -> bool:
    """Whether the sentence is about a person, and the condition not the object of a trade or a rule."""
    begin = max(0, match.start() - _REACH)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, begin, match.start())]
    before = text[ends[-1] if ends else begin : match.start()]
    following = _SENTENCE_END.search(text, match.end(), match.end() + _REACH)
    after = text[match.end() : following.start() if following else match.end() + _REACH]
    if _SAID_OF_SOMEBODY.search(before) and not _quoted(text, match.start()):
        return True
    told = any(name in before or name in after for name in names)
    if _quoted(text, match.start()) and not told:
        return False
    if before.endswith("的") and any(before[:-1].endswith(name) for name in names):
        return True
    if _GENERAL_BEFORE.search(before) or _GENERAL_AFTER.match(after):
        return False
    return told or bool(_SOMEBODY.search(before) or _SOMEBODY.search(after))


def _quoted(text: str, position: int) -> bool:
    before = text[max(0, position - 400) : position]
    return before.rfind("“") > before.rfind("”") or before.rfind("《") > before.rfind("》")
