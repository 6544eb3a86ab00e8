import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[
        # Mistral has four roles: system, user, assistant, tool.
        {"role": "system", "content": "Answer with one word."},
        {"role": "user", "content": "Which river flows through Paris?"},
    ],
)
print(response.choices[0].message.content)
