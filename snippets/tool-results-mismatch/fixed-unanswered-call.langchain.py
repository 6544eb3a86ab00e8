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
    try:
        return tools[call["name"]].invoke(call)
    except Exception as error:  # A failed call needs a result, too. The model reads it.
        return ToolMessage(f"error: {error!r}", tool_call_id=call["id"], status="error")


for _ in range(10):
    message = llm.invoke(messages)
    # Calls with broken arguments are in another list, but are sent to the API again.
    results = [answer(call) for call in message.tool_calls + message.invalid_tool_calls]
    messages += [message, *results]
    if not results:
        break
else:
    raise SystemExit("No answer after 10 rounds of tool calls.")

print(message.content)
