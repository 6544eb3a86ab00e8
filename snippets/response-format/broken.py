import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

schema = {"type": "object", "additionalProperties": {"type": "integer"}}

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "When did Concorde and the Tu-144 first fly?"}],
    response_format={
        "type": "json_schema",
        "json_schema": {"name": "first_flights", "strict": True, "schema": schema},
    },
)
print(response.choices[0].message.content)
