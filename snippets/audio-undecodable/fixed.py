import os
from pathlib import Path

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# The bytes of the file, and its name with the ending.
audio = Path("note.wav").read_bytes()

response = client.audio.transcriptions.complete(
    model="voxtral-mini-latest",
    file={"file_name": "note.wav", "content": audio},
)
print(response.text)
