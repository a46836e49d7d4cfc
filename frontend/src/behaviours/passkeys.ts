// <form data-passkey="create"> makes a passkey, <form data-passkey="get"> shows one:
// before it is sent, its field "credential" is filled in by the browser. What the server
// asks for stands in the JSON script whose id is in data-options; without one the form's
// address is asked.
import { t } from "../i18n.ts";

interface Options {
  publicKey: {
    challenge: string;
    user?: { id: string };
    authenticatorSelection?: Record<string, unknown>;
    excludeCredentials?: { id: string }[];
    allowCredentials?: { id: string }[];
  };
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(options: Options): CredentialCreationOptions {
  const { publicKey } = options;
  const decoded = (list?: { id: string }[]) =>
    list?.map((known) => ({ ...known, id: bytesOf(known.id) }));
  return {
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      excludeCredentials: decoded(publicKey.excludeCredentials),
      allowCredentials: decoded(publicKey.allowCredentials),
      ...(publicKey.user && {
        user: { ...publicKey.user, id: bytesOf(publicKey.user.id) },
      }),
    },
  } as unknown as CredentialCreationOptions;
}

/** Every passkey can sign in by itself: it is kept on the device, and asks who it is. */
function ofOneself(options: Options): Options {
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return options;
}

function inJson(credential: PublicKeyCredential): string {
  const parts: Record<string, string> = {};
  for (const name of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    const bytes = (credential.response as unknown as Record<string, unknown>)[name];
    if (bytes instanceof ArrayBuffer) parts[name] = textOf(bytes);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  });
}

async function optionsOf(form: HTMLFormElement): Promise<Record<string, Options>> {
  const script = document.getElementById(form.dataset.options ?? "");
  if (script) return JSON.parse(script.textContent ?? "");
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

async function fill(form: HTMLFormElement): Promise<void> {
  const problem = form.querySelector<HTMLElement>("[data-passkey-problem]");
  const field = form.querySelector<HTMLInputElement>("input[name=credential]");
  if (!field || !problem) return;
  try {
    problem.hidden = true;
    const { creation_options, request_options } = await optionsOf(form);
    const credential = creation_options
      ? await navigator.credentials.create(withBytes(ofOneself(creation_options)))
      : await navigator.credentials.get(
          withBytes(request_options as Options) as CredentialRequestOptions,
        );
    field.value = inJson(credential as PublicKeyCredential);
  } catch {
    problem.textContent = t("passkeyFailed");
    problem.hidden = false;
    return;
  }
  form.submit();
}

export function startPasskeys(): void {
  document.addEventListener("submit", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>(
      "form[data-passkey]",
    );
    if (!form) return;
    event.preventDefault();
    void fill(form);
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) window.print();
  });
}
