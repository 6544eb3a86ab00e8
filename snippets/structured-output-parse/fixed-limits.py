import os

from mistralai.client import Mistral
from pydantic import BaseModel, field_validator

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Book(BaseModel):
    title: str
    year: int

    @field_validator("title")
    @classmethod
    def not_empty(cls, title: str) -> str:  # not part of the schema, so every SDK can send it
        if not title:
            raise ValueError("the title is empty")
        return title


response = client.chat.parse(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Which book made bees famous?"}],
    response_format=Book,
)
print(response.choices[0].message.content)
