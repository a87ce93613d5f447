"""The closed form: the engine run on syntax, and tidied for reading."""
