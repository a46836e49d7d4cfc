// Soil probe, port 3: moisture (uint16, 0.1 %), temperature (int16, 0.1 °C),
// conductivity (uint16, µS/cm), battery (uint8, %).
function decodeUplink(input) {
  if (input.fPort !== 3 || input.bytes.length !== 7) {
    return { errors: ["A soil probe sends 7 bytes on port 3."] };
  }
  var view = new DataView(new Uint8Array(input.bytes).buffer);
  var data = {
    moisture: view.getUint16(0) / 10,
    temperature: view.getInt16(2) / 10,
    conductivity: view.getUint16(4),
    battery: view.getUint8(6),
  };
  var warnings = data.moisture > 60 ? ["The probe may stand in water."] : [];
  return { data: data, warnings: warnings };
}
