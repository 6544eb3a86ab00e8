import os

from mistralai.client import Mistral
from pydantic import BaseModel

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Book(BaseModel):
    title: str
    year: int


response = client.chat.parse(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Which book made bees famous?"}],
    response_format=Book,
    max_tokens=8,
)
message = response.choices[0].message
print(message.content, message.parsed.year)
