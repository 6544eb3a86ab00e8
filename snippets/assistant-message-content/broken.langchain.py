from langchain_core.messages import AIMessage, HumanMessage
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

# As stored when the stream of the first answer broke: the turn is empty.
history = [
    HumanMessage("What is the capital of Norway?"),
    AIMessage(""),
    HumanMessage("And of Sweden?"),
]

print(llm.invoke(history).content)
