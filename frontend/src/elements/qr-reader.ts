// QR codes for browsers without BarcodeDetector; loaded when somebody scans.

import { decodeQR } from "qr/decode.js";

const LARGEST = 1600; // pixels a side; what a camera has beyond costs time and helps little
const PATIENCE_MS = 150; // for what is found at second sight, such as a slanted code

/** The text of the first QR code in a picture of a camera, or undefined. */
export async function readCode(
  picture: HTMLVideoElement | ImageBitmap,
): Promise<string | undefined> {
  const [wide, high] =
    picture instanceof HTMLVideoElement
      ? [picture.videoWidth, picture.videoHeight]
      : [picture.width, picture.height];
  const scale = Math.min(1, LARGEST / Math.max(wide, high, 1));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  if (!drawing || !canvas.width || !canvas.height) return undefined;
  drawing.fillStyle = "#fff"; // behind transparent parts
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height), {
      timeLimit: PATIENCE_MS,
    });
  } catch {
    return undefined; // the library's way to say that there is none
  }
}
