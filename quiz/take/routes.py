"""Taking the quiz: every address of candidates. Naming the modules registers their views."""

from __future__ import annotations

from quiz.take import (
    accessibility,
    attempt,
    delete,
    downloads,
    errors,
    part_two,
    preview,
    questions,
    result,
    retake,
    review,
    send,
    share,
    sharpen,
    start,
    unsaved,
    what_if,
)
from quiz.take.blueprint import blueprint

__all__ = ["blueprint"]
VIEWS = (
    start,
    questions,
    part_two,
    review,
    result,
    sharpen,
    downloads,
    what_if,
    share,
    send,
    retake,
    delete,
    attempt,
    preview,
    accessibility,
    unsaved,
    errors,
)
