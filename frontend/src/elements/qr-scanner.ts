// <qr-scanner for="id_code" press="read-code"> reads a QR code by the camera into a field
// and presses a button. Where the browser cannot, it says so; nothing is sent anywhere.

import { element, icon } from "../dom.ts";
import { t } from "../i18n.ts";

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

const LOOK_EACH_MS = 200;

export class QrScanner extends HTMLElement {
  private stream: MediaStream | null = null;

  connectedCallback(): void {
    const known = (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
    if (!known || !navigator.mediaDevices) {
      this.replaceChildren(
        element("span", { class: "form-hint" }, t("scanUnsupported")),
      );
      return;
    }
    const button = element(
      "button",
      { type: "button", class: "btn" },
      icon("qrcode"),
      t("scan"),
    );
    button.addEventListener(
      "click",
      () => void this.scan(new known({ formats: ["qr_code"] })),
    );
    this.replaceChildren(button);
  }

  disconnectedCallback(): void {
    this.stop();
  }

  private async scan(detector: Detector): Promise<void> {
    const video = element("video", {
      class: "qr-video",
      playsinline: true,
      muted: true,
    });
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment" },
      });
    } catch {
      this.append(
        element("span", { class: "form-hint", role: "alert" }, t("scanRefused")),
      );
      return;
    }
    this.append(video);
    video.srcObject = this.stream;
    await video.play();
    while (this.stream) {
      const [code] = await detector.detect(video).catch(() => []);
      if (code) return this.take(code.rawValue, video);
      await new Promise((done) => setTimeout(done, LOOK_EACH_MS));
    }
  }

  private take(text: string, video: HTMLVideoElement): void {
    this.stop();
    video.remove();
    const field = document.getElementById(this.getAttribute("for") ?? "");
    if (field instanceof HTMLInputElement) field.value = text;
    document.getElementById(this.getAttribute("press") ?? "")?.click();
  }

  private stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}
