"""What every piece of data here is: frozen, and closed to fields that nobody declared."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Lang = Literal["en", "ru"]


class Frozen(BaseModel):
    """A value: equal by content, never changed, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Text(Frozen):
    """One sentence of an author, in both languages of the course."""

    en: str
    ru: str

    def of(self, lang: str) -> str:
        """The sentence in `lang`; English where the language is not one of ours."""
        return self.ru if lang == "ru" else self.en
