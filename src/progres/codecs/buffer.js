// The part of Node's Buffer that codecs use. Loaded only where a codec mentions it.
(function () {
  "use strict";
  const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const codes = (string, mask) => Array.from({ length: string.length }, (_, i) => string.charCodeAt(i) & mask);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function fromHex(string) {
    const pairs = /^(?:[0-9a-f]{2})*/i.exec(string)[0].match(/../g) || [];
    return pairs.map((pair) => parseInt(pair, 16));
  }

  function fromBase64(string) {
    return codes(atob(string.replace(/-/g, "+").replace(/_/g, "/").replace(/[^A-Za-z0-9+/]/g, "")), 255);
  }

  function utf8(bytes) {
    try {
      return decodeURIComponent(Array.from(bytes, (byte) => "%" + byte.toString(16).padStart(2, "0")).join(""));
    } catch {
      return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : "\ufffd")).join("");
    }
  }

  const encodings = {
    hex: [fromHex, hex],
    base64: [fromBase64, (bytes) => btoa(latin1(bytes))],
    base64url: [fromBase64, (bytes) => btoa(latin1(bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")],
    ascii: [(string) => codes(string, 255), (bytes) => latin1(Array.from(bytes, (byte) => byte & 127))],
    latin1: [(string) => codes(string, 255), latin1],
    utf8: [(string) => codes(unescape(encodeURIComponent(string.toWellFormed())), 255), utf8],
  };
  encodings.binary = encodings.latin1;
  encodings["utf-8"] = encodings.utf8;

  function encoding(name) {
    const found = encodings[String(name || "utf8").toLowerCase()];
    if (!found) throw new TypeError("Unknown encoding: " + name);
    return found;
  }

  const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

  class Buffer extends Uint8Array {
    static from(value, how, length) {
      if (typeof value === "string") return super.from(encoding(how)[0](value));
      if (value instanceof ArrayBuffer) return new Buffer(value, how, length);
      return super.from(value && value.type === "Buffer" ? value.data : value);
    }
    static alloc(length, fill = 0) {
      return new Buffer(length).fill(fill);
    }
    static allocUnsafe(length) {
      return new Buffer(length);
    }
    static isBuffer(value) {
      return value instanceof Buffer;
    }
    static byteLength(value, how) {
      return Buffer.from(value, how).length;
    }
    static concat(list, length) {
      const all = [].concat(...list.map((part) => Array.from(part)));
      return Buffer.from(length === undefined ? all : all.slice(0, length));
    }
    slice(start, end) {
      return this.subarray(start, end);
    }
    equals(other) {
      return hex(this) === hex(other);
    }
    copy(target, at = 0, start = 0, end = this.length) {
      const part = this.subarray(start, Math.min(end, start + target.length - at));
      target.set(part, at);
      return part.length;
    }
    write(string, at = 0) {
      return Buffer.from(string).copy(this, at);
    }
    toString(how, start = 0, end = this.length) {
      return encoding(how)[1](this.subarray(start, end));
    }
    toJSON() {
      return { type: "Buffer", data: Array.from(this) };
    }
    readUIntBE(at, length) {
      return this.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0);
    }
    readUIntLE(at, length) {
      return this.subarray(at, at + length).reduceRight((sum, byte) => sum * 256 + byte, 0);
    }
    readIntBE(at, length) {
      const value = this.readUIntBE(at, length);
      return value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value;
    }
    readIntLE(at, length) {
      const value = this.readUIntLE(at, length);
      return value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value;
    }
  }

  // Node's name, DataView's name, bytes: readInt16LE and readUInt16LE, writeFloatBE, …
  const kinds = [
    ["Int8", "Int8", 1], ["UInt8", "Uint8", 1], ["Int16", "Int16", 2], ["UInt16", "Uint16", 2],
    ["Int32", "Int32", 4], ["UInt32", "Uint32", 4], ["Float", "Float32", 4], ["Double", "Float64", 8],
    ["BigInt64", "BigInt64", 8], ["BigUInt64", "BigUint64", 8],
  ];
  for (const [name, kind, length] of kinds) {
    for (const order of length === 1 ? [""] : ["LE", "BE"]) {
      const read = function (at = 0) {
        return view(this)["get" + kind](at, order === "LE");
      };
      const write = function (value, at = 0) {
        view(this)["set" + kind](at, value, order === "LE");
        return at + length;
      };
      for (const spelled of [name, name.replace("UInt", "Uint")]) {
        Buffer.prototype["read" + spelled + order] = read;
        Buffer.prototype["write" + spelled + order] = write;
      }
    }
  }
  globalThis.Buffer = Buffer;
})();
