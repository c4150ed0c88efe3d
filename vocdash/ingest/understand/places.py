"""Where a question belongs: its touchpoint and stage, guessed from its words against a starting vocabulary.

Everything found here is a guess for a person to look at; only a touchpoint named by a word of the vocabulary counts as sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vocdash.domain import OVERALL, UNPLACED, Role
from vocdash.ingest.places import code_of
from vocdash.ingest.understand import words
from vocdash.ingest.understand.meaning import PlaceGuess
from vocdash.ingest.understand.place_words import says_more, touchpoint_in
from vocdash.ingest.understand.profile import plain_words

STAGES = {
    "choose": "Finding and choosing",
    "buy": "Buying and booking",
    "arrive": "Getting there and arriving",
    "receive": "Delivery and first use",
    "use": "Using and staying",
    "help": "Getting help",
    "pay": "Paying",
    "leave": "Leaving and afterwards",
    OVERALL: "Overall",
    UNPLACED: "Not placed yet",
}
"""Stages that fit most journeys, in their order; a company renames them. What nobody can place waits in the last one, in sight."""

LONGEST_HEADER = 40
"""Letters of a header that can stand on a map as a touchpoint's name."""

SHORT = 4
"""A header of up to this many words is itself the touchpoint's name; of a whole sentence only the known word is taken."""


@dataclass(frozen=True, slots=True)
class Known:
    """A touchpoint of the vocabulary: its stage, its name, and the words that speak of it."""

    stage: str
    name: str
    words: str


VOCABULARY = (
    Known("choose", "Advertising", "advert|adverts|advertising|advertisement|campaign|brochure|werbung|publicité|reclame|publicidad"),
    Known("choose", "Website", "website|web site|web|homepage|online shop|webshop|webseite|site web|sitio web|navigation"),
    Known("choose", "App", "app|mobile app|application"),
    Known("choose", "Range of products", "range|assortment|selection|choice of products|sortiment|choix|assortiment|surtido"),
    Known("choose", "Price", "price|prices|pricing|value|value for money|value money|money|preis|preise|prix|prijs|precio|"
        "precios|preço|preços|prezzo|prezzi|prijzen"),
    Known("choose", "Advice", "advice|consultation|beratung|conseil|advies|asesoramiento|sales|salesperson"),
    Known("buy", "Booking", "booking|reservation|reserve|buchung|réservation|boeking|reserva|appointment|appointments"),
    Known("buy", "Ordering", "order|ordering|checkout|purchase|bestellung|commande|bestelling|pedido"),
    Known("pay", "Payment", "payment|paying|pay|bill|billing|invoice|zahlung|rechnung|paiement|facture|betaling|factuur|pago|"
        "factura|till|caisse"),
    Known("arrive", "Getting there", "getting there|getrate|rategetto|get to|directions|way to|anfahrt|trajet|travel to|transport|route"),
    Known("arrive", "Parking", "parking|park|ltparking|ltpark|car park|parkplatz|parkeren|aparcamiento"),
    Known("arrive", "Roads", "roads|road|traffic"),
    Known("arrive", "Train", "train|airtrain|metro|tram|rail|bus|shuttle|zug"),
    Known("arrive", "Rental cars", "rental|rent|rental cars|car hire"),
    Known("arrive", "Check-in", "check in|checkin|registration|front desk|arrival|empfang|accueil|llegada"),
    Known("arrive", "Reception", "reception|receptionist|rezeption|recepción|receptie"),
    Known("arrive", "Security", "security|passthru|screening|safe|safety|sicherheit|sécurité|veiligheid|seguridad"),
    Known("arrive", "Boarding", "boarding|gate|departure|embarkation"),
    Known("arrive", "Signs", "sign|signs|signage|find|wayfinding|orientation|finding your way|beschilderung|signalisation"),
    Known("arrive", "Information", "information|info|infodown|infoup|infoarr|infodep|screens|screen|announcements|arrival time convenient"),
    Known("receive", "Delivery", "delivery|delivered|shipping|shipment|courier|lieferung|livraison|levering|bezorging|entrega|envío"),
    Known("receive", "Packaging", "packaging|parcel|package|verpackung|emballage|verpakking|embalaje"),
    Known("receive", "Installation", "installation|setup|set up|onboarding|technician|einrichtung|installateur"),
    Known("receive", "Instructions", "instructions|manual|guide|anleitung|notice d emploi|handleiding"),
    Known("use", "Staff", "staff|employee|employees|crew|team|personnel|personal|mitarbeiter|medewerkers|empleados|courtesy|"
        "friendliness|humanity"),
    Known("use", "Doctor", "doctor|physician|gp|nurse|arzt|médecin|arts|médico"),
    Known("use", "Treatment", "treatment|care|behandlung|soins|behandeling|tratamiento"),
    Known("use", "Waiting time", "waiting|wait|queue|queues|waiting time|wartezeit|attente|wachttijd|espera"),
    Known("use", "Room", "room|rooms|bedroom|zimmer|chambre|kamer|habitación"),
    Known("use", "Sleep", "sleep|sleep quality|bed|beds|schlaf|sommeil|slaap"),
    Known("use", "Cleanliness", "cleanliness|clean|cln|sauberkeit|propreté|netheid|schoonmaak|limpieza|"
        "limpeza|higiene|hygiene|pulizia"),
    Known("use", "Toilets", "toilet|toilets|restroom|restrooms|washroom|washrooms|bathroom|clnbath|bath|wc"),
    Known("use", "Food and drink", "food|meal|meals|drink|drinks|beverages|catering|breakfast|dinner|restaurant|restaurants|bar|"
        "essen|repas|nourriture|eten|comida"),
    Known("use", "Shops", "shop|shops|store|stores|shopping|concessions|laden|magasin|winkel|tienda"),
    Known("use", "Facilities", "facilities|amenities|ausstattung|équipements|voorzieningen|instalaciones"),
    Known("use", "Wi-fi", "wifi|wi fi|wireless|internet|connectivity|wlan"),
    Known("use", "Entertainment", "entertainment|tv|movies|viewing"),
    Known("use", "Art", "art|exhibitions|exhibition"),
    Known("use", "Seat", "seat|seats|legroom|leg room|recline|aisle|sitz|siège|stoel|asiento"),
    Known("use", "Comfort", "comfort|comfortable|komfort|confort|comodidad"),
    Known("use", "Power supply", "power|socket|sockets|charging"),
    Known("use", "Walkways", "walkways|walk|lifts|elevators|escalators"),
    Known("use", "Location", "location|neighbourhood|lage|emplacement|ligging|ubicación"),
    Known("use", "Product", "product|quality of product|produkt|produit|producto|fit|material"),
    Known("use", "Reliability", "reliability|reliable|outage|speed|punctuality|on time|performance"),
    Known("use", "Service", "service|services|bedienung|servicio|dienst|dienstverlening|serviço|servizio|atendimento|atención"),
    Known("use", "Ground service", "ground service|ground"),
    Known("use", "Baggage", "baggage|luggage|bags|gepäck|bagages|bagage|equipaje"),
    Known("help", "Customer service", "customer service|support|help|helpdesk|help desk|hotline|kundendienst|service client|"
        "klantenservice|atención al cliente"),
    Known("help", "Phone", "phone|telephone|call|call centre|call center|telefon|téléphone|telefoon|teléfono"),
    Known("help", "Chat", "chat|chatbot|live chat|messenger|whatsapp|conversation"),
    Known("help", "E-mail", "email|e mail"),
    Known("help", "Complaint handling", "complaint|complaints|problem|resolution|issue|beschwerde|réclamation|klacht|reclamación|queja"),
    Known("help", "Repair", "repair|repairs|warranty|reparatur|réparation|reparatie|reparación"),
    Known("leave", "Returns", "return|returns|refund|exchange|rücksendung|retour|devolución"),
    Known("leave", "Check-out", "check out|departure from hotel"),
    Known("leave", "Cancellation", "cancel|cancellation|kündigung|résiliation|opzegging|cancelación"),
)  # fmt: skip


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")


_SORTED = sorted(
    ((word, known) for known in VOCABULARY for word in known.words.split("|")), key=lambda pair: (-len(pair[0].split()), -len(pair[0]))
)
_NAMED = {known.name: known for known in VOCABULARY}
_WEAK = _any_of("value|values|support|help|care|call|return|returns|find|problem|issue|team|personal|art|speed|power|information|choice")
"""What speaks of a touchpoint where a question asks about it, and of anything in a sentence that somebody agrees with."""
_COMPOUND = re.compile(
    r"\b(?:value for money|(?:customer|client|user|technical|tech|live|phone|after sales) (?:support|help|care)|help ?desk)\b"
)
_VERB = re.compile(
    r"\b(?:i|we|you|they|he|she|it|who|to|not|would|will|can|could|may|might|should|must|did|do|does|don t|didn t|always|never|often|"
    r"really|also) (" + _WEAK.pattern + r"|order|pay|book|reserve|park|rent|travel|shop|drink|cancel|exchange|treat|train|"
    r"screen|range|store|fit|sign|guide|bill|chat|phone|email)\b"
)
"""Words of the vocabulary that say what somebody does."""
_CODE = re.compile(r"^(?:[a-z] )?\d+(?: [a-z](?= ))?(?: \d+)* ?|^(?:survey )?q \d* ?(?:o?sat(?=[a-z]{4})(?!satisf|saturd|satell))?")
_FORM = re.compile(r"^[A-Za-z]\w*(?:\[\w+\])?\. (?=\S)|\([^()]*\d[^()]*\)")
"""What belongs to the form and not to the question: the code before it ("Q1[SQ001]. …"), and the ends of the scale behind it."""
_ITEM = re.compile(r"^.*(?:\[([^\[\]]+)\]| [-–] ([^-–]+)|\w ?— ?([^—]+)|: ?>> ?(.+))$", re.DOTALL)
"""The item at the end of a question that asks for several: in brackets, or behind a dash or an arrow."""
_BARE_CODE = re.compile(r"^[A-Za-z]{1,4}\d+(?:[_.r-]\w+)*$")
"""A header that says nothing beside its wording: "Q4_1"."""
_AGAIN = re.compile(r" \(\d+\)$")
"""What we put behind a header that comes again."""
_EMPTY = re.compile(
    r"\b(?:rat(?:e|ed|ing|ings)|scores?|satisfaction|satisfied|overall|how|was|were|is|are|do|did|would|you|your|the|our|with|"
    "(?:out of|sur|su|sobre|uit|von|av|af) \\d+|of|a|an|us|please|value of|notes?|moyenne|"
    r"stars?|responses?|points?|sterne?|étoiles?|sterren|estrellas?|"
    r"emotion|mood|smiley|sat scale|scale \d+|k bp|bp|quality|nps|csat|ces|o?sat|important|importance|wichtig|belangrijk|q|text|"
    r"ind|review|reviews|recommended|recommend|all|whole|com|reviewer|customer|user|my|answer|value of|\d+)\b"
)


def names_nothing(column: str) -> bool:
    """Whether a header says no more than that it is a score: "rating", "overall_satisfaction"."""
    name = plain_words(column)
    return bool(words.RATING.search(name) or words.SATISFIED.search(name)) and not _subject(name)


def names_a_touchpoint(column: str) -> bool:
    """Whether a header is a known touchpoint and little else: "q3_delivery", "Website"."""
    subject = _subject(plain_words(column))
    return 0 < len(subject.split()) <= 2 and _find_whole(subject) is not None


def guess_place(column: str, label: str, role: Role, *, agrees: bool = False) -> PlaceGuess:
    """The stage and touchpoint of a question; a question about the whole belongs to the stage “Overall” and to no touchpoint.

    `agrees` says that it is a sentence to agree with: "I value my time", which speaks of no price.
    """
    column, label = _FORM.sub("", column).strip() or column, _FORM.sub("", label).strip() or label
    name = plain_words(column)
    subject = _subject(name)
    own_words = label != column or bool(words.ASKS.search(name))
    text = plain_words(label) if own_words else name
    if role is Role.OUTCOME:
        return PlaceGuess(OVERALL, STAGES[OVERALL], sure=True)
    subject_meant, text_meant = (_meant(words_of, agrees=agrees) for words_of in (subject, text))
    inside = None if agrees or len(subject.split()) > SHORT else _find_inside(subject, 4 if column.isupper() else 6)
    known = _find(text_meant, several=True) or _find(subject_meant) or _find(text_meant) or inside
    if known is None:
        return (
            PlaceGuess(touchpoint=code_of(subject), touchpoint_name=_title(subject))
            if _names_something(subject, own_words)
            else PlaceGuess()
        )
    if not agrees and _names_something(subject, own_words) and _find(subject) and _says_more(subject):
        return PlaceGuess(known.stage, STAGES[known.stage], code_of(subject), _title(subject))
    return PlaceGuess(known.stage, STAGES[known.stage], code_of(known.name), known.name, sure=_find(subject) is not None)


def with_a_place(place: PlaceGuess, column: str, label: str, role: Role) -> PlaceGuess:
    """The place, or one in the stage “Not placed yet”, so that no score is lost from sight because its words are not understood.

    A question with a header as short as a code (`Q8A`) is named by it; another one by its item, where it is one of several
    (`How clean was it? [The hall]`), or by its beginning. A header that comes again gives way to what stands below it.
    """
    if place.stage or not (place.touchpoint or role is Role.PERFORMANCE):
        return place
    waiting = replace(place, stage=UNPLACED, stage_name=STAGES[UNPLACED], sure=False)
    if place.touchpoint:
        return waiting
    own = len(column) <= LONGEST_HEADER and not (_AGAIN.search(column) and label != column)
    item = _ITEM.search(label)
    if item and (label == column or _BARE_CODE.match(column)):
        own = False
    named = column if own else _ITEM.sub(r"\1\2\3\4", label).strip() or label
    name = named if len(named) <= LONGEST_HEADER else f"{named[:LONGEST_HEADER].rsplit(' ', 1)[0]} …"
    return replace(waiting, touchpoint=code_of(named), touchpoint_name=name)


def _subject(name: str) -> str:
    """What a header speaks of, without codes and the words of asking: "q 7 food rating" → "food"."""
    return " ".join(_EMPTY.sub(" ", _CODE.sub("", name)).split())


def _names_something(subject: str, own_words: bool) -> bool:
    return bool(subject) and not own_words and len(subject.split()) <= SHORT and len(subject) > 2


def _says_more(subject: str) -> bool:
    """Whether a header that speaks of a touchpoint names a part of it."""
    return len(subject.split()) > 1 if subject.isascii() or not touchpoint_in(subject) else says_more(subject)


def _meant(text: str, *, agrees: bool) -> str:
    """A text without the words that say what somebody does; of what one agrees with, without the weak words, too."""
    compound = _COMPOUND.sub(lambda found: found[0].replace(" ", "_"), text)
    bare = _VERB.sub(" ", compound)
    return " ".join((_WEAK.sub(" ", bare) if agrees else bare).replace("_", " ").split())


def _find(text: str, *, several: bool = False) -> Known | None:
    """The touchpoint of the longest known word in a text; with `several`, of one that takes several words."""
    found = _find_whole(text, several=several)
    return found or (None if several else _NAMED.get(touchpoint_in(text)))


def _find_whole(text: str, *, several: bool = False) -> Known | None:
    """The same by whole words of the vocabulary, which say more by themselves than the beginnings of words in other alphabets."""
    padded = f" {text} "
    return next((known for word, known in _SORTED if f" {word} " in padded and (not several or " " in word)), None)


def _find_inside(text: str, least: int) -> Known | None:
    """The same within run-together words, as coded headers have them: "clnfood"."""
    return next((known for word, known in _SORTED if len(word) >= least and word in text.replace(" ", "")), None) if text else None


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]
