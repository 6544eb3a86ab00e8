# Asks each host once, and prints statuses, not the key. The second request costs one token.
studio=$(curl --fail-with-body --silent --write-out ' %{http_code}' \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  https://api.mistral.ai/v1/models)
codestral=$(curl --fail-with-body --silent --write-out ' %{http_code}' \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{"model": "codestral-latest", "prompt": "def", "max_tokens": 1}' \
  https://codestral.mistral.ai/v1/fim/completions)
echo "api.mistral.ai: ${studio##* }, codestral.mistral.ai: ${codestral##* }"
if [ "${studio##* }" = 200 ]; then
  echo "A Studio or Vibe key: api.mistral.ai accepts it."
elif [ "${codestral##* }" = 200 ]; then
  echo "A Codestral key: only codestral.mistral.ai accepts it. Create a Studio key."
elif [ "${studio##* }" = 401 ] && [ "${codestral##* }" = 401 ]; then
  echo "Neither host accepts this key: it is wrong, expired or revoked, or its plan is used up."
else
  echo "These answers do not settle it. A 404 from codestral.mistral.ai says nothing about the key."
fi
