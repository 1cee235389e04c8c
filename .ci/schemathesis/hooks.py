"""What schemathesis must know of FastTrack that the document does not say.

It signs in as an admin or as somebody else, and again before the access token expires. The operations that would end the
session of the run itself are tried on sessions and users of their own, and registrations,
calendars, jobs, imports, attachments and API keys on events, keys, jobs and files that there are.
"""

import base64
import contextlib
import functools
import json
import os
import sqlite3
import time
import uuid

import requests
import schemathesis

BASE = os.environ["FASTTRACK_URL"] + "/api/v1"
PASSWORD = os.environ["ADMIN_PASSWORD"]
# Who tries the operations. The things that hooks make belong to the admin.
USER = os.environ.get("FASTTRACK_USER", "admin")
NEW_PASSWORD = "jangada-lanterna-sete-mares-31"
# Shorter than an access token lives.
REFRESH_SECONDS = 300


def sign_in(username="admin", password=PASSWORD):
    form = {"grant_type": "password", "username": username, "password": password}
    answer = requests.post(f"{BASE}/auth/token", data=form, timeout=10)
    answer.raise_for_status()
    return answer.json()["access_token"]


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def new_viewer():
    name = "v" + uuid.uuid4().hex[:16]
    user = {"username": name, "full_name": "V", "email": f"{name}@example.org", "password": PASSWORD}
    answer = requests.post(f"{BASE}/users/register", json=user, timeout=10)
    answer.raise_for_status()
    return answer.json()


@functools.cache
def admin_token(_period):
    return sign_in()


def as_admin(method, path, **kwargs):
    token = admin_token(int(time.monotonic() / REFRESH_SECONDS))
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.request(method, BASE + path, headers=headers, timeout=10, **kwargs)
    answer.raise_for_status()
    return answer.json()


def an_event(status):
    event = {"title": "An event", "city": "Recife", "starts_at": "2100-01-01T00:00:00Z", "status": status}
    return as_admin("POST", "/events", json=event)["id"]


IMPORT = "title,starts_at,city\nSarau,2100-01-01T00:00:00Z,Olinda\n,someday,Olinda\n"


def an_import():
    files = {"file": ("events.csv", IMPORT, "text/csv")}
    return as_admin("POST", "/imports", files=files)["job"]["id"]


def a_job(state):
    """One that nobody does: no address of the API makes a job that stays."""
    job = uuid.uuid4()
    finished = 4102444800000000 if state == "cancelled" else None
    with contextlib.closing(sqlite3.connect(os.environ["FASTTRACK_DATABASE"], timeout=10)) as database, database:
        database.execute(
            "INSERT INTO jobs (id, kind, payload, state, run_at, attempts, max_attempts, cancel_requested, token,"
            " created_at, finished_at) VALUES (?, 'nobody.does', '', ?, 4102444800000000, 0, 5, 0, 0, 0, ?)",
            (job.bytes, state, finished),
        )
    return str(job)


PDF = b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
# The smallest picture: one pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def an_attachment(content=PDF, name="a.pdf"):
    event = an_event("published")
    return as_admin("POST", f"/events/{event}/attachments", files={"file": (name, content)})["id"]


@functools.cache
def an_attachment_with_thumbnail():
    """One picture for all: it has to wait for the job that makes it small."""
    attachment = an_attachment(PNG, "a.png")
    for _ in range(300):
        token = admin_token(int(time.monotonic() / REFRESH_SECONDS))
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.get(f"{BASE}/attachments/{attachment}/thumbnail", headers=headers, timeout=10)
        if answer.status_code == 200:
            break
        time.sleep(0.1)
    return attachment


def with_a_forecast(event):
    """The event, with the weather that no worker fetches here."""
    with contextlib.closing(sqlite3.connect(os.environ["FASTTRACK_DATABASE"], timeout=10)) as database, database:
        database.execute(
            "INSERT INTO event_forecasts SELECT key, 'nobody', starts_at, 25.5, 'clouds', 'overcast', 60, 3.5,"
            " 4102444800000000 FROM events WHERE id = ?",
            (uuid.UUID(event).bytes,),
        )
    return event


@schemathesis.auth(refresh_interval=REFRESH_SECONDS)
class SignIn:
    def get(self, case, ctx):
        return sign_in(USER)

    def set(self, case, data, ctx):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(ctx, case, kwargs):
    operation = case.operation.definition.raw.get("operationId")
    if operation == "end_session" and case.path_parameters:
        case.path_parameters["id"] = claims(sign_in())["sid"]
    # Once there are other admins, this one could be deleted or demoted.
    if operation in ("patch_user", "delete_user") and case.path_parameters:
        if case.path_parameters.get("id") == claims(admin_token(0))["sub"]:
            case.path_parameters["id"] = new_viewer()["id"]
    # What takes part in nothing yet would be looked for in vain. (Stateful runs follow links, and
    # must find out that what they deleted is gone.)
    alone = case.meta is None or "stateful" not in str(case.meta.phase.name).lower()
    if operation in ("replace_event", "delete_event") and case.path_parameters and alone:
        case.path_parameters["id"] = an_event("draft")
        # The document cannot say which time zones there are.
        if isinstance(case.body, dict) and isinstance(case.body.get("time_zone"), str):
            case.body["time_zone"] = "America/Recife"
    if operation in ("create_registration", "cancel_registration", "check_in") and case.path_parameters:
        event = an_event("published")
        case.path_parameters["id"] = event
        if operation != "create_registration":
            attendee = as_admin("POST", f"/events/{event}/registrations", json={"name": "Zé"})
            case.path_parameters["rid"] = attendee["id"]
    if operation == "get_forecast" and case.path_parameters and alone:
        case.path_parameters["id"] = with_a_forecast(an_event("published"))
    if operation == "refresh_forecast" and case.path_parameters and alone:
        case.path_parameters["id"] = an_event("published")
    if operation in ("get_job", "cancel_job", "retry_job") and case.path_parameters and alone:
        case.path_parameters["id"] = a_job("cancelled" if operation == "retry_job" else "waiting")
    if operation == "get_import_report" and case.path_parameters and alone:
        case.path_parameters["id"] = an_import()
    # The document cannot say what is in a file.
    if operation == "create_import" and isinstance(case.body, dict) and set(case.body) == {"file"}:
        case.body["file"] = IMPORT
    if operation in ("list_attachments", "create_attachment") and case.path_parameters and alone:
        case.path_parameters["id"] = an_event("published")
    # What is in a file, and what it is called, the document cannot say.
    if operation == "create_attachment" and isinstance(case.body, dict) and set(case.body) == {"file"} and alone:
        kwargs["files"] = {"file": ("a.pdf", PDF)}
        kwargs.pop("data", None)
    if operation in ("get_content", "delete_attachment") and case.path_parameters and alone:
        case.path_parameters["id"] = an_attachment()
    if operation == "get_thumbnail" and case.path_parameters and alone:
        case.path_parameters["id"] = an_attachment_with_thumbnail()
    if operation == "calendar_feed" and "key" in (case.query or {}):
        case.query["key"] = as_admin("POST", "/users/me/calendar-key")["key"]
    if operation == "revoke_api_key" and case.path_parameters and alone:
        key = as_admin("POST", "/users/me/api-keys", json={"name": "CI", "scopes": ["events:read"]})
        case.path_parameters["id"] = key["id"]
    # Which instants are to come, and not too far ahead, the document cannot say.
    if operation == "create_api_key" and isinstance(case.body, dict) and isinstance(case.body.get("expires_at"), str):
        case.body["expires_at"] = None
    # Some cases come without a token, or with a bad one, to be refused.
    signed_in = (case.headers or {}).get("Authorization", "").startswith("Bearer ey")
    if operation == "change_password" and signed_in and isinstance(case.body, dict):
        case.headers["Authorization"] = "Bearer " + sign_in(new_viewer()["username"])
        if set(case.body) == {"old_password", "password"} and all(isinstance(v, str) for v in case.body.values()):
            case.body = {"old_password": PASSWORD, "password": NEW_PASSWORD}
