"""Says what this interpreter is, as one JSON object: path, version, prefixes and which of the modules named as
arguments it has.  They are looked up without being imported: torch alone takes most of a second to import."""

import importlib.util
import json
import sys


def has(module):
    try:
        return importlib.util.find_spec(module) is not None
    except Exception:
        return False


print(json.dumps({
    "path": sys.executable,
    "version": ".".join(map(str, sys.version_info[:3])),
    "prefixes": sorted({sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}),
    "modules": [module for module in sys.argv[1:] if has(module)],
}))
