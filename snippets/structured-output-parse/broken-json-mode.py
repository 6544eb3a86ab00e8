import os

from mistralai.client import Mistral
from pydantic import BaseModel

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Book(BaseModel):
    title: str
    year: int


def ask_mistral(question: str) -> Book:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": f"{question} Answer in JSON."}],
        response_format={"type": "json_object"},
    )
    return Book.model_validate_json(response.choices[0].message.content)


print(ask_mistral("Which book made bees famous?").model_dump_json())
