import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

first = client.beta.conversations.start(
    model="mistral-small-latest",
    inputs="Name three rivers of Europe.",
    store=True,  # the default; only a stored conversation can be continued
)
second = client.beta.conversations.append(
    conversation_id=first.conversation_id,
    inputs="Which of them is the longest?",
)
print(second.outputs[-1].content)
