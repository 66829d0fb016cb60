// A solution's source: compiled once for a run, looked up and called in each test's context.
"use strict";

const vm = require("vm");

const FILE = "solution.js";

// The solution cannot be run as it is: a message for people, and a line or 0.
class Refused extends Error {
  constructor(message, line) {
    super(message);
    this.line = line;
  }
}

const compiled = new Map();

function syntaxError(error) {
  const [head = "", text = "", mark = ""] = String(error.stack).split("\n");
  const line = Number(head.slice(head.lastIndexOf(":") + 1)) || 0;
  const column = mark.indexOf("^") + 1;
  const where = (line ? `line ${line}` : "its end") + (column ? `, column ${column}` : "");
  const indent = text.length - text.trimStart().length;
  const shown = column && text.length < 200 ? `\n    ${text.trim()}\n    ${" ".repeat(Math.max(0, column - 1 - indent))}^` : "";
  return new Refused(`${error.name} at ${where}: ${error.message}${shown}`, line);
}

// As Node runs a file: inside a function.  The context's own names are parameters of another one around it, because a look-up
// in a context's global object takes ten times as long as one of a local name; a solution may define them anew.
function compile(source, name, names) {
  const key = `${name}\n${source}`;
  if (compiled.has(key)) {
    return compiled.get(key);
  }
  try {
    new vm.Script(source, {filename: FILE});
  } catch (error) {
    throw syntaxError(error);
  }
  const head = `(function (${names.join(", ")}) { return function (exports, require, module) {`;
  const tail = `\n;return typeof ${name} === "undefined" ? module.exports?.${name} : ${name};\n};})`;
  let script;
  try {
    script = new vm.Script(head + source + tail, {filename: FILE, columnOffset: -head.length});
  } catch (error) {
    throw syntaxError(error);
  }
  compiled.clear();
  compiled.set(key, script);
  return script;
}

const SHADOWED = /^(?!(?:eval|arguments|undefined|NaN|Infinity|globalThis)$)[A-Za-z_$][\w$]*$/;

// What the source calls `name` after it has run in the context; undefined where it defines nothing of that name.
function load(source, name, context, realm) {
  const names = realm.names().filter((one) => SHADOWED.test(one));
  const script = compile(source, name, names);
  const outer = script.runInContext(context);
  const global = vm.runInContext("globalThis", context);
  const module = realm.module();
  return outer(...names.map((one) => global[one])).call(module.exports, module.exports, realm.require, module);
}

function defined(source) {
  const found = source.matchAll(/^(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([\w$]+)/gm);
  return [...new Set([...found].map((one) => one[1]))].slice(0, 5);
}

function lineOf(source, name) {
  const at = source.search(new RegExp(`(?:function\\s*\\*?|class|const|let|var)\\s+${name.replaceAll("$", "\\$")}\\b`));
  return at < 0 ? 0 : source.slice(0, at).split("\n").length;
}

// The texts of a function's parameters, from its source; null where it has none to read.
function parameters(text) {
  const single = /^(?:async\s+)?([\w$]+)\s*=>/.exec(text);
  if (single) {
    return [single[1]];
  }
  const parts = [];
  let part = "";
  let depth = 0;
  for (let i = text.indexOf("("); i >= 0 && i < text.length; i++) {
    const c = text[i];
    if (text.startsWith("//", i)) {
      i = (text.indexOf("\n", i) + 1 || text.length) - 1;
    } else if (text.startsWith("/*", i)) {
      i = (text.indexOf("*/", i) + 2) - 1;
    } else if ("\"'`".includes(c)) {
      const start = i++;
      while (i < text.length && text[i] !== c) {
        i += text[i] === "\\" ? 2 : 1;
      }
      part += text.slice(start, i + 1);
    } else if (c === "," && depth === 1) {
      parts.push(part);
      part = "";
    } else {
      depth += "([{".includes(c) ? 1 : ")]}".includes(c) ? -1 : 0;
      if (depth === 0) {
        parts.push(part);
        return parts.map((one) => one.replace(/\s+/g, " ").trim()).filter(Boolean);
      }
      part += depth === 1 && c === "(" ? "" : c;
    }
  }
  return null;
}

const textOf = (value) => Function.prototype.toString.call(value);

// Refuses what cannot take the arguments; more parameters may have defaults, fewer may be `arguments` or ...rest.
function checkParameters(value, name, wanted, source) {
  let text = textOf(value);
  if (/^class\b/.test(text)) {
    const at = text.search(/\bconstructor\s*\(/);
    if (at < 0) {
      return;
    }
    text = text.slice(at);
  }
  const yours = text.includes("[native code]") ? null : parameters(text);
  if (!yours || yours.length === wanted.length) {
    return;
  }
  const rest = yours.at(-1)?.startsWith("...");
  const more = yours.length > wanted.length && value.length <= wanted.length;
  const fewer = rest ? yours.length - 1 <= wanted.length : /\barguments\b/.test(text);
  if (!more && !(fewer && yours.length <= wanted.length + 1)) {
    throw new Refused(`\`${name}\` takes (${wanted.join(", ")}); yours takes (${yours.join(", ")})`, lineOf(source, name));
  }
}

function wanted(source, name, params, what, context, realm) {
  const value = load(source, name, context, realm);
  if (value === undefined) {
    const made = defined(source);
    const has = made.length ? `it defines ${made.map((one) => `\`${one}\``).join(", ")}` : "it defines none";
    const shape = what === "class" ? name : `${name}(${params.join(", ")})`;
    throw new Refused(`no ${what} \`${shape}\` in ${FILE}: ${has}`, 0);
  }
  if (typeof value !== "function") {
    throw new Refused(`\`${name}\` in ${FILE} is ${value === null ? "null" : `a ${typeof value}`}, not a ${what}`, lineOf(source, name));
  }
  checkParameters(value, name, params, source);
  return value;
}

module.exports = {FILE, Refused, checkParameters, wanted};
