"""The facts of a case in plain words: what was promised, what happened, where it goes on. For the drawer, and to copy into a reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from vocdash.cases.evidence import Span
from vocdash.cases.read import CaseFile
from vocdash.cases.road import Stop
from vocdash.cases.state import Event
from vocdash.cases.status import Status
from vocdash.charts.theme import fmt_day, fmt_n, fmt_score
from vocdash.ui.cases import moments

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_LAST = 5
_OF_CONTACTS = {
    "promise": "we made a promise",
    "progress": "we said how things stand",
    "delivery": "we delivered",
    "repair": "we put it right",
    "adds value": "we gave something extra",
}
_WHO_CAME = {"in": "they came to us", "out": "we came to them"}
_KNOWN = {"promised_on": "Promised", "delivered_on": "Delivered", "order_value": "Order value"}


def facts(file: CaseFile) -> list[tuple[str, str]]:
    """What whoever answers this customer should know, as names and values."""
    return list(_facts(file))


def _facts(file: CaseFile) -> Iterator[tuple[str, str]]:
    road = file.road
    for name, value in sorted(road.facts, key=lambda fact: (fact[0] != "promised_on", fact[0])):
        said = fmt_day(value, with_year=True) if isinstance(value, date) else fmt_n(value)
        if name == "delivered_on" and road.days_late:
            said += f", {off(road.days_late)}"
        yield _KNOWN.get(name, name.replace("_", " ").capitalize()), said
    if said := promise_words(file):
        by = road.came_from if not road.promises else None
        yield "Their words on a promise", said + (f"; came from {place(file, by)}, {owner(file, by)}" if by and not by.expected else "")
    if road.promises:
        yield "Promised at", promised_at(file)
    if file.state.cause_stage_id is not None:
        where = file.book.place(file.state.cause_stage_id, file.state.cause_touchpoint_id)
        reason = f": {file.state.cause_reason}" if file.state.cause_reason else ""
        yield ("Cause" if file.state.cause_known else "Cause, suspected"), where + reason
    contacts = [stop for stop in road.stops if stop.contact]
    if contacts:
        yield "Last contacts", ", ".join(f"{contact_words(stop)} on {_day(stop)}" for stop in contacts[-_LAST:])
    if road.silences:
        first, last = max(road.silences, key=lambda silence: silence[1] - silence[0])
        from_day, to_day = moments.local(first).date(), moments.local(last).date()
        yield "Longest known silence", f"{moments.length(last - first)}, {fmt_day(from_day)} to {fmt_day(to_day, with_year=True)}"
    if road.elsewhere:
        yield "At the same time", ", ".join(f"{place(file, stop)}, {what_happened(stop)}" for stop in road.elsewhere)
    still = [other for other in road.others if other.status.is_open]
    if still:
        yield "Open elsewhere", ", ".join(f"C-{other.case_id} {file.book.place(other.stage_id, other.touchpoint_id)}" for other in still)


def off(days_late: int) -> str:
    """By how much a promised day was missed, to either side."""
    return f"{abs(days_late)} day{'' if abs(days_late) == 1 else 's'} {'late' if days_late > 0 else 'too early'}"


def as_text(file: CaseFile) -> str:
    """The facts as plain text to paste into a reply."""
    here = file.book.place(file.stage_id, file.touchpoint_id)
    lines = [f"Case C-{file.state.case_id}, {here}, {moments.stamp(file.answered_at, with_year=True)}"]
    if file.words:
        lines.append(f"The customer wrote: “{file.words.text}”")
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in facts(file))])


def place(file: CaseFile, stop: Stop) -> str:
    """Stage and touchpoint of a stop, with the journey where it is another one."""
    said = file.book.place(stop.stage_id, stop.touchpoint_id)
    return said if stop.journey_id == file.journey_id else f"{said} ({file.book.journeys.get(stop.journey_id, '')})"


def owner(file: CaseFile, stop: Stop) -> str:
    """Who answers for a stop."""
    return file.book.owner(stop.owner.person_id, stop.owner.team_id)


def promise_words(file: CaseFile) -> str:
    """The sentences in which the customer says what was promised; empty where they say nothing of the kind."""
    if file.words is None:
        return ""
    said = [match for match in _SENTENCE.finditer(file.words.text) if any(_meet(match.span(), span) for span in file.words.promises)]
    return " … ".join(f"“{match[0].strip()}”" for match in said)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def promised_at(file: CaseFile) -> str:
    """Where the last promise before the complaint was made, when, and who answers for that place; empty where none is known."""
    return " and ".join(f"{place(file, stop)} on {_day(stop)} ({owner(file, stop)})" for stop in file.road.promises)


def contact_words(stop: Stop) -> str:
    """What a contact was, in words that tell who did what."""
    return _OF_CONTACTS.get(stop.contact) or _WHO_CAME.get(stop.direction, "contact")


def _day(stop: Stop) -> str:
    return fmt_day(moments.local(stop.at).date()) if stop.at else ""


def what_happened(stop: Stop) -> str:
    """What a stop was, in a few words."""
    if stop.at is None:
        return "nothing known of this customer there"
    on = _day(stop)
    if stop.contact:
        return f"{contact_words(stop)} on {on}"
    return f"score {fmt_score(100 * stop.score)} on {on}" if stop.score is not None else f"wrote on {on}"


def sentence(event: Event) -> str:
    """One line of the history in words."""
    d = event.detail
    match event.kind:
        case "opened":
            score = f", score {fmt_score(100 * d['score'])}" if "score" in d else ""
            rule = f", routed by the rule “{d['rule']}”" if "rule" in d else ""
            method = d.get("method", "survey")
            return f"Opened from a {method}{' answer' if method == 'survey' else ''}{score}{rule}"
        case "status":
            return f"{'Taken up again: ' if d.get('reopened') else ''}{Status(d['before']).label} → {Status(d['after']).label}"
        case "owner":
            return f"Given to {d['after']} (before: {d['before']})"
        case "severity":
            return f"Severity {d['before']} → {d['after']}"
        case "due":
            return f"Due time moved from {_stamp(d['before'])} to {_stamp(d['after'])}"
        case "cause":
            return f"Cause: {d['after']}" + (f", {d['reason']}" if "reason" in d else "")
        case "action":
            return f"Linked to the action “{d['after']}”" if "after" in d else "Link to an action removed"
        case "tags":
            return ", ".join([f"#{tag}" for tag in d.get("added", ())] + [f"no longer #{tag}" for tag in d.get("removed", ())])
        case "follow-up":
            return f"Follow-up score {fmt_score(100 * d['after'])}" if "after" in d else "Follow-up answer came in"
        case "escalated":
            level = f", level {d['level']}" if d.get("level", 1) > 1 else ""
            return f"Past its due time{level}" + (f", {' and '.join(d['told'])} told" if d.get("told") else "")
        case "note":
            return f"“{d['text']}”" + (f", which calls {' and '.join(d['called'])}" if d.get("called") else "")
        case "merged":
            return f"Merged into C-{d['into']}" + (", a case of another customer" if d.get("stranger") else "")
        case "separated":
            return f"Separated from C-{d['out_of']}: {Status(d['after']).label} again"
        case "left":
            return f"C-{d['case']} stands for itself again"
        case "undone":
            said = f": {Status(d['before']).label} → {Status(d['after']).label}" if "after" in d else ""
            return f"The last change was taken back{said}"
        case "joined":
            others = d.get("strangers", ())
            return "Took over " + ", ".join(f"C-{number}{' of another customer' if number in others else ''}" for number in d["cases"])
    return _SAID.get(event.kind, event.kind.capitalize())


def _stamp(moment: str) -> str:
    return moments.stamp(datetime.fromisoformat(moment), with_year=True)


_SAID = {
    "answer gone": "The answer was taken back by an undo; the case stays",
    "answer back": "The answer came in again",
    "follow-up gone": "The follow-up answer was taken back",
}
