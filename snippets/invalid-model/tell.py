import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
wanted = "pixtral-large-latest"  # the id that your program sends

cards = client.models.list().data or []
# A card of a kind that the SDK does not know has no `id`.
listed = {model.id: model for model in cards if hasattr(model, "id")}
for id, model in listed.items():
    until = f", until {model.deprecation:%Y-%m-%d}" if model.deprecation else ""
    print(f"{id}: {model.max_context_length} tokens{until}")
if wanted not in listed:
    print(f"Not listed for this key. A request may get: Invalid model: {wanted}")
