// Room climate, port 2: temperature (int16, 0.1 °C), humidity (uint8, 0.5 %), battery (uint8, %).
function decodeUplink(input) {
  var bytes = input.bytes;
  if (input.fPort !== 2 || bytes.length !== 4) {
    return { errors: ["Expected 4 bytes on port 2, got " + bytes.length + " on port " + input.fPort + "."] };
  }
  var temperature = ((bytes[0] << 24) >> 16) | bytes[1];
  return {
    data: {
      temperature: temperature / 10,
      humidity: bytes[2] / 2,
      battery: bytes[3],
    },
  };
}
