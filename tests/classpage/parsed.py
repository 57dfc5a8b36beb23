"""A page taken apart: tags in order, the text of each element by id, the rows of each table."""

from html.parser import HTMLParser

VOID = {"meta", "br", "input"}
DRAWN = {"rect", "path"}


class Page(HTMLParser):
    """Tags, text and tables; anything closed out of order is noted."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.errors: list[str] = []
        self.text: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.tables: dict[str, list[list[str]]] = {}
        """Caption -> rows of cells; a cell's marks are their text alternative."""
        self.sections: dict[str, str] = {}
        """The id that names a section -> its text."""
        self._rows: list[list[str]] = []
        self._caption = ""
        self._section = ""
        self.feed(html)
        self.close()
        self.errors += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.errors += [f"twice: {tag} {name}" for name in names if names.count(name) > 1]
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag in VOID:
            return
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
        elif tag == "section":
            self._section = attributes["aria-labelledby"]
        elif tag == "a":
            self.links.append((attributes.get("href", ""), ""))
        if attributes.get("role") == "img":
            self._say(f"[{attributes['aria-label']}]")
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.errors.append(f"closed out of order: {tag} at {self.getpos()}")
        if tag == "table":
            self.tables[self._caption.strip()] = self._rows
        elif tag == "section":
            self._section = ""

    def handle_data(self, data: str) -> None:
        if "style" in self.open or "script" in self.open:
            return
        if "caption" in self.open:
            self._caption += data
        if "a" in self.open:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)
        self._say(data)

    def _say(self, text: str) -> None:
        self.text.append(text)
        if self._section:
            self.sections[self._section] = self.sections.get(self._section, "") + text
        if ("td" in self.open or "th" in self.open) and self._rows:
            self._rows[-1][-1] += text

    def count(self, tag: str) -> int:
        """How many such elements there are."""
        return sum(found == tag for found, _ in self.tags)

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [attributes[name] for _, attributes in self.tags if name in attributes]
