// Fill level, port 4: level (uint8, %), distance (uint16, cm), temperature (int8, °C),
// battery (uint8, %), flags (bit 0: tilted).
function decodeUplink(input) {
  var bytes = input.bytes;
  if (input.fPort !== 4 || bytes.length !== 6) {
    return { errors: ["A fill level sensor sends 6 bytes on port 4."] };
  }
  return {
    data: {
      level: bytes[0],
      distance: bytes[1] * 256 + bytes[2],
      temperature: (bytes[3] << 24) >> 24,
      battery: bytes[4],
      tilted: (bytes[5] & 1) === 1,
    },
  };
}
