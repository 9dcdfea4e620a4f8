"""The size budget and the structure of the code, measured on the sources themselves.

Which layer may import which is in pyproject.toml (``make lint`` checks it). Each measure is also
run on a planted fault, so that a rule that has stopped looking cannot pass.
"""

from __future__ import annotations

import ast
import io
import json
import re
import statistics
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "ictsim"

MODULE_LINES = 400
FUNCTION_SPAN = 80
FUNCTION_CODE_LINES = 60
MEDIAN_CODE_LINES = 10
POSITIONAL_PARAMETERS = 6

# Together these cost about two seconds to import; asking for help must cost none of it.
SLOW_TO_IMPORT = {"matplotlib", "numba", "pandas", "scipy"}

NOT_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}

# One jump to each instruction: split in two steps of choice, a run takes a fifth longer
# (155 against 130 ns, eight outputs). It holds a line or two for each instruction, no more.
ONE_JUMP = "src/ictsim/kernels/machine.py", "run_block"
ONE_JUMP_SPAN = 130

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Source(NamedTuple):
    """One Python file: its place for messages, its parts, its text and its syntax tree."""

    place: str
    parts: tuple[str, ...]
    text: str
    tree: ast.Module


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(ROOT)
    return Source(str(place), place.parts, text, ast.parse(text))


def planted(text: str, place: str = "src/ictsim/planted.py") -> Source:
    return Source(place, Path(place).parts, text, ast.parse(text))


def package_sources() -> list[Source]:
    return [read(path) for path in sorted(PACKAGE.rglob("*.py"))]


def sources_of_tests() -> list[Source]:
    return [read(path) for path in sorted((ROOT / "tests").rglob("*.py"))]


# ---------------------------------------------------------------------------------------------
# Measures


def code_lines_of(source: Source) -> set[int]:
    """Numbers of the lines that hold code: no blank line, comment or docstring."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type not in NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Module | Definition) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            lines.difference_update(range(docstring.lineno, docstring.end_lineno + 1))
    return lines


def functions_of(source: Source) -> Iterator[tuple[str, Function, int]]:
    """Each function with its place and its number of code lines."""
    code = code_lines_of(source)
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            size = len(code.intersection(range(node.lineno, node.end_lineno + 1)))
            yield f"{source.place}:{node.lineno} {node.name}", node, size


def positional_parameters(function: Function) -> int:
    names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def too_long(source: Source) -> list[str]:
    """Modules and functions over the budget."""
    found = []
    module = len(source.text.splitlines())
    if module > MODULE_LINES:
        found.append(f"{source.place}: {module} lines")
    for place, function, size in functions_of(source):
        span = function.end_lineno - function.lineno + 1
        if (source.place, function.name) == ONE_JUMP and span <= ONE_JUMP_SPAN:
            continue
        if span > FUNCTION_SPAN or size > FUNCTION_CODE_LINES:
            found.append(f"{place}: spans {span} lines, {size} of code")
    return found


def too_many_parameters(source: Source) -> list[str]:
    """Functions with too many positional parameters; kernels take flat arrays and may."""
    if source.parts[2] in ("kernels", "kernels.py"):
        return []
    return [
        f"{place}: {positional_parameters(function)} positional parameters"
        for place, function, _ in functions_of(source)
        if positional_parameters(function) > POSITIONAL_PARAMETERS
    ]


def is_overload(node: Definition) -> bool:
    return any(ast.unparse(decorator).endswith("overload") for decorator in node.decorator_list)


def without_docstring(source: Source) -> list[str]:
    """Public functions and classes at the top of a module that say nothing about themselves."""
    return [
        f"{source.place}:{node.lineno} {node.name}"
        for node in source.tree.body
        if isinstance(node, Definition)
        and not node.name.startswith("_")
        and not is_overload(node)
        and ast.get_docstring(node) is None
    ]


def imported_packages(source: Source) -> set[str]:
    """Top-level names of all that a module imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").partition(".")[0])
    return names


def module_level_nodes(source: Source) -> Iterator[ast.AST]:
    """All that runs when the module is imported, outside its functions and classes."""
    waiting: list[ast.AST] = [source.tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [
            child for child in ast.iter_child_nodes(node) if not isinstance(child, Definition)
        ]


def leaves_out_the_module(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=func):
            return ast.unparse(func) in (
                "pytest.skip",
                "skip",
                "pytest.importorskip",
                "importorskip",
            )
        case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
            return "skip" in ast.unparse(value)
        case ast.Assign(targets=[ast.Name(id="collect_ignore" | "collect_ignore_glob")]):
            return True
        case ast.Assign(targets=[ast.Name(id="__test__")], value=ast.Constant(value=False)):
            return True
    return False


def skipped_as_a_whole(source: Source) -> list[str]:
    """Places where a test module, or another one, takes itself out of the run."""
    return [
        f"{source.place}:{node.lineno}"
        for node in module_level_nodes(source)
        if leaves_out_the_module(node)
    ]


def unfinished(source: Source) -> list[str]:
    pattern = re.compile(r"\b(TO[D]O|FIX[M]E)\b")  # in brackets, so as not to find itself
    return [
        f"{source.place}:{number}: {line.strip()}"
        for number, line in enumerate(source.text.splitlines(), start=1)
        if pattern.search(line)
    ]


# ---------------------------------------------------------------------------------------------
# The rules


def test_modules_and_functions_stay_within_the_size_budget():
    assert [fault for source in package_sources() for fault in too_long(source)] == []


def test_the_median_function_is_short():
    sizes = [size for source in package_sources() for *_, size in functions_of(source)]

    assert statistics.median(sizes or [0]) <= MEDIAN_CODE_LINES


def test_functions_take_few_positional_parameters():
    assert [fault for source in package_sources() for fault in too_many_parameters(source)] == []


def test_public_functions_and_classes_have_a_docstring():
    assert [fault for source in package_sources() for fault in without_docstring(source)] == []


def test_tomllib_is_imported_in_the_config_layer_only():
    users = {
        source.parts[2] for source in package_sources() if "tomllib" in imported_packages(source)
    }

    assert users <= {"config", "config.py"}


def test_kernels_import_numpy_and_numba_only():
    allowed = sys.stdlib_module_names | {"ictsim", "numba", "numpy"}

    assert {
        source.place: others
        for source in package_sources()
        if source.parts[2] in ("kernels", "kernels.py")
        and (others := imported_packages(source) - allowed)
    } == {}


def test_no_test_module_is_skipped_as_a_whole():
    assert [fault for source in sources_of_tests() for fault in skipped_as_a_whole(source)] == []


def test_nothing_is_left_unfinished():
    sources = package_sources() + sources_of_tests()

    assert [fault for source in sources for fault in unfinished(source)] == []


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_asking_for_help_or_the_version_loads_nothing_slow(flag: str):
    program = """
import json, sys
from ictsim.cli import main
try:
    code = main()
except SystemExit as stop:
    code = stop.code
print(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""
    run = subprocess.run(
        [sys.executable, "-c", program, flag], capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    *shown, last = run.stdout.splitlines()
    outcome = json.loads(last)
    assert shown, f"{flag} printed nothing"
    assert outcome["code"] in (None, 0)
    assert SLOW_TO_IMPORT.intersection(outcome["modules"]) == set()


# ---------------------------------------------------------------------------------------------
# Each measure finds a planted fault, and leaves what is allowed alone

SAMPLE = '''"""A module."""

def f(a, /, b, *, c):
    """Do it.

    In two paragraphs.
    """
    # a comment

    text = """one
    two"""
    return text, (
        a, b, c,
    )
'''


def test_code_lines_leave_out_docstrings_comments_and_blank_lines():
    source = planted(SAMPLE)
    [(place, function, size)] = functions_of(source)

    assert place == "src/ictsim/planted.py:3 f"
    assert code_lines_of(source) == {3, 10, 11, 12, 13, 14}
    assert size == 6
    assert positional_parameters(function) == 2


def test_self_and_cls_are_no_parameters():
    source = planted("class C:\n    def m(self, a): ...\n    @classmethod\n    def k(cls): ...\n")

    assert [positional_parameters(function) for _, function, _ in functions_of(source)] == [1, 0]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("x = 1\n" * MODULE_LINES, 0),
        ("x = 1\n" * (MODULE_LINES + 1), 1),
        ("def f():\n" + "    x = 1\n" * (FUNCTION_CODE_LINES - 1), 0),
        ("def f():\n" + "    x = 1\n" * FUNCTION_CODE_LINES, 1),
        ("def f():\n" + "    # why\n" * (FUNCTION_SPAN - 2) + "    x = 1\n", 0),
        ("def f():\n" + "    # why\n" * (FUNCTION_SPAN - 1) + "    x = 1\n", 1),
    ],
)
def test_the_size_budget_is_broken_by_one_line_more(text: str, faults: int):
    assert len(too_long(planted(text))) == faults


def test_a_seventh_positional_parameter_is_found_outside_the_kernels():
    text = "def f(a, b, c, d, e, f, g): ...\ndef h(a, b, c, d, e, f, *, g): ...\n"

    assert len(too_many_parameters(planted(text))) == 1
    assert too_many_parameters(planted(text, "src/ictsim/kernels/walk.py")) == []


def test_a_missing_docstring_is_found():
    text = "def f(): ...\nclass C: ...\ndef _g(): ...\n@overload\ndef h(): ...\n"

    assert without_docstring(planted(text)) == [
        "src/ictsim/planted.py:1 f",
        "src/ictsim/planted.py:2 C",
    ]


def test_imports_are_found_inside_functions_too():
    text = "import numpy.linalg\nfrom . import x\ndef f():\n    from scipy.stats import norm\n"

    assert imported_packages(planted(text)) == {"numpy", "scipy"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pytest.skip('slow', allow_module_level=True)", True),
        ("if x:\n    pytest.skip('slow', allow_module_level=True)", True),
        ("pandas = pytest.importorskip('pandas')", True),
        ("pytestmark = pytest.mark.skip", True),
        ("pytestmark = [pytest.mark.skipif(True, reason='')]", True),
        ("collect_ignore = ['test_x.py']", True),
        ("__test__ = False", True),
        ("needs_x = pytest.mark.skipif(True, reason='')", False),
        ("@pytest.mark.skip\ndef test_x():\n    pytest.skip('not here')", False),
    ],
)
def test_a_skipped_module_is_found(text: str, found: bool):
    assert bool(skipped_as_a_whole(planted(text))) is found


def test_unfinished_work_is_found():
    mark = "TO" + "DO"

    assert unfinished(planted(f"todos = 2\nx = 1  # {mark}: more\n")) == [
        f"src/ictsim/planted.py:2: x = 1  # {mark}: more"
    ]
