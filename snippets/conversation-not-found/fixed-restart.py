import os

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

saved_id = "conv_019bd4f1a3c07c2e9f60b7d8e4a51c33"
saved_turns = [
    {"role": "user", "content": "Name three rivers of Europe."},
    {"role": "assistant", "content": "The Danube, the Rhine and the Elbe."},
]
question = "Which of the rivers is the longest?"

try:
    answer = client.beta.conversations.append(conversation_id=saved_id, inputs=question)
except SDKError as error:
    if error.status_code != 404:
        raise
    # The server has lost the history, so a new conversation gets the program's own copy. Start it
    # like the first one: with the same agent_id, or the same model, instructions and tools.
    answer = client.beta.conversations.start(
        model="mistral-small-latest",
        inputs=[*saved_turns, {"role": "user", "content": question}],
    )
    print("new conversation:", answer.conversation_id)
print(answer.outputs[-1].content)
