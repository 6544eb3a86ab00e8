import os
import sys

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

model = "mistral-medium-3-5"  # the docs' successor of pixtral-large-latest, tested by you

response = client.chat.complete(
    model=model,
    messages=[{"role": "user", "content": "Summarize: the export button does nothing."}],
)
if response.model != model:  # a retired name can be answered by another model
    print(f"asked for {model}, answered by {response.model}", file=sys.stderr)
print(response.choices[0].message.content)
