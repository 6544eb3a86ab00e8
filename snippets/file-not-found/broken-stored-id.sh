# An id that an earlier run stored.
id=7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10
curl --fail-with-body --silent --show-error "https://api.mistral.ai/v1/files/$id/url" \
  --header "Authorization: Bearer $MISTRAL_API_KEY"
