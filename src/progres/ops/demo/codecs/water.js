// Water meter, port 10: register (uint32, litres), flow and least flow of the night
// (uint16 each, l/h), battery (uint8, %), flags (bit 0: backflow, bit 1: tamper).
function uint(bytes, at, length) {
  var value = 0;
  for (var i = 0; i < length; i++) value = value * 256 + bytes[at + i];
  return value;
}
function decodeUplink(input) {
  var bytes = input.bytes;
  if (input.fPort !== 10) {
    return { errors: ["Port " + input.fPort + " is not one of this meter; meter data come on port 10."] };
  }
  if (bytes.length !== 10) {
    return { errors: ["A water meter message has 10 bytes, not " + bytes.length + "."] };
  }
  return {
    data: {
      volume: uint(bytes, 0, 4) / 1000,
      flow: uint(bytes, 4, 2),
      night_flow: uint(bytes, 6, 2),
      battery: bytes[8],
      backflow: (bytes[9] & 1) === 1,
      tamper: (bytes[9] & 2) === 2,
    },
  };
}
