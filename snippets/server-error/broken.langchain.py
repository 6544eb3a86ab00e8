from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest", max_retries=6)


def ask(content: str):
    return llm.invoke(content)


print(ask("Write a one-line apology for a late parcel.").content)
