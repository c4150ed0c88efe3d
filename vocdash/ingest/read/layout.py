"""Which tool wrote the file, by the columns it always writes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from vocdash.ingest.marks import whole_letters

if TYPE_CHECKING:
    from vocdash.ingest.read.header import Header

_SIGNS: tuple[tuple[str, int, frozenset[str]], ...] = (
    ("questionpro", 2, frozenset({"timestamp(mm/dd/yyyy)", "seq.number", "timetakentocomplete(seconds)", "responsestatus"})),
    ("alchemer", 3, frozenset({"timestarted", "datesubmitted", "legacycomments", "sessionid", "contactid", "linkname", "referer"})),
    ("hotjar", 4, frozenset({"datesubmitted", "sourceurl", "device", "browser", "os", "hotjaruserid"})),
    ("trustpilot", 2, frozenset({"reviewcreated(utc)", "reviewconsumeruserid", "sourceofreview", "reviewstars", "webshopname"})),
    (
        "google-play",
        3,
        frozenset({"packagename", "appversioncode", "reviewerlanguage", "reviewsubmitdateandtime", "reviewsubmitmillissinceepoch"}),
    ),
    ("intercom", 2, frozenset({"conversationrating", "conversationratingremark", "agentratedtype", "lastsurveysent"})),
    ("zendesk", 2, frozenset({"satisfactionrating", "satisfactioncomment", "satisfactionreason", "ticketsatisfactionrating",
                             "ticketsatisfactioncomment", "ticketsatisfactionreason"})),
    ("delighted", 2, frozenset({"surveyresponseid", "personid", "delightedsource", "delighteddevicetype", "responsecreatedat"})),
    ("asknicely", 3, frozenset({"answerlabel", "dontcontact", "lastemailed", "question_type", "deliverymethod", "surveytemplate"})),
    ("surveysparrow", 3, frozenset({"submissionid", "startedtime", "submittedtime", "completionstatus"})),
    ("formstack", 3, frozenset({"uniqueid", "useragent", "remoteip"})),
    ("soscisurvey", 3, frozenset({"questnnr", "lastdata", "time_sum", "q_viewer", "maxpage", "time_rsi", "missrel"})),
    ("unipark", 2, frozenset({"lfdn", "external_lfdn", "dispcode", "date_of_last_access", "date_of_first_mail"})),
    ("wenjuanxing", 3, frozenset({"序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自ip"})),
    ("tally", 3, frozenset({"submissionid", "respondentid", "submittedat"})),
    ("surveymonkey", 1, frozenset({"collectorid", "collector_id"})),
    (
        "qualtrics",
        2,
        frozenset(
            {"responseid", "responseset", "recordeddate", "recipientlastname", "recipientemail", "externalreference",
             "externaldatareference", "distributionchannel", "userlanguage", "locationlatitude", "duration(inseconds)"}
        ),
    ),
    (
        "limesurvey",
        2,
        frozenset(
            {"submitdate", "lastpage", "startlanguage", "datestamp", "datesubmitted",
             "datumabgeschickt", "letzteseite", "start-sprache", "startsprache", "zufallsstartwert", "datumletzteaktivität",
             "datedesoumission", "dernièrepage", "languededépart", "fechadeenvío", "últimapágina", "lenguajeinicial"}
        ),
    ),
    ("typeform", 2, frozenset({"#", "networkid", "startdate(utc)", "submitdate(utc)", "stagedate(utc)", "responsetype", "submittedat"})),
    (
        "microsoft-forms",
        3,
        frozenset(
            {"id", "starttime", "completiontime", "email", "lastmodifiedtime",
             "startzeit", "fertigstellungszeit", "heurededébut", "heuredefin", "horadeinicio", "horadefinalización", "begintijd",
             "tijdvanvoltooien", "开始时间", "完成时间", "電子郵件", "电子邮件", "開始時間", "完成時間", "開始時刻", "完了時刻", "メール",
             "oradiinizio", "oradicompletamento", "horadeinício", "horadeconclusão", "godzinarozpoczęcia", "godzinaukończenia",
             "başlangıçzamanı", "tamamlanmazamanı", "starttid", "slutförandetid", "e-mail", "e-posta", "adresseemail"}
        ),
    ),
    ("medallia", 2, frozenset({"a_surveyid", "e_responsedate", "e_creationdate", "a_status", "e_status"})),
    (
        "kobo",
        3,
        frozenset(
            {"_id", "_uuid", "_submission_time", "_validation_status", "_index", "_submitted_by", "__version__", "formhub/uuid",
             "_xform_id_string", "_geolocation"}
        ),
    ),
    (
        "odk",
        3,
        frozenset(
            {"submissiondate", "key", "meta-instanceid", "meta/instanceid", "instanceid", "formversion", "reviewstate", "submitterid"}
        ),
    ),
    (
        "redcap",
        2,
        frozenset(
            {"record_id", "redcap_event_name", "redcap_survey_identifier", "redcap_data_access_group", "redcap_repeat_instrument",
             "redcap_repeat_instance"}
        ),
    ),
    ("jotform", 2, frozenset({"submissiondate", "submissionid", "submissionip"})),
    ("touchpoints", 3, frozenset({"external_id", "question_1", "positive_effectiveness", "positive_ease", "negative_ease"})),
)  # fmt: skip
_ALL = frozenset().union(*(signs for *_, signs in _SIGNS))
_TIMESTAMPS = {
    "timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora", "informazioni cronologiche", "tijdstempel",
    "sygnatura czasowa", "отметка времени", "cap waktu", "stempel waktu", "zaman damgası",
    "tidsstämpel", "tidsstempel", "タイムスタンプ", "时间戳记", "时间戳", "時間戳記", "타임스탬프", "طابع زمني", "חותמת זמן",
    "позначка часу",
    "časová značka", "časové razítko", "időbélyeg", "aikaleima", "marcă temporală", "dấu thời gian", "χρονική σήμανση",
}  # fmt: skip


def with_parts(name: str) -> tuple[str, ...]:
    """A header, and its code and its wording where it holds both: "submitdate. Date submitted"."""
    code, between, wording = name.partition(". ")
    return (name, code, wording) if between and code.isidentifier() else (name,)


def _plain(name: str) -> str:
    return re.sub(r"\s", "", whole_letters(name)).lower()


def is_of_tool(name: str) -> bool:
    """Whether some tool always writes a column of this name."""
    return _plain(name) in _ALL


def tool_of(names: Iterable[str]) -> str:
    """The tool whose columns are among these headers or wordings; "" for none."""
    written = {_plain(part) for name in names for part in with_parts(name)}
    return next((tool for tool, least, signs in _SIGNS if len(written & signs) >= least), "")


def recognise(header: Header, columns: tuple[str, ...]) -> str:
    """The tool's name ("qualtrics", "surveymonkey", …), or "plain"."""
    if any("ImportId" in cell for row in header.cells for cell in row[:20]):
        return "qualtrics"
    second = header.cells[1] if header.rows > 1 else ()
    if tool := tool_of((*columns, *second)):
        return tool
    if any(cell.strip().lower() in ("response", "open-ended response") for cell in second):
        return "surveymonkey"
    first = whole_letters(columns[0]).strip().lower() if columns else ""
    if first.replace(" ", "").replace("_", "") == "respondentid":
        return "surveymonkey"
    if first == "record_id" and any(name.endswith("_complete") for name in columns):
        return "redcap"
    return "google-forms" if first in _TIMESTAMPS else "plain"
