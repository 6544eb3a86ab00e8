curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/audio/transcriptions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --form model=voxtral-mini-latest \
  --form file=@note.wav \
  --form context_bias=La \
  --form context_bias=Roche-Posay \
  --form context_bias=Lancôme
