"""The label classifier: the features of a block, and the sums of their weights."""

from __future__ import annotations

from base64 import b64encode

import pytest

from cleaner.document import Block, Label, Shape
from cleaner.model.label_classifier import (
    DecidedDocument,
    LabelClassifier,
    best_label,
    classify,
    features_of,
    load_classifier,
)
from cleaner.rules.evidence import NO_EVIDENCE, Evidence, gather


def weights(**of_labels: tuple[int, ...]) -> LabelClassifier:
    texts = {name: b64encode(bytes(128 + value for value in values)).decode() for name, values in of_labels.items()}
    return LabelClassifier((Label.NAVIGATION, Label.COMMENTS, Label.SHARE), texts.pop("bias"), texts)


def paragraph(text: str) -> Block:
    return Block(text, Shape.PARAGRAPH)


def test_greatest_sum_wins() -> None:
    of_three = weights(bias=(5, 0, 0), reply=(0, 9, 0), follow=(-3, 0, 4))
    assert best_label(of_three, []) == 0
    assert best_label(of_three, ["reply"]) == 1
    assert best_label(of_three, ["follow"]) == 2
    assert best_label(of_three, ["reply", "follow", "unheard-of"]) == 1


@pytest.mark.parametrize("lowest", [(-128, -128), (127, -128), (-128, 127)])
def test_no_sum_carries_into_the_next_label(lowest: tuple[int, int]) -> None:
    names = [f"word{number}" for number in range(600)]
    many = weights(bias=(0, 0), **dict.fromkeys(names, lowest))
    assert best_label(many, names) == lowest.index(max(lowest))


def test_features_are_words_place_section_and_the_rules_around() -> None:
    blocks = [paragraph("The mayor spoke."), paragraph("Comments"), paragraph("Well said, Pia")]
    evidence = [
        NO_EVIDENCE,
        Evidence(pinned=Label.COMMENTS, pinned_by="comments/head", opens_section=True),
        NO_EVIDENCE,
    ]
    head, comment = features_of(DecidedDocument(blocks, evidence, [True, False, False]), [1, 2])
    assert {"comments", "=comments/head", "=comments", "@after 1", "<comments 0", "#words 1"} <= set(head)
    assert {"well said", "@after 2", "<comments", "<comments 1", "-1=comments"} <= set(comment)


def test_every_block_gets_the_label_of_its_features() -> None:
    blocks = [paragraph("Reply"), paragraph("Weather")]
    seen = DecidedDocument(blocks, gather(blocks), [False, False])
    found = classify(weights(bias=(1, 0), reply=(0, 9)), seen, [0, 1])
    assert list(found) == [Label.COMMENTS, Label.NAVIGATION]


def test_the_classifier_knows_no_label_that_is_kept() -> None:
    learned = load_classifier()
    assert not {Label.TITLE, Label.STANDFIRST, Label.CORRECTION, Label.BODY} & set(learned.labels)
    assert len(learned.features) > 1000
