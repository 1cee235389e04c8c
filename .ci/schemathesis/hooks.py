"""What schemathesis must know of FastTrack that the document does not say.

It signs in, and again before the access token expires. And the two operations that would end the
session of the run itself are tried on sessions and users of their own.
"""

import base64
import json
import os
import uuid

import requests
import schemathesis

BASE = os.environ["FASTTRACK_URL"] + "/api/v1"
PASSWORD = os.environ["ADMIN_PASSWORD"]
NEW_PASSWORD = "jangada-lanterna-sete-mares-31"
# Shorter than an access token lives.
REFRESH_SECONDS = 300


def sign_in(username="admin", password=PASSWORD):
    form = {"grant_type": "password", "username": username, "password": password}
    answer = requests.post(f"{BASE}/auth/token", data=form, timeout=10)
    answer.raise_for_status()
    return answer.json()["access_token"]


def session_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sid"]


def new_viewer():
    name = "v" + uuid.uuid4().hex[:16]
    user = {"username": name, "full_name": "V", "email": f"{name}@example.org", "password": PASSWORD}
    requests.post(f"{BASE}/users/register", json=user, timeout=10).raise_for_status()
    return name


@schemathesis.auth(refresh_interval=REFRESH_SECONDS)
class SignIn:
    def get(self, case, ctx):
        return sign_in()

    def set(self, case, data, ctx):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(ctx, case, kwargs):
    operation = case.operation.definition.raw.get("operationId")
    if operation == "end_session" and case.path_parameters:
        case.path_parameters["id"] = session_of(sign_in())
    # Some cases come without a token, or with a bad one, to be refused.
    signed_in = (case.headers or {}).get("Authorization", "").startswith("Bearer ey")
    if operation == "change_password" and signed_in and isinstance(case.body, dict):
        case.headers["Authorization"] = f"Bearer {sign_in(new_viewer())}"
        if set(case.body) == {"old_password", "password"} and all(isinstance(v, str) for v in case.body.values()):
            case.body = {"old_password": PASSWORD, "password": NEW_PASSWORD}
