"""What is no table of answers is refused, with the true reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import refusal, table
from vocdash.errors import UnreadableFile
from vocdash.ingest.read import read_table


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n \r\n\t\n", "nothing but blank lines"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "is a picture, not responses"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "is a picture, not responses"),
        (b'<?xml version="1.0"?><svg xmlns="x"></svg>', "is a picture, not responses"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"<html><body><table><tr><td>1</td></tr></table>", "a web page"),
        (bytes(range(256)) * 40, "a binary file"),
        (b"PK\3\4 no archive", "a broken zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Office document without a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"), "protected by a password"),
        (b'[\n  {"id": 1},\n  {"id": 2}\n', "breaks off"),
        (b"[]", "without a list of objects"),
        (b'{\n  "about": {"id": 1}\n}\n', "without a list of objects"),
    ],
)
def test_what_is_not_a_table_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refusal(tmp_path, content)


def test_a_file_over_the_limit_or_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"the limit is 0\.0 MB"):
        table(tmp_path, "id,score\n1,9\n", max_bytes=5)
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_table(tmp_path / "absent.csv")


@pytest.mark.parametrize(
    "text",
    [
        "Row Labels,Count of id,Average of score\nNorth,12,8.1\nSouth,3,7\nGrand Total,15,7.9\n",
        "region;2021;2022;2023\nNorth;1.204;1.310;1.400\nSouth;300;280;310\nEast;12;14;9\n",
        ",Jan 2024,Feb 2024,Mar 2024\nPhone,12,14,11\nWeb,33,35,60\nShop,5,6,4\n",
        "score,0,1,2,3,4,Total\nNorth,1,2,3,4,5,15\nSouth,0,1,0,1,0,2\n",
        "stage,promoters,detractors\nbuy,10,5\nuse,20,15\nTotal,30,20\n",
        "How satisfied are you?,Responses\nVery satisfied,120\nSatisfied,88\nDissatisfied,22\n",
        "Where did you buy it?,How many\nShop,120\nOnline,80\nTotal,200\n",
        "Question,Response,Count,Percent\nHow was it?,Good,10,50%\nHow was it?,Bad,10,50%\n",
        "Week,Team,CSAT %,Responses\nW01,North,81,20\nW01,South,77,31\nW02,North,83,25\nW02,South,70,28\n",
        "Month,NPS,Responses\nJan 2024,30,120\nFeb 2024,34,100\nMar 2024,35,110\n",
        "Filiale;Mittelwert;Antworten\nUlm;4,1;20\nRom;3,9;31\nPrag;4,4;25\n",
        "Winkel,Gemiddelde score,Base\nUlm,4.1,20\nRom,3.9,31\nPrag,4.4,25\n",
        "Satisfaction,Male,Female\nSatisfied,80%,70%\nNeutral,15%,20%\n",
        "Question,Total,Male,Female\nBase,400,200,200\nSatisfied,74%,73%,75%\nNot satisfied,26%,27%,25%\nMean,4.1,4.0,4.1\n",
        "Answer Choices,Responses,\nVery satisfied,41.20%,103\nSatisfied,30.00%,75\n",
        "month,country,size,encuestados,promoters_pct,detractors_pct,nps\n2024-09,Peru,S,69,41.2,36.7,4.5\n2024-09,Peru,M,81,52.6,29.6,23\n"
        "2024-10,Peru,S,50,40.1,37.4,2.7\n",
        "Program,Cohort,CSAT,NPS\nA,C1,87,61\nA,C2,87,61\nB,C1,91,-75\nB,C2,88,64\n",
        "Course;Day;Total number of participants;Content (%);Trainers (%)\nM1;19.02.2024;9;100;100\nM2;20.02.2024;9;99;99\n"
        "M1;25.03.2024;18;92;94\n",
        "Date,Place,Very happy,Happy,Unhappy,Total\n2024-01-01,Ulm,31,12,5,48\n2024-01-02,Ulm,29,14,2,45\n2024-01-02,Rom,9,4,2,15\n",
    ],
)
def test_an_aggregated_table_is_not_responses(tmp_path: Path, text: str) -> None:
    assert "is an aggregated table, not responses" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "name,q1,q2,q3\nann,5,4,3\nbob,4,4,4\ncid,1,2,5\n",
        "name,total,score\nann,12,4\nbob,7,4\ncid,9,5\n",
        "id,nps,responses\n1,9,well done\n2,4,too late\n3,9,fine\n",
        "name,city,score,responses\nann,Ulm,4,1\nbob,Ulm,2,3\ncid,Rom,5,2\n",
        "customer,2021 visits,2022 visits\nann,5,4\nbob,4,4\n",
        "id,Good,Neutral,Bad\n1,1,0,0\n2,0,0,1\n3,1,0,0\n",
        "team,NPS,number of people\nann,9,4\nbob,4,1\ncid,10,2\n",
        "team,NPS,minutes\nann,100,4\nbob,-100,1\ncid,0,2\ndan,100,2\n",
        "id,score,Positive,Negative\n1,9,the room,No Negative\n2,3,,the noise\n",
        "name,score\nann,5\nbob,4\ncid,9\n",
        "item,rating,minutes\nBase,4,5\nPump,3,4\nLamp,1,2\n",
        "feeling,days\nHappy,3\nUnhappy,4\nHappy,5\n",
    ],
)
def test_answers_in_numbers_are_no_aggregated_table(tmp_path: Path, text: str) -> None:
    assert table(tmp_path, text).data_rows == text.count("\n") - 1
