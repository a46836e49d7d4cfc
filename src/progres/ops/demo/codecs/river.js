// Water level gauge, port 8: level (int16, cm), temperature (int16, 0.1 °C), battery (uint8, %).
function decodeUplink(input) {
  if (input.fPort !== 8 || input.bytes.length !== 5) {
    return { errors: ["A water level gauge sends 5 bytes on port 8."] };
  }
  var view = new DataView(new Uint8Array(input.bytes).buffer);
  return {
    data: {
      level: view.getInt16(0),
      temperature: view.getInt16(2) / 10,
      battery: view.getUint8(4),
    },
  };
}
