import type { Schema } from "@/shared/api";

/** Passkeys of this browser: options come as JSON with base64url, answers leave as such (WebAuthn level 3). */

type Descriptor = Schema<"DescriptorOut">;

export const passkeysHere = () => typeof PublicKeyCredential !== "undefined" && "credentials" in navigator;

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(data: ArrayBuffer | null): string | undefined {
  if (!data) return undefined;
  const plain = Array.from(new Uint8Array(data), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const known = (list: Descriptor[]): PublicKeyCredentialDescriptor[] =>
  list.map((one) => ({
    id: bytes(one.id),
    type: "public-key",
    transports: one.transports as AuthenticatorTransport[],
  }));

function written(credential: PublicKeyCredential, response: Record<string, unknown>): Record<string, unknown> {
  const { id, type, rawId, authenticatorAttachment } = credential;
  return {
    id,
    type,
    rawId: text(rawId),
    authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

/** Lets a device make one. Raises the browser's own errors; see `givenUp`. */
export async function makePasskey(options: Schema<"CreationOut">): Promise<Record<string, unknown>> {
  const made = (await navigator.credentials.create({
    publicKey: {
      rp: options.rp,
      user: { id: bytes(options.user.id), name: options.user.name, displayName: options.user.displayName },
      challenge: bytes(options.challenge),
      pubKeyCredParams: options.pubKeyCredParams.map(({ alg }) => ({ alg, type: "public-key" })),
      excludeCredentials: known(options.excludeCredentials),
      timeout: options.timeout,
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return written(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

/** Asks a device for one of its passkeys. Raises the browser's own errors; see `givenUp`. */
export async function showPasskey(options: Schema<"RequestOut">): Promise<Record<string, unknown>> {
  const shown = (await navigator.credentials.get({
    publicKey: {
      rpId: options.rpId,
      challenge: bytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
      timeout: options.timeout,
      userVerification: "required",
    },
  })) as PublicKeyCredential;
  const response = shown.response as AuthenticatorAssertionResponse;
  return written(shown, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: text(response.userHandle),
  });
}

/** The person closed the browser's window, took too long, or has no passkey that would do: browsers do not tell which. */
export const givenUp = (error: unknown) => error instanceof DOMException && error.name === "NotAllowedError";
/** This device has one for this person already. */
export const hasOne = (error: unknown) => error instanceof DOMException && error.name === "InvalidStateError";
