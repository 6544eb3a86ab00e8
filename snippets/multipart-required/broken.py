import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
headers = {"Content-Type": "application/json"}  # for every call of this program

response = client.audio.transcriptions.complete(
    model="voxtral-mini-latest",
    file_url="https://docs.mistral.ai/audio/obama.mp3",
    http_headers=headers,
)
print(response.text)
