"""Greenroom's Python harness: loads one solution, answers one request, ends.

Runs inside a box.  Descriptor 3 is the request (one JSON object, read to its end), 4 the answer.
It says "R\n" on 4 when it and the modules named as arguments are loaded; nothing of a candidate's is in
the process until the request is read.  The answer is one JSON object with one of the keys

    value    JSON of what the function returned (function questions), or one result a call (class questions)
    passed   the request's nonce (pytests questions)
    failed   {type, message, traceback, line}: an assertion of the tests did not hold
    error    {type, message, traceback, line, memory?, call?}: an exception; memory "maybe" where it is one for want of
             it, call: the number from 1 of a class question's call that it came out of
    load     {message, line}: the source cannot be loaded or lacks the function
    policy   [{line, message}]: what the question forbids
    bad      message: what was returned is no value
    exit     text: the solution ended the interpreter
    tampered true: a known-wrong solution passes beside it

Judging happens outside: nothing that is expected is in a function question's request.
"""

import ast
import inspect
import json
import linecache
import os
import random
import sys
import traceback
import types

sys.path[0:1] = []  # our own folder: a solution has no business in it
_HERE = os.path.dirname(os.path.abspath(__file__))


def _own(name):
    """One of our own modules, without a name that a solution could import."""
    module = types.ModuleType("greenroom_" + name)
    path = module.__file__ = os.path.join(_HERE, name + ".py")
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), module.__dict__)
    return module


values = _own("values")
policy = _own("policy")

REQUEST, ANSWER = 3, 4
FILE = "solution.py"
TEXT_MAX = 4096
TRACEBACK_MAX = 16384


class Done(Exception):
    """Carries the answer out of wherever it was found."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer


# The call of a class question that runs: its number from 1.
_calling = {"number": 0}


def cut(text, most):
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) <= most:
        return text
    return f"{text[:most * 2 // 3]}\n... {len(text) - most} characters left out ...\n{text[-(most // 3):]}"


def reseed():
    """The same inputs give the same outputs, also where a solution draws at random."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


def preload(names):
    for name in names:
        try:
            __import__(name)
        except ImportError as error:
            print(f"{name}: {error}", file=sys.stderr)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


def read_request():
    parts = []
    while True:
        part = os.read(REQUEST, 1 << 20)
        if not part:
            break
        parts.append(part)
    os.close(REQUEST)
    request = json.loads(b"".join(parts))
    request["source"] = request["source"].removeprefix("\ufeff")  # as Python reads a file
    return request


def with_call(told):
    return {**told, "call": _calling["number"]} if _calling["number"] else told


def described(error):
    """An exception as {type, message, traceback, line}: no frame of ours, the solution's line."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(_HERE + "/")]
    line = next((f.lineno for f in reversed(frames) if f.filename == FILE), 0)
    try:
        message = str(error)
    except BaseException as inner:
        message = f"<its text raised {type(inner).__name__}>"
    shown = traceback.StackSummary.from_list(frames).format()
    text = "Traceback (most recent call last):\n" + "".join(shown) if shown else ""
    name = type(error).__name__
    text += f"{name}: {message}" if message else name
    told = {"type": name, "message": cut(message, TEXT_MAX), "traceback": cut(text, TRACEBACK_MAX), "line": line or 0}
    if isinstance(error, MemoryError):
        told["memory"] = "maybe"
    return with_call(told)


def compiled(source, flags=0):
    """The code of a source, or its syntax tree with ast.PyCF_ONLY_AST."""
    try:
        return compile(source, FILE, "exec", flags, dont_inherit=True)
    except SyntaxError as error:
        where = f"line {error.lineno}" + (f", column {error.offset}" if error.offset else "")
        shown = f"{type(error).__name__} at {where}: {error.msg}"
        if error.text:
            text = error.text.rstrip("\n")
            shown += "\n    " + text.strip()
            if error.offset:
                at = max(0, error.offset - 1 - (len(text) - len(text.lstrip())))
                shown += "\n    " + " " * min(at, 200) + "^"
        raise Done({"load": {"message": cut(shown, TEXT_MAX), "line": error.lineno or 0}}) from None
    except (RecursionError, MemoryError, ValueError) as error:
        raise Done({"load": {"message": f"the source cannot be parsed: {error}", "line": 0}}) from None


def load(source, name, extra):
    """Runs the source as a module whose lines tracebacks can show."""
    code = compiled(source)
    module = types.ModuleType(name)
    module.__file__ = FILE
    module.__dict__.update(extra)
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    sys.modules[name] = module
    exec(code, module.__dict__)
    return module


def check_policy(request):
    rules = request.get("policy")
    if rules:
        found = policy.findings(compiled(request["source"], ast.PyCF_ONLY_AST), rules)
        if found:
            raise Done({"policy": [{"line": line, "message": message} for line, message in found]})


def takes_as_many(function, count):
    """A plain function that `count` arguments fit, a method's object among them; what inspect would find out, for most and at once."""
    code = function.__code__ if type(function) is types.FunctionType else None
    return (code is not None and "__wrapped__" not in function.__dict__ and "__signature__" not in function.__dict__
            and not code.co_kwonlyargcount
            and code.co_argcount - len(function.__defaults__ or ()) <= count <= code.co_argcount)


def refuse(message, line=0):
    raise Done({"load": {"message": message, "line": line}}) from None


def defined(module, kind):
    """"it defines `f`, `g`", of the functions or classes that the source itself has made."""
    made = [n for n, v in vars(module).items() if isinstance(v, kind) and v.__module__ == module.__name__]
    return "it defines " + ", ".join(f"`{n}`" for n in made[:5]) if made else "it defines none"


def check_parameters(function, shown, params):
    """Refuses a function that the parameters do not fit; `params` begin with self for a method."""
    if takes_as_many(function, len(params)):
        return
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*params)
    except TypeError:
        yours = ", ".join(str(p) for p in signature.parameters.values())
        line = getattr(getattr(function, "__code__", None), "co_firstlineno", 0)
        refuse(f"`{shown}` takes ({', '.join(params)}); yours takes ({yours})", line)


def wanted_function(module, request):
    name = request["name"]
    function = getattr(module, name, None)
    if function is None:
        refuse(f"no function `{name}` in {FILE}: {defined(module, types.FunctionType)}")
    if not callable(function):
        refuse(f"`{name}` in {FILE} is a {type(function).__name__}, not a function")
    check_parameters(function, name, request["params"])
    return function


def wanted_class(module, request):
    name = request["name"]
    found = getattr(module, name, None)
    if found is None:
        refuse(f"no class `{name}` in {FILE}: {defined(module, type)}")
    if not isinstance(found, type):
        refuse(f"`{name}` in {FILE} is a {type(found).__name__}, not a class")
    params = ["self", *request["params"]]
    if isinstance(found.__init__, types.FunctionType):
        check_parameters(found.__init__, f"{name}.__init__", params)
    elif found.__init__ is object.__init__ and found.__new__ is object.__new__ and request["params"]:
        refuse(f"`{name}` has no __init__, which takes ({', '.join(params)})")
    for method in request["methods"]:
        own = inspect.getattr_static(found, method["name"], None)
        if own is None:
            refuse(f"no method `{method['name']}` in the class `{name}`")
        if isinstance(own, types.FunctionType):
            check_parameters(own, f"{name}.{method['name']}", ["self", *method["params"]])
    return found


def judged(result, arguments, request):
    """What is compared: the result, an argument changed in place, or the head of one."""
    what, _, index = request["judge"].partition(":")
    if what == "return":
        return result
    argument = arguments[int(index)]
    if what == "param":
        return argument
    if isinstance(result, bool) or not isinstance(result, int):
        raise values.BadValue(f"returned {type(result).__name__} where the new length is expected")
    if not 0 <= result <= len(argument):
        raise values.BadValue(f"returned the length {result} of a list of {len(argument)}")
    return argument[:result]


def given(kinds):
    """The names that a source finds defined, by the types of its signature."""
    nodes = {"tree": values.TreeNode, "linked_list": values.ListNode}
    return {node.__name__: node for name, node in nodes.items() if any(values.uses(kind, name) for kind in kinds)}


def run_class(request):
    kinds = {"new": [values.parse_type(text) for text in request["types"]]}
    returns = {}
    for method in request["methods"]:
        kinds[method["name"]] = [values.parse_type(text) for text in method["types"]]
        returns[method["name"]] = values.parse_type(method["returns"])
    extra = given([kind for one in kinds.values() for kind in one] + list(returns.values()))
    check_policy(request)
    calls = [(name, [values.decode(value, kind) for value, kind in zip(arguments, kinds[name])])
             for name, arguments in request["ops"]]
    made = wanted_class(load(request["source"], "solution", extra), request)
    results = []
    for number, (name, arguments) in enumerate(calls, 1):
        _calling["number"] = number
        if name == "new":
            subject = made(*arguments)
            results.append("null")
            continue
        result = getattr(subject, name)(*arguments)
        # At once: what was returned may be changed by the next call.
        results.append("null" if returns[name][0] == "void" else values.encode(result, returns[name]))
    _calling["number"] = 0
    return "[" + ",".join(results) + "]"


def run_function(request):
    kinds = [values.parse_type(text) for text in request["types"]]
    returns = values.parse_type(request["returns"])
    extra = given([*kinds, returns])
    check_policy(request)
    arguments = [values.decode(value, kind) for value, kind in zip(request["input"], kinds)]
    module = load(request["source"], "solution", extra)
    function = wanted_function(module, request)
    result = function(*arguments)
    return values.encode(judged(result, arguments, request), returns)


def passes(tests, source):
    """Whether a source passes, in silence: a known-wrong one must not."""
    reseed()
    try:
        tests.run_tests(load(source, "control", {}))
    except BaseException:
        return False
    return True


def run_pytests(request):
    check_policy(request)
    tests = types.ModuleType("tests")
    tests.__file__ = "tests.py"
    source = request["tests"]
    linecache.cache["tests.py"] = (len(source), None, source.splitlines(True), "tests.py")
    sys.modules["tests"] = tests
    exec(compile(source, "tests.py", "exec"), tests.__dict__)
    module = load(request["source"], "candidate", {})
    try:
        tests.run_tests(module)
    except AssertionError as error:
        return {"failed": described(error)}
    if request.get("controls"):
        sys.stdout.flush()
        sys.stderr.flush()
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            sys.stdout = sys.stderr = nowhere
            tampered = any(passes(tests, control) for control in request["controls"])
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        if tampered:
            return {"tampered": True}
    return {"passed": request["nonce"]}


def answer_text(request):
    try:
        try:
            if request["kind"] == "pytests":
                return json.dumps(run_pytests(request))
            run = run_class if request["kind"] == "class" else run_function
            return '{"value":' + run(request) + "}"
        except Done as done:
            return json.dumps(done.answer)
        except values.BadValue as bad:
            return json.dumps(with_call({"bad": str(bad)}))
        except SystemExit as leave:
            return json.dumps(with_call({"exit": cut(f"SystemExit({leave.code!r})", TEXT_MAX)}))
        except BaseException as error:
            return json.dumps({"error": described(error)})
    except RecursionError:
        return '{"error":{"type":"RecursionError","message":"too deep to be described","traceback":"","line":0}}'
    except MemoryError:
        return '{"error":{"type":"MemoryError","message":"","traceback":"MemoryError","line":0,"memory":"maybe"}}'


def say(text):
    data = text.encode("utf-8", "backslashreplace")
    while data:
        data = data[os.write(ANSWER, data):]


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass


def answer_one():
    """The life of one worker: ready, one request, one answer."""
    write, leave = say, os._exit
    reseed()
    write("R\n")
    text = answer_text(read_request())
    flush()
    try:
        write(text)
    except OSError:
        leave(1)  # the solution closed the channel: there is no answer, and nothing to say about it
    # Whatever the solution left running (threads, atexit, __del__) has no say after its answer.
    leave(0)


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    host = sys.argv[1:2] == ["--host"]
    preload(sys.argv[2:] if host else sys.argv[1:])
    if host:
        _own("host").serve(answer_one, answer_text)
    answer_one()


main()
