# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 has no text to speech
# ]
# ///
import base64
import json
import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def reworded(text: str) -> str:
    task = "Reword this for a family audience. Keep the facts. Answer with the new text only.\n\n"
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": task + text}],
    )
    return response.choices[0].message.content


def speak(text: str, rewordings: int) -> bytes:
    try:
        response = client.audio.speech.complete(
            model="voxtral-mini-tts-latest",
            input=text,
            voice_id="en_paul_neutral",
        )
        return base64.b64decode(response.audio_data)
    except MistralError as error:
        body = json.loads(error.body) if error.body.startswith("{") else {}
        if body.get("type") != "guardrail_violation" or rewordings == 0:
            raise
    # The same text is blocked again, so only another one helps. Show what is changed.
    new_text = reworded(text)
    print(f"blocked: {text}\nreworded: {new_text}")
    return speak(new_text, rewordings - 1)


audio = speak("Sexual selection explains the tail of the peacock.", rewordings=2)
print(f"{len(audio)} bytes")
