from langchain_core.tools import tool
from langchain_mistralai import ChatMistralAI


@tool
def save(note: str) -> str:
    """Saves a note."""
    return f"saved {len(note)} characters"


model = ChatMistralAI(model_name="mistral-small-latest").bind_tools([save])
messages: list = [("user", 'Save the note "Ask the beekeeper in Lyon about wax."')]

answer = model.invoke(messages)
messages.append(answer)
for call in answer.tool_calls:
    arguments = call["args"]  # LangChain has parsed it already
    result = save.invoke(arguments)
    messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})
if answer.tool_calls:  # without a call, the answer is text already
    answer = model.invoke(messages)
print(answer.content)
