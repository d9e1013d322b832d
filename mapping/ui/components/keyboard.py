"""Keys that press the buttons of the queue."""


def button_key(letter: str, identifier: str) -> str:
    """Return the key of the button that a letter presses: of one card, so that a late press is not about the next.

    Examples
    --------
    >>> button_key("a", "7")
    'animer_touche_a_7'
    """
    return f"animer_touche_{letter}_{identifier}"
