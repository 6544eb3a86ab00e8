import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# A strict schema names every key, so a map becomes a list of pairs.
pair = {
    "type": "object",
    "properties": {"plane": {"type": "string"}, "year": {"type": "integer"}},
    "required": ["plane", "year"],
    "additionalProperties": False,
}
schema = {
    "type": "object",
    "properties": {"flights": {"type": "array", "items": pair}},
    "required": ["flights"],
    "additionalProperties": False,
}

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "When did Concorde and the Tu-144 first fly?"}],
    response_format={
        "type": "json_schema",
        "json_schema": {"name": "first_flights", "strict": True, "schema": schema},
    },
)
print(response.choices[0].message.content)
