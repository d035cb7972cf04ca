"""What is said of images: that consent is wanted or withdrawn, that they must go or went."""

from __future__ import annotations

from bot.notices.told import Told, Words


def consent_due(told: Told) -> Words:
    """To who asked and who approved: the consents are not there yet."""
    return Words(
        f"Consents are still wanted for {told.reference}",
        f"The written consents for {told.what} are still to be uploaded. "
        f"{told.about_on or 'The day'} is near: no image may be made before they are there.",
    )


def consent_received(told: Told) -> Words:
    """The consents are there."""
    return Words(
        f"Consents have come for {told.reference}",
        f"The written consents for {told.what} have been uploaded.",
    )


def consent_withdrawn(told: Told) -> Words:
    """To who holds images: they must go."""
    return Words(
        f"Consent was withdrawn: {told.reference}",
        f"Consent was withdrawn for images under {told.what}. "
        "They must come down and be destroyed wherever they are.",
    )


def destroy_due(told: Told) -> Words:
    """To who holds images: their time is over."""
    return Words(
        f"Images of {told.reference} are due for destruction",
        f"The images held under {told.what} are due to be destroyed. "
        "Please destroy them, then confirm it in the register.",
    )


def destroyed(told: Told) -> Words:
    """The images are gone."""
    return Words(
        f"Images of {told.reference} were destroyed",
        f"{told.actor} has confirmed that the images held under {told.what} were destroyed.",
    )
