"""What can be wrong with an appraisal or an instrument, said so that a person can mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .places import Problem


class AppraisalError(ValueError):
    """An answer, a decision or a file that cannot be used. Carries where it stands and what is allowed."""

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        line: int | None = None,
        place: tuple[str, ...] = (),
        value: object = None,
        allowed: tuple[str, ...] = (),
    ) -> None:
        where = ", ".join(part for part in (file, f"line {line}" if line else "") if part)
        super().__init__(f"{where}: {problem}" if where else problem)
        self.problem, self.file, self.line = problem, file, line
        self.place, self.value, self.allowed = place, value, allowed

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The error as the one problem it is, for whoever lists problems."""
        from .places import Problem  # noqa: PLC0415 - places reads files, which raises this error

        value = None if self.value is None else str(self.value)
        return (Problem("", self.problem, self.place, value, self.file, self.line),)

    def at(self, file: str, line: int | None) -> AppraisalError:
        """The same error, with the file and line where the value stands."""
        return AppraisalError(
            self.problem, file=file, line=line, place=self.place, value=self.value, allowed=self.allowed
        )


def listed(words: tuple[str, ...]) -> str:
    """Words as a list in a sentence: 'Y, PY or NI'."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " or " + words[-1]
