from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

history = [
    SystemMessage("You are a weather service."),
    HumanMessage("What is the weather like in Paris in May?"),
    AIMessage("Mild, about 20 degrees."),
    SystemMessage("From now on, use Fahrenheit."),
    HumanMessage("And in June?"),
]

# System messages come first, in their order. The sort keeps all others in place.
messages = sorted(history, key=lambda message: not isinstance(message, SystemMessage))

print(llm.invoke(messages).content)
