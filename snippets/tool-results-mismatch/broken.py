import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# As stored when the program was stopped: one of the two calls has a result.
history = [
    {"role": "user", "content": "Pay the invoices 17 and 18, and then tell me what you did."},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "b4Kx0TzQ1", "function": {"name": "pay", "arguments": '{"invoice": 17}'}},
            {"id": "N7pWcR2uE", "function": {"name": "pay", "arguments": '{"invoice": 18}'}},
        ],
    },
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "name": "pay", "content": "paid"},
]

response = client.chat.complete(model="mistral-small-latest", messages=history)
print(response.choices[0].message.content)
