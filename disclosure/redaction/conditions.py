"""What a person suffers from: illnesses, injuries, disabilities, pregnancy, where the text speaks of somebody's.

And what somebody believes, behind its label.
"""

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
_FACULTY = r"(?:视力|听力|言语|肢体|智力|精神|多重)"
_GRADE = r"[一二三四1-4壹贰叁肆ⅠⅡⅢⅣ]级"
_DISABLED = re.compile(
    rf"{_FACULTY}(?:残疾)?{_GRADE}(?:残疾|残障|伤残|残)[人者]?|{_GRADE}{_FACULTY}(?:残疾|残障)[人者]?"
    rf"|(?<=残疾)[^，。；\n\d]{{0,10}}?(?P<grade>{_FACULTY}{_GRADE})"
)
_GRADED = re.compile(r"(?<![至到、])[一二三四五六七八九十\d]{1,2}级(?:残疾|伤残)[人者]?")
_PREGNANT = re.compile(
    r"(?:怀孕|妊娠|身孕|怀胎|孕)(?:期)?(?:已经?|近|约|了|满|有)?[\d一二三四五六七八九十两]{1,3}(?:余|多)?(?:个多?|个半)?(?:月|周)(?:余|多)?"
    r"|(?:怀有|有了?)身孕|有孕在身|(?<=[已其系])(?:经)?(?:怀孕|妊娠)"
)
_OF_A_RULE = re.compile(
    r"[\d一二三四五六七八九十个月周]{0,4}(?:及)?(?:以上|以下|以内|至)|的?(?:女职工|妇女|女性|母[牛羊猪犬狗马猫]|奶牛|动物|牲畜|轮椅|用品|设施|标准|评定|保障)"
)
_ANIMAL = re.compile(r"[母奶肉种头只匹][牛羊猪犬狗马猫驴]|牲畜|动物|宠物|能繁|胚胎")
_BELIEF = re.compile(
    r"(?:宗教信仰|(?<![\u4e00-\u9fff])(?:宗教|信仰))(?:[ \t]{0,4}：\s{0,4}|[ \t]{1,4}|[为是](?=[^，。；\n]{0,6}教))"
    r"(?!无|没有|不详|略|自由|[\[/—-])([^，。；、\s\[\]|]{1,12})"
)
_SENTENCE_END = re.compile(r"[。；！？\n]")
_REACH = 120


def find_health(text: str, names: Collection[str] = ()) -> Iterator[Span]:
    """What a person suffers from: behind a label or «患有», or named in a sentence about somebody.

    `names`: the people whom the text is known to speak of.
    """
    for match in _FIELD.finditer(text):
        yield span(*match.span(1), "HEALTH")
    yield from _disabilities(text, names)
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


def find_beliefs(text: str) -> Iterator[Span]:
    """The religion of a person, behind its label only."""
    yield from (span(*match.span(1), "BELIEF") for match in _BELIEF.finditer(text))


def _disabilities(text: str, names: Collection[str]) -> Iterator[Span]:
    """Grades of a disability and months of a pregnancy, which are somebody's unless a rule speaks of them."""
    for match in _DISABLED.finditer(text):
        if not _general(text, match):
            yield span(*match.span("grade" if match["grade"] else 0), "HEALTH")
    for match in _GRADED.finditer(text):
        if not _general(text, match) and _somebodys(text, match, names):
            yield span(*match.span(), "HEALTH")
    for match in _PREGNANT.finditer(text):
        around = text[max(0, match.start() - _REACH) : match.end() + 12]
        if not _general(text, match) and not _ANIMAL.search(around):
            yield span(*match.span(), "HEALTH")


def _general(text: str, match: re.Match[str]) -> bool:
    """Whether a rule is quoted, or the words go on as those of a rule or of a trade do."""
    return _quoted(text, match.start()) or bool(_OF_A_RULE.match(text, match.end()))


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
    if _GENERAL_BEFORE.search(before) or _GENERAL_AFTER.match(after) or _OF_A_RULE.match(after):
        return False
    return told or bool(_SOMEBODY.search(before) or _SOMEBODY.search(after))


def _quoted(text: str, position: int) -> bool:
    before = text[max(0, position - 400) : position]
    return before.rfind("“") > before.rfind("”") or before.rfind("《") > before.rfind("》")
