import os
import sys
from json import JSONDecodeError

from mistralai.client import Mistral
from pydantic import BaseModel, ValidationError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Book(BaseModel):
    title: str
    year: int


try:
    response = client.chat.parse(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Which book made bees famous?"}],
        response_format=Book,
        max_tokens=1000,  # enough for the whole object
    )
except (JSONDecodeError, ValidationError) as error:  # neither is a MistralError
    sys.exit(f"The answer is no whole Book: {type(error).__name__}")
message = response.choices[0].message
if message.parsed is None:
    sys.exit("The answer has no text.")
print(message.content, message.parsed.year)
