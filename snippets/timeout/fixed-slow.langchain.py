from langchain_mistralai import ChatMistralAI

# In seconds: longer than the slowest answer. The default is 120.
llm = ChatMistralAI(model="mistral-small-latest", max_retries=1, timeout=300)

print(llm.invoke("Explain in three paragraphs how tides work.").content)
