import os

from mistralai.client import Mistral
from pydantic import BaseModel

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Book(BaseModel):
    title: str
    year: int


def ask_mistral(question: str) -> Book | None:
    response = client.chat.parse(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": f"{question} Answer in JSON."}],
        response_format=Book,  # sends the schema, and the model has to follow it
    )
    return response.choices[0].message.parsed


book = ask_mistral("Which book made bees famous?")
if book is None:
    raise RuntimeError("The answer has no text.")
print(book.model_dump_json())
