// Types of a signature, and what a solution returned as JSON text.
//
// A solution's objects are of another realm than this: they are told by what they are inside, never by their
// prototypes, and walked with this realm's functions, which a solution cannot change.
"use strict";

const {toUSVString, types} = require("util");

const MAX_DEPTH = 120;
const MAX_NODES = 1000000;
const MAX_CHARS = 1 << 26;
const ANY = {name: "", args: []};

// What the solution returned is no value that a test can carry.
class BadValue extends Error {}

// "map<string,list<int>>" -> {name: "map", args: [...]}
function parseType(text) {
  let at = 0;
  const parse = () => {
    const start = at;
    while (at < text.length && !"<,>".includes(text[at])) {
      at++;
    }
    const type = {name: text.slice(start, at).trim(), args: []};
    while (text[at] === "<" || (type.args.length && text[at] === ",")) {
      at++;
      type.args.push(parse());
    }
    if (type.args.length) {
      at++; // the ">"
    }
    return type;
  };
  return parse();
}

function uses(type, name) {
  return type.name === name || type.args.some((arg) => uses(arg, name));
}

function className(value) {
  try {
    const name = value.constructor.name;
    return typeof name === "string" && name ? name : "object";
  } catch {
    return "object";
  }
}

function number(value, type) {
  if (Number.isNaN(value)) {
    return '"NaN"';
  }
  if (value === Infinity || value === -Infinity) {
    return value > 0 ? '"Infinity"' : '"-Infinity"';
  }
  if (type.name === "int" || type.name === "int64") {
    // All digits, also past 2^53, where the number is one that a test did not ask for.
    return Number.isInteger(value) ? BigInt(value).toString() : String(value);
  }
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function string(value) {
  if (value.includes("\0")) {
    throw new BadValue("a string holds a NUL character");
  }
  if (toUSVString(value) !== value) {
    throw new BadValue("a string holds a lone surrogate, which is no character");
  }
  return JSON.stringify(value);
}

class Encoder {
  #parts = [];
  #length = 0;

  static encode(value, type) {
    const encoder = new Encoder();
    encoder.#value(value, type, 0);
    return encoder.#parts.join("");
  }

  #put(text) {
    this.#length += text.length;
    if (this.#length > MAX_CHARS) {
      throw new BadValue(`more than ${MAX_CHARS} characters`);
    }
    this.#parts.push(text);
  }

  #value(value, declared, depth) {
    if (depth > MAX_DEPTH) {
      throw new BadValue(`nested deeper than ${MAX_DEPTH} levels`);
    }
    const type = declared.name === "optional" ? declared.args[0] : declared;
    if (type.name === "tree") {
      this.#list(treeItems(value), type, depth);
    } else if (type.name === "linked_list") {
      this.#list(linkedItems(value), type, depth);
    } else if (value === null || value === undefined) {
      this.#put("null");
    } else if (typeof value === "number") {
      this.#put(number(value, type));
    } else if (typeof value === "string") {
      this.#put(string(value));
    } else if (typeof value === "boolean" || typeof value === "bigint") {
      this.#put(value.toString());
    } else if (Array.isArray(value) || types.isTypedArray(value)) {
      this.#list(value, type, depth);
    } else if (types.isMap(value)) {
      this.#map(value, type, depth);
    } else if (type.name === "map" && typeof value === "object" && !types.isProxy(value)) {
      this.#map(new Map(Object.entries(value)), type, depth);
    } else {
      const what = typeof value === "object" ? className(value) : typeof value;
      throw new BadValue(`returned a ${what}, which a test cannot compare`);
    }
  }

  #list(items, type, depth) {
    const count = items.length;
    this.#put("[");
    for (let i = 0; i < count; i++) {
      if (i) {
        this.#put(",");
      }
      this.#value(items[i], (type.name === "tuple" ? type.args[i] : type.args.length === 1 && type.args[0]) || ANY, depth + 1);
    }
    this.#put("]");
  }

  #map(map, type, depth) {
    const held = type.name === "map" ? type.args[1] : ANY;
    const seen = new Set();
    this.#put("{");
    Map.prototype.forEach.call(map, (value, key) => {
      if (typeof key !== "string" && typeof key !== "bigint" && !Number.isInteger(key)) {
        throw new BadValue(`a key of the map is ${typeof key === "number" ? key : `a ${typeof key}`}, neither text nor integer`);
      }
      const text = typeof key === "number" ? BigInt(key).toString() : key.toString();
      if (seen.has(text)) {
        throw new BadValue(`the map has the key ${text} twice, as text and as integer`);
      }
      this.#put((seen.size ? "," : "") + string(text) + ":");
      seen.add(text);
      this.#value(value, held, depth + 1);
    });
    this.#put("}");
  }
}

function isNode(value, ...links) {
  return typeof value === "object" && value !== null && "val" in value && links.every((link) => link in value);
}

// Level order with null for a missing child, without nulls at the end.
function treeItems(root) {
  if (root === null || root === undefined) {
    return [];
  }
  const nodes = [root];
  const values = [];
  for (let i = 0; i < nodes.length; i++) {
    if (i >= MAX_NODES) {
      throw new BadValue(`a tree of more than ${MAX_NODES} nodes: is there a cycle?`);
    }
    const node = nodes[i];
    if (node === null || node === undefined) {
      values.push(null);
      continue;
    }
    if (!isNode(node, "left", "right")) {
      throw new BadValue(`returned a ${typeof node === "object" ? className(node) : typeof node} where a node of a tree is expected`);
    }
    values.push(node.val);
    nodes.push(node.left, node.right);
  }
  let end = nodes.length;
  while (end && (nodes[end - 1] === null || nodes[end - 1] === undefined)) {
    end--;
  }
  return values.slice(0, end);
}

function linkedItems(head) {
  const values = [];
  for (let node = head; node !== null && node !== undefined; node = node.next) {
    if (values.length > MAX_NODES) {
      throw new BadValue(`a list of more than ${MAX_NODES} nodes: is there a cycle?`);
    }
    if (!isNode(node, "next")) {
      throw new BadValue(`returned a ${typeof node === "object" ? className(node) : typeof node} where a node of a list is expected`);
    }
    values.push(node.val);
  }
  return values;
}

module.exports = {BadValue, encode: Encoder.encode, parseType, uses};
