"""What a person must do so that an account stays seen: authorise it again, deliver its exported sheet.

Pure: what the warehouse knows of authorisations and exports in, judgements out. Neither says anything of a
silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from alerts import sentences
from alerts.figures import Authorisation, Export
from alerts.judgement import Judgement, found
from alerts.rules import EXPORT


def authorisations(known: Iterable[Authorisation]) -> Iterator[Judgement]:
    """A renewal that only a person can make is announced two weeks ahead, and again when it is too late."""
    for one in known:
        if one.state not in ("due", "ended") or one.person_by is None:
            ending = partial(sentences.authorised_again, one.name, one.platform_name)
            yield Judgement("authorisation", one.account_id, ending=ending)
        elif one.state == "due":
            sentence = sentences.authorisation_due(one.name, one.platform_name, one.person_by, one.days_left)
            finding = found("authorisation_due", sentence, person_by=one.person_by)
            yield Judgement("authorisation", one.account_id, finding)
        else:
            sentence = sentences.authorisation_ended(one.name, one.platform_name, one.person_by)
            finding = found("authorisation_ended", sentence, person_by=one.person_by)
            yield Judgement("authorisation", one.account_id, finding)


def exports(known: Iterable[Export]) -> Iterator[Judgement]:
    """An account that lives by export owes a sheet every seven days."""
    for one in known:
        if one.days_late <= 0:
            ending = partial(sentences.export_delivered, one.name, one.platform_name)
            yield Judgement(EXPORT, one.account_id, ending=ending)
        else:
            sentence = sentences.export_late(one.name, one.platform_name, one.days_late, one.last_export_at)
            finding = found("export_late", sentence, last_export_at=one.last_export_at)
            yield Judgement(EXPORT, one.account_id, finding)
