import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# Deleted, of another key, or never stored: the saved id leads nowhere.
saved_id = "conv_019bd4f1a3c07c2e9f60b7d8e4a51c33"

answer = client.beta.conversations.append(
    conversation_id=saved_id,
    inputs="Which of the rivers is the longest?",
)
print(answer.outputs[-1].content)
