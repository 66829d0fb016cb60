// The inside of a test's context: what a solution finds there, and the making of its arguments.
//
// Evaluated in each fresh context before the solution, so that all that is made here is of the context's own realm.
// `host` is a set of the harness's functions; it stays inside this closure.
(function (host) {
  "use strict";

  const {parse} = JSON;
  const {defineProperty} = Object;

  function give(name, value) {
    defineProperty(globalThis, name, {value, writable: true, configurable: true});
  }

  class TreeNode {
    constructor(val = 0, left = null, right = null) {
      this.val = val;
      this.left = left;
      this.right = right;
    }
  }

  class ListNode {
    constructor(val = 0, next = null) {
      this.val = val;
      this.next = next;
    }
  }

  // An error of the harness's realm does not come in here: from it a solution could reach the harness.
  function outside(run, ...values) {
    try {
      return run(...values);
    } catch (error) {
      throw error instanceof Error ? error : new RangeError(`${error.message}`);
    }
  }

  // ---- console and process: what people use of them

  const print = (to, values) => outside(host.print, to, values);
  const write = (to, text) => outside(host.write, to, text);
  const now = () => host.now();
  const printer = (to) => (...values) => print(to, values);
  const counts = {};
  const starts = {};
  const console = {
    log: printer(1), info: printer(1), debug: printer(1), dir: (value) => print(1, [value]), table: printer(1),
    error: printer(2), warn: printer(2), trace: printer(2), group: printer(1), groupEnd() {},
    assert(holds, ...values) {
      if (!holds) {
        print(2, ["Assertion failed" + (values.length ? ":" : ""), ...values]);
      }
    },
    count(label = "default") {
      counts[label] = (counts[label] ?? 0) + 1;
      print(1, [`${label}: ${counts[label]}`]);
    },
    time(label = "default") {
      starts[label] = now();
    },
    timeEnd(label = "default") {
      print(1, [`${label}: ${(now() - starts[label]).toFixed(3)}ms`]);
    },
  };
  const nanoseconds = () => BigInt(Math.round(now() * 1e6));
  const hrtime = () => [Math.floor(now() / 1000), Math.floor((now() % 1000) * 1e6)];
  hrtime.bigint = nanoseconds;
  const process = {
    argv: ["node", "solution.js"], env: {}, platform: "linux", version: host.version, exitCode: undefined, hrtime,
    exit: (status) => outside(host.exit, "process.exit", status ?? process.exitCode ?? 0),
    nextTick: (run, ...values) => queueMicrotask(() => run(...values)),
    stdout: {write: (text) => write(1, String(text))},
    stderr: {write: (text) => write(2, String(text))},
  };
  const performance = {now};

  // ---- timers: they come due only while the harness waits for a promise

  const timers = new Map();
  let lastTimer = 0;

  function start(run, ms, every, values) {
    if (typeof run !== "function") {
      throw new TypeError("a timer needs a function");
    }
    const wait = Math.max(1, Number(ms) || 0);
    timers.set(++lastTimer, {run, values, at: now() + wait, every: every ? wait : 0});
    return lastTimer;
  }

  const setTimeout = (run, ms, ...values) => start(run, ms, false, values);
  const setInterval = (run, ms, ...values) => start(run, ms, true, values);
  const setImmediate = (run, ...values) => start(run, 0, false, values);
  const stop = (id) => void timers.delete(id);
  const queueMicrotask = (run) => void Promise.resolve().then(run);

  function nextTimer() {
    let next;
    for (const [id, timer] of timers) {
      if (!next || timer.at < next.at) {
        next = {id, at: timer.at};
      }
    }
    return next;
  }

  function fire(id) {
    const timer = timers.get(id);
    if (timer.every) {
      timer.at = now() + timer.every;
    } else {
      timers.delete(id);
    }
    timer.run(...timer.values);
  }

  // ---- arguments

  // An integer past what a number holds comes as text behind a NUL, which no string has.
  function integer(value) {
    return typeof value === "string" ? BigInt(value.slice(1)) : BigInt(value);
  }

  function real(value) {
    return typeof value === "string" && value[0] === "\0" ? Number(value.slice(1)) : Number(value);
  }

  // Does the value of JSON.parse have to be changed for that type?
  function differs({name, args}) {
    return ["int64", "float", "map", "tree", "linked_list"].includes(name) || args.some(differs);
  }

  function decode(value, type) {
    if (value === null || !differs(type)) {
      return value;
    }
    const [first, second] = type.args;
    switch (type.name) {
      case "int64":
        return integer(value);
      case "float":
        return real(value);
      case "list":
        return value.map((item) => decode(item, first));
      case "tuple":
        return value.map((item, i) => decode(item, type.args[i]));
      case "optional":
        return decode(value, first);
      case "map": {
        const key = {int: Number, int64: BigInt}[first.name] ?? String;
        return new Map(Object.keys(value).map((name) => [key(name), decode(value[name], second)]));
      }
      case "linked_list":
        return value.reduceRight((next, item) => new ListNode(decode(item, first), next), null);
      case "tree":
        return tree(value.map((item) => (item === null ? null : new TreeNode(decode(item, first)))));
      default:
        throw new Error(`a value of type ${type.name}`);
    }
  }

  function tree(nodes) {
    let at = 1;
    for (const node of nodes) {
      if (node !== null) {
        node.left = nodes[at++] ?? null;
        node.right = nodes[at++] ?? null;
      }
    }
    return nodes[0] ?? null;
  }

  // What a promise came to; nothing of the solution's is asked for it.
  const {then} = Promise.prototype;
  function watch(promise) {
    const seen = {settled: false};
    Reflect.apply(then, promise, [
      (value) => Object.assign(seen, {settled: true, value}),
      (error) => Object.assign(seen, {settled: true, failed: true, error}),
    ]);
    return seen;
  }

  Error.stackTraceLimit = 30;
  const given = {
    console, process, performance, setTimeout, setInterval, setImmediate, clearTimeout: stop, clearInterval: stop,
    clearImmediate: stop, queueMicrotask,
  };
  for (const [name, value] of Object.entries(given)) {
    give(name, value);
  }
  give("global", globalThis);
  const require = (name) => {
    throw new Error(`require(${JSON.stringify(name)}): there are no modules here`);
  };
  return {
    parse, decode, watch, nextTimer, fire, require,
    nodes: (name) => give(name, name === "TreeNode" ? TreeNode : ListNode),
    module: () => ({exports: {}}),
    // All that a solution can name without a definition of its own.
    names: () => Object.getOwnPropertyNames(globalThis),
  };
})
