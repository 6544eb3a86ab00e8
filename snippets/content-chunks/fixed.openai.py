import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])


def read(content):
    """Returns the text of a message, or of a stream's delta. The chunks are dicts here."""
    if isinstance(content, str):
        return content
    # None, thinking and references contain no text of the answer.
    return "".join(chunk["text"] for chunk in content or [] if chunk["type"] == "text")


response = client.chat.completions.create(
    model="mistral-small-latest",
    reasoning_effort="high",
    messages=[{"role": "user", "content": "How many days are there in 12 weeks?"}],
)
print(read(response.choices[0].message.content).strip())
