"""Working days, and by when a case is due. Days are those of the organisation's own zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cases.faults import Fault
from cases.organisation import Term

if TYPE_CHECKING:
    from cases.declaration import Due

ZONE = ZoneInfo("Europe/London")
MORNING, EVENING = time(8, 0), time(17, 0)
SATURDAY = 5


class Calendar:
    """Monday to Friday but for bank holidays.

    School holidays are working days: those who decide work then too. Terms are there to be asked.
    """

    def __init__(self, region: str, terms: Iterable[Term] = ()) -> None:
        """Knows the bank holidays of `region`, a code such as GB-ENG.

        Raises:
            Fault: nothing is known of this region.
        """
        # It takes long to load, and the command line does without.
        import holidays

        country, _, part = region.partition("-")
        try:
            self._holidays = holidays.country_holidays(country, subdiv=part or None)
        except NotImplementedError:
            raise Fault(
                f"organisation.yml, bank_holidays: {region} is not known.",
                "Name a region such as GB-ENG, GB-WLS, GB-SCT or GB-NIR.",
            ) from None
        self.terms = tuple(terms)

    def is_working(self, day: date) -> bool:
        """Whether somebody works on this day."""
        return day.weekday() < SATURDAY and day not in self._holidays

    def bank_holiday(self, day: date) -> str | None:
        """The name of the bank holiday on this day, or None."""
        return self._holidays.get(day)

    def after(self, day: date, count: int) -> date:
        """The working day that is `count` working days after `day`."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def before(self, day: date) -> date:
        """The last working day before `day`."""
        day -= timedelta(days=1)
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def due(self, now: datetime, due: Due) -> datetime:
        """By when something that comes in at `now` is due: an evening, or hours from now."""
        if due.hours is not None:
            return now + timedelta(hours=due.hours)
        return self.evening(self.after(self.day(now), due.working_days or 1))

    def term_of(self, day: date) -> Term | None:
        """The term that this day is in; None in the holidays, half term among them."""
        for term in self.terms:
            if term.starts <= day <= term.ends:
                if term.half_term and term.half_term[0] <= day <= term.half_term[1]:
                    return None
                return term
        return None

    def day(self, moment: datetime) -> date:
        """The day that it is here at this moment."""
        return moment.astimezone(ZONE).date()

    def morning(self, day: date) -> datetime:
        """When the working day begins, in UTC."""
        return datetime.combine(day, MORNING, ZONE).astimezone(UTC)

    def evening(self, day: date) -> datetime:
        """When the working day ends, in UTC."""
        return datetime.combine(day, EVENING, ZONE).astimezone(UTC)
