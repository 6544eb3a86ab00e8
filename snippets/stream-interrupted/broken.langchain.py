from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="mistral-small-latest")

for chunk in llm.stream("Explain in three paragraphs how tides work."):
    print(chunk.text, end="", flush=True)
print()
