import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.completions.create(
    model="mistral-small-latest",
    # No logprobs: the model does not return them.
    messages=[{"role": "user", "content": "Is this review positive? I love this honey."}],
)
print(response.choices[0].message.content)
