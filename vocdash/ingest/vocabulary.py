"""What the words of a file may mean: those of its mapping, and those the store knows."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

from vocdash.domain import UNKNOWN
from vocdash.errors import MappingError
from vocdash.ingest.answers import Key, Vocabulary, with_scale_code
from vocdash.ingest.catalog import Catalog
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.places import Places
from vocdash.ingest.scales import Scales
from vocdash.journeys.definition import QuestionSpec


def read_vocabulary(mapping: Mapping, catalog: Catalog, decimal: str) -> Vocabulary:
    """What words may mean. Rows may bring new places when the mapping says so, in a wide file, or when nobody has named any yet."""
    if mapping.source is None:
        raise ValueError("The mapping's source must be set")
    definition, code = mapping.definition, mapping.source.code
    scales = Scales({scale.code: scale for scale in definition.scales}, catalog.scales)
    questions = {(question.source or code, question.code): with_scale_code(question, scales) for question in definition.questions}
    _check_scales(questions, catalog.questions)
    # Two long wordings may begin alike, so that their codes differ by a number: the rows name them in full.
    worded = {(key[0], question.wording): question for key, question in questions.items() if question.wording and not question.column}
    stages = catalog.stages | {stage.code: stage.name for stage in definition.stages}
    named = any(stage != UNKNOWN for stage in stages)
    is_open = mapping.new_places if mapping.new_places is not None else mapping.shape is Shape.WIDE or not named
    return Vocabulary(
        source=code,
        scales=scales,
        stages=Places("stage", stages, open=is_open),
        touchpoints=Places("touchpoint", catalog.touchpoints | {p.code: p.name for p in definition.touchpoints}, open=is_open),
        channels=Places("channel", catalog.channels | {c.code: c.name for c in definition.channels}, open=is_open),
        channel_of=catalog.touchpoint_channels | {point.code: point.channel for point in definition.touchpoints},
        questions=catalog.questions | worded | questions,
        decimal=decimal,
    )


def _check_scales(mapped: AnyMapping[Key, QuestionSpec], stored: AnyMapping[Key, QuestionSpec]) -> None:
    """A question keeps its scale: answers on another one are another question."""
    for key, question in mapped.items():
        known = stored.get(key)
        if known is not None and known.scale and question.scale and known.scale != question.scale:
            raise MappingError(
                f"The question “{question.code}” has the scale “{known.scale}” already, and the mapping says “{question.scale}”.",
                "Use the same scale, or give the question another code.",
            )
