import os
from pathlib import Path

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

names = ["La Roche-Posay", "Lancôme"]

response = client.audio.transcriptions.complete(
    model="voxtral-mini-latest",
    file={"file_name": "note.wav", "content": Path("note.wav").read_bytes()},
    # Single words, each once.
    context_bias=list(dict.fromkeys(" ".join(names).replace(",", " ").split())),
)
print(response.text)
