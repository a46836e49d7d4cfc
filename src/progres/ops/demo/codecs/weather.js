// Weather station, port 7: temperature (int16, 0.1 °C), humidity (uint8, 0.5 %), wind
// (uint16, 0.1 m/s), rain (uint32, 0.1 mm since the start), pressure (uint16, 0.1 hPa).
function decodeUplink(input) {
  if (input.fPort !== 7 || input.bytes.length !== 11) {
    return { errors: ["A weather station sends 11 bytes on port 7."] };
  }
  var view = new DataView(new Uint8Array(input.bytes).buffer);
  return {
    data: {
      temperature: view.getInt16(0) / 10,
      humidity: view.getUint8(2) / 2,
      wind: view.getUint16(3) / 10,
      rain: view.getUint32(5) / 10,
      pressure: view.getUint16(9) / 10,
    },
  };
}
