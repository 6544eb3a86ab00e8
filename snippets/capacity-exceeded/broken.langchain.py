from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-medium-latest", max_retries=6)


def ask(content: str):
    return llm.invoke(content)


print(ask("Write a subject line for a newsletter about bees.").content)
