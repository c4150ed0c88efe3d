"""What the columns mean that every export of a tool has, beside the answers. One table a tool; nothing else knows the tools' names.

Names are compared in lower case without spaces and punctuation, with the header and with the wording (Qualtrics' older exports call
columns V1, V2 and explain them in the second row).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocdash.ingest.marks import whole_letters
from vocdash.ingest.read.layout import with_parts

ERROR_COLUMN = "error"
ROW_COLUMN = "vocdash_row"
OURS = (ROW_COLUMN, ERROR_COLUMN)
"""What a file of refused rows has beside the columns of the file it came from; the first of them tells such a file."""

_ZONE = re.compile(r" \([A-Za-z]+(?:/[A-Za-z_-]+)+\)$")

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
    "jotform": {
        "submissionid": _ID,
        "submissiondate": "answered at",
        **dict.fromkeys(("submissionip", "lastupdatedate"), _OUT),
    },
    "alchemer": {
        "responseid": _ID,
        "datesubmitted": "answered at",
        "timestarted": "started at",
        "contactid": "customer number",
        "language": "language",
        **dict.fromkeys(
            ("status", "legacycomments", "referer", "sessionid", "useragent", "tags", "ipaddress", "longitude", "latitude",
             "city", "stateregion", "postal", "linkname"), _OUT),
    },
    "hotjar": {
        "hotjaruserid": "customer number",
        "datesubmitted": "answered at",
        **dict.fromkeys(("number", "user", "userid", "sourceurl", "browser", "os", "tags"), _OUT),
    },
    "trustpilot": {
        "reviewid": _ID,
        "reviewcreatedutc": "answered at",
        "reviewconsumeruserid": "customer number",
        "reviewusername": "customer name",
        "reviewlanguage": "language",
        **dict.fromkeys(("companyreplydateutc", "companyreply", "domainurl", "webshopname", "businessunitid", "tags", "referenceid"), _OUT),
    },
    "google-play": {
        "reviewsubmitdateandtime": "answered at",
        "reviewerlanguage": "language",
        **dict.fromkeys(
            ("packagename", "appversioncode", "reviewsubmitmillissinceepoch", "reviewlastupdatedateandtime",
             "reviewlastupdatemillissinceepoch", "developerreplydateandtime", "developerreplymillissinceepoch", "developerreplytext",
             "reviewlink"), _OUT),
    },
    "intercom": {
        "conversationid": _ID,
        "updatedat": "answered at",
        "conversationstartedat": "fact date",
        "lastsurveysent": _OUT,
    },
    "zendesk": {
        **dict.fromkeys(("ticketid", "id"), _ID),
        **dict.fromkeys(("satisfactionratingupdatedtimestamp", "satisfactionratingdate"), "answered at"),
    },
    "delighted": {
        **dict.fromkeys(("surveyresponseid", "responseid"), _ID),
        "responsecreatedat": "answered at",
        "personid": "customer number",
        "personname": "customer name",
        "personemail": "customer e-mail",
        **dict.fromkeys(("responseupdatedat", "permalink", "surveytype", "notes", "delightedbrowser"), _OUT),
    },
    "asknicely": {
        "responseid": _ID,
        "responded": "answered at",
        "contactid": "customer number",
        "name": "customer name",
        "email": "customer e-mail",
        **dict.fromkeys(
            ("personid", "answerlabel", "data", "note", "status", "dontcontact", "sent", "opened", "lastemailed", "created", "published",
             "publishedname", "publishedavatar", "emailtoken", "dashboard"), _OUT),
    },
    "surveysparrow": {
        "submissionid": _ID,
        "submittedtime": "answered at",
        "startedtime": "started at",
        "language": "language",
        **dict.fromkeys(("sno", "completionstatus", "ipaddress", "location", "browser", "os"), _OUT),
    },
    "formstack": {
        "uniqueid": _ID,
        "time": "answered at",
        **dict.fromkeys(("useragent", "remoteip", "read"), _OUT),
    },
    "questionpro": {
        "responseid": _ID,
        "timestampmmddyyyy": "answered at",
        "timetakentocompleteseconds": "duration",
        "respondentemail": "customer e-mail",
        "externalreference": "customer number",
        **dict.fromkeys(("responsestatus", "ipaddress", "duplicate", "seqnumber", "emaillist"), _OUT),
    },
    "soscisurvey": {
        "case": _ID,
        "lastdata": "answered at",
        "started": "started at",
        "timesum": "duration",
        **dict.fromkeys(
            ("serial", "ref", "questnnr", "mode", "mailsent", "finished", "qviewer", "lastpage", "maxpage", "missing", "missrel", "timersi",
             "degtime"), _OUT),
    },
    "unipark": {
        "lfdn": _ID,
        "dateoflastaccess": "answered at",
        "datetime": "started at",
        "duration": "duration",
        **dict.fromkeys(
            ("externallfdn", "tester", "dispcode", "lastpage", "quality", "browser", "referer", "quota", "dateoffirstmail"), _OUT),
    },
    "wenjuanxing": {
        "序号": _ID,
        "提交答卷时间": "answered at",
        **dict.fromkeys(("所用时间", "来源", "来源详情", "来自ip", "总分"), _OUT),
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
            ("completiontime", "fertigstellungszeit", "heuredefin", "horadefinalización", "tijdvanvoltooien", "完成时间", "完成時間",
             "完了時刻",
             "oradicompletamento", "horadeconclusão", "godzinaukończenia", "tamamlanmazamanı", "slutförandetid"), "answered at"),
        **dict.fromkeys(
            ("starttime", "startzeit", "heurededébut", "horadeinicio", "begintijd", "开始时间", "開始時間", "開始時刻", "oradiinizio",
             "horadeinício", "godzinarozpoczęcia", "başlangıçzamanı", "starttid"), "started at"),
        **dict.fromkeys(
            ("email", "adressedemessagerie", "correoelectrónico", "电子邮件", "電子郵件", "メール", "eposta",
             "adresseemail"), "customer e-mail"),
        **dict.fromkeys(
            ("name", "nom", "nombre", "naam", "名称", "姓名", "名前", "nome", "nazwa", "ad", "namn"), "customer name"),
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
    return next((known[name] for name in _plain_names(column, label) if name in known), None)


def rank(layout: str, column: str, label: str) -> int:
    """How early the tool's table lists a column; the earlier, the better it is among columns of one kind."""
    names = _plain_names(column, label)
    listed = list(PRESETS.get(layout, {}))
    return min((listed.index(name) for name in names if name in listed), default=len(listed))


def _plain_names(column: str, label: str) -> list[str]:
    """A header and its wording as the tables write them; "Updated at (Europe/Malta)" names the time zone of its account."""
    written = [_ZONE.sub("", name) for name in (*with_parts(column), label)]
    plain = [(name.strip(), re.sub(r"[\W_]+", "", whole_letters(name)).lower()) for name in written]
    return [name for text, name in plain if name or text == "#"]
