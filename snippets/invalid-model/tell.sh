# Asks which models this key may see, and whether yours is one of them.
wanted=pixtral-large-latest # the id that your program sends
listed=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/models \
  --header "Authorization: Bearer $MISTRAL_API_KEY") || exit 1
case "$listed" in
  *"\"id\":\"$wanted\""*) echo "Listed for this key: $wanted" ;;
  *) echo "Not listed for this key. A request may get: Invalid model: $wanted" ;;
esac
