"""Compile every `messages.po` of `cartera_xl/idiomas` to the `messages.mo` that gettext reads beside it."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parents[1] / "cartera_xl" / "idiomas"


def read_catalog(source: Path) -> Catalog:
    """The catalogue written by hand; a slip in its syntax stops the build."""
    with source.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def main() -> None:
    """Compile all the languages that there are."""
    for source in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        with target.open("wb") as stream:
            write_mo(stream, read_catalog(source))
        print(target.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main()
