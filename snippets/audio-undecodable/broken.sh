# Base64, as a chat message takes audio.
base64 -w0 note.wav > encoded.wav
curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/audio/transcriptions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --form model=voxtral-mini-latest \
  --form file=@encoded.wav
