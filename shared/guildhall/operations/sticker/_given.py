"""What a request says of a sticker."""

from typing import Annotated

from pydantic import AfterValidator, Field

from guildhall.operations.fields import Keep, Redaction

_LEAST_DESCRIPTION = 2


def _told_or_empty(text: str) -> str:
    if len(text.strip()) < _LEAST_DESCRIPTION and text:
        raise ValueError("a description is empty, or has 2 to 100 characters")
    return text


StickerName = Annotated[str, Field(min_length=2, max_length=30), Redaction(Keep.AS_IS)]
StickerTags = Annotated[
    str, Field(min_length=1, max_length=200, description="An emoji's name, such as wave, by which it is suggested.")
]
StickerDescription = Annotated[
    str,
    Field(max_length=100, description="For who cannot see it: 2 characters at least, or empty."),
    AfterValidator(_told_or_empty),
]
