# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 has no text to speech
# ]
# ///
import base64
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

text = "Sexual selection explains the tail of the peacock."

response = client.audio.speech.complete(
    model="voxtral-mini-tts-latest",
    input=text,
    voice_id="en_paul_neutral",
)
audio = base64.b64decode(response.audio_data)
print(f"{len(audio)} bytes")
