// Greenroom's JavaScript harness: answers one test after another, each in a context of its own.
//
// Runs inside a box.  Descriptor 3 brings requests, 4 takes answers: after "R\n" each is a line with its length in bytes,
// and then those bytes.  Everything here is synchronous: no event loop turns between tests, so that no timer, promise or callback of
// one lives on in the next; a promise that is returned is waited for with the context's own queue and timers.  An answer
// is an object with one of the keys
//
//     value    what was returned, or was changed in place
//     error    {type, message, traceback, line}; call: N where the N-th call of a class question threw it
//     load     {message, line}: the source cannot be loaded or lacks the function
//     bad      what was returned is no value
//     exit     the solution ended the process
//
// The walls between the harness and a solution are the box's.  A context is there so that nothing of a test is left for the next, and
// nothing that a solution changes (prototypes, JSON, Map) changes how its values are read.
"use strict";

const fs = require("fs");
const path = require("path");
const util = require("util");
const vm = require("vm");
const {BadValue, encode, parseType, uses} = require("./values.js");
const {FILE, Refused, checkParameters, wanted} = require("./source.js");

const REQUEST = 3;
const ANSWER = 4;
const TEXT_MAX = 4096;
const TRACEBACK_MAX = 16384;

const {exit} = process;
const realmFile = path.join(__dirname, "realm.js");
const realmScript = new vm.Script(fs.readFileSync(realmFile, "utf8"), {filename: realmFile});
const drainScript = new vm.Script("0");

function writeAll(to, text) {
  const data = Buffer.from(text, "utf8");
  for (let at = 0; at < data.length;) {
    at += fs.writeSync(to, data, at);
  }
}

function answer(text) {
  writeAll(ANSWER, `${Buffer.byteLength(text)}\n${text}`);
}

function cut(text, most) {
  const whole = String(text).replaceAll("\0", "\\u0000");
  if (whole.length <= most) {
    return util.toUSVString(whole);
  }
  const head = whole.slice(0, (most * 2) / 3);
  const tail = whole.slice(-most / 3);
  return util.toUSVString(`${head}\n... ${whole.length - most} characters left out ...\n${tail}`);
}

// ---- requests

let pending = Buffer.alloc(0);

// At least so many bytes in `pending`; false at the end of what comes.
function fill(count) {
  const parts = [pending];
  let have = pending.length;
  while (have < count) {
    const part = Buffer.allocUnsafe(Math.max(1 << 16, count - have));
    const got = fs.readSync(REQUEST, part, 0, part.length, null);
    if (got === 0) {
      return false;
    }
    parts.push(part.subarray(0, got));
    have += got;
  }
  pending = Buffer.concat(parts);
  return true;
}

function nextRequest() {
  let end;
  while ((end = pending.indexOf(10)) < 0) {
    if (!fill(pending.length + 1)) {
      return null;
    }
  }
  const length = Number(pending.toString("latin1", 0, end));
  if (!fill(end + 1 + length)) {
    return null;
  }
  const text = pending.toString("utf8", end + 1, end + 1 + length);
  pending = pending.subarray(end + 1 + length);
  return text;
}

// Integers that a number cannot hold, as strings that no other value is.
function withLongIntegers(text) {
  return text.replace(/"(?:[^"\\]+|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => (token[0] === '"' ? token : `"\\u0000${token}"`));
}

function parseRequest(text, realm) {
  const request = {...realm.parse(text)};
  request.methods = Array.from(request.methods ?? [], (one) => ({...one}));
  const functions = [request, ...request.methods];
  for (const one of functions) {
    one.params = Array.from(one.params);
    one.kinds = Array.from(one.types, parseType);
    one.result = parseType(one.returns ?? "void");
  }
  const all = functions.flatMap((one) => [...one.kinds, one.result]);
  if (functions.some((one) => one.kinds.some((kind) => uses(kind, "int64")))) {
    const exact = realm.parse(withLongIntegers(text));
    request.input = exact.input;
    request.ops = exact.ops;
  }
  for (const [kind, name] of [["tree", "TreeNode"], ["linked_list", "ListNode"]]) {
    if (all.some((type) => uses(type, kind))) {
      realm.nodes(name);
    }
  }
  return request;
}

// ---- one test

const inspection = {customInspect: false, depth: 6, maxArrayLength: 1000};
const host = {
  version: process.version,
  now: () => performance.now(),
  write: (to, text) => (writeAll(to, text), true),
  print: (to, values) => writeAll(to, util.formatWithOptions(inspection, ...values) + "\n"),
  exit(what, status) {
    answer(JSON.stringify({exit: cut(`${what}(${String(status)})`, TEXT_MAX), call: running.call}));
    exit(0); // the answer says how it ended: no status beside it
  },
};

let running = null;

function newTest() {
  // No prototype: its constructor would be this realm's.  Its own queue of microtasks: what one test left in it never runs in another.
  const context = vm.createContext(Object.create(null), {name: "solution", microtaskMode: "afterEvaluate"});
  const realm = realmScript.runInContext(context)(host);
  return {context, realm, drain: () => drainScript.runInContext(context), call: 0};
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

// The value of a promise; runs the context's timers until it is there.
function settled(value, test, name) {
  if (!util.types.isPromise(value)) {
    return value;
  }
  const seen = test.realm.watch(value);
  test.drain();
  while (!seen.settled) {
    const timer = test.realm.nextTimer();
    if (!timer) {
      throw new BadValue(`the promise that \`${name}\` returned is never settled`);
    }
    sleep(Math.max(0, timer.at - performance.now()));
    test.realm.fire(timer.id);
    test.drain();
  }
  if (seen.failed) {
    throw seen.error;
  }
  return seen.value;
}

// What is compared: the result, an argument changed in place, or the head of one.
function judged(result, values, judge) {
  const [what, index] = judge.split(":");
  if (what === "return") {
    return result;
  }
  const argument = values[Number(index)];
  if (what === "param" || !Array.isArray(argument)) {
    return argument;
  }
  if (!Number.isInteger(result)) {
    throw new BadValue(`returned ${result === null ? "null" : typeof result} where the new length is expected`);
  }
  if (result < 0 || result > argument.length) {
    throw new BadValue(`returned the length ${result} of an array of ${argument.length}`);
  }
  return Array.prototype.slice.call(argument, 0, result);
}

// In an array of this realm: what a solution does to its own is not in the way.
function argumentsOf(one, given, test) {
  return Array.from(given, (value, i) => test.realm.decode(value, one.kinds[i]));
}

function runFunction(request, test) {
  const values = argumentsOf(request, request.input, test);
  const run = wanted(request.source, request.name, request.params, "function", test.context, test.realm);
  const result = settled(run(...values), test, request.name);
  return encode(judged(result, values, request.judge), request.result);
}

function checkMethods(object, request) {
  for (const {name, params} of request.methods) {
    if (typeof object[name] !== "function") {
      throw new Refused(`no method \`${name}(${params.join(", ")})\` in class \`${request.name}\``, 0);
    }
    checkParameters(object[name], name, params, request.source);
  }
}

function runClass(request, test) {
  const methods = new Map(request.methods.map((one) => [one.name, one]));
  const calls = Array.from(request.ops, ([name, given], i) => {
    const method = i === 0 ? request : methods.get(name);
    return {name, method, values: argumentsOf(method, given, test)};
  });
  const made = wanted(request.source, request.name, request.params, "class", test.context, test.realm);
  const out = [];
  let object;
  for (const {name, method, values} of calls) {
    test.call++;
    if (test.call === 1) {
      object = new made(...values);
      checkMethods(object, request);
      out.push("null");
      continue;
    }
    const result = settled(object[name](...values), test, name);
    out.push(method.result.name === "void" ? "null" : encode(result, method.result));
  }
  return `[${out.join(",")}]`;
}

// ---- what went wrong

function textIn(error, key) {
  try {
    const value = error[key];
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}

// {type, message, traceback, line}: the solution's frames and no others.
function described(error, test) {
  const native = util.types.isNativeError(error);
  const type = native ? textIn(error, "name") || "Error" : error === null ? "null" : typeof error;
  const message = native ? textIn(error, "message") : util.inspect(error, inspection);
  const frames = textIn(error, "stack").split("\n").filter((line) => /^\s+at (?:.*\()?solution\.js:\d+:\d+\)?$/.test(line));
  const place = frames.length ? /:(\d+):\d+\)?$/.exec(frames[0]) : null;
  const head = native ? type + (message && ": ") + message : `thrown: ${message}`;
  const found = {
    type: cut(native ? type : "thrown", TEXT_MAX),
    message: cut(message, TEXT_MAX),
    traceback: cut([head, ...frames].join("\n"), TRACEBACK_MAX),
    line: place ? Number(place[1]) : 0,
  };
  return test.call ? {...found, call: test.call} : found;
}

function answerTo(text) {
  const test = newTest();
  running = test;
  try {
    const request = parseRequest(text, test.realm);
    const run = request.kind === "class" ? runClass : runFunction;
    const value = run(request, test);
    test.drain();
    return `{"value":${value}}`;
  } catch (error) {
    if (error instanceof Refused) {
      return JSON.stringify({load: {message: cut(error.message, TEXT_MAX), line: error.line}});
    }
    if (error instanceof BadValue) {
      return JSON.stringify({bad: cut(error.message, TEXT_MAX), call: test.call});
    }
    return JSON.stringify({error: described(error, test)});
  }
}

writeAll(ANSWER, "R\n");
for (let text = nextRequest(); text !== null; text = nextRequest()) {
  answer(answerTo(text));
}
exit(0);
