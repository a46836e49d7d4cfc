// Air quality, port 2: temperature (int16, 0.1 °C), humidity (uint8, 0.5 %),
// carbon dioxide (uint16, ppm), battery (uint8, %).
function decodeUplink(input) {
  var bytes = input.bytes;
  if (input.fPort !== 2 || bytes.length !== 6) {
    return { errors: ["Expected 6 bytes on port 2, got " + bytes.length + " on port " + input.fPort + "."] };
  }
  var temperature = ((bytes[0] << 24) >> 16) | bytes[1];
  return {
    data: {
      temperature: temperature / 10,
      humidity: bytes[2] / 2,
      co2: (bytes[3] << 8) | bytes[4],
      battery: bytes[5],
    },
  };
}
