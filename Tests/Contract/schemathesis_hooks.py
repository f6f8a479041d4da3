"""What schemathesis may not know: which sound requests are refused because of what is, or is not, there."""

import schemathesis

# Nothing in a schema can say these: they are about other rows, other fields, or an opaque text.
ALLOWED = (
    "There is no such row.",
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
)


@schemathesis.check
def sound_requests_are_taken(context, response, case):
    """A request that is as the schema says is refused for reasons only that the schema cannot say."""
    mode = case.meta.generation.mode if case.meta else None
    if mode is None or not mode.is_positive or response.status_code not in (400, 422):
        return
    for messages in response.json().values():
        for message in [messages] if isinstance(messages, str) else messages:
            assert any(allowed in message for allowed in ALLOWED), f"{case.method} {case.path}: {message}"
