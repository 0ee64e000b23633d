"""The one error of the laptop run: a line for the person at the terminal, never a traceback."""


class LaptopError(Exception):
    """Something that the person can fix: the message says what happened and what to do next."""


class TemplateError(LaptopError):
    """The template asks for something that the laptop run does not do; names the logical id."""

    def __init__(self, logical_id: str, problem: str) -> None:
        self.logical_id = logical_id
        super().__init__(f"template: {logical_id}: {problem}")
