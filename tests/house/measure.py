"""Measure how big and how tidy our own source is, with nothing but the standard library.

    python tests/house/measure.py bot adapters storage scheduler tests

prints the figures, and fails with the worst offenders when one breaks a limit of `[tool.bothways.limits]` in
pyproject.toml: `most` holds upper limits, `least` lower ones. How the figures are made:

  code line        a physical line with code on it: no blanks, comment-only lines or docstrings
  func_*           code lines of a function from `def` to its end, nested functions included
  nest_max         if/for/while/with/try/match inside one function; `elif` adds nothing
  file_p95         physical lines of a file; 95 % of the files have no more
  docs_pct         public modules, classes and functions that have a docstring
  comments_per_100 comments per 100 code lines, without those written for a tool
  typed_pct        functions with every argument (but self and cls) and the result annotated
  cycles           groups of modules that import each other when they are imported
  test_ratio       code lines of the tests per code line of the product

Only `test_ratio` looks at tests (everything under a folder named tests); the other figures are the product's.
"""

from __future__ import annotations

import ast
import io
import re
import statistics
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef
Block = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.Match

FOR_A_TOOL = re.compile(r"#\s*(!|type:|noqa|pragma|mypy:|ruff:|fmt:)")
IGNORE = re.compile(r"#\s*type:\s*ignore")
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSize:
    """One function: where it is, how long, how deep, and whether it is fully annotated."""

    where: str
    lines: int
    depth: int
    typed: bool


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the module, and the names taken from it."""

    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """What one file holds, in lines and counts."""

    path: Path
    module: str
    is_test: bool
    lines: int
    code: int
    comments: int
    ignores: int
    broad_excepts: int
    public: int
    documented: int
    functions: tuple[FunctionSize, ...]
    imports: tuple[Import, ...]


def read_trees(roots: Iterable[Path]) -> list[SourceFile]:
    """Return the measured Python files under the roots, in a stable order, without the empty ones."""
    found = [read_file(path, root) for root in roots for path in sorted(root.rglob("*.py"))]
    return [file for file in found if file.code]


def read_file(path: Path, root: Path) -> SourceFile:
    """Return what one file holds.

    Raises:
        SyntaxError: the file does not parse.
    """
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, str(path))
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    code = code_lines(tree, tokens)
    public = list(public_things(tree, path))
    return SourceFile(
        path=path,
        module=module_name(path, root),
        is_test="tests" in (root.name, *path.relative_to(root).parts),
        lines=text.count("\n") + 1,
        code=len(code),
        comments=sum(not FOR_A_TOOL.match(comment) for comment in comments),
        ignores=sum(bool(IGNORE.search(comment)) for comment in comments),
        broad_excepts=sum(is_broad(node) for node in ast.walk(tree)),
        public=len(public),
        documented=sum(ast.get_docstring(node) is not None for node in public),
        functions=tuple(size_of(node, path, code) for node in ast.walk(tree) if isinstance(node, Function)),
        imports=tuple(imports_of(tree, module_name(path, root), path.name == "__init__.py")),
    )


def code_lines(tree: ast.Module, tokens: Iterable[tokenize.TokenInfo]) -> set[int]:
    """Return the numbers of the lines that hold code."""
    lines: set[int] = set()
    for token in tokens:
        if token.type not in NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            lines.difference_update(line_range(node))
    return lines


def line_range(node: ast.stmt) -> range:
    """Return the numbers of the lines a statement stands on."""
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def public_things(tree: ast.Module, path: Path) -> Iterator[ast.Module | Documented]:
    """Yield the module, classes, functions and methods that somebody else may use."""
    if not path.stem.startswith("_") or path.name == "__init__.py":
        yield tree
    open_nodes: list[ast.AST] = list(tree.body)
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield node
        if not isinstance(node, Function):  # what is defined inside a function is nobody else's
            open_nodes.extend(ast.iter_child_nodes(node))


def size_of(node: Function, path: Path, code: set[int]) -> FunctionSize:
    """Return the size of one function."""
    lines = sum(line in code for line in line_range(node))
    where = f"{path}:{node.lineno} {node.name}"
    return FunctionSize(where=where, lines=lines, depth=depth_of(node), typed=is_typed(node))


def depth_of(node: ast.AST, depth: int = 0) -> int:
    """Return the deepest nesting of blocks under the node, nested functions and classes left out."""
    deepest = depth
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, Documented):
                continue
            is_elif = name == "orelse" and isinstance(node, ast.If) and isinstance(child, ast.If)
            deepest = max(deepest, depth_of(child, depth + (isinstance(child, Block) and not is_elif)))
    return deepest


def is_typed(node: Function) -> bool:
    """Tell whether every argument but self and cls, and the result, is annotated."""
    plain = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    arguments = [*plain, *(extra for extra in (node.args.vararg, node.args.kwarg) if extra)]
    bare = [a for a in arguments if a.annotation is None and a.arg not in {"self", "cls", "mcs", "_"}]
    return not bare and (node.returns is not None or node.name == "__init__")


def is_broad(node: ast.AST) -> bool:
    """Tell whether the node catches every exception there is."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of a file; the root's own name comes first."""
    parts = [root.name, *path.relative_to(root).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.Module, module: str, is_package: bool) -> Iterator[Import]:
    """Yield what importing the module imports, relative imports resolved."""
    for node in imports_at_start(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name) for alias in node.names)
            continue
        above = module.split(".")
        base = above[: len(above) - node.level + is_package] if node.level else []
        source = ".".join([*base, node.module] if node.module else base)
        yield Import(source, tuple(alias.name for alias in node.names))


def imports_at_start(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports that run with the module: none inside functions or under TYPE_CHECKING."""
    open_nodes: list[ast.AST] = list(tree.body)
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            open_nodes.extend(node.orelse)
        elif not isinstance(node, Function):
            open_nodes.extend(ast.iter_child_nodes(node))


def import_cycles(files: Sequence[SourceFile]) -> list[list[str]]:
    """Return the groups of two or more modules that reach each other by imports, the largest first."""
    ours = {file.module for file in files}
    graph = {file.module: imported_modules(file, ours) for file in files}
    reach = {name: reachable(graph, name) for name in graph}
    groups = {tuple(sorted({name, *(o for o in reach[name] if name in reach[o])})) for name in graph}
    return sorted((list(group) for group in groups if len(group) > 1), key=lambda group: (-len(group), group))


def imported_modules(file: SourceFile, ours: set[str]) -> set[str]:
    """Return which of our modules the file imports; `from a import b` means `a.b` where that is a module."""
    targets: set[str] = set()
    for taken in file.imports:
        deeper = {f"{taken.module}.{name}" for name in taken.names}
        targets |= deeper & ours
        if not taken.names or deeper - ours:
            targets.add(taken.module)
    return targets & ours - {file.module}


def reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """Return the modules that importing the start imports, directly or through others."""
    seen: set[str] = set()
    open_names = [start]
    while open_names:
        new = graph[open_names.pop()] - seen
        seen |= new
        open_names.extend(new)
    return seen


def share(part: float, whole: float) -> float:
    """Return the part in percent of the whole, with one decimal; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def percentile(values: Sequence[int], part: float) -> int:
    """Return the value which that part of the values does not exceed; 0 for none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0


def figures_of(files: Sequence[SourceFile]) -> dict[str, float]:
    """Return every figure by its name."""
    product = [file for file in files if not file.is_test]
    functions = [function for file in product for function in file.functions]
    sizes = [function.lines for function in functions]
    code = sum(file.code for file in product)
    return {
        "files": len(product),
        "code": code,
        "file_p95": percentile([file.lines for file in product], 0.95),
        "functions": len(functions),
        "func_med": statistics.median(sizes) if sizes else 0,
        "func_p95": percentile(sizes, 0.95),
        "func_max": max(sizes, default=0),
        "nest_max": max((function.depth for function in functions), default=0),
        "docs_pct": share(sum(file.documented for file in product), sum(file.public for file in product)),
        "comments_per_100": share(sum(file.comments for file in product), code),
        "typed_pct": share(sum(function.typed for function in functions), len(functions)),
        "ignores": sum(file.ignores for file in product),
        "broad_excepts": sum(file.broad_excepts for file in product),
        "cycles": len(import_cycles(product)),
        "test_ratio": round(sum(file.code for file in files if file.is_test) / code, 2) if code else 0.0,
    }


def broken_limits(
    figures: Mapping[str, float], most: Mapping[str, float], least: Mapping[str, float]
) -> list[str]:
    """Return one sentence for every limit that is not kept."""
    over = {key: f"at most {limit:g}" for key, limit in most.items() if figures[key] > limit}
    under = {key: f"at least {limit:g}" for key, limit in least.items() if figures[key] < limit}
    return [f"{key} is {figures[key]:g}, {wanted}" for key, wanted in (over | under).items()]


def worst(files: Sequence[SourceFile], count: int) -> Iterator[str]:
    """Yield one line for every cycle, the longest and deepest functions and the longest files."""
    product = [file for file in files if not file.is_test]
    functions = [function for file in product for function in file.functions]
    yield from (f"cycle: {' <-> '.join(group)}" for group in import_cycles(product))
    for function in sorted(functions, key=lambda f: (-f.lines, f.where))[:count]:
        yield f"{function.lines:4} code lines: {function.where}"
    for function in sorted(functions, key=lambda f: (-f.depth, f.where))[:count]:
        yield f"{function.depth:4} levels deep: {function.where}"
    for file in sorted(product, key=lambda f: (-f.lines, f.module))[:count]:
        yield f"{file.lines:4} lines: {file.path}"


def main(trees: Sequence[str]) -> int:
    """Print the figures of the trees; return 1 when a limit of pyproject.toml is not kept."""
    settings = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    limits = settings["tool"]["bothways"]["limits"]
    files = read_trees(Path(tree) for tree in trees)
    figures = figures_of(files)
    broken = broken_limits(figures, limits["most"], limits["least"])
    print("\n".join(f"{key:17} {value:g}" for key, value in figures.items()))
    if broken:
        print("\n".join([*worst(files, 5), *(f"LIMIT {sentence}" for sentence in broken)]), file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
