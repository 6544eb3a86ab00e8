from llama_index.llms.mistralai import MistralAI

llm = MistralAI(model="mistral-small-latest", max_retries=6)

print(llm.complete("Suggest a name for a coffee shop."))
