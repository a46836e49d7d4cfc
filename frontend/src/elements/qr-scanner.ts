// <qr-scanner for="id_code" press="read-code"> reads a QR code by the camera, or from a
// photo, into a field and presses a button; nothing is sent anywhere.

import { element, icon } from "../dom.ts";
import { t } from "../i18n.ts";

/** Finds the text of the first QR code in a picture, if there is one. */
type Reader = (picture: HTMLVideoElement | ImageBitmap) => Promise<string | undefined>;
type DetectorClass = new (options: {
  formats: string[];
}) => { detect(picture: ImageBitmapSource): Promise<{ rawValue: string }[]> };

const LOOK_EACH_MS = 200;

export class QrScanner extends HTMLElement {
  private stream: MediaStream | null = null;
  private busy = false;
  private readonly said = element("span", { class: "form-hint", role: "alert" });

  connectedCallback(): void {
    const file = element("input", {
      type: "file",
      accept: "image/*",
      capture: "environment",
      hidden: true,
    });
    file.addEventListener("change", () => void this.look(() => this.inPhoto(file)));
    const fromPhoto = button("photo", t("scanPhoto"), () => {
      this.stop(); // the phone needs its camera for the photo
      file.click();
    });
    // Browsers have a camera on pages that came by HTTPS, and nowhere else.
    const byCamera = navigator.mediaDevices
      ? [button("qrcode", t("scan"), () => void this.look(() => this.inView()))]
      : [];
    this.replaceChildren(...byCamera, fromPhoto, file, this.said);
  }

  disconnectedCallback(): void {
    this.stop();
  }

  /** Look for a code, one at a time, and put what is found into the field. */
  private async look(find: () => Promise<string | undefined>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.said.textContent = "";
    try {
      const text = await find();
      if (text) this.take(text);
    } catch {
      this.said.textContent = t("unreachable"); // what reads codes did not load
    } finally {
      this.stop();
      this.busy = false;
    }
  }

  private async inView(): Promise<string | undefined> {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
    } catch {
      this.said.textContent = t("scanRefused");
      return undefined;
    }
    const video = element("video", { class: "qr-video", playsinline: true });
    video.muted = true; // the attribute does not count for elements made by scripts
    video.srcObject = this.stream;
    this.append(video);
    try {
      const [read] = await Promise.all([reader(), video.play()]);
      let text: string | undefined;
      while (this.stream && !text) {
        text = await read(video);
        if (!text) await new Promise((done) => setTimeout(done, LOOK_EACH_MS));
      }
      return text;
    } finally {
      video.remove();
    }
  }

  private async inPhoto(file: HTMLInputElement): Promise<string | undefined> {
    const [photo] = file.files ?? [];
    if (!photo) return undefined;
    const read = await reader();
    const picture = await createImageBitmap(photo).catch(() => null);
    file.value = ""; // so that the same photo can be chosen again
    const text = picture ? await read(picture) : undefined;
    picture?.close();
    if (!text) this.said.textContent = t("scanNothing");
    return text;
  }

  private take(text: string): void {
    const field = document.getElementById(this.getAttribute("for") ?? "");
    if (field instanceof HTMLInputElement) field.value = text;
    document.getElementById(this.getAttribute("press") ?? "")?.click();
  }

  private stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}

function button(name: string, text: string, press: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: "btn" }, icon(name), text);
  made.addEventListener("click", press);
  return made;
}

/** The browser's own way to read QR codes, or, as Safari and Firefox have none, ours. */
async function reader(): Promise<Reader> {
  const known = (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!known) return (await import("./qr-reader.ts")).readCode;
  const detector = new known({ formats: ["qr_code"] });
  return async (picture) =>
    (await detector.detect(picture).catch(() => []))[0]?.rawValue;
}
