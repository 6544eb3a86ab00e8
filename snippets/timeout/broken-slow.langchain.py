from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest", max_retries=1, timeout=3)

print(llm.invoke("Explain in three paragraphs how tides work.").content)
