from langchain_core.messages import AIMessage, HumanMessage
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

# As stored when the stream of the first answer broke: the turn is empty.
history = [
    HumanMessage("What is the capital of Norway?"),
    AIMessage(""),
    HumanMessage("And of Sweden?"),
]


def says_something(message) -> bool:
    # Calls with broken arguments are in another list, but are sent to the API again.
    return message.content or message.tool_calls or message.invalid_tool_calls


messages = [m for m in history if not isinstance(m, AIMessage) or says_something(m)]

print(llm.invoke(messages).content)
