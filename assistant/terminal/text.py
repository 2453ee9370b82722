"""Words of articles and of askers on a terminal: shown as they stand, never obeyed."""

from rich.console import Console
from rich.text import Text

# Control characters but tab and newline: words of an article may not steer the terminal.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")


def console() -> Console:
    """Standard output, without colours that rich would make up for numbers and names."""
    return Console(highlight=False)


def shown(text: str, style: str = "") -> Text:
    """`text` as it stands, one for one so that offsets stay: no markup is read and no control character passed on."""
    return Text(text.translate(_CONTROLS), style)
