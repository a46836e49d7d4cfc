// Evaluated first in every context. It answers with `bridge(instantiate, sealed)`,
// which makes the one function the worker calls: run(name, input as JSON text) →
// JSON text, {"result": …} or {"problem": [code, detail, line]}.
//
// What it needs it takes before a codec can change it. Memory and stack exhaustion
// and a thrown null (the engine throws it when no memory is left even for the error)
// are thrown on: the worker then drops the context. A time-out cannot be caught here.
// Answers inherit nothing, for a codec may give all objects a `problem` or a `toJSON`.
(function () {
  "use strict";
  const { parse, stringify } = JSON;
  const { ownKeys, deleteProperty, setPrototypeOf, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const { isArray } = Array;
  const { preventExtensions } = Object;
  const { isSafeInteger } = Number;
  const global = globalThis;
  const text = String;
  const numberOf = Number;
  const unbound = Function.prototype.call;
  const tag = unbound.bind(Object.prototype.toString);
  const slice = unbound.bind(String.prototype.slice);
  const Pending = Promise;
  const OutOfMemory = InternalError;
  const StackOverflow = RangeError;
  const mostResultCharacters = 65536;

  const silent = () => undefined;
  global.console = {
    assert: silent, debug: silent, dir: silent, error: silent, group: silent, groupEnd: silent,
    info: silent, log: silent, table: silent, time: silent, timeEnd: silent, trace: silent, warn: silent,
  };

  global.require = function require(name) {
    if (name === "buffer" || name === "node:buffer") return { Buffer: global.Buffer };
    const error = new Error("require('" + name + "') is not available: a codec must stand in one file");
    error.stack = ""; // the lines in it are this file's
    throw error;
  };

  // In the order of preference: LoRa Alliance TS013, ChirpStack v3, The Things Network v2.
  const forms = {
    decodeUplink: [
      ["decodeUplink", (f, input) => unwrapped(f(input), false)],
      ["Decode", (f, { fPort, bytes, variables }) => unwrapped(f(fPort, bytes, variables || {}), true)],
      ["Decoder", (f, { fPort, bytes }) => unwrapped(f(bytes, fPort), true)],
    ],
    encodeDownlink: [
      ["encodeDownlink", (f, input) => plain(f(input))],
      ["Encode", (f, { fPort, data, variables }) => plain({ bytes: f(fPort, data, variables || {}), fPort })],
      ["Encoder", (f, { fPort, data }) => plain({ bytes: f(data, fPort), fPort })],
    ],
    decodeDownlink: [["decodeDownlink", (f, input) => plain(f(input))]],
    normalizeUplink: [["normalizeUplink", (f, input) => plain(f(input))]],
  };

  const answered = (result) => ({ __proto__: null, result });
  function problem(code, detail, line) {
    const known = [code, slice(text(detail), 0, 500), isSafeInteger(line) ? line : null];
    setPrototypeOf(known, null);
    return { __proto__: null, problem: known };
  }

  const isObject = (value) => value !== null && typeof value === "object" && !isArray(value);

  function plain(value) {
    if (value instanceof Pending || /Generator\]$/.test(tag(value))) return problem("async", "");
    if (isObject(value)) return answered(value);
    if (value === null || value === undefined) return problem("not_an_object", text(value));
    return problem("not_an_object", isArray(value) ? "an array" : "a " + typeof value);
  }

  // The older forms return the values themselves, the newer one {data, warnings, errors};
  // some drivers mix them up, so what counts is what the object looks like.
  function unwrapped(value, older) {
    const checked = plain(value);
    if (checked.problem) return checked;
    const wraps = older
      ? ownKeys(value).length > 0 && ownKeys(value).every((key) => key === "data" || key === "warnings" || key === "errors")
      : "data" in value || "warnings" in value || "errors" in value;
    if (!wraps || (older && "data" in value && !isObject(value.data))) {
      return answered({ __proto__: null, data: value, warnings: [], errors: [] });
    }
    const errors = texts(value.errors);
    const data = value.data === undefined || value.data === null || errors.length > 0 ? {} : value.data;
    const inside = plain(data);
    return inside.problem ? inside : answered({ __proto__: null, data, warnings: texts(value.warnings), errors });
  }

  function texts(value) {
    if (value === undefined || value === null || value === "") return [];
    return (isArray(value) ? value : [value])
      .slice(0, 20)
      .map((item) => (typeof item === "object" ? stringify(item) : text(item)).slice(0, 500));
  }

  function written(answer) {
    let json;
    try {
      json = stringify(answer);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      json = stringify(answer, (_key, value) => (typeof value === "bigint" ? number(value) : value));
    }
    if (json.length > mostResultCharacters) return stringify(problem("too_large", json.length));
    return json;
  }

  function number(big) {
    return isSafeInteger(numberOf(big)) ? numberOf(big) : text(big);
  }

  function thrown(error) {
    if (error === null) throw error;
    if (error instanceof OutOfMemory && /out of memory/.test(error.message)) throw error;
    if (error instanceof StackOverflow && /call stack/.test(error.message)) throw error;
    let detail;
    let line;
    try {
      const bare = isObject(error) && (!(error instanceof Error) || error.name === "Error");
      detail = bare ? error.message || stringify(error) : text(error);
      line = error instanceof Error && /<input>:(\d+):/.exec(error.stack);
    } catch {
      detail = "something without a message";
    }
    return stringify(problem("threw", detail, line ? numberOf(line[1]) : null));
  }

  // Undeclared variables become properties of the global object; they must not be
  // there for the next uplink.
  function tidy(known) {
    const keys = ownKeys(global);
    if (keys.length === known.length) return true;
    const isKnown = { __proto__: null };
    for (let i = 0; i < known.length; i++) isKnown[known[i]] = true;
    for (let i = 0; i < keys.length; i++) {
      if (!isKnown[keys[i]] && !deleteProperty(global, keys[i])) return false;
    }
    return ownKeys(global).length === known.length;
  }

  // Nothing that a context has on its own takes a new property, down to the methods of
  // prototypes and of the console: what was left there would be read by the next uplink.
  function seal() {
    const seen = new Set([global]);
    const nameless = [ // what no property leads to
      [].values(), new Map().entries(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/x/g),
      function* () {}, async function () {}, async function* () {},
    ];
    const todo = ownKeys(global).map((key) => global[key]).concat(nameless);
    while (todo.length > 0) {
      const value = todo.pop();
      if ((typeof value !== "function" && !isObject(value) && !isArray(value)) || seen.has(value)) continue;
      seen.add(value);
      preventExtensions(value);
      for (const key of ownKeys(value)) {
        const { value: held, get, set } = getOwnPropertyDescriptor(value, key);
        todo.push(held, get, set);
      }
      todo.push(getPrototypeOf(value));
    }
  }

  function call(instantiate, name, input) {
    const module = { exports: {} };
    const found = instantiate(module, module.exports);
    for (let i = 0; i < forms[name].length; i++) {
      const f = found[forms[name][i][0]] || module.exports[forms[name][i][0]];
      if (typeof f === "function") return forms[name][i][1](f, input);
    }
    return problem("no_function", forms[name].map(([form]) => form).join(", "));
  }

  return function bridge(instantiate, sealed) {
    if (sealed) seal();
    const known = ownKeys(global);
    return function run(name, input) {
      if (sealed && !tidy(known)) return "";
      try {
        return written(call(instantiate, name, parse(input)));
      } catch (error) {
        return thrown(error);
      }
    };
  };
})()
