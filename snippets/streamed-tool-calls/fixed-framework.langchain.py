from langchain_core.tools import tool
from langchain_mistralai import ChatMistralAI


@tool
def get_weather(city: str) -> str:
    """Returns the weather in a city."""
    return f"{city}: sunny"


llm = ChatMistralAI(model="zai-glm-5-3")
question = ("user", "What is the weather in Paris?")

# Not .stream(): langchain-mistralai makes a call of each piece.
answer = llm.bind_tools([get_weather], tool_choice="any").invoke([question])
print(answer.tool_calls, answer.invalid_tool_calls)
results = [get_weather.invoke(call) for call in answer.tool_calls]
print(llm.invoke([question, answer, *results]).text)
