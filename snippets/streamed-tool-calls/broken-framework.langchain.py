from langchain_core.tools import tool
from langchain_mistralai import ChatMistralAI


@tool
def get_weather(city: str) -> str:
    """Returns the weather in a city."""
    return f"{city}: sunny"


llm = ChatMistralAI(model="zai-glm-5-3")
question = ("user", "What is the weather in Paris?")

answer = None
for chunk in llm.bind_tools([get_weather], tool_choice="any").stream([question]):
    answer = chunk if answer is None else answer + chunk
print(answer.tool_calls, answer.invalid_tool_calls)
results = [get_weather.invoke(call) for call in answer.tool_calls]
print(llm.invoke([question, answer, *results]).text)
