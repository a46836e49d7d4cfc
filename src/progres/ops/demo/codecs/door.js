// Door contact, port 6: openings (uint32), temperature (int16, 0.1 °C), battery (uint8, %),
// flags (bit 0: open).
function decodeUplink(input) {
  if (input.fPort !== 6 || input.bytes.length !== 8) {
    return { errors: ["A door contact sends 8 bytes on port 6."] };
  }
  var view = new DataView(new Uint8Array(input.bytes).buffer);
  return {
    data: {
      openings: view.getUint32(0),
      temperature: view.getInt16(4) / 10,
      battery: view.getUint8(6),
      open: (view.getUint8(7) & 1) === 1,
    },
  };
}
