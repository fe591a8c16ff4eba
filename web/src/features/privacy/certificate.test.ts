import { webcrypto } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { verdictOf } from "./certificate";

const ALGORITHM = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const packed = (data: Uint8Array) => Buffer.from(data).toString("base64url");
const written = (value: object) => packed(new TextEncoder().encode(JSON.stringify(value)));
let jws = "";
let key: JsonWebKey & { kid?: string } = {};

beforeAll(async () => {
  if (!globalThis.crypto.subtle) Object.defineProperty(globalThis, "crypto", { value: webcrypto });
  const pair = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const text = `${written({ alg: "RS256", kid: "k1" })}.${written({ counts: { messages: 3 } })}`;
  const mark = await webcrypto.subtle.sign(ALGORITHM.name, pair.privateKey, new TextEncoder().encode(text));
  jws = `${text}.${packed(new Uint8Array(mark))}`;
  key = { ...(await webcrypto.subtle.exportKey("jwk", pair.publicKey)), kid: "k1" } as JsonWebKey & { kid: string };
});

test("a certificate holds as it was signed, and no other way", async () => {
  expect(await verdictOf(jws, [key])).toBe("holds");
  const [head, , mark] = jws.split(".");
  expect(await verdictOf(`${head}.${written({ counts: { messages: 4 } })}.${mark}`, [key])).toBe("broken");
  expect(await verdictOf("no.thing", [key])).toBe("broken");
});

test("one whose key is not published is not called broken", async () => {
  expect(await verdictOf(jws, [{ ...key, kid: "k2" }])).toBe("noKey");
});

test("a certificate can't choose to be unsigned", async () => {
  const [, body, mark] = jws.split(".");
  expect(await verdictOf(`${written({ alg: "none", kid: "k1" })}.${body}.${mark}`, [key])).toBe("broken");
});
