// Parking sensor, port 1: temperature (int8, °C), battery (uint8, %), flags (bit 0: occupied).
function decodeUplink(input) {
  var bytes = input.bytes;
  if (input.fPort !== 1 || bytes.length !== 3) {
    return { errors: ["A parking sensor sends 3 bytes on port 1."] };
  }
  return {
    data: {
      temperature: (bytes[0] << 24) >> 24,
      battery: bytes[1],
      occupied: (bytes[2] & 1) === 1,
    },
  };
}
