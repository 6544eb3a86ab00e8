import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# What base64.b64encode() makes of a PNG file.
png = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAA"
    "C0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)

question = {"type": "text", "text": "Which color is this?"}
image = {"type": "image_url", "image_url": f"data:image/png;base64,{png}"}
response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": [question, image]}],
)
print(response.choices[0].message.content)
