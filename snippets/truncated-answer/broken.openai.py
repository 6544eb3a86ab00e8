import os

from openai import OpenAI
from pydantic import BaseModel


class River(BaseModel):
    name: str
    description: str


client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.completions.parse(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Describe the river Rhine."}],
    response_format=River,
    max_tokens=8,
)
print(response.choices[0].message.content)
