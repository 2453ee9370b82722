"""What a reader is asked about an answer, and what the page says it keeps → HTML."""

from assistant.app.markup import escape, in_both
from assistant.app.texts import TEXTS
from assistant.documents import Answer
from assistant.records import COMPLAINTS, LONGEST_COMMENT, Complaint


def thumbs(answer: Answer) -> str:
    """Two buttons, and the lines that one of them ends with, hidden until then."""
    texts = TEXTS[answer.language]
    buttons = (
        f'<button type="button" class="thumb {way}" data-feedback="{way}" aria-pressed="false">{escape(label)}</button>'
        for way, label in (("up", texts.helpful), ("down", texts.unhelpful))
    )
    return (
        f'<div class="feedback" lang="{answer.language}" data-answer="{escape(answer.id)}" role="group"'
        f' aria-label="{escape(texts.feedback)}">{"".join(buttons)}<span class="thanks" hidden>{escape(texts.thanks)}'
        f'</span><span class="unkept" hidden>{escape(texts.unkept)}</span></div>'
    )


def form() -> str:
    """The dialog that the second button opens: what is wrong, one of five, and a comment."""
    reasons = "".join(_reason(complaint) for complaint in COMPLAINTS)
    comment = in_both({page: texts.comment for page, texts in TEXTS.items()}, "span")
    return (
        '<dialog class="why" aria-labelledby="why"><form method="dialog">'
        f'<fieldset><legend id="why">{in_both({page: texts.why for page, texts in TEXTS.items()}, "span")}</legend>'
        f"{reasons}</fieldset>"
        f'<label class="comment">{comment}<textarea name="comment" rows="3" maxlength="{LONGEST_COMMENT}"></textarea>'
        '</label><div class="ends"><button type="submit" class="give">'
        f"{in_both({page: texts.give for page, texts in TEXTS.items()}, 'span')}</button>"
        '<button type="button" class="cancel">'
        f"{in_both({page: texts.cancel for page, texts in TEXTS.items()}, 'span')}</button></div></form></dialog>"
    )


def storage(days: int | None) -> str:
    """What the page keeps, where and for how long; None: nothing."""
    words = {page: texts.no_storage if days is None else texts.storage.format(days) for page, texts in TEXTS.items()}
    return f'<div class="storage">{in_both(words)}</div>'


def _reason(complaint: Complaint) -> str:
    words = in_both({page: texts.complaints[complaint] for page, texts in TEXTS.items()}, "span")
    return f'<label><input type="radio" name="reason" value="{complaint}" required>{words}</label>'
