from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_mistralai import ChatMistralAI


@tool
def weather(city: str) -> dict:
    """Current weather in a city."""
    return {"city": city, "sky": "clear", "celsius": 21}


@tool
def local_time(city: str) -> dict:
    """Current local time in a city."""
    return {"city": city, "time": "14:30"}


tools = {"weather": weather, "local_time": local_time}
llm = ChatMistralAI(model="mistral-small-latest").bind_tools(list(tools.values()))
messages = [HumanMessage("What is the weather in Paris, and what time is it there?")]


def answer(call) -> ToolMessage:
    return tools[call["name"]].invoke(call)


while True:
    message = llm.invoke(messages)
    messages.append(message)
    if not (calls := message.tool_calls):
        break
    messages.append(answer(calls[0]))

print(message.content)
