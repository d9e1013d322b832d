"""Read XML without trusting it: no document type, so no entity to expand or to fetch; a bounded depth and size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.formats.limits import MAX_DEPTH

_MOST_ELEMENTS = 3_000_000


@dataclass(slots=True)
class Element:
    """An element without its namespace prefix. ``folders`` are the names of what stands around it."""

    tag: str
    attributes: dict[str, str]
    folders: tuple[str, ...] = ()
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def child(self, tag: str) -> "Element | None":
        """Return the first child with a tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def words(self, tag: str) -> str:
        """Return the text of the first child with a tag, ``""`` when there is none."""
        child = self.child(tag)
        return child.text.strip() if child is not None else ""

    def all(self, tag: str) -> Iterator["Element"]:
        """Yield the children with a tag."""
        return (child for child in self.children if child.tag == tag)


def read_elements(
    content: bytes, *, name: str, wanted: frozenset[str], folders: frozenset[str], ignored: frozenset[str]
) -> list[Element]:
    """Return the elements of some tags, in the order of the file.

    Parameters
    ----------
    content
        The file. Prefixes are dropped, declared or not: what people's tools write is not always valid.
    name
        The name of the file, for what is said of it.
    wanted, folders, ignored
        Tags: of the elements to return, of those whose ``name`` is given with them, of those to leave out.

    Raises
    ------
    FileError
        When it is not well-formed XML, declares a document type, or is nested too deep.
    """
    parser = expat.ParserCreate()
    collector = _Collector(name, wanted, folders, ignored)
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.characters
    parser.StartDoctypeDeclHandler = collector.doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
        raise FileError(
            _("« {name} » : ce fichier XML est incomplet ou mal formé. Exportez-le à nouveau.").format(name=name)
        ) from error
    return collector.found


class _Collector:
    """What expat calls; only the wanted elements and what they hold are built."""

    def __init__(self, name: str, wanted: frozenset[str], folders: frozenset[str], ignored: frozenset[str]) -> None:
        self.found: list[Element] = []
        self._name = name
        self._wanted, self._folders, self._ignored = wanted, folders, ignored
        self._around: list[list[str]] = []
        self._open: list[str] = []
        self._building: list[Element] = []
        self._pieces: list[str] = []
        self._ignoring = 0
        self._count = 0

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        tag = qualified.rpartition(":")[2]
        self._open.append(tag)
        if len(self._open) > MAX_DEPTH:
            raise FileError(_("« {name} » : ce fichier XML est imbriqué trop profondément.").format(name=self._name))
        if self._ignoring or tag in self._ignored:
            self._ignoring += 1
        elif self._building or tag in self._wanted:
            self._build(tag, attributes)
        elif tag in self._folders:
            self._around.append([])
        self._pieces.clear()

    def _build(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise FileError(
                _("« {name} » contient trop d'éléments XML. Gardez ceux de votre territoire.").format(name=self._name)
            )
        if self._building:
            element = Element(tag, attributes)
            self._building[-1].children.append(element)
        else:
            element = Element(tag, attributes, tuple(names[0] for names in self._around if names))
            self.found.append(element)
        self._building.append(element)

    def end(self, qualified: str) -> None:
        tag = self._open.pop()
        text = "".join(self._pieces)
        self._pieces.clear()
        if self._ignoring:
            self._ignoring -= 1
        elif self._building:
            self._building.pop().text = text
        elif tag in self._folders:
            self._around.pop()
        elif tag == "name" and self._around and self._open and self._open[-1] in self._folders:
            self._around[-1].append(text.strip())

    def characters(self, text: str) -> None:
        if not self._ignoring and (self._building or (self._open and self._open[-1] == "name")):
            self._pieces.append(text)

    def doctype(self, *_declaration: object) -> None:
        raise FileError(
            _(
                "« {name} » déclare un type de document XML (DOCTYPE) : par prudence, il n'est pas lu. Exportez-le à "
                "nouveau en KML ou en GPX."
            ).format(name=self._name)
        )
