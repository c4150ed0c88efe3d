"""Line icons for touchpoints as SVG paths in −1 … 1, drawn by us: a font's icons would be missing from every export."""

from __future__ import annotations

ICONS: dict[str, str] = {
    "web": "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0M-1,0L1,0M0,-1C-.75,-.45,-.75,.45,0,1C.75,.45,.75,-.45,0,-1",
    "app": "M-.5,-1L.5,-1Q.62,-1,.62,-.85L.62,.85Q.62,1,.5,1L-.5,1Q-.62,1,-.62,.85L-.62,-.85Q-.62,-1,-.5,-1M-.14,.7L.14,.7",
    "mail": "M-1,-.68L1,-.68L1,.68L-1,.68ZM-1,-.62L0,.14L1,-.62",
    "phone": ("M-.9,-.55Q-.95,-.9,-.6,-.95L-.3,-.95L-.1,-.38L-.4,-.15Q-.15,.35,.2,.55L.45,.2L.95,.4L.95,.7Q.9,.98,.6,.95Q-.7,.7,-.9,-.55Z"),
    "chat": "M-.95,-.8L.95,-.8L.95,.45L-.3,.45L-.75,.95L-.75,.45L-.95,.45Z",
    "message": "M-.95,-.8L.95,-.8L.95,.45L-.3,.45L-.75,.95L-.75,.45L-.95,.45ZM-.5,-.38L.5,-.38M-.5,.02L.2,.02",
    "shop": "M-.95,-.3L-.75,-.9L.75,-.9L.95,-.3ZM-.8,-.3L-.8,.9L.8,.9L.8,-.3M-.2,.9L-.2,.25L.3,.25L.3,.9",
    "delivery": (
        "M-1,-.6L.2,-.6L.2,.45L-1,.45ZM.2,-.2L.65,-.2L1,.12L1,.45L.2,.45M-.38,.58A.24,.24,0,1,1,-.86,.58A.24,.24,0,1,1,-.38,.58"
        "M.84,.58A.24,.24,0,1,1,.36,.58A.24,.24,0,1,1,.84,.58"
    ),
    "box": "M0,-1L.9,-.5L.9,.5L0,1L-.9,.5L-.9,-.5ZM-.9,-.5L0,0L.9,-.5M0,0L0,1",
    "tool": (
        "M.95,-.45A.55,.55,0,0,1,.2,.05L-.6,.9Q-.78,1.02,-.92,.88Q-1.02,.75,-.88,.6L-.02,-.2A.55,.55,0,0,1,.5,-.95L.28,-.55L.55,-.28Z"
    ),
    "people": (
        "M-.05,-.45A.36,.36,0,1,1,-.77,-.45A.36,.36,0,1,1,-.05,-.45M-1,.75Q-1,.1,-.41,.1Q.18,.1,.18,.75"
        "M.2,-.8A.36,.36,0,1,1,.25,-.1M.45,.12Q1,.2,1,.75"
    ),
    "person": "M.42,-.5A.42,.42,0,1,1,-.42,-.5A.42,.42,0,1,1,.42,-.5M-.8,.95Q-.8,.2,0,.2Q.8,.2,.8,.95",
    "card": "M-1,-.68L1,-.68L1,.68L-1,.68ZM-1,-.25L1,-.25M-.65,.25L-.15,.25",
    "paper": "M-.7,-1L.3,-1L.7,-.55L.7,1L-.7,1ZM-.35,-.2L.35,-.2M-.35,.2L.35,.2M-.35,.6L.1,.6",
    "clock": "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0M0,-.55L0,0L.4,.3",
    "search": "M.4,-.25A.62,.62,0,1,1,-.84,-.25A.62,.62,0,1,1,.4,-.25M.25,.22L.9,.9",
    "place": "M0,1Q-.75,.15,-.75,-.3A.75,.75,0,1,1,.75,-.3Q.75,.15,0,1M.26,-.3A.26,.26,0,1,1,-.26,-.3A.26,.26,0,1,1,.26,-.3",
    "plane": "M0,-1Q.16,-.9,.16,-.55L.16,-.3L1,.25L1,.45L.16,.2L.12,.65L.38,.85L.38,1L0,.9L-.38,1L-.38,.85L-.12,.65L-.16,.2"
    "L-1,.45L-1,.25L-.16,-.3L-.16,-.55Q-.16,-.9,0,-1Z",
    "bag": "M-.85,-.4L.85,-.4L.7,.95L-.7,.95ZM-.4,-.1L-.4,-.55Q-.4,-.95,0,-.95Q.4,-.95,.4,-.55L.4,-.1",
    "star": "M0,-1L.29,-.31L1,-.28L.44,.17L.64,.9L0,.48L-.64,.9L-.44,.17L-1,-.28L-.29,-.31Z",
    "dot": "M.35,0A.35,.35,0,1,1,-.35,0A.35,.35,0,1,1,.35,0",
}
"""Icon by key. `dot` stands for a touchpoint nobody has drawn yet."""

FLAG = "M-.55,1L-.55,-1L.8,-.5L-.55,0"

_WORDS: dict[str, tuple[str, ...]] = {
    "web": ("web", "site", "online", "portal", "browser", "internet"),
    "app": ("app", "mobile"),
    "mail": ("mail", "newsletter"),
    "phone": ("phone", "call", "hotline", "telephone"),
    "chat": ("chat", "bot"),
    "message": ("text", "sms", "message", "notification", "whatsapp"),
    "delivery": ("deliver", "carrier", "courier", "truck", "van", "transport", "ship"),
    "box": ("product", "box", "parcel", "pack", "goods", "unpack"),
    "tool": ("install", "repair", "technic", "mainten", "tool", "assembl", "fitter"),
    "card": ("pay", "checkout", "card", "bill", "cash", "till", "price"),
    "paper": ("letter", "contract", "form", "invoice", "document", "leaflet", "catalog", "manual", "sign"),
    "clock": ("queue", "wait", "line", "security"),
    "search": ("search", "find", "compare"),
    "plane": ("flight", "plane", "board", "gate", "airport", "cabin", "seat"),
    "bag": ("bag", "luggage", "basket", "shopping"),
    "people": ("social", "friend", "referral", "community", "event", "fair", "word of mouth"),
    "person": ("staff", "advisor", "agent", "desk", "counter", "driver", "visit", "crew", "clerk"),
    "shop": ("shop", "store", "branch", "showroom", "retail"),
    "place": ("park", "place", "station", "location", "access", "way"),
    "star": ("review", "loyal", "reward", "bonus"),
}


def icon_for(key: str, *names: str) -> str:
    """The path of the icon called `key`, otherwise of the first icon whose words occur in one of `names`, otherwise a dot."""
    if key in ICONS:
        return ICONS[key]
    text = " ".join(names).casefold()
    return ICONS[next((icon for icon, words in _WORDS.items() if any(word in text for word in words)), "dot")]
