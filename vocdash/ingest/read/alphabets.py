"""Encodings of alphabets other than the Latin one, told apart by the letters that people use most, even in a few words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PUNCTUATION = "«»“”„‘’–—…·•№€£°、。，．！？；：（）「」『』《》【】～￥％・ー\u3000\u200c\u200d\xa0"
_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйх"
_ARABIC = "اليمونرتبةعدسفهكقأحجشطصىخإؤئءآ،؟"
_CHINESE = (
    "的一是不了在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都"
    "同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实很非常服务员态度质量价格便宜贵快慢等待太差满意错再买店房间干净环境推荐希望"
    "更改善问题客户产品送货物电话订单退款热情友一般还行比较谢真希网站使用方便时间小分钟久坏收到客电回复解决"
)
_TRADITIONAL = (
    "的一是不了在有人我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都"
    "同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實很非常服務員態度質量價格便宜貴快慢等待太差滿意錯再買店房間乾淨環境推薦希望"
    "更改善問題客戶產品送貨物電話訂單退款熱情友一般比較謝真網站使用間分鐘久壞收到回覆解決"
)
_KOREAN = (
    "이다에의는로하을가고지서한은기으년대사시를리도인스일니요어아해습있자들나장그것수적전라좋없너무았였했비안정만게면주보부원제구상성소여선친절빠"
    "르느격품질불편감합직매번금음생각되더점좀못데네오우와과까지만서"
)
_KANJI = (
    "日一人年大本中長出三時行見分後前生間上東今入高円子外来気小話書名千水男女電車店員親切対応良悪遅早品質価格商待送届丁寧満足不使便利買物料金"
    "問題説明回答連絡注文担当者方思非常特普通場所席客安全清潔味美味残念最初次度点全部予約説"
)
_KANA = "".join(map(chr, range(0x3041, 0x3097))) + "".join(map(chr, range(0x30A1, 0x30FB))) + "ー"
_THAI = "านรอกเงมยลวดทสตะปบคหแจพชขใไ่้ิีืัุูโ์็ำึผฟณ"


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """The first and last letters of a script, its letters from the most used on, and how common those of a text are as a rule (0–1).

    Where `few` letters make the script, the first of them count more, and no word mixes them with Latin ones.
    """

    first: str
    last: str
    common: str
    usual: float
    has_case: bool = False
    few: bool = True


_CYRILLIC = _Alphabet("Ѐ", "ӿ", _RUSSIAN, 0.85, has_case=True)
_UKRAINIAN = _Alphabet("Ѐ", "ӿ", "оаніирвтесклудмпзяьбгйчхцїєщшюґ", 0.85, has_case=True)
_MOST_USED = 10
_ALPHABETS = {
    "cp1251": (_CYRILLIC, _UKRAINIAN),
    "koi8_r": (_CYRILLIC,),
    "koi8_u": (_UKRAINIAN,),
    "cp866": (_CYRILLIC,),
    "iso8859_5": (_CYRILLIC,),
    "mac_cyrillic": (_CYRILLIC,),
    "cp1253": (_Alphabet("Ͱ", "Ͽ", "ατοιενρσκηπςυμλίόάγέδήωθύβχφ", 0.85, has_case=True),),
    "cp1255": (_Alphabet("֐", "׿", "יוהלרבתמאשנעםדקחפסכגטצןזך", 0.85),),
    "cp1256": (_Alphabet("؀", "ۿ", _ARABIC, 0.85),),
    "iso8859_6": (_Alphabet("؀", "ۿ", _ARABIC, 0.85),),
    "cp874": (_Alphabet("฀", "๿", _THAI, 0.85),),
    "gb18030": (_Alphabet("一", "鿿", _CHINESE, 0.5, few=False),),
    "big5": (_Alphabet("一", "鿿", _TRADITIONAL, 0.5, few=False),),
    "cp932": (_Alphabet("ぁ", "鿿", _KANA + _KANJI, 0.6, few=False),),
    "euc_jp": (_Alphabet("ぁ", "鿿", _KANA + _KANJI, 0.6, few=False),),
    "euc_kr": (_Alphabet("가", "힣", _KOREAN, 0.5, few=False),),
}


def likeliest(evidence: bytes) -> list[tuple[float, str]]:
    """How well the text reads in each encoding (0–1), the best first; a tie goes to the more usual encoding.

    What counts is the share of what is beyond ASCII that are letters of the script or its punctuation, how many of the letters are
    those used most, and whether capitals stand where words begin.
    """
    found = []
    for name, alphabets in _ALPHABETS.items():
        text = evidence.decode(name, errors="replace")
        found.append((max(_reads_as(text, alphabet) for alphabet in alphabets), name))
    return sorted(found, key=lambda pair: -round(pair[0], 2))


def _reads_as(text: str, alphabet: _Alphabet) -> float:
    high = [letter for letter in text if not letter.isascii()]
    letters = [letter for letter in high if alphabet.first <= letter <= alphabet.last and unicodedata.category(letter)[0] in "LM"]
    if not letters:
        return 0.0
    fitting = (len(letters) + sum(letter in _PUNCTUATION for letter in high)) / len(high)
    common = sum(_how_common(letter, alphabet) for letter in "".join(letters).lower()) / len(letters)
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()] if alphabet.few else []
    well = sum(_is_well_written(word, alphabet) for word in words) / len(words) if words else 1.0
    return fitting**2 * well * min(1.0, common / alphabet.usual)


def _how_common(letter: str, alphabet: _Alphabet) -> float:
    rank = alphabet.common.find(letter)
    if rank < 0:
        return 0.0
    return 1.0 if rank < _MOST_USED or not alphabet.few else 0.7 if rank < 2 * _MOST_USED else 0.4


def _is_well_written(word: str, alphabet: _Alphabet) -> bool:
    """Whether a word is of one script, and small, or capital, or begins with its only capital."""
    if any(letter.isascii() for letter in word):
        return False
    return not alphabet.has_case or word[1:].islower() or word.isupper() or len(word) == 1
