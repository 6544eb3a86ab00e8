import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.fim.complete(
    model="codestral-latest",  # `capabilities.completion_fim` is true
    prompt="def add(a, b):\n    return ",
    suffix="\n\nprint(add(2, 3))",
    max_tokens=64,
)
print(response.choices[0].message.content)
