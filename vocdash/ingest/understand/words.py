"""What headers and questions say, as patterns over plain lower-case words.

English first, then German, French, Dutch, Spanish, Italian and Portuguese, and of other languages what asks for a score or a comment.
"""

from __future__ import annotations

import re


def _any(*words: str, within: str = "") -> re.Pattern[str]:
    """Whole words, and those, between blanks, that may stand `within` others in languages that leave no blanks or add endings."""
    whole = r"(?<![^\W_])(?:" + "|".join(words) + r")(?![^\W_])"
    return re.compile("|".join([whole, *within.split()]))


NPS = _any("nps", "net promoter(?: score)?", "promoter score", "ltr")
NPS_GROUP = re.compile(r"\bnps (?:group|category|segment|type)$|\b(?:rating|score) group$")
"""A header of promoters, passives and detractors, or of the satisfied and the others, be they written as words or as codes."""

RECOMMEND = _any(
    r"recommend\w*", r"weiterempf\w*", r"empfehl\w*", r"recommand\w*", r"aanbeve\w*", r"recomi?end\w*", r"consigli\w*", r"raccomand\w*",
    "zou u ons aan", "giới thiệu", r"q \d+ (?:[a-z] )?rec",
    within=(
        "แนะนำ सिफारिश "
        "rekommender anbefal suosittel polec doporuč odporúč ajánl recomand рекоменд порекоменд συστήσ συνιστ tavsiye "
        "öner(?:ir|me|i) merekomendasi rekomendasi おすすめ お勧め 勧め 薦め 推荐 推薦 추천 توصي(?!ل) נמליץ ממליץ תמליצ"
    ),
)  # fmt: skip
LIKELY = _any(
    "likely", "likelihood", "how probable", r"wahrscheinlich\w*", "probable", "probabilité", r"waarschijnlijk\w*", "probabilidad",
    "probabilidade",
    "probabilità", "khả năng",
    within=(
        "sannolikt sandsynlig sannsynlig todennäköis prawdopodob pravděpodob pravdepodob valószín вероятн ймовірн πιθαν "
        "โอกาส संभावना 의향 olasılık kemungkinan 可能性 多大可能 可能会 愿意 願意 가능성 احتمال סביר"
    ),
)  # fmt: skip
SATISFIED = _any(
    r"satisf\w*",
    r"dissatisf\w*",
    "csat",
    "osat",
    "sat scale",
    r"q \d+ (?:[a-z] )?sat",
    r"q (?:\w+ ){0,2}sat$",
    "^sat$",
    "sat w(?:ith)?",
    r"q \d+ sat(?!urday|isf|ellite)\w{4,}",
    r"\w*zufrieden\w*",
    r"\w*tevreden\w*",
    r"soddisf\w*",
    "happy with",
    "content de",
    "hài lòng",
    within=(
        "nöjd tilfreds fornøyd tyytyväi zadowol spokojen spokojn elégedett mulțum mulţum удовлетвор довол(?:ен|ьн) задовол "
        "พึงพอใจ संतुष्ट ικανοπο[ιί] memnun puas 満足 满意 滿意 만족 رضا راض מרוצ"
    ),
)
DISSATISFIED = _any(r"(?:dis|un)satisf\w*", "unhappy", r"\w*unzufrieden\w*", r"insatisf\w*", r"ontevreden\w*", r"insoddisf\w*")
OR_SATISFIED = _any(r"satisf\w*", "happy", r"zufrieden\w*", r"tevreden\w*", r"soddisf\w*")
"""What asks for the good end, too, beside :data:`DISSATISFIED`: "satisfied or dissatisfied"."""
EASY = _any(
    "ces", "easy", "ease", "easily", "effortless", "einfach", "leicht", "facile", "facilité", r"gemak\w*", "makkelijk", "fácil",
    "facilidad", within="легко лёгко легкост εύκολ ευκολ سهول आसान 容易 簡単 쉬웠 쉬운 용이",
)  # fmt: skip
EFFORT = _any(
    "effort", "difficult", "difficulty", "aufwand", "mühe", "schwierig", "difficile", "moeite", "moeilijk", "esfuerzo",
)  # fmt: skip
RATING = _any(
    "rat(?:e|ed|ing|ings)", "overallrating", "scor(?:e|ed|es)", "stars?", "quality", r"evaluat\w*", "grade", "agree", "agreement",
    "how (?:good|well|clean|friendly|helpful)", "how (?:would you|do you) rate", "excellent", "bewertung", "bewerten", "note", "noten",
    "schulnote", "beoordeling", "cijfer", "sterne?", "étoiles?", "sterren",
    "slider", r"\w+(?:bewertung|note|cijfer)",
    "estrellas?", "évaluation", "évaluez", "notez", "valoración", "valore", "calificación", "puntuación",
    "đánh giá", "how you feel", r"how (?:do|did|are) you feel\w*", "mood", "smileys?", "to what extent", "extent",
    within=(
        "betyg vurder bedøm arvio arvosana ocen hodno(?:tit|ť|tí|cen) értékel oceniți evalua оцен оцін αξιολ[οό]γ βαθμολ[οό]γ "
        "ประเมิน değerlendir puan penilaian nilai 評価 点数 评分 評分 打分 评价 점수 평가 تقييم דירוג דרג"
    ),
)  # fmt: skip
A_SCORE = re.compile(r"^(?:\w+ )?(?:score|rating|answer|response|value)$")
"""A header that says no more than that it holds a score."""
QUALITIES = _any(
    "how (?:was|were|is|are|did you (?:like|find|enjoy))", "experience", r"\w+liness", r"\w+fulness", "courtesy", "professionalism",
    "comfort", "atmosphere", "ambience", "value for money", "responsiveness", "sauberkeit", "freundlichkeit", "propreté", "accueil",
    "netheid", "vriendelijkheid", "limpieza", "amabilidad",
    within="чистот вежливост дружелюб ввічливіст καθαριότητ ευγένει نظافة ניקיון אדיבות स्वच्छता सफाई 清洁度 整洁 服务态度 服務態度 清潔感 "
    "接客 친절도 청결 ความสะอาด ความสุภาพ ความรวดเร็ว",
)  # fmt: skip
"""What a number up to 5 or more under such a header rates, though nothing in it says so."""
ASKS_A_GRADE = re.compile(r"\b(?:give|rate|assign|award)\b.*\bgrade\b|\bgrade\b.*\b(?:give|rate|assign|award)\b|\bletter grade\b")
"""What is answered with a letter, A for the best."""
GRADES_DOWN = _any("schulnote", "schulnoten")
OVERALL = _any(
    "overall", "osat",
    "as a whole", "all in all", "in general", "generally", "insgesamt", "gesamt", "globalement", "globale", "note globale",
    "over het algemeen", "en general", "no geral", "nel complesso", "ogólnie", "celkově", "genel olarak", "в целом", "nói chung",
    "بشكل عام",
    within="整体 總體 总体 整體 全体 総合 전반",
)  # fmt: skip
ONLY_OVERALL = re.compile(r"^(?:overall|gesamt|insgesamt|globale?|general)$")
WHOLE = re.compile(r"(?:^| )(?:all|whole|general|global|gesamt)$")
"""The last word of a header: "q 7 all"."""
ASKS = _any(
    r"how (?:satisfied|happy|important|easy|likely|good|well|friendly|helpful|clean)", "how (?:would|do) you rate", "please rate",
    r"wie (?:zufrieden|wichtig|einfach|leicht|wahrscheinlich|gut|bewerten)", r"hoe (?:tevreden|belangrijk|makkelijk|gemakkelijk|goed)",
    "hoe waarschijnlijk", "êtes vous satisfait", "quelle importance", "à quel point", r"qué tan \w+", "cuán",
    r"c[oó]mo (?:você )?(?:valor|calific|evalu|puntu|avali)\w*", r"comment (?:évalu|jug|not|trouv|qualifi)\w+", r"come (?:valut|giudic)\w*",
    "wie beurteilen", "hoe beoordeelt", "on a scale", "auf einer skala", "sur une échelle", "op een schaal", "(?:en|em) una? escala",
    "su una scala", r"(?:dis|un)?satisf\w+ (?:with|w|com|con|avec)", r"sat w(?:ith)?", r"\w*zufriedenheit mit", "tevredenheid (?:over|met)",
    "rate (?:the|our|your|this|each)",
)  # fmt: skip
"""How a question for a score begins, whatever it is about: a price, a time, an order."""
IMPORTANCE = _any(
    "how important", "importance", "important", "wichtig", "wie wichtig", "importante?", "belangrijk",
    within="важн важлив σημαντικ أهمية اهمية מידת_החשיבות महत्व 重要 중요 ความสำคัญ",
)  # fmt: skip
AGREE = _any(
    "agree", "disagree", "agreement", "statements?", r"zustimm\w*", r"stimmen sie", "trifft zu", "d accord", "mee eens", "de acuerdo",
    "concorda", "concordo", "d accordo",
)  # fmt: skip
FIRST_PERSON = re.compile(
    r"(?:^|[\[:(.–-] ?|\d )(?:I|I['’]m|We|My|Our|Ich|Wir|Mein|Meine|Je|J['’]\w+|Nous|Mon|Ik|Wij|Mijn|Yo|Eu|Io) [^\W\d]"
)
"""A sentence of somebody about himself, to agree with, as it is written."""
ASKS_ON = re.compile(
    r"^(?:if (?:so|yes|you did|applicable)|(?:wenn|falls) ja|si oui|zo ja|indien ja|(?:si|en) (?:es así|caso afirmativo)|se s[iì])(?!\w)",
    re.IGNORECASE,
)
"""How a question begins that only those are asked who said yes to the one before."""
DID_YOU = re.compile(
    r"^(?:(?:did|do|have|has|were|are) you (?:\w+ )?(?:the |an? |any |our )?|"
    r"avez[- ]vous (?:déjà )?\w+ (?:au |à la |le |la |les |du |aux |une? )?)",
    re.IGNORECASE,
)
"""What stands before the thing in "Did you have the soup?"."""
EXPECTATION = _any(r"expect\w*", r"erwart\w*", "attentes", r"verwacht\w*", r"expectativ\w*")
HOW_OFTEN = re.compile(
    r"(?:how often|wie oft|hoe vaak|con qué frecuencia|à quelle fréquence|com que frequência) (?!(?:do|did|have|would|are) you\b"
    r"|\w+ (?:sie|du|ihr|u|je|jij)\b|\w+ez vous\b|visita|compra|usas?\b|utilizas?\b)|always|on time|when (?:you|i) needed"
)
"""How often something was done well, and not how often somebody comes."""
YES_NO = _any(
    r"recommend\w*", r"(?:dis|un)?satisf\w*", "resolved?", "solved?", "helpful", "happy", "again", "met your", "as expected", "on time",
    "easy",
    "gelöst", "résolu", "opgelost", "resuelto",
)  # fmt: skip
NOT_A_SCORE = _any(
    "count", "number of", "nb", "n of", "total", "average", "avg", "mean", "age", "years?", "month", "week", "weekday", "day", "hours?",
    "minutes?", "seconds?", "id", "code", "zip", "postcode", "flight", "times", "how many", "how often", "how long", "amount", "price",
    "income", "salary", "len", "length", "distance", "delay", "sentiment", "polarity", "rank", "order", "select", "select all", "choose",
    "check all", r"check(?! (?:in|out))",
    "gender", "sex", "click", "clicks", "timing", "page submit", "lat", "lng", "latitude", "longitude", "accuracy",
    "column", "index", "row", "freq", "progress", "finished", "status", "home", "fly", "purp", "get to", "com$", "comment",
    "numerator", "denominator", "votes?", "thumbs up",
)  # fmt: skip
RANKS = _any(
    r"rank\w*", r"(?:order|sort|arrange) (?:the|your|these|them)", "in order", "votes?", "reihenfolge", "rangfolge", "classez",
    r"rangschik\w*",
)  # fmt: skip
"""What asks to put things into an order, or to share something out among them."""
TO_RANK = re.compile(r"(?<!would you )(?<!do you )\brank (?:the|these|them|each|your|following|from|in)\b|\bin order of\b")
"""What asks to put things into an order and for nothing else, not even as a word for rating."""
COMMENT = _any(
    "comments?", "verbatims?", "feedback", "reviews?", "text", "free text", "why", "reasons?", "explain", "suggestions?", "suggest",
    r"improve\w*", "do better", "describe", "tell us", "tell me", "opinions?", "remarks?", "narrative", "specify", "content", "message",
    "thoughts", "explication", "commentaires?", "avis", "pourquoi", "kommentare?", "warum", r"bemerkung\w*", r"opmerking\w*", "waarom",
    "comentarios?", "por qué", "toelichting", r"begründ\w*", r"anmerk\w*", "in your own words", "what could", "please use this space",
    "complaint", "góp ý", "nhận xét",
    within=(
        "kommentar synpunkt förslag palaute komment uwagi komentarz dlaczego komentář komentár připomínk proč prečo megjegyzés "
        "miért comentari комментар отзыв почему коментар відгук чому σχόλι γιατί yorum görüş neden saran komentar alasan "
        "mengapa ข้อเสนอแนะ सुझाव टिप्पणी "
        "ご意見 ご要望 コメント 感想 理由 自由記入 自由記述 自由回答 意见 意見 建议 建議 评论 評論 原因 "
        "의견 이유 댓글 후기 تعليق ملاحظات لماذا "
        "اقتراح הערות מדוע למה"
    ),
)  # fmt: skip
ASKS_OPENLY = re.compile(
    r"(?:^|\| )(?:what|was|wat|que|qu est ce|qué|cosa|che cosa|o que|vad|hvad|hva|mitä|co|ce|что|що|τι|ne|apa|điều)(?!\w) ", re.IGNORECASE
)
"""How a question begins that is answered in one's own words, where the answers are such."""
ABOUT_TEXT = re.compile(
    r" (?:labels?|categor(?:y|ies)|topics?|types?|tags?|codes?|status|title|group|class|score|rating|date|id|count|length)$"
)
"""The last word of a header that speaks of a comment and holds something else: "comment category"."""
SAYS_COMMENT = _any(
    r"comments?(?! (?:avez|nous|vous|a|ont|est|sont|s|évalu|jug|not|trouv|qualifi))", "verbatims?", "feedback", "review", "reviews",
    "remarks?", "remarques?", "free text", "in your own words",
    "tell (?:us|me)", "what (?:could|can|should|would) (?:we|be)", r"(?:improve|better)$", "anything else", "^why",
    "commentaires?", "avis", "kommentare?", r"bemerkung\w*", r"anmerkung\w*", "was können wir", r"opmerking\w*", "wat kunnen we",
    "comentarios?", "comentários?", "commenti", "suggerimenti", "sugestões", "qué podemos", "que pouvons nous",
    "góp ý", "nhận xét", "open ended", "toelichting", "why$", "^text$", "^content$", "^body$",
    within=(
        "synpunkter förslag palaute uwagi komentarz připomínk megjegyzés комментар отзыв коментар відгук σχόλι yorum saran "
        "komentar ข้อเสนอแนะ सुझाव टिप्पणी "
        "ご意見 ご要望 コメント 感想 自由記入 自由記述 自由回答 意见 意見 建议 建議 评论 評論 의견 후기 تعليق ملاحظات הערות"
    ),
)  # fmt: skip
"""What asks for a text and for nothing else; a reason or a description may also be one of a few."""
REPLY = re.compile(
    r"(?:^| )(?:developer|owner|company|business|seller|host|management|merchant|manager|vendor|agent|admin|official|store|brand) "
    r"(?:reply|replies|response|answer)(?: |$)|^repl(?:y|ied)(?: (?:content|text|comment|message|at|date))?$|^(?:réponse du|respuesta del|"
    r"risposta del|antwort des|antwoord van) |(?:^| )review reply(?: |$)"
)
"""What the company wrote back, or when."""
ASKS_WHY = _any(
    r"reasons? for (?:your|this|the|my) (?:\w+ )?(?:scores?|ratings?|answers?|responses?|grade)",
    r"(?:any|other|further) (?:\w+ )?suggestions?",
    r"(?:grund|gründe) für (?:ihre|deine|die) (?:bewertung|note|antwort)", r"raisons? de votre (?:note|réponse|évaluation)",
    r"reden (?:voor|van) (?:uw|je) (?:score|cijfer|antwoord|beoordeling)", r"(?:motivo|razón) de su (?:puntuación|respuesta|valoración)",
    r"(?:nps|csat|ces|score|rating) reasons?", r"(?:vos|ihre|uw|sus|your) (?:suggestions?|vorschläge|anregungen|suggesties|sugerencias)",
    r"follow up (?:response|answer|comment)", "why did you",
)  # fmt: skip
"""What asks for a text, or for one of a few reasons: long answers are texts even where they repeat."""
TITLE = _any("title", "headline", "subject", "titel", "titre", "título", "summary")
WHY = _any(
    "why", "reasons?", "explain", "pourquoi", "warum", "waarom", "por qué", r"begründ\w*", "toelichting", "explication",
)  # fmt: skip
DATE = _any(
    "date", "dates", "day", "datum", "fecha", "data", "zeit", "zeitstempel", "timestamp", "time", "datetime", "on", "at", "heure",
    "horodateur", "tijdstempel", "marca temporal", "when", "intdate",
)  # fmt: skip
PERIOD = _any(
    r"\w*date", "month", "period", "when", "flown", "monat", "mois", "mes", "mese", "mês", "maand", "datum", "fecha", "data", "wave",
)  # fmt: skip
"""What a column of months speaks of; two numbers such as 2019-10 may also be a season or a code."""
ANSWERED = (
    _any(
        "answered", "submitted", "submit", "submitdate", "completed", "completion", "recorded", "response", "responded", "reviews?",
        "timestamp", "zeitstempel", "horodateur", "tijdstempel", "marca temporal", "received", "interview", "intdate", "survey", "post",
        "posted",
    ),
    _any("end", "ended", "created", "creation", "feedback", "datum", "date", "fecha", "time", "day", within="结束 結束 終了 종료"),
)  # fmt: skip
OF_ANSWER = _any("surveys?", "reviews?", "submission", "answered", "interview", "rated", "rating")
"""What a date beside other dates names when it is the one on which somebody answered."""
STARTED = _any(
    "start", "started", "begin", "began", "startdate", "opened", "gestartet", "startzeit", "startdatum", "début", "inicio", "begintijd",
    within="开始 開始 시작",
)  # fmt: skip
NOT_ANSWERED = _any(
    "birth", "born", "dob", "flown", "visit", "visited", "stay", "travel", "order", "ordered", "purchase", "purchased", "delivered",
    "delivery", "promised", "sent", "due", "closed", "updated", "modified", "stage", "network", r"geburt\w*", "naissance", "shipped",
    "arrival", "arrived", "departure", "booked", "booking", "check in", "check out", "joined",
    r"expir\w*", "issue", "added", "requested", r"diagnos\w*", "surgery", "onset", "admission", "discharge", "enrol?led", "hired",
)  # fmt: skip
BORN = _any(
    "birth", "birthday", "birthdate", "born", "dob", r"geburt\w*", "naissance", "nacimiento", "nascita", "nascimento", r"geboorte\w*",
    "urodzenia",
)  # fmt: skip
OF_A_LIFE = _any(
    r"diagnos\w*",
    "surgery",
    "operation",
    "onset",
    "injury",
    "accident",
    "death",
    "died",
    "admission",
    "discharge",
    "enrol?led",
    "enrol?ment",
    "hired",
    "joined",
    "registered",
    "opération",
    "erstdiagnose",
    "aufnahme",
    "entlassung",
)
"""What a date tells of somebody's life or of their account, and never when they answered."""
UPDATED = _any("updated", "modified")
"""What dates the last change of something; of a rating, it is the answer."""
ID = _any(
    "id", "ids", "no", "nr", "num", "number", "key", "respnum", "uuid", "guid", "ticket", "reference", "ref", "case",
    "respondentid", "responseid", "respid", "recordid", r"\w+nummer", r"\w+nr", "numéro", "número",
    r"nº? (?:de |d )?(?:réponse|répondant|questionnaire|enquête|dossier|respuesta|encuesta|resposta|risposta|questionario)",
)  # fmt: skip
ID_OF_ANSWER = _any(
    "response", "respondent", "submission", "survey", "answer", "record", "review", "complaint", "ticket", "case", "interview", "resp",
    "feedback", "external", "rating", "respnum", "respondentid", "responseid", "respid", "recordid",
    "réponse", "répondant", "questionnaire", "antwort", "antwoord", "respuesta", "encuesta", "resposta", "risposta", "questionario",
)  # fmt: skip
CUSTOMER = _any(
    "customer", "client", "user", "member", "account", "subscriber", "guest", "person", "patient", "passenger", "kunde", "kunden", "klant",
    "cliente", "loyalty", "buyer", "company", "organi[sz]ation", r"kunden(?:nummer|nr|id)", r"klant(?:nummer|nr|id)",
)  # fmt: skip
RESPONDENT = re.compile(
    r"^(?:respondent|participant|interviewee|submission|interview|panelist|teilnehmer(?:in)?|befragter?|répondant|participante|encuestado|"
    r"deelnemer|respondente|респондент|答题者|回答者|응답자)$"
)
"""A header that names the person by a number or a code, in each of the rows of one."""
THING = _any(
    "hotel", "product", "item", "clothing", "store", "shop", "branch", "airline", "flight", "order", "collector", "run", "batch",
    "agent", "employee", "staff", "location", "site", "network", "campaign", "sku", "dest", "question",
)  # fmt: skip
RATED_ONCE = _any("order")
"""A thing that people are asked about once: where each row has another one, its number tells the answers apart."""
NAME = re.compile(
    r"^(?:(?:customer|respondent|reviewer|recipient|contact|guest|user|your|client|full|first|last|author|profile) ?)?"
    r"(?:full ?name|first ?name|last ?name|surname|name)$|"
    r"^(?:(?:\w+ )?user ?name|requester|submitter|author|reviewer|"
    r"full name|what is your name|your name|nama|nombre|nom|naam|nachname|vorname)$"
)
PHONE = _any(
    "phone", "mobile", "telephone", "telefon", "téléphone", "telefoon", "teléfono", "handy", "cell ?phone",
)  # fmt: skip
ADDRESS = _any(
    "address", "street", "adresse", "adres", "dirección", "ip", "ipaddr", "lat", "lng", "latitude", "longitude", "zip", "zip ?code",
    "postcode", "plz",
)  # fmt: skip
TECHNICAL = _any(
    "link", "url", "user agent", "browser", "operating system", "(?:screen|display) resolution",
    "refurl", "seed", "lastpage", "click", "clicks",
    "click count", "page submit", "len", "length", "word counts?", "sentiment", "polarity", "run ?id", "batch",
    "predicted", "predictions?", r"(?:model|bert|llm|gpt|ai|ml) (?:scores?|labels?|class|confidence|output|results?|ratings?)",
)  # fmt: skip
WEIGHT = _any("weight", "weights", "wgt", "weighting", "gewicht", "gewichtung", "poids", "peso", "wt", "weging")
LANGUAGE = _any(
    "language", "lang", "sprache", "langue", "taal", "idioma", "startlanguage", "user language", "locale",
)  # fmt: skip
DURATION = _any(
    "duration", "time taken", "time spent", "interview ?time", "completion time", "dauer", "durée", "duur", "duración", "seconds",
)  # fmt: skip
MINUTES = _any("minutes?", "mins?", "minuten")
CHANNEL = _any(
    "(?<!survey )(?<!distribution )channel",
    "received via", "submitted via", "via", "kanal", "canal", "kanaal", "contact method", "how did you contact us", "канал", "κανάλι",
    "(?:ال)?قناة", "ערוץ", "चैनल", "渠道", "チャネル", "チャンネル", "채널", "ช่องทาง",
)  # fmt: skip
STAGE = re.compile(
    r"^(?:journey )?(?:stage|phase)(?: name)?$|^(?:étape|etapa|fase|reiseabschnitt|этап|стадия|етап|στάδιο|مرحلة|المرحلة|שלב|चरण|阶段|階段|"
    r"ステージ|단계|ขั้นตอน|aşama|giai đoạn|tahap)$"
)
TOUCHPOINT = re.compile(
    r"^(?:touch ?point|contact point)(?: name)?$|^(?:kontaktpunkt|berührungspunkt|point de contact|punto de contacto|punto di contatto|"
    r"ponto de contato|contactpunt|точка контакта|точка контакту|σημείο επαφής|نقطة (?:ال)?(?:اتصال|تواصل)|נקודת מגע|टचपॉइंट|संपर्क बिंदु|触点|"
    r"接触点|觸點|接觸點|タッチポイント|接点|顧客接点|접점|고객 ?접점|จุดสัมผัส|จุดบริการ|temas noktası|điểm chạm)$"
)
QUESTION = re.compile(
    r"^(?:survey )?question(?: (?:code|id|text|name|title|wording|label|category))?$|^.* question (?:code|text|name|title|wording|label)$|"
    r"^(?:frage|fragetext|pregunta|domanda|pergunta|vraag|вопрос|текст вопроса|питання|запитання|ερώτηση|(?:نص )?(?:ال)?سؤال|"
    r"שאלה|प्रश्न|सवाल|问题|問題|题目|題目|質問|設問|質問文|질문|문항|คำถาม|soru|câu hỏi|pertanyaan|pytanie|otázka|spørgsmål|fråga|kysymys)$"
)
ISSUE = re.compile(
    r"^(?:(?:customer|consumer|main|primary) )?(?:issue|problem|complaint|complaint (?:issue|reason|subject|description)|"
    r"reason for complaint|beschwerdegrund|grund der beschwerde|motif de (?:la )?réclamation|klachtreden|"
    r"motivo de (?:la )?(?:queja|reclamación))$"
)
"""What a complaint is about, in a few words of a list."""
ANSWER = re.compile(
    r"^(?:(?:question|survey) )?(?:answers?|responses?|values?|score|rating|result|antwort|wert|réponse|valeur|respuesta|valor|risposta|"
    r"resposta|antwoord|ответ|оценка|балл|відповідь|оцінка|απάντηση|βαθμολογία|(?:ال)?(?:إجابة|تقييم|درجة)|תשובה|ציון|דירוג|उत्तर|अंक|रेटिंग|回答|答案|"
    r"评分|評分|分数|得分|点数|スコア|評価|답변|응답|점수|평점|คำตอบ|คะแนน|puan|cevap)(?: (?:value|text|content))?$"
)
"""The column of a long file that holds what was answered to the question of its row."""
SCALE = re.compile(r"^scale(?: (?:code|name))?$")
ROLE = re.compile(r"^role$")
SOURCE = re.compile(r"^source(?: (?:code|name))?$")
AMOUNT = _any(
    "amount", "price", "revenue", "spend", "spent", "basket", "order value", "total", "counts?", "minutes?", "hours?", "delay",
    "distance", "age", "nights", "quantity", "montant", "prix", "betrag", "bedrag", "importe", "visits", "times", "number of", "days",
    "how many", "income", "cost", "alter", "âge", "edad", "leeftijd", "nb",
)  # fmt: skip
SEGMENT = _any(
    "age", "age group", "gender", "sex", "country", "region", "state", "city", "plan", "tier", "class", "type", "segment", "group",
    "department", "division", "category", "product", "branch", "store", "shop", "surgery", "location", "cabin", "customer type",
    "travell?er", "traveler", "purpose", "income", "education", "occupation", "membership", "loyalty", "variation", "site", "airport",
    "hotel", "lounge", "geschlecht", "alter", "land", "pays", "sexe", "genre", "edad", "país", "usia", "kelamin", "sub", "name",
    "tenure", "major", "nationality", "company", "issue", "household", "census", "respondent type",
)  # fmt: skip
