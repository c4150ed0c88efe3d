"""Answers that say "no answer": they are counted as blank, never as a neutral opinion."""

from __future__ import annotations

import re

_WAYS = """
n/a | na | n a | n / a | n.a | n.a. | n\\a | not applicable | none | none really | none at all | none to add | nil | null | nan | no | nope
nothing | nothing really | nothing at all | nothing to add | nothing to say | nothing to report | nothing to comment | nothing else
nothing else to add | nothing more | nothing further | nothing further to add | nothing more to add
nothing comes to mind | nothing in particular | nothing specific
nothing springs to mind | nothing i can think of | nothing much | nothing for now | i have nothing to add | i have nothing to say
no comment | no comments | no further comment | no further comments | no other comments | no additional comments | no more comments
i have no comment | i have no comments | i have no further comments | no opinion | no suggestion | no suggestions | no thoughts
no remark | no remarks | not sure | unsure | don't know | dont know | do not know | i don't know | i dont know | i do not know | dk | idk
nothing thanks | nothing, thanks | nothing thank you | no thanks | no thank you
dunno | no idea | can't think of anything | cant think of anything | cannot think of anything | i can't think of anything
none that i can think of | not at this time | not at the moment | not really | no not really | see above | as above | same as above
ditto | as before | see previous | prefer not to say | prefer not to answer | rather not say | skip | pass | test | testing | blank
undefined | tbc | tbd | no negative | no negatives | no positive | no positives
ras | r.a.s | r.a.s. | rien | rien à signaler | rien a signaler | rien à dire | rien à ajouter | rien de spécial | aucun | aucune
aucun commentaire | pas de commentaire | sans commentaire | néant | neant | sans objet | non
nichts | nein | keine | keine angabe | kein kommentar | k.a | k.a. | nada | ninguno | ninguna | ningún comentario | sin comentarios
niente | nessuno | nessuna | nessun commento | geen | nee | niets | geen opmerkingen | nvt | n.v.t | n.v.t. | ingen | inget
nenhum | nenhuma
"""
BLANK_ANSWERS = frozenset(way.strip() for line in _WAYS.strip().splitlines() for way in line.split("|"))
"""Whole comments, lower case and without outer punctuation, that answer nothing."""

_EDGE = " \t\r\n.,;:!?-–—_/\\|*#'\"’‘“”`´~()[]{}<>+=&^%$@…·•\u00a0\u200b\u200e\u200f\ufeff\x00"
_LETTERS = re.compile(r"[^\W\d_]")
_SIGN = re.compile(r"[:;=]['-]?[()\[\]|/DPp]|<3|(?<![\d/.])\d\d?/(?:10|5)(?![\d/])|[\u203c\u2049\u2600-\u27bf\u2b50\U0001f300-\U0001faff]")
_TAIL = re.compile(
    r" (?:at (?:this (?:time|point)|the moment|present)|for (?:now|the moment)|right now|as yet|so far|from me|today|thanks|thank you)$"
)
"""What may follow one of them without saying more."""
_LONGEST = max(map(len, BLANK_ANSWERS)) + 20


def is_blank(text: str) -> bool:
    """Whether a comment says nothing: empty, only punctuation, or one of the usual ways to decline ("n/a", "nothing", "ras").

    A smiley such as ":)" is an answer.
    """
    bare = text.strip(_EDGE)
    if len(bare) > _LONGEST:
        return False
    if not bare:
        return _SIGN.search(text) is None
    said = " ".join(bare.lower().replace("’", "'").replace(",", " ").split())
    return said in BLANK_ANSWERS or _TAIL.sub("", said) in BLANK_ANSWERS


def is_signs(text: str) -> bool:
    """Whether a comment is made of emoji, emoticons or scores such as 9/10 and no words: they mean the same in every language."""
    return _SIGN.search(text) is not None and _LETTERS.search(_SIGN.sub("", text[:400])) is None
