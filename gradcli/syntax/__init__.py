"""Text to a syntax tree with places, and back.

grammar.py   compiles grammars/expression.lark into tables.py; not needed at run time
tables.py    the compiled grammar, generated
parser.py    text -> Tree, or a SyntaxProblem
tree.py      the tree: nodes in postorder, in parallel sequences
printing.py  Tree -> text
mistakes.py  what was meant; imported only after a parse has failed
"""
