import asyncio

from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")


async def ask(content: str) -> str:
    return (await llm.ainvoke(content)).content


for question in ("Why do cats purr?", "Why do dogs bark?"):
    print(asyncio.run(ask(question)))
