"""People of personas.toml who share what they came out as."""

from datetime import timedelta
from html.parser import HTMLParser

from questions.instrument import current_instrument
from quiz.report import excerpt
from quiz.report.excerpt import offered_parts
from quiz.services import EXTENSION
from quiz.store import NewOpeningAttempt, Sending
from quiz.tokens import hash_token
from tests.personas import personas

PEOPLE = personas()
INSTRUMENT = current_instrument()


def assessment_of(person, length="short"):
    """What somebody comes out as, as it is stored."""
    return INSTRUMENT.assessment_json(person.sheet(length), language="en")


class Sharing:
    """Adds people who answered, finished and shared."""

    def __init__(self, app, opening):
        self.services, self.opening, self.number = app.extensions[EXTENSION], opening, 0

    def begin(self, ref=None, *, ref_signed=False):
        """Somebody begins; give their attempt."""
        self.number += 1
        now, token_hash = self.services.clock(), hash_token(f"person {self.number}")
        self.services.store.attempts.create(
            token_hash,
            INSTRUMENT.version,
            "en",
            now,
            now + timedelta(days=30),
            NewOpeningAttempt(self.opening.id, 1, ref, ref_signed),
        )
        return self.services.store.attempts.find(token_hash, now)

    def share(self, person=PEOPLE[0], parts=None, *, ref=None, ref_signed=False, **said):
        """Somebody shares all that can be, or these parts; give it as it is stored."""
        attempt, now = self.begin(ref, ref_signed=ref_signed), self.services.clock()
        over = now + timedelta(days=365)
        store = self.services.store
        store.attempts.save(attempt.id, person.sheet("short"), 0, now, over)
        made = store.results.finish(attempt.id, lambda *_: assessment_of(person), now, over)
        parts = parts or offered_parts(made.assessment)
        sending = Sending(
            revision=made.revision,
            made_at=now,
            parts=tuple(parts),
            assessment=excerpt.cut_assessment(made.assessment, parts),
            family=excerpt.shown_family(made.assessment, parts, INSTRUMENT),
            **{"language": "en", "name": "Ada Lovelace", **said},
        )
        store.sent.send(attempt.id, sending, now)
        return store.sent.of_attempt(attempt.id)


class FormReader(HTMLParser):
    """What a browser would send of one form: every box, line and list of it."""

    def __init__(self, html, action):
        super().__init__()
        self.action, self.fields, self._inside, self._area = action, {}, False, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self._inside = found.get("action") == self.action
        if not self._inside or "name" not in found:
            return
        kind = found.get("type", "text")
        if tag == "textarea":
            self._area = found["name"]
            self.fields[self._area] = [""]
        elif (
            tag == "input"
            and kind != "file"
            and (kind not in ("checkbox", "radio") or "checked" in found)
        ):
            self.fields.setdefault(found["name"], []).append(found.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        if tag == "textarea" and self._area:
            # A browser leaves out the line end right after the tag.
            self.fields[self._area] = [self.fields[self._area][0].removeprefix("\n").lstrip("\r\n")]
            self._area = None

    def handle_data(self, data):
        if self._area:
            self.fields[self._area][0] += data
