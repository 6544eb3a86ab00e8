from llama_index.llms.mistralai import MistralAI

llm = MistralAI(model="mistral-small-latest")  # a name in its own list of models

print(llm.complete("Suggest a name for a coffee shop."))
