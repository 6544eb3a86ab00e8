import os

from mistralai.client import Mistral
from pydantic import BaseModel, Field

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Book(BaseModel):
    title: str = Field(min_length=1)
    year: int = Field(ge=1000)


response = client.chat.parse(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Which book made bees famous?"}],
    response_format=Book,
)
print(response.choices[0].message.content)
