# type: ignore
"""LangChain: a call and a stream, each also asynchronous, a tool, structured output."""

import asyncio

from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_mistralai import ChatMistralAI
from pydantic import BaseModel

llm = ChatMistralAI(model="mistral-small-latest")
print(llm.invoke("One").content)
print("".join(chunk.content for chunk in llm.stream("Two")))


async def main() -> None:
    print((await llm.ainvoke("Three")).content)
    print("".join([chunk.content async for chunk in llm.astream("Four")]))


asyncio.run(main())


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}"


messages = [HumanMessage("What is the weather in Paris?")]
messages.append(llm.bind_tools([weather]).invoke(messages))
messages += [weather.invoke(call) for call in messages[-1].tool_calls]
print(llm.bind_tools([weather]).invoke(messages).content)


class City(BaseModel):
    """A city."""

    name: str


print(llm.with_structured_output(City).invoke("Which city?"))
