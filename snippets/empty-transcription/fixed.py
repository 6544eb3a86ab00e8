import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# No `language`: beside timestamps it empties the transcription.
response = client.audio.transcriptions.complete(
    model="voxtral-mini-latest",
    file_url="https://docs.mistral.ai/audio/obama.mp3",
    timestamp_granularities=["segment"],
)
if not response.text:
    raise SystemExit(f"No transcription: does the audio contain speech? {response}")
print("The speech begins after", response.segments[0].start, "s:", response.text)
