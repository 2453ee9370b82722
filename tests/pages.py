"""Reads HTML back in tests: which tags it has, with which attributes, and what a reader sees."""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}
HARMLESS = (
    "a aside blockquote button cite dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header li mark p q "
    "section span strong summary time ul"
).split()


class Page(HTMLParser):
    """`tags` are (tag, attributes) in order, `text` is what is read."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[tuple[str, set[str], int]] = []
        self._found: list[tuple[str, set[str], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self._open.append((tag, set(attributes.get("class", "").split()), len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        opened, classes, start = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self._found.append((tag, classes, self.text[start:]))

    def handle_data(self, data: str) -> None:
        self.text += data

    def texts(self, name: str) -> list[str]:
        """The texts of the elements of this tag, or class where `name` begins with a dot, in order of their ends."""
        return [text for tag, classes, text in self._found if tag == name or name in {f".{c}" for c in classes}]

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [attributes for found, attributes in self.tags if found == tag]

    def dangers(self) -> list[str]:
        """Tags we never write, handlers in attributes, addresses that are not http, https or our own."""
        tags = [tag for tag, _ in self.tags if tag not in HARMLESS]
        names = [
            f"{tag} {name}" for tag, attrs in self.tags for name in attrs if name.startswith("on") or name == "style"
        ]
        links = [a["href"] for a in self.attributes("a") if not a["href"].startswith(("http://", "https://", "?lang="))]
        panels = [
            a["data-panel"] for _, a in self.tags if "data-panel" in a and not a["data-panel"].startswith("panel?")
        ]
        return tags + names + links + panels
