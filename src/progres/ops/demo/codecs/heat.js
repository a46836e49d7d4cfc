// Heat meter, port 10: energy (uint32, kWh), volume (uint32, 0.01 m³), power (uint16,
// 0.1 kW), flow (uint16, l/h), supply and return (int16 each, 0.1 °C).
function decodeUplink(input) {
  if (input.fPort !== 10 || input.bytes.length !== 16) {
    return { errors: ["A heat meter message has 16 bytes on port 10."] };
  }
  var view = new DataView(new Uint8Array(input.bytes).buffer);
  return {
    data: {
      energy: view.getUint32(0),
      volume: view.getUint32(4) / 100,
      power: view.getUint16(8) / 10,
      flow: view.getUint16(10),
      temperature: {
        supply: view.getInt16(12) / 10,
        return: view.getInt16(14) / 10,
      },
    },
  };
}
