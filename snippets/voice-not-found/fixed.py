# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 has no text to speech
# ]
# ///
import base64
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.audio.speech.complete(
    model="voxtral-mini-tts-latest",
    input="Your parcel arrives at nine.",
    # A `slug` or an `id` from the list of voices. Names and moods are not ids.
    voice_id="gb_jane_neutral",
    response_format="mp3",
)
sound = base64.b64decode(response.audio_data)
with open("speech.mp3", "wb") as file:
    file.write(sound)
print(f"speech.mp3: {len(sound)} bytes")
