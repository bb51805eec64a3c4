"""The pages of docs/reference, each made from the declarations it describes; the words are theirs."""
