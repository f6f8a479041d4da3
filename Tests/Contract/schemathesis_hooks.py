"""What schemathesis may not know: which sound requests are refused because of what is, or is not, there."""

import os
import re

import schemathesis

# Nothing in a schema can say these: they are about other rows, other fields, or an opaque text.
ALLOWED = (
    "There is no such row.",
    "There is no row ",
    "There is no such project.",
    "Another row has this value already.",
    "This cursor does not belong to a list with this ordering.",
    "Neither the project nor the tenant has a daily rate.",
    "A project cannot end before it starts.",
    "Give a month or a year, not both.",
    "This day is there twice.",
    "This day is not in the report's month.",
    "On one of these days more would be reported than a day has",
    "This Idempotency-Key was used before with another request.",
    # To a JSON Schema 1.0 is an integer, to a query string it is not.
    "Expected a positive integer.",
    # How many decimals an amount may have is the tenant's currency's business, and no JSON Schema can say it exactly.
    "decimals",
    "The total is larger than the largest amount.",
    # A file is judged by its content.
    "This is none of: ",
    "The submitted file is empty.",
    "The submitted data was not a file",
    "No name was found in the document",
    # How these are written is said in words.
    "Write a limit like 600/min",
    "is not an address or a block like",
    "The expiry lies in the past.",
    "Name at least one scope, or a role.",
)


@schemathesis.hook
def before_call(context, case, kwargs):
    """The key that everything is asked with is left as it is: whoever revokes it asks nothing more."""
    own = os.environ.get("CONTRACT_KEY_ID")
    if case.method != "GET" and case.path.startswith("/api/keys/{id}/"):
        if str(case.path_parameters.get("id")) == own:
            case.path_parameters["id"] = 999_999_999
    # An approval of what nobody was shown refuses everything, and nothing else would be seen.
    if re.fullmatch("[0-9a-f]{64}", str((case.query or {}).get("approval", ""))):
        del case.query["approval"]


@schemathesis.check
def sound_requests_are_taken(context, response, case):
    """A request that is as the schema says is refused for reasons only that the schema cannot say."""
    mode = case.meta.generation.mode if case.meta else None
    if mode is None or not mode.is_positive or response.status_code not in (400, 422):
        return
    for messages in response.json().values():
        for message in [messages] if isinstance(messages, str) else messages:
            assert any(allowed in message for allowed in ALLOWED), f"{case.method} {case.path}: {message}"
