"""What the columns mean that every export of a tool has, beside the answers. One table a tool; nothing else knows the tools' names.

Names are compared in lower case without spaces and punctuation, with the header and with the wording (Qualtrics' older exports call
columns V1, V2 and explain them in the second row).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocdash.ingest.read.layout import with_parts

ERROR_COLUMN = "error"
ROW_COLUMN = "vocdash_row"
OURS = (ROW_COLUMN, ERROR_COLUMN)
"""What a file of refused rows has beside the columns of the file it came from; the first of them tells such a file."""

_ID, _OUT = "submission id", "leave out"

PRESETS: dict[str, Mapping[str, str]] = {
    "qualtrics": {
        "responseid": _ID,
        "recordeddate": "answered at",
        "enddate": "answered at",
        "startdate": "started at",
        "durationinseconds": "duration",
        "userlanguage": "language",
        "recipientemail": "customer e-mail",
        "emailaddress": "customer e-mail",
        "recipientlastname": "customer name",
        "name": "customer name",
        "externalreference": "customer number",
        "externaldatareference": "customer number",
        **dict.fromkeys(
            ("status", "responsetype", "ipaddress", "progress", "finished", "recipientfirstname", "locationlatitude", "locationlongitude",
             "locationaccuracy", "distributionchannel", "responseset", "qrecaptchascore", "qrelevantidduplicate",
             "qrelevantidduplicatescore", "qrelevantidfraudscore", "qrelevantidlaststartdate", "qduplicaterespondent",
             "qballotboxstuffing"), _OUT),
    },
    "surveymonkey": {
        "respondentid": _ID,
        "dateslastmodified": _OUT,
        "enddate": "answered at",
        "datemodified": "answered at",
        "startdate": "started at",
        "datecreated": "started at",
        "emailaddress": "customer e-mail",
        "lastname": "customer name",
        **dict.fromkeys(("collectorid", "ipaddress", "firstname", "customdata1", "customdata"), _OUT),
    },
    "tally": {"submissionid": _ID, "submittedat": "answered at", "respondentid": _OUT},
    "typeform": {
        "": _ID,
        "token": _ID,
        "submitdateutc": "answered at",
        "submittedat": "answered at",
        "startdateutc": "started at",
        **dict.fromkeys(("networkid", "stagedateutc", "responsetype", "tags", "ending"), _OUT),
    },
    "google-forms": {
        **dict.fromkeys(
            (
                "timestamp",
                "zeitstempel",
                "horodateur",
                "marcatemporal",
                "tijdstempel",
                "carimbodedatahora",
                "informazionicronologiche",
            ),
            "answered at",
        ),
        **dict.fromkeys(
            ("emailaddress", "username", "emailadresse", "adressemail", "direccióndecorreoelectrónico", "emailadres"), "customer e-mail"),
    },
    "limesurvey": {
        **dict.fromkeys(("id", "responseid", "antwortid", "iddelaréponse", "iddelarespuesta"), _ID),
        **dict.fromkeys(
            ("submitdate", "datesubmitted", "datumabgeschickt", "datedesoumission", "fechadeenvío", "datestamp", "datelastaction",
             "datumletzteaktivität", "datedeladernièreaction", "fechadelaúltimaacción"), "answered at"),
        **dict.fromkeys(("startdate", "datestarted", "datumgestartet", "datedelancement", "fechadeinicio"), "started at"),
        **dict.fromkeys(("startlanguage", "startsprache", "languededépart", "lenguajeinicial"), "language"),
        **dict.fromkeys(("interviewtime", "totaltime"), "duration"),
        "token": "customer number",
        "email": "customer e-mail",
        "lastname": "customer name",
        **dict.fromkeys(
            ("lastpage", "letzteseite", "dernièrepage", "últimapágina", "seed", "zufallsstartwert", "ipaddr", "ipaddress", "ipadresse",
             "refurl", "referrerurl", "firstname"), _OUT),
    },
    "microsoft-forms": {
        "id": _ID,
        **dict.fromkeys(
            ("completiontime", "fertigstellungszeit", "heuredefin", "horadefinalización", "tijdvanvoltooien"), "answered at"),
        **dict.fromkeys(("starttime", "startzeit", "heurededébut", "horadeinicio", "begintijd"), "started at"),
        **dict.fromkeys(("email", "adressedemessagerie", "correoelectrónico"), "customer e-mail"),
        **dict.fromkeys(("name", "nom", "nombre", "naam"), "customer name"),
        "language": "language",
        **dict.fromkeys(("lastmodifiedtime", "totalpoints", "quizfeedback"), _OUT),
    },
    "medallia": {
        "asurveyid": _ID,
        **dict.fromkeys(("eresponsedate", "responsedate"), "answered at"),
        "ecreationdate": "started at",
        "eunitid": "segment",
        "abrand": "segment",
        **dict.fromkeys(("astatus", "estatus"), _OUT),
    },
    "touchpoints": {"externalid": _ID},
    "kobo": {
        **dict.fromkeys(("uuid", "id"), _ID),
        **dict.fromkeys(("submissiontime", "end"), "answered at"),
        "start": "started at",
        **dict.fromkeys(
            ("index", "version", "validationstatus", "submittedby", "deviceid", "formhubuuid", "xformidstring", "geolocation"), _OUT
        ),
    },
    "odk": {
        **dict.fromkeys(("metainstanceid", "instanceid", "key"), _ID),
        **dict.fromkeys(("submissiondate", "end"), "answered at"),
        "start": "started at",
        **dict.fromkeys(("formversion", "reviewstate", "submitterid", "submittername", "deviceid"), _OUT),
    },
    "redcap": {
        "recordid": _ID,
        **dict.fromkeys(
            ("redcapeventname", "redcapsurveyidentifier", "redcapdataaccessgroup", "redcaprepeatinstrument", "redcaprepeatinstance"), _OUT
        ),
    },
}  # fmt: skip
"""Tool → plain column name → what it holds, in the words of :class:`vocdash.ingest.understand.Kind`.

Where a tool has two columns of one kind, the one listed first is better.
"""


def preset(layout: str, column: str, label: str) -> str | None:
    """What a column of this tool's exports always holds; None for the answers."""
    known = PRESETS.get(layout, {})
    for name in (*with_parts(column), label):
        plain = re.sub(r"[\W_]+", "", name).lower()
        if plain in known and (plain or name.strip() == "#"):
            return known[plain]
    return None


def rank(layout: str, column: str, label: str) -> int:
    """How early the tool's table lists a column; the earlier, the better it is among columns of one kind."""
    names = [re.sub(r"[\W_]+", "", name).lower() for name in (*with_parts(column), label)]
    listed = list(PRESETS.get(layout, {}))
    return min((listed.index(name) for name in names if name in listed), default=len(listed))
