"""Compares what calendars say, read by Python's icalendar, with what events were made with.

In 20 time zones, around every change of the clocks of several years, events are made at times that
are written as the clocks there show them, with their offset. Then the instants of every calendar
that shows them (the feed of the user, the export, that of a single event) must be the same, and so
must be the time on the clocks, by Python's own zones and by the rules that icalendar makes of them.
"""

import json
import os
import sys
import urllib.request
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone

BASE = os.environ["FASTTRACK_URL"] + "/api/v1"
YEARS = range(2027, 2033)
ZONES = [
    "America/Sao_Paulo", "America/Recife", "America/New_York", "America/Los_Angeles", "America/St_Johns",
    "America/Havana", "America/Santiago", "America/Asuncion", "Europe/Lisbon", "Europe/London",
    "Europe/Dublin", "Europe/Berlin", "Africa/Cairo", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Beirut",
    "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham",
]
# The feed shows no more.
MOST = 500
# What must survive folding and escaping.
TEXT = "Ação; vírgula, barra \\ e \"aspas\" 🎉 " * 3
token = None


def call(method, path, body=None, form=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = None
    if form is not None:
        data = urlencode(form).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    elif body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(BASE + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request) as answer:
        content = answer.read()
        return json.loads(content) if "json" in answer.headers["Content-Type"] else content


def changes(zone, year):
    """The instants of a year, in UTC, at which the clocks of a zone are changed."""
    tz, hour = ZoneInfo(zone), timedelta(hours=1)
    at, end = datetime(year, 1, 1, tzinfo=timezone.utc), datetime(year + 1, 1, 1, tzinfo=timezone.utc)
    while at < end:
        if at.astimezone(tz).utcoffset() != (at + hour).astimezone(tz).utcoffset():
            # To the minute: some change at half past.
            yield next(at + timedelta(minutes=m) for m in range(1, 61)
                       if (at + timedelta(minutes=m)).astimezone(tz).utcoffset() != at.astimezone(tz).utcoffset())
        at += hour


def programme():
    """Starts and ends, as instants, by title: around each change, or twice a year without one."""
    for zone in ZONES:
        for year in YEARS:
            found = list(changes(zone, year)) or [datetime(year, m, 1, 3, 30, tzinfo=timezone.utc) for m in (1, 7)]
            for change in found:
                # The last minute before; and the first after, which the clocks show again or for the first time.
                for minutes, lasts in ((-1, 2), (0, 24 * 60)):
                    starts = change + timedelta(minutes=minutes)
                    yield zone, starts, starts + timedelta(minutes=lasts)


def local(instant, zone):
    return instant.astimezone(ZoneInfo(zone)).isoformat()


def check(name, calendar, made):
    parsed = Calendar.from_ical(calendar)
    assert not parsed.errors, (name, parsed.errors)
    assert calendar.replace(b"\r\n", b"").count(b"\n") == 0, f"{name}: a line does not end with CR LF"
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n")), f"{name}: a line is too long"
    seen = {}
    for event in parsed.walk("VEVENT"):
        assert not event.errors, (name, event.errors)
        uid = str(event["UID"])
        assert uid not in seen, f"{name}: {uid} comes twice"
        seen[uid] = event
    assert seen.keys() == made.keys(), f"{name}: {len(seen)} events instead of {len(made)}"
    for uid, (zone, starts, ends) in made.items():
        event = seen[uid]
        assert str(event["SUMMARY"]) == f"{zone} {local(starts, zone)}", event["SUMMARY"]
        assert str(event["DESCRIPTION"]) == TEXT.strip(), event["DESCRIPTION"]
        assert str(event["X-FASTTRACK-TIME-ZONE"]) == zone
        for said, instant in ((event["DTSTART"].dt, starts), (event["DTEND"].dt, ends)):
            assert said.tzinfo is not None and said == instant, f"{name}: {said} instead of {instant} in {zone}"
            # What the clocks there show then, by the rules of RFC 5545.
            shown = said.astimezone(RULES[zone]).replace(tzinfo=None)
            assert shown == instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None), f"{name}: {shown} in {zone}"
    return f"{name}: {len(seen)} events in {len({zone for zone, *_ in made.values()})} time zones are right"


# With half a year on either side, so that no change is at the edge.
RULES = {
    zone: Timezone.from_tzid(zone, first_date=date(YEARS[0] - 1, 6, 1), last_date=date(YEARS[-1] + 1, 6, 1)).to_tz()
    for zone in ZONES
}

token = call("POST", "/auth/token", form={
    "grant_type": "password", "username": "admin", "password": os.environ["ADMIN_PASSWORD"],
})["access_token"]
planned = list(programme())[:MOST]
batch = [{
    "title": f"{zone} {local(starts, zone)}", "description": TEXT, "time_zone": zone, "city": "Recife",
    "starts_at": local(starts, zone), "ends_at": local(ends, zone), "status": "published",
} for zone, starts, ends in planned]
items = call("POST", "/events/batch", batch)["items"]
made = {f"{item['id']}@fasttrack": plan for item, plan in zip(items, planned, strict=True)}

key = call("POST", "/users/me/calendar-key")["key"]
print(check("feed", call("GET", f"/calendar.ics?key={key}"), made))
print(check("export", call("GET", "/events/export?format=ics"), made))
for item in items[::25]:
    uid = f"{item['id']}@fasttrack"
    check(f"event {item['id']}", call("GET", f"/events/{item['id']}/calendar.ics"), {uid: made[uid]})

# A change of status is a later version of the same event.
first = items[0]
call("PATCH", f"/events/{first['id']}", {"status": "cancelled"})
event = Calendar.from_ical(call("GET", f"/events/{first['id']}/calendar.ics")).walk("VEVENT")[0]
assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 2), event
if len({zone for zone, *_ in made.values()}) < 20:
    sys.exit("fewer than 20 time zones fit")
