import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    temperature=0,
    top_p=0.9,
    messages=[{"role": "user", "content": "Is this review positive? I love this honey."}],
)
print(response.choices[0].message.content)
