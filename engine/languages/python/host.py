"""The warm host: an interpreter that has loaded what is worth loading and forks a child a test.

It reads no request and runs nothing of a candidate's.  The jailer sends a message with descriptors a child:
the namespaces of a slot (pid, user, ipc, uts, mnt), stdout, stderr, the request, the answer.  What the child
does to lock itself down is in greenroom-lock.so (engine/box/enter.h).
"""

import ctypes
import gc
import json
import linecache
import os
import socket
import struct
import sys

JAILER = 5
MESSAGE = struct.Struct("=Ii")  # engine/box/protocol.h, struct wire_child: magic, processes
DESCRIPTORS = 9
FAILED = 120


def _load_spawn():
    """fork into a slot, as os.fork is to fork: 0 in the child."""
    # PyDLL keeps the interpreter's lock: nothing else may run between the steps.
    lock = ctypes.PyDLL(os.path.join(os.path.dirname(__file__), "greenroom-lock.so"), use_errno=True)
    lock.greenroom_spawn.argtypes = [ctypes.POINTER(ctypes.c_int), ctypes.c_int, ctypes.c_char_p]
    python = ctypes.pythonapi
    for hook in (python.PyOS_BeforeFork, python.PyOS_AfterFork_Child, python.PyOS_AfterFork_Parent):
        hook.argtypes, hook.restype = [], None
    own = os.fsencode(sys.executable)

    def spawn(fds, processes):
        numbers = (ctypes.c_int * DESCRIPTORS)(*fds)
        python.PyOS_BeforeFork()
        made = lock.greenroom_spawn(numbers, processes, own)
        if made == 0:
            python.PyOS_AfterFork_Child()
        else:
            python.PyOS_AfterFork_Parent()
        return made

    return spawn


def _refuse_shared_memory():
    """What one child wrote into a writable shared mapping, the next would read."""
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        shared = [line.strip() for line in maps if line.split()[1].startswith("rw") and line.split()[1].endswith("s")]
    if shared:
        sys.exit("the warm host holds writable shared memory: " + shared[0])


_LARGE = 2 << 20
_MADV_COLLAPSE = 25  # linux/mman.h, since Linux 6.1; elsewhere nothing is changed


def _mapped():
    """(begin, end) of our own memory, in whole large pages: heap and anonymous mappings."""
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        for line in maps:
            fields = line.split()
            if fields[1] == "rw-p" and (len(fields) == 5 or fields[5] == "[heap]"):
                begin, end = (int(part, 16) for part in fields[0].split("-"))
                yield -(-begin // _LARGE) * _LARGE, end // _LARGE * _LARGE


def _collapse():
    """Large pages for what is used: a child has fewer to take over and to give back, which is most of its life's cost.

    What a child then writes to is copied in small pages, as ever.
    """
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    libc.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p]
    present = ctypes.create_string_buffer(_LARGE // os.sysconf("SC_PAGESIZE"))
    for begin, end in list(_mapped()):
        for at in range(begin, end, _LARGE):
            # A large page is there whole: where little is used it would only cost memory.
            if libc.mincore(at, _LARGE, present) == 0 and sum(page & 1 for page in present.raw) * 2 > len(present):
                libc.madvise(at, _LARGE, _MADV_COLLAPSE)


# Sources of our own, by the module that they need.
_VALUE = {
    "torch": "import torch\n\n\ndef f(a):\n    x = torch.tensor(a)\n    return (torch.softmax(x, 0) @ x).tolist()\n",
    "numpy": "import numpy as np\n\n\ndef f(a):\n    x = np.asarray(a)\n    return (x - x.mean()).tolist()\n",
    "sys": "def f(a):\n    return [x + 1.5 for x in a]\n",
}
_ERROR = "def f(a):\n    raise ValueError\n"


def _requests(sources):
    return [json.dumps({"kind": "function", "name": "f", "params": ["a"], "types": ["list<float>"],
                        "returns": "list<float>", "judge": "return:0", "input": [[1.5, 2.5]], "source": source}).encode()
            for source in sources]


def _rehearse(answer_text, requests):
    """Takes the way of every request once, and forgets it: no candidate waits for what is loaded late.

    In a child it is the pages that are shared with the host which are copied now, before it says that it is ready.
    """
    for request in requests:
        answer_text(json.loads(request))
    sys.modules.pop("solution", None)
    linecache.clearcache()


def serve(answer_one, answer_text):
    spawn = _load_spawn()
    requests = _requests([*(source for module, source in _VALUE.items() if module in sys.modules), _ERROR])
    _rehearse(answer_text, requests)
    _refuse_shared_memory()
    # A collection in a child would touch every object, and copy every page.
    gc.collect()
    _collapse()
    gc.freeze()
    jailer = socket.socket(fileno=JAILER)
    while True:
        message, fds, _, _ = socket.recv_fds(jailer, MESSAGE.size, DESCRIPTORS)
        if not message:
            os._exit(0)
        if len(fds) == DESCRIPTORS and len(message) == MESSAGE.size and spawn(fds, MESSAGE.unpack(message)[1]) == 0:
            jailer.detach()
            _rehearse(answer_text, requests[:1])
            answer_one()
            os._exit(FAILED)
        for fd in fds:
            os.close(fd)
