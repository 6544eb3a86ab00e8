import asyncio

from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")


async def ask(content: str) -> str:
    return (await llm.ainvoke(content)).content


async def main() -> None:
    # One loop for all calls, because the model keeps its connections.
    for question in ("Why do cats purr?", "Why do dogs bark?"):
        print(await ask(question))


asyncio.run(main())
