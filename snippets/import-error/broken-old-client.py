import os

from mistralai.client import MistralClient
from mistralai.models.chat_completion import ChatMessage

client = MistralClient(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat(
    model="mistral-small-latest",
    messages=[ChatMessage(role="user", content="Which metals float on mercury?")],
)
print(response.choices[0].message.content)
