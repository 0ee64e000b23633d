"""The base of the parts that requests and results are made of."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A part of a request or a result; built when it is first used, because in one process most never are."""

    model_config = ConfigDict(defer_build=True)
