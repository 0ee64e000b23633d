"""What a live stage is about."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.limits import STAGE_TOPIC
from guildhall.operations.fields import Keep, Redaction

StageTopic = Annotated[
    str,
    Field(min_length=1, max_length=STAGE_TOPIC, description="What is spoken about."),
    Redaction(Keep.DIGEST),
]
